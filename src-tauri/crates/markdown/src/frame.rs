//! The open nodes while a tree is built.

use std::ops::Range;

use crate::link::Address;
use crate::node::{Alert, Align, Block, Cell, Inline, ListItem};

/// A node that is still open, with what it holds so far.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) kind: Kind,
    pub(crate) blocks: Vec<Block>,
    pub(crate) inlines: Vec<Inline>,
    /// The last inline is a display formula whose closing delimiter has not come.
    pub(crate) open_formula: bool,
}

impl Frame {
    pub(crate) fn new(kind: Kind) -> Self {
        Self { kind, blocks: Vec::new(), inlines: Vec::new(), open_formula: false }
    }
}

/// What a frame will become.
#[derive(Debug)]
pub(crate) enum Kind {
    Root,
    Paragraph,
    /// The text of a tight list item, for which the parser announces no paragraph.
    Implicit,
    Heading {
        level: u8,
    },
    Quote {
        alert: Option<Alert>,
    },
    List {
        ordered: bool,
        start: u32,
        tight: bool,
        items: Vec<ListItem>,
    },
    Item {
        task: Option<bool>,
    },
    Footnote {
        label: String,
        number: u32,
    },
    /// `fence` is the range in the source, for fenced code.
    Code {
        language: Option<String>,
        text: String,
        fence: Option<Range<usize>>,
    },
    Html {
        text: String,
    },
    Table {
        align: Vec<Align>,
        head: Vec<Cell>,
        rows: Vec<Vec<Cell>>,
        cells: usize,
    },
    Row {
        cells: Vec<Cell>,
        is_head: bool,
    },
    Cell,
    Emphasis,
    Strong,
    Strike,
    /// A pair of single tildes: text.
    Tilde,
    Link(Address),
    Image {
        host: Option<String>,
        src: Option<String>,
    },
    /// A mark that passed a cap or a check: only its content stays.
    Flat,
}

impl Kind {
    /// Counts towards the nesting of blocks.
    pub(crate) fn nests(&self) -> bool {
        matches!(self, Self::Quote { .. } | Self::List { .. } | Self::Item { .. } | Self::Footnote { .. })
    }

    pub(crate) fn holds_blocks(&self) -> bool {
        self.nests() || matches!(self, Self::Root)
    }

    pub(crate) fn is_inline(&self) -> bool {
        matches!(
            self,
            Self::Emphasis
                | Self::Strong
                | Self::Strike
                | Self::Tilde
                | Self::Link(_)
                | Self::Image { .. }
                | Self::Flat
        )
    }

    pub(crate) fn is_verbatim(&self) -> bool {
        matches!(self, Self::Code { .. } | Self::Html { .. })
    }
}
