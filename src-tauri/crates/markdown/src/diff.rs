//! The operations between two states of the last blocks.

use crate::node::Block;
use crate::patch::Op;

/// What turns `old` into `new`; both begin at block number `base`.
pub(crate) fn ops(base: usize, old: &[Block], new: &[Block]) -> Vec<Op> {
    let mut out = Vec::new();
    if new.len() < old.len() {
        out.push(Op::Truncate { len: number(base + new.len()) });
    }
    for (offset, block) in new.iter().enumerate() {
        let index = number(base + offset);
        match old.get(offset) {
            Some(before) if before == block => {}
            Some(before) => out.push(match appended(before, block) {
                Some(text) => Op::AppendText { index, text },
                None => Op::Put { index, block: block.clone() },
            }),
            None => out.push(Op::Put { index, block: block.clone() }),
        }
    }
    out
}

/// What came to a code block, if nothing else about it changed.
fn appended(old: &Block, new: &Block) -> Option<String> {
    let Block::Code { language: old_language, text: old_text, closed: old_closed } = old else {
        return None;
    };
    let Block::Code { language, text, closed } = new else {
        return None;
    };
    if old_language != language || old_closed != closed {
        return None;
    }
    text.strip_prefix(old_text.as_str()).map(str::to_owned)
}

/// Block numbers fit easily: the caps end a text long before.
pub(crate) fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
