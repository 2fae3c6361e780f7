//! What changed between two states of a list of blocks.

use serde::Serialize;

use crate::node::Block;

/// One change to the list of top-level blocks.
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
            match op {
                Op::Put { index, block } => {
                    let index = *index as usize;
                    if let Some(slot) = blocks.get_mut(index) {
                        slot.clone_from(block);
                    } else if index == blocks.len() {
                        blocks.push(block.clone());
                    }
                }
                Op::AppendText { index, text } => {
                    if let Some(Block::Code { text: code, .. }) = blocks.get_mut(*index as usize) {
                        code.push_str(text);
                    }
                }
                Op::Truncate { len } => blocks.truncate(*len as usize),
            }
        }
    }
}
