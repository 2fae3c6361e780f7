//! What a frame becomes when it closes.

use std::ops::Range;

use super::Build;
use crate::caps;
use crate::frame::{Frame, Kind};
use crate::leaf;
use crate::link::{self, Address};
use crate::node::{Block, Cell, Inline, ListItem, OmitReason};
use crate::span::part;
use crate::text::inline_text;
use crate::unicode::{visible_code, visible_text};

impl Build<'_> {
    /// Closes the innermost frame and hands what it became to the one around it.
    pub(super) fn close(&mut self) {
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
            Kind::Row { cells, is_head } => self.row(cells, is_head),
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
        if let Some(Frame { kind: Kind::Row { cells, .. }, .. }) = self.stack.last_mut() {
            cells.push(cell);
        }
    }

    /// Empty cells at the end of a row are the parser's padding: a short text could buy millions.
    fn row(&mut self, mut row: Vec<Cell>, is_head: bool) {
        while row.last().is_some_and(|cell| cell.inlines.is_empty()) {
            row.pop();
        }
        if let Some(Frame { kind: Kind::Table { align, head, rows, cells }, .. }) = self.stack.last_mut() {
            *cells += row.len().max(1);
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
        let closed = fence.is_none_or(|fence| is_closed(part(self.source, fence), &text));
        if text.ends_with('\n') {
            text.pop();
        }
        let text = visible_code(&text).into_owned();
        self.block(Block::Code { language, text, closed });
    }
}

/// Whether fenced code has its closing line: the last line with something on it looks like one, and is not part of the
/// code.
fn is_closed(source: &str, code: &str) -> bool {
    let margin = [' ', '\t', '>', '\n'];
    let lines = source.trim_end_matches(margin).split('\n').count();
    let last = source.trim_matches(margin).rsplit('\n').next().unwrap_or("").trim_matches(margin);
    let marks = !last.is_empty() && last.chars().all(|c| matches!(c, '`' | '~'));
    let held = code.matches('\n').count() + usize::from(!code.is_empty() && !code.ends_with('\n'));
    marks && lines >= 2 && lines == held + 2
}
