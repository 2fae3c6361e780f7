//! The typed nodes a Markdown text becomes: what the window mounts and what an export walks.
//!
//! There is no node that carries markup. Every string in here is plain text, and the two that lead
//! somewhere (`href`, `src`) were built by us from a checked address.

use serde::Serialize;

/// A block: one piece of the text's vertical flow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Block {
    /// Running text.
    Paragraph {
        /// Its content.
        inlines: Vec<Inline>,
    },
    /// A heading.
    Heading {
        /// 1 to 6, as written.
        level: u8,
        /// Its content.
        inlines: Vec<Inline>,
    },
    /// A list of any kind.
    List {
        /// Numbered, not bulleted.
        ordered: bool,
        /// First number of a numbered list; 0 for bullets.
        start: u32,
        /// No blank lines between items: items are set without paragraph spacing.
        tight: bool,
        /// The items, in order.
        items: Vec<ListItem>,
    },
    /// A quotation, or an alert (`> [!NOTE]`).
    Quote {
        /// The kind of alert; `None` is an ordinary quotation.
        alert: Option<Alert>,
        /// Its content.
        blocks: Vec<Block>,
    },
    /// A code block, fenced or indented.
    Code {
        /// First word of the info string, lower case, only `[a-z0-9+#._-]{1,32}`.
        language: Option<String>,
        /// The code without its final line end; every bidi control is a visible marker.
        text: String,
        /// The fence was closed; always true for indented code. An answer that was cut stays open.
        closed: bool,
    },
    /// A formula that stands alone.
    Math {
        /// The LaTeX source between the delimiters, trimmed.
        tex: String,
        /// The closing delimiter has come.
        closed: bool,
    },
    /// A table.
    Table {
        /// One entry a column.
        align: Vec<Align>,
        /// The header row.
        head: Vec<Cell>,
        /// Body rows; a row may have fewer cells than `align` (the rest are empty), never more.
        rows: Vec<Vec<Cell>>,
    },
    /// A thematic break.
    Rule,
    /// Raw HTML, shown as the text it is.
    Html {
        /// The source, without its final line end.
        text: String,
    },
    /// The definition of a footnote, where it was written.
    Footnote {
        /// The label as written.
        label: String,
        /// Its number: order of first appearance in the text, from 1.
        number: u32,
        /// Its content.
        blocks: Vec<Block>,
    },
    /// Something was left out because it passed a limit.
    Omitted {
        /// The limit.
        reason: OmitReason,
    },
}

/// One item of a [`Block::List`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ListItem {
    /// `Some(done)` for a task item.
    pub task: Option<bool>,
    /// Its content. In a tight list the text is a single [`Block::Paragraph`] per run of text.
    pub blocks: Vec<Block>,
}

/// One cell of a [`Block::Table`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Cell {
    /// Its content.
    pub inlines: Vec<Inline>,
}

/// A piece of running text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Inline {
    /// Text without any mark; raw inline HTML is this too.
    Text {
        /// The text; bidi overrides are visible markers.
        text: String,
    },
    /// `*emphasis*`
    Emphasis {
        /// Its content.
        children: Vec<Inline>,
    },
    /// `**strong**`
    Strong {
        /// Its content.
        children: Vec<Inline>,
    },
    /// `~~strike~~`
    Strike {
        /// Its content.
        children: Vec<Inline>,
    },
    /// `` `code` ``
    Code {
        /// The code; every bidi control is a visible marker.
        text: String,
    },
    /// A formula within the line.
    Math {
        /// The LaTeX source between the delimiters.
        tex: String,
    },
    /// A formula of its own line inside running text.
    DisplayMath {
        /// The LaTeX source between the delimiters, trimmed.
        tex: String,
    },
    /// A link whose address passed the checks. Opening it is still the shell's decision.
    Link {
        /// `http:`, `https:` or `mailto:` address, normalised, without userinfo.
        href: String,
        /// Host in ASCII (punycode); the domain of the address for `mailto:`.
        host: String,
        /// The visible text looks like an address of another host.
        warn: bool,
        /// The visible text.
        children: Vec<Inline>,
    },
    /// A picture. Nothing is ever fetched for it.
    Image {
        /// The description.
        alt: String,
        /// Host of its address in ASCII, if it has an acceptable one.
        host: Option<String>,
        /// A `data:image/(png|jpeg|gif|webp);base64,` address of at most 1 MB, else nothing.
        src: Option<String>,
    },
    /// The mark that points to a [`Block::Footnote`].
    FootnoteRef {
        /// The label as written.
        label: String,
        /// The footnote's number.
        number: u32,
    },
    /// A line break that was asked for.
    HardBreak,
    /// A line end in the source: a space, or a line break where the reader wants it.
    SoftBreak,
}

/// The kind of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Alert {
    /// `[!NOTE]`
    Note,
    /// `[!TIP]`
    Tip,
    /// `[!IMPORTANT]`
    Important,
    /// `[!WARNING]`
    Warning,
    /// `[!CAUTION]`
    Caution,
}

/// How a column is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Align {
    /// Not said.
    None,
    /// `:--`
    Left,
    /// `:-:`
    Center,
    /// `--:`
    Right,
}

/// Which limit was passed; see `caps.rs` for the figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum OmitReason {
    /// Blocks inside blocks, too deep.
    Nesting,
    /// Too many table cells in one table.
    TableCells,
    /// Too many nodes in the whole text.
    Size,
}
