//! The parser's events become the tree of blocks, under the caps.
//!
//! The tree is built with an own stack, so that no depth of a text reaches the program's stack.

mod close;
mod convert;

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag};

use crate::caps::{self, Ledger};
use crate::frame::{Frame, Kind};
use crate::link;
use crate::node::{Block, Inline, OmitReason};
use crate::span::part;
use crate::structure::{Definitions, events};
use crate::unicode::{visible_code, visible_text};
use crate::veil::{Piece, Veiled};
use convert::{alert, code, column};

pub(crate) use convert::language;

/// How a stretch of text is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Nothing follows.
    Final,
    /// More text may follow; bytes from here on were added to close what is still open.
    Growing(usize),
}

/// Reads `source`, counting into `ledger`. `known` are the link definitions of the text before it.
pub(crate) fn blocks(source: &str, ending: Ending, known: &Definitions, ledger: &mut Ledger) -> Vec<Block> {
    rest(source, ending, known, ledger, 0)
}

/// The same for the rest of something, of whose table so many cells were read before.
pub(crate) fn rest(source: &str, ending: Ending, known: &Definitions, ledger: &mut Ledger, cells: usize) -> Vec<Block> {
    if ledger.is_full() {
        return Vec::new();
    }
    let growing = ending != Ending::Final;
    let veiled = Veiled::new(source, known, growing, ledger.formulas_left);
    let mut build = Build {
        source,
        veiled: &veiled,
        ledger,
        stack: vec![Frame::new(Kind::Root)],
        skipped: 0,
        nesting: 0,
        inline_nesting: 0,
        links: 0,
        cells,
        ends_at: match ending {
            Ending::Final => usize::MAX,
            Ending::Growing(end) => end,
        },
        text_end: 0,
    };
    for (event, range) in events(veiled.shown(), known) {
        build.event(event, range);
        if build.ledger.is_full() {
            break;
        }
    }
    build.finish()
}

struct Build<'a> {
    source: &'a str,
    veiled: &'a Veiled<'a>,
    ledger: &'a mut Ledger,
    stack: Vec<Frame>,
    /// Open tags inside something that is left out.
    skipped: usize,
    nesting: usize,
    inline_nesting: usize,
    /// Open links: addresses inside a link's text are no links.
    links: usize,
    /// Cells of the open table that were read before.
    cells: usize,
    /// Where the growing text ends.
    ends_at: usize,
    /// Where the last running text ended.
    text_end: usize,
}

impl Build<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        if self.skipped > 0 {
            match event {
                Event::Start(_) => self.skipped += 1,
                Event::End(_) => self.skipped -= 1,
                _ => {}
            }
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(_) => {
                self.close_implicit();
                self.close();
            }
            Event::Text(text) => self.text(&text, range),
            Event::Code(text) => {
                let text = visible_code(&text).into_owned();
                self.inline(Inline::Code { text });
            }
            Event::Html(text) => self.verbatim(&text),
            Event::InlineHtml(text) => self.inline_html(&text),
            Event::FootnoteReference(label) => {
                let number = self.ledger.footnote(&label);
                let label = visible_text(&label).into_owned();
                self.inline(Inline::FootnoteRef { label, number });
            }
            Event::SoftBreak => self.inline(Inline::SoftBreak),
            Event::HardBreak => self.inline(Inline::HardBreak),
            Event::Rule => {
                self.close_implicit();
                self.block(Block::Rule);
            }
            Event::TaskListMarker(done) => {
                // In a loose list the marker stands within the item's paragraph.
                let item = self.stack.iter_mut().rev().take(2).find(|frame| matches!(frame.kind, Kind::Item { .. }));
                if let Some(Frame { kind: Kind::Item { task }, .. }) = item {
                    *task = Some(done);
                }
            }
            // The dialect has no marks of the parser's own for formulas.
            Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        let kind = match tag {
            Tag::Emphasis => return self.open_inline(Kind::Emphasis),
            Tag::Strong => return self.open_inline(Kind::Strong),
            Tag::Strikethrough => return self.open_strike(&range),
            Tag::Link { link_type, dest_url, .. } => return self.open_link(link_type, &dest_url),
            Tag::Image { dest_url, .. } => return self.open_image(&dest_url),
            Tag::Paragraph => {
                if matches!(self.stack.last(), Some(Frame { kind: Kind::Item { .. }, .. })) {
                    self.loosen();
                }
                Kind::Paragraph
            }
            Tag::Heading { level, .. } => Kind::Heading { level: level as u8 },
            Tag::BlockQuote(kind) => Kind::Quote { alert: kind.map(alert) },
            Tag::CodeBlock(kind) => code(kind, range),
            Tag::HtmlBlock => Kind::Html { text: String::new() },
            Tag::List(start) => Kind::List {
                ordered: start.is_some(),
                start: u32::try_from(start.unwrap_or(0)).unwrap_or(u32::MAX),
                tight: true,
                items: Vec::new(),
            },
            Tag::Item => Kind::Item { task: None },
            Tag::FootnoteDefinition(label) => {
                Kind::Footnote { number: self.ledger.footnote(&label), label: visible_text(&label).into_owned() }
            }
            Tag::Table(align) => Kind::Table {
                align: align.into_iter().map(column).collect(),
                head: Vec::new(),
                rows: Vec::new(),
                cells: std::mem::take(&mut self.cells),
            },
            Tag::TableHead => Kind::Row { cells: Vec::new(), is_head: true },
            Tag::TableRow => Kind::Row { cells: Vec::new(), is_head: false },
            Tag::TableCell => Kind::Cell,
            // Extensions that are switched off.
            _ => Kind::Root,
        };
        self.close_implicit();
        if kind.nests() && self.nesting >= caps::NESTING {
            self.block(Block::Omitted { reason: OmitReason::Nesting });
            self.skipped = 1;
            return;
        }
        if kind.nests() {
            self.nesting += 1;
        }
        self.stack.push(Frame::new(kind));
    }

    /// An item with a paragraph of its own belongs to a loose list.
    fn loosen(&mut self) {
        let list = self.stack.len().checked_sub(2).and_then(|index| self.stack.get_mut(index));
        if let Some(Frame { kind: Kind::List { tight, .. }, .. }) = list {
            *tight = false;
        }
    }

    fn open_inline(&mut self, kind: Kind) {
        self.inline_nesting += 1;
        let kind = if self.inline_nesting > caps::INLINE_NESTING { Kind::Flat } else { kind };
        self.open_implicit();
        self.stack.push(Frame::new(kind));
    }

    /// A single tilde is no mark: `3~5` is how ranges are written in Chinese.
    fn open_strike(&mut self, range: &Range<usize>) {
        if part(self.source, range.clone()).starts_with("~~") {
            self.open_inline(Kind::Strike);
        } else {
            self.open_inline(Kind::Tilde);
            self.plain("~");
        }
    }

    fn open_link(&mut self, link_type: LinkType, raw: &str) {
        let address =
            if link_type == LinkType::Email { link::address(&format!("mailto:{raw}")) } else { link::address(raw) };
        let kind = match address.filter(|_| self.inline_nesting < caps::INLINE_NESTING && self.ledger.link()) {
            Some(address) => {
                self.links += 1;
                Kind::Link(address)
            }
            None => Kind::Flat,
        };
        self.open_inline(kind);
    }

    fn open_image(&mut self, raw: &str) {
        let kind = if self.inline_nesting < caps::INLINE_NESTING && self.ledger.link() {
            Kind::Image { host: link::picture_host(raw), src: link::picture_data(raw) }
        } else {
            Kind::Flat
        };
        self.open_inline(kind);
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        if matches!(self.stack.last(), Some(frame) if frame.kind.is_verbatim()) {
            return self.verbatim(text);
        }
        self.text_end = range.end;
        let veiled = self.veiled;
        for piece in veiled.pieces(range, text) {
            match piece {
                Piece::Text(text) => self.plain(text),
                Piece::Formula(formula) => {
                    self.ledger.formulas_left = self.ledger.formulas_left.saturating_sub(1);
                    let tex = visible_code(&formula.tex).into_owned();
                    if formula.display {
                        self.inline(Inline::DisplayMath { tex });
                    } else {
                        self.inline(Inline::Math { tex });
                    }
                    if !formula.closed
                        && let Some(frame) = self.stack.last_mut()
                    {
                        frame.open_formula = true;
                    }
                }
            }
        }
    }

    fn plain(&mut self, text: &str) {
        self.open_implicit();
        let text = visible_text(text);
        if let Some(Inline::Text { text: before }) = self.stack.last_mut().and_then(|frame| frame.inlines.last_mut()) {
            before.push_str(&text);
        } else if !text.is_empty() {
            self.inline(Inline::Text { text: text.into_owned() });
        }
    }

    fn verbatim(&mut self, piece: &str) {
        if let Some(Frame { kind: Kind::Code { text, .. } | Kind::Html { text }, .. }) = self.stack.last_mut() {
            text.push_str(piece);
        }
    }

    /// The one tag with a meaning that is safe: models write it in table cells.
    fn inline_html(&mut self, text: &str) {
        let name: String = text.chars().filter(|c| !c.is_whitespace() && *c != '/').collect();
        if name.eq_ignore_ascii_case("<br>") {
            self.inline(Inline::HardBreak);
        } else {
            self.plain(text);
        }
    }

    fn open_implicit(&mut self) {
        if self.stack.last().is_some_and(|frame| frame.kind.holds_blocks()) {
            self.stack.push(Frame::new(Kind::Implicit));
        }
    }

    fn close_implicit(&mut self) {
        if matches!(self.stack.last(), Some(Frame { kind: Kind::Implicit, .. })) {
            self.close();
        }
    }

    fn inline(&mut self, inline: Inline) {
        self.open_implicit();
        if self.ledger.node()
            && let Some(frame) = self.stack.last_mut()
        {
            frame.inlines.push(inline);
        }
    }

    fn block(&mut self, block: Block) {
        if self.ledger.node()
            && let Some(frame) = self.stack.last_mut()
        {
            frame.blocks.push(block);
        }
    }

    fn finish(mut self) -> Vec<Block> {
        while self.stack.len() > 1 {
            self.close();
        }
        let mut blocks = self.stack.pop().map(|frame| frame.blocks).unwrap_or_default();
        if self.ledger.is_full() {
            blocks.push(Block::Omitted { reason: OmitReason::Size });
        }
        blocks
    }
}
