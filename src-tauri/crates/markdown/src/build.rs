//! The parser's events become the tree of blocks, under the caps.
//!
//! The tree is built with an own stack, so that no depth of a text reaches the program's stack.

use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, LinkType, Tag};

use crate::caps::{self, Ledger};
use crate::frame::{Frame, Kind};
use crate::leaf;
use crate::link::{self, Address};
use crate::node::{Alert, Align, Block, Cell, Inline, ListItem, OmitReason};
use crate::span::part;
use crate::structure::{Definitions, events};
use crate::text::inline_text;
use crate::unicode::{visible_code, visible_text};
use crate::veil::{Piece, Veiled};

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
                if let Some(Frame { kind: Kind::Item { task }, .. }) = self.stack.last_mut() {
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
                cells: 0,
            },
            Tag::TableHead | Tag::TableRow => Kind::Row { cells: Vec::new() },
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

    /// Closes the innermost frame and hands what it became to the one around it.
    fn close(&mut self) {
        if self.stack.len() < 2 {
            return;
        }
        let Some(frame) = self.stack.pop() else {
            return;
        };
        if frame.kind.nests() {
            self.nesting = self.nesting.saturating_sub(1);
        }
        let Frame { kind, blocks, mut inlines, open_formula } = frame;
        if kind.is_inline() {
            self.inline_nesting = self.inline_nesting.saturating_sub(1);
        }
        if !inlines.is_empty() && self.links == 0 && !matches!(kind, Kind::Image { .. } | Kind::Flat | Kind::Tilde) {
            inlines = leaf::with_addresses(inlines, self.text_end >= self.ends_at, self.ledger);
        }
        match kind {
            Kind::Root | Kind::Implicit | Kind::Paragraph => {
                for block in leaf::paragraphs(inlines, open_formula) {
                    self.block(block);
                }
            }
            Kind::Heading { level } => self.block(Block::Heading { level, inlines }),
            Kind::Quote { alert } => self.block(Block::Quote { alert, blocks }),
            Kind::List { ordered, start, tight, items } => self.block(Block::List { ordered, start, tight, items }),
            Kind::Item { task } => self.item(ListItem { task, blocks }),
            Kind::Footnote { label, number } => self.block(Block::Footnote { label, number, blocks }),
            Kind::Code { language, text, fence } => self.code(language, text, fence),
            Kind::Html { mut text } => {
                text.truncate(text.trim_end_matches('\n').len());
                let text = visible_text(&text).into_owned();
                self.block(Block::Html { text });
            }
            Kind::Table { align, head, rows, cells } => {
                self.block(Block::Table { align, head, rows });
                if cells > caps::TABLE_CELLS {
                    self.block(Block::Omitted { reason: OmitReason::TableCells });
                }
            }
            Kind::Row { cells } => self.row(cells),
            Kind::Cell => self.cell(Cell { inlines }),
            Kind::Emphasis => self.inline(Inline::Emphasis { children: inlines }),
            Kind::Strong => self.inline(Inline::Strong { children: inlines }),
            Kind::Strike => self.inline(Inline::Strike { children: inlines }),
            Kind::Link(address) => self.link(address, inlines),
            Kind::Image { host, src } => self.inline(Inline::Image { alt: inline_text(&inlines), host, src }),
            Kind::Flat => self.flatten(inlines),
            Kind::Tilde => {
                self.flatten(inlines);
                self.plain("~");
            }
        }
    }

    fn link(&mut self, address: Address, mut children: Vec<Inline>) {
        self.links = self.links.saturating_sub(1);
        let Address { href, host } = address;
        if children.is_empty() {
            // A link that nobody sees can still be clicked.
            children.push(Inline::Text { text: host.clone() });
        }
        let warn = link::names_another_host(&inline_text(&children), &host);
        self.inline(Inline::Link { href, host, warn, children });
    }

    /// A mark without effect: its content joins what is around it.
    fn flatten(&mut self, inlines: Vec<Inline>) {
        let Some(frame) = self.stack.last_mut() else {
            return;
        };
        for inline in inlines {
            match (frame.inlines.last_mut(), inline) {
                (Some(Inline::Text { text: before }), Inline::Text { text }) => before.push_str(&text),
                (_, inline) => frame.inlines.push(inline),
            }
        }
    }

    fn item(&mut self, item: ListItem) {
        if let Some(Frame { kind: Kind::List { items, .. }, .. }) = self.stack.last_mut() {
            items.push(item);
        }
    }

    fn cell(&mut self, cell: Cell) {
        if let Some(Frame { kind: Kind::Row { cells }, .. }) = self.stack.last_mut() {
            cells.push(cell);
        }
    }

    /// Empty cells at the end of a row are the parser's padding: a short text could buy millions.
    fn row(&mut self, mut row: Vec<Cell>) {
        while row.last().is_some_and(|cell| cell.inlines.is_empty()) {
            row.pop();
        }
        if let Some(Frame { kind: Kind::Table { align, head, rows, cells }, .. }) = self.stack.last_mut() {
            *cells += row.len().max(1);
            let is_head = head.is_empty() && rows.is_empty() && *cells == row.len().max(1);
            if is_head {
                row.truncate(caps::TABLE_CELLS);
                align.truncate(caps::TABLE_CELLS);
                *head = row;
            } else if *cells <= caps::TABLE_CELLS {
                rows.push(row);
            }
        }
    }

    fn code(&mut self, language: Option<String>, mut text: String, fence: Option<Range<usize>>) {
        let closed = fence.is_none_or(|fence| {
            // The opening line and the closing one are the two that are not in the text.
            let lines = part(self.source, fence).trim_end_matches('\n').split('\n').count();
            let held = text.trim_end_matches('\n').split('\n').count();
            let blank = text.len() - text.trim_end_matches('\n').len();
            let held = if text.trim_end_matches('\n').is_empty() { blank } else { held + blank.saturating_sub(1) };
            lines > held + 1
        });
        if text.ends_with('\n') {
            text.pop();
        }
        let text = visible_code(&text).into_owned();
        self.block(Block::Code { language, text, closed });
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

fn code(kind: CodeBlockKind<'_>, range: Range<usize>) -> Kind {
    match kind {
        CodeBlockKind::Indented => Kind::Code { language: None, text: String::new(), fence: None },
        CodeBlockKind::Fenced(info) => {
            Kind::Code { language: language(&info), text: String::new(), fence: Some(range) }
        }
    }
}

/// The language of an info string, if its first word looks like the name of one. A comma ends the
/// word too: `rust,ignore`.
pub(crate) fn language(info: &str) -> Option<String> {
    let word = info.split([' ', '\t', ',']).find(|word| !word.is_empty())?.to_lowercase();
    let plain = word
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'+' | b'#' | b'.' | b'_' | b'-'));
    (plain && word.len() <= 32).then_some(word)
}

fn alert(kind: BlockQuoteKind) -> Alert {
    match kind {
        BlockQuoteKind::Note => Alert::Note,
        BlockQuoteKind::Tip => Alert::Tip,
        BlockQuoteKind::Important => Alert::Important,
        BlockQuoteKind::Warning => Alert::Warning,
        BlockQuoteKind::Caution => Alert::Caution,
    }
}

fn column(align: Alignment) -> Align {
    match align {
        Alignment::None => Align::None,
        Alignment::Left => Align::Left,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::Right,
    }
}
