//! A node found by its path, and what can be changed about it.

use crate::node::{Block, Cell, Inline, ListItem};
use crate::patch::{Flag, Parts};

/// A node of the tree.
#[derive(Debug)]
pub(crate) enum Place<'a> {
    Block(&'a mut Block),
    Item(&'a mut ListItem),
    Row(&'a mut Vec<Cell>),
    Cell(&'a mut Cell),
    Inline(&'a mut Inline),
}

impl<'a> Place<'a> {
    /// The node at the end of `path`, which begins with the number of a block.
    pub(crate) fn at(blocks: &'a mut [Block], path: &[u32]) -> Option<Self> {
        let (first, rest) = path.split_first()?;
        let mut place = Self::Block(blocks.get_mut(*first as usize)?);
        for index in rest {
            place = place.child(*index as usize)?;
        }
        Some(place)
    }

    fn child(self, index: usize) -> Option<Self> {
        match self {
            Self::Block(Block::List { items, .. }) => items.get_mut(index).map(Self::Item),
            Self::Block(Block::Table { rows, .. }) => rows.get_mut(index).map(Self::Row),
            Self::Block(Block::Quote { blocks, .. } | Block::Footnote { blocks, .. })
            | Self::Item(ListItem { blocks, .. }) => blocks.get_mut(index).map(Self::Block),
            Self::Row(cells) => cells.get_mut(index).map(Self::Cell),
            Self::Block(Block::Paragraph { inlines } | Block::Heading { inlines, .. })
            | Self::Cell(Cell { inlines })
            | Self::Inline(
                Inline::Emphasis { children: inlines }
                | Inline::Strong { children: inlines }
                | Inline::Strike { children: inlines }
                | Inline::Link { children: inlines, .. },
            ) => inlines.get_mut(index).map(Self::Inline),
            Self::Block(_) | Self::Inline(_) => None,
        }
    }

    /// Keeps `from` children and puts `parts` after them, if they are of the right kind.
    pub(crate) fn splice(self, from: usize, parts: Parts) {
        match (self, parts) {
            (Self::Block(Block::List { items, .. }), Parts::Items(parts)) => replace(items, from, parts),
            (Self::Block(Block::Table { rows, .. }), Parts::Rows(parts)) => replace(rows, from, parts),
            (Self::Row(cells), Parts::Cells(parts)) => replace(cells, from, parts),
            (
                Self::Block(Block::Quote { blocks, .. } | Block::Footnote { blocks, .. })
                | Self::Item(ListItem { blocks, .. }),
                Parts::Blocks(parts),
            ) => replace(blocks, from, parts),
            (
                Self::Block(Block::Paragraph { inlines } | Block::Heading { inlines, .. })
                | Self::Cell(Cell { inlines })
                | Self::Inline(
                    Inline::Emphasis { children: inlines }
                    | Inline::Strong { children: inlines }
                    | Inline::Strike { children: inlines }
                    | Inline::Link { children: inlines, .. },
                ),
                Parts::Inlines(parts),
            ) => replace(inlines, from, parts),
            _ => {}
        }
    }

    /// Keeps so many UTF-16 units of the text and puts `new` after them.
    pub(crate) fn write(self, keep: usize, new: &str) {
        if let Self::Block(Block::Code { text, .. } | Block::Html { text } | Block::Math { tex: text, .. })
        | Self::Inline(
            Inline::Text { text }
            | Inline::Code { text }
            | Inline::Math { tex: text }
            | Inline::DisplayMath { tex: text },
        ) = self
        {
            let mut units = 0;
            let end = text.char_indices().find_map(|(at, c)| {
                let is_end = units >= keep;
                units += c.len_utf16();
                is_end.then_some(at)
            });
            text.truncate(end.unwrap_or(text.len()));
            text.push_str(new);
        }
    }

    pub(crate) fn mark(self, flag: Flag, on: bool) {
        match (self, flag) {
            (Self::Block(Block::Code { closed, .. } | Block::Math { closed, .. }), Flag::Closed) => *closed = on,
            (Self::Block(Block::List { tight, .. }), Flag::Tight) => *tight = on,
            _ => {}
        }
    }
}

fn replace<T>(list: &mut Vec<T>, from: usize, parts: Vec<T>) {
    if from <= list.len() {
        list.truncate(from);
        list.extend(parts);
    }
}
