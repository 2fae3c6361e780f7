//! What changed between two states of a list of blocks.

use serde::Serialize;

use crate::node::{Block, Cell, Inline, ListItem};
use crate::place::Place;

/// One change to the blocks.
///
/// A `path` leads from the list of blocks to a node by child numbers: a block, in a list an item and then a block of it,
/// in a table a row, a cell and then an inline, in running text an inline and its children.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Op {
    /// Replace the block at `index`, or append when `index` equals the length.
    Put {
        /// Position in the list.
        index: u32,
        /// The new block.
        block: Block,
    },
    /// Append to the text of the [`Block::Code`] at `index`: its text only grew.
    AppendText {
        /// Position in the list.
        index: u32,
        /// What came after the text so far.
        text: String,
    },
    /// Drop every block from `len` on.
    Truncate {
        /// How many blocks stay.
        len: u32,
    },
    /// Keep the first `from` children of a node and put `parts` after them.
    Splice {
        /// The node.
        path: Vec<u32>,
        /// How many children stay.
        from: u32,
        /// What follows them; the kind is that of the node's children.
        parts: Parts,
    },
    /// Keep the beginning of a node's text (or LaTeX source) and put `text` after it.
    Text {
        /// The node.
        path: Vec<u32>,
        /// UTF-16 units that stay.
        keep: u32,
        /// What follows them.
        text: String,
    },
    /// Turn something on or off.
    Mark {
        /// The node.
        path: Vec<u32>,
        /// What.
        flag: Flag,
        /// Its new value.
        on: bool,
    },
}

/// Children of a node, all of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "of", content = "list", rename_all = "camelCase")]
pub enum Parts {
    /// Of a quotation, a footnote, an item.
    Blocks(Vec<Block>),
    /// Of a list.
    Items(Vec<ListItem>),
    /// Of a table.
    Rows(Vec<Vec<Cell>>),
    /// Of a row.
    Cells(Vec<Cell>),
    /// Of running text.
    Inlines(Vec<Inline>),
}

/// What can be turned on or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Flag {
    /// Of a [`Block::Code`] or a [`Block::Math`].
    Closed,
    /// Of a [`Block::List`].
    Tight,
}

/// Changes to apply in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Patch {
    /// The changes; empty when nothing changed.
    pub ops: Vec<Op>,
}

impl Patch {
    /// Nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ops.is_empty()
    }

    /// Brings `blocks` to the state this patch leads to.
    ///
    /// A change that does not fit (a gap, an append to something that is no code) is skipped: the
    /// holder of such a list missed a patch and needs a snapshot.
    pub fn apply(&self, blocks: &mut Vec<Block>) {
        for op in &self.ops {
            op.apply(blocks);
        }
    }
}

impl Op {
    /// The first top-level block that it touches.
    #[must_use]
    pub fn index(&self) -> u32 {
        match self {
            Self::Put { index, .. } | Self::AppendText { index, .. } | Self::Truncate { len: index } => *index,
            Self::Splice { path, .. } | Self::Text { path, .. } | Self::Mark { path, .. } => {
                path.first().copied().unwrap_or(0)
            }
        }
    }

    fn apply(&self, blocks: &mut Vec<Block>) {
        match self {
            Self::Put { index, block } => {
                let index = *index as usize;
                if let Some(slot) = blocks.get_mut(index) {
                    slot.clone_from(block);
                } else if index == blocks.len() {
                    blocks.push(block.clone());
                }
            }
            Self::AppendText { index, text } => {
                if let Some(Block::Code { text: code, .. }) = blocks.get_mut(*index as usize) {
                    code.push_str(text);
                }
            }
            Self::Truncate { len } => blocks.truncate(*len as usize),
            Self::Splice { path, from, parts } => {
                if let Some(place) = Place::at(blocks, path) {
                    place.splice(*from as usize, parts.clone());
                }
            }
            Self::Text { path, keep, text } => {
                if let Some(place) = Place::at(blocks, path) {
                    place.write(*keep as usize, text);
                }
            }
            Self::Mark { path, flag, on } => {
                if let Some(place) = Place::at(blocks, path) {
                    place.mark(*flag, *on);
                }
            }
        }
    }
}
