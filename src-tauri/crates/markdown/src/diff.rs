//! The operations between two states of the last blocks: as little as will do.

use crate::node::{Block, Cell, Inline, ListItem};
use crate::patch::{Flag, Op, Parts};
use crate::span::{from, until};

/// More changes than this within one block, and the block is sent whole.
const CHANGES: usize = 24;

/// The changes found, and the path to where the search is.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    pub(crate) ops: Vec<Op>,
    pub(crate) path: Vec<u32>,
}

/// What turns `old` into `new`; both begin at block number `base` of the whole list.
pub(crate) fn ops(base: usize, old: &[Block], new: &[Block]) -> Vec<Op> {
    let mut out = Vec::new();
    if new.len() < old.len() {
        out.push(Op::Truncate { len: number(base + new.len()) });
    }
    for (offset, block) in new.iter().enumerate() {
        let index = number(base + offset);
        match old.get(offset) {
            Some(before) if before == block => {}
            Some(before) => {
                let mut changes = Changes { ops: Vec::new(), path: vec![index] };
                if changes.block(before, block) && changes.ops.len() <= CHANGES {
                    out.append(&mut changes.ops);
                } else {
                    out.push(Op::Put { index, block: block.clone() });
                }
            }
            None => out.push(Op::Put { index, block: block.clone() }),
        }
    }
    out
}

impl Changes {
    /// A child of the node where the search is.
    pub(crate) fn within<T>(&mut self, index: usize, look: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(number(index));
        let found = look(self);
        self.path.pop();
        found
    }

    /// Notes what turns the children `old` into `new`; both begin at child number `base`.
    pub(crate) fn children<T: Clone + PartialEq>(
        &mut self,
        base: usize,
        old: &[T],
        new: &[T],
        inner: fn(&mut Self, &T, &T) -> bool,
        parts: fn(Vec<T>) -> Parts,
    ) {
        let shared = old.len().min(new.len());
        for (offset, (before, after)) in old.iter().zip(new).enumerate() {
            if before == after {
                continue;
            }
            let so_far = self.ops.len();
            if !self.within(base + offset, |changes| inner(changes, before, after)) {
                self.ops.truncate(so_far);
                self.splice(base + offset, new, offset, parts);
                return;
            }
        }
        if old.len() != new.len() {
            self.splice(base + shared, new, shared, parts);
        }
    }

    fn splice<T: Clone>(&mut self, from: usize, new: &[T], offset: usize, parts: fn(Vec<T>) -> Parts) {
        let rest = new.get(offset..).unwrap_or(&[]).to_vec();
        self.ops.push(Op::Splice { path: self.path.clone(), from: number(from), parts: parts(rest) });
    }

    pub(crate) fn blocks(&mut self, base: usize, old: &[Block], new: &[Block]) {
        self.children(base, old, new, Self::block, Parts::Blocks);
    }

    pub(crate) fn items(&mut self, base: usize, old: &[ListItem], new: &[ListItem]) {
        self.children(base, old, new, Self::item, Parts::Items);
    }

    pub(crate) fn rows(&mut self, base: usize, old: &[Vec<Cell>], new: &[Vec<Cell>]) {
        self.children(base, old, new, Self::row, Parts::Rows);
    }

    pub(crate) fn inlines(&mut self, base: usize, old: &[Inline], new: &[Inline]) {
        self.children(base, old, new, Self::inline, Parts::Inlines);
    }

    fn item(&mut self, old: &ListItem, new: &ListItem) -> bool {
        if old.task == new.task {
            self.blocks(0, &old.blocks, &new.blocks);
        }
        old.task == new.task
    }

    #[expect(clippy::ptr_arg, reason = "the rows of a table are vectors")]
    fn row(&mut self, old: &Vec<Cell>, new: &Vec<Cell>) -> bool {
        self.children(0, old, new, Self::cell, Parts::Cells);
        true
    }

    fn cell(&mut self, old: &Cell, new: &Cell) -> bool {
        self.inlines(0, &old.inlines, &new.inlines);
        true
    }

    /// `false`: the block is another one and has to be replaced.
    fn block(&mut self, old: &Block, new: &Block) -> bool {
        match (old, new) {
            (Block::Paragraph { inlines: before }, Block::Paragraph { inlines: after }) => {
                self.inlines(0, before, after);
                true
            }
            (Block::Heading { level, inlines: before }, Block::Heading { level: now, inlines: after }) => {
                self.inlines(0, before, after);
                level == now
            }
            (
                Block::List { ordered, start, tight, items },
                Block::List { ordered: ordered_now, start: start_now, tight: tight_now, items: items_now },
            ) => {
                self.flag(Flag::Tight, *tight, *tight_now);
                self.items(0, items, items_now);
                ordered == ordered_now && start == start_now
            }
            (Block::Quote { alert, blocks }, Block::Quote { alert: alert_now, blocks: blocks_now }) => {
                self.blocks(0, blocks, blocks_now);
                alert == alert_now
            }
            (
                Block::Code { language, text, closed },
                Block::Code { language: language_now, text: text_now, closed: closed_now },
            ) => {
                self.flag(Flag::Closed, *closed, *closed_now);
                language == language_now && self.code(text, text_now)
            }
            (Block::Math { tex, closed }, Block::Math { tex: tex_now, closed: closed_now }) => {
                self.flag(Flag::Closed, *closed, *closed_now);
                self.text(0, tex, tex_now);
                true
            }
            (Block::Table { align, head, rows }, Block::Table { align: align_now, head: head_now, rows: rows_now }) => {
                self.rows(0, rows, rows_now);
                align == align_now && head == head_now
            }
            (Block::Html { text }, Block::Html { text: now }) => {
                self.text(0, text, now);
                true
            }
            (
                Block::Footnote { label, number, blocks },
                Block::Footnote { label: label_now, number: number_now, blocks: blocks_now },
            ) => {
                self.blocks(0, blocks, blocks_now);
                label == label_now && number == number_now
            }
            _ => false,
        }
    }

    fn inline(&mut self, old: &Inline, new: &Inline) -> bool {
        match (old, new) {
            (Inline::Text { text: before }, Inline::Text { text: after })
            | (Inline::Code { text: before }, Inline::Code { text: after })
            | (Inline::Math { tex: before }, Inline::Math { tex: after })
            | (Inline::DisplayMath { tex: before }, Inline::DisplayMath { tex: after }) => {
                self.text(0, before, after);
                true
            }
            (Inline::Emphasis { children: before }, Inline::Emphasis { children: after })
            | (Inline::Strong { children: before }, Inline::Strong { children: after })
            | (Inline::Strike { children: before }, Inline::Strike { children: after }) => {
                self.inlines(0, before, after);
                true
            }
            (
                Inline::Link { href, host, warn, children },
                Inline::Link { href: href_now, host: host_now, warn: warn_now, children: children_now },
            ) => {
                self.inlines(0, children, children_now);
                href == href_now && host == host_now && warn == warn_now
            }
            _ => false,
        }
    }

    pub(crate) fn flag(&mut self, flag: Flag, old: bool, new: bool) {
        if old != new {
            self.ops.push(Op::Mark { path: self.path.clone(), flag, on: new });
        }
    }

    /// Code that stays mostly what it was.
    fn code(&mut self, old: &str, new: &str) -> bool {
        if let (Some(text), [index]) = (new.strip_prefix(old), self.path.as_slice()) {
            if !text.is_empty() {
                self.ops.push(Op::AppendText { index: *index, text: text.to_owned() });
            }
        } else {
            self.text(0, old, new);
        }
        true
    }

    /// Notes what turns one text into the other; `before` UTF-16 units stand in front of both.
    pub(crate) fn text(&mut self, before: usize, old: &str, new: &str) {
        if old == new {
            return;
        }
        let same = shared_start(old, new);
        let keep = before + units(until(new, same));
        self.ops.push(Op::Text { path: self.path.clone(), keep: number(keep), text: from(new, same).to_owned() });
    }
}

/// Bytes at the start that two texts share, whole characters only.
fn shared_start(old: &str, new: &str) -> usize {
    let same = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
    let mut at = same;
    while !new.is_char_boundary(at) || !old.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Length in UTF-16 units: the unit in which the window cuts strings.
pub(crate) fn units(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().map(char::len_utf16).sum() }
}

/// Numbers of blocks and children fit easily: the caps end a text long before.
pub(crate) fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
