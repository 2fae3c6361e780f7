//! What was read of an open block goes back to its place in it.

use crate::diff::{Changes, number, ops};
use crate::level::{Level, without_placeholder};
use crate::node::{Block, Inline, ListItem};
use crate::patch::{Flag, Op};
use crate::span::from;

/// Whether `fresh`, read with these levels, is the continuation of the last of `blocks`.
pub(crate) fn fits(blocks: &[Block], base: usize, fresh: &[Block], levels: &[Level]) -> bool {
    let Some((level, below)) = levels.split_first() else {
        return true;
    };
    match (blocks.get(base), fresh.first(), level) {
        (
            Some(Block::Quote { alert, blocks }),
            Some(Block::Quote { alert: now, blocks: fresh }),
            Level::Quote { blocks: base },
        ) => {
            let inner = without_placeholder(fresh);
            alert == now && inner.is_some_and(|fresh| fits(blocks, *base, fresh, below)) && *base <= blocks.len()
        }
        (
            Some(Block::List { ordered, items, .. }),
            Some(Block::List { ordered: now, items: fresh, .. }),
            Level::Item { items: index, blocks: base },
        ) => {
            let inner = fresh.first().and_then(|item| without_placeholder(&item.blocks));
            ordered == now
                && items
                    .get(*index)
                    .zip(inner)
                    .is_some_and(|(item, fresh)| *base <= item.blocks.len() && fits(&item.blocks, *base, fresh, below))
        }
        (
            Some(Block::List { ordered, items, .. }),
            Some(Block::List { ordered: now, .. }),
            Level::List { items: base },
        ) => ordered == now && *base <= items.len(),
        (
            Some(Block::Table { align, rows, .. }),
            Some(Block::Table { align: now, .. }),
            Level::Table { rows: base, .. },
        ) => align == now && *base <= rows.len(),
        (
            Some(Block::Code { language, text, .. }),
            Some(Block::Code { language: now, .. }),
            Level::Code { bytes, .. },
        ) => language == now && text.is_char_boundary(*bytes),
        (
            Some(Block::Paragraph { inlines }),
            Some(Block::Paragraph { .. }),
            Level::Text { inlines: base, bytes, .. },
        ) => match inlines.get(*base) {
            Some(Inline::Text { text }) => text.is_char_boundary(*bytes),
            _ => *bytes == 0 && *base <= inlines.len(),
        },
        _ => false,
    }
}

/// Puts `fresh` in the place of everything in `blocks` that is not final; returns what changed. It must fit.
pub(crate) fn merge(blocks: &mut Vec<Block>, base: usize, fresh: Vec<Block>, levels: &[Level]) -> Vec<Op> {
    let mut fresh = fresh.into_iter();
    let mut out = Vec::new();
    let mut next = base;
    if !levels.is_empty()
        && let (Some(block), Some(first)) = (blocks.get_mut(base), fresh.next())
    {
        let mut changes = Changes { ops: Vec::new(), path: vec![number(base)] };
        open_block(block, first, levels, &mut changes);
        out = changes.ops;
        next += 1;
    }
    let fresh: Vec<Block> = fresh.collect();
    out.extend(ops(next, blocks.get(next..).unwrap_or(&[]), &fresh));
    blocks.truncate(next);
    blocks.extend(fresh);
    out
}

fn inner_blocks(blocks: &mut Vec<Block>, base: usize, fresh: Vec<Block>, levels: &[Level], changes: &mut Changes) {
    let mut fresh = fresh.into_iter();
    let mut next = base;
    if !levels.is_empty()
        && let (Some(block), Some(first)) = (blocks.get_mut(base), fresh.next())
    {
        changes.within(base, |changes| open_block(block, first, levels, changes));
        next += 1;
    }
    let fresh: Vec<Block> = fresh.collect();
    changes.blocks(next, blocks.get(next..).unwrap_or(&[]), &fresh);
    blocks.truncate(next);
    blocks.extend(fresh);
}

fn open_block(block: &mut Block, fresh: Block, levels: &[Level], changes: &mut Changes) {
    let Some((level, below)) = levels.split_first() else {
        return;
    };
    match (block, fresh, level) {
        (Block::Quote { blocks, .. }, Block::Quote { blocks: mut fresh, .. }, Level::Quote { blocks: base }) => {
            fresh.drain(..1.min(fresh.len()));
            inner_blocks(blocks, *base, fresh, below, changes);
        }
        (
            Block::List { tight, items, .. },
            Block::List { tight: tight_now, items: fresh, .. },
            Level::Item { items: index, blocks: base },
        ) => {
            loosen(tight, tight_now, changes);
            let mut fresh = fresh.into_iter();
            if let (Some(item), Some(ListItem { blocks: mut inner, .. })) = (items.get_mut(*index), fresh.next()) {
                inner.drain(..1.min(inner.len()));
                changes.within(*index, |changes| inner_blocks(&mut item.blocks, *base, inner, below, changes));
            }
            let rest: Vec<ListItem> = fresh.collect();
            changes.items(index + 1, items.get(index + 1..).unwrap_or(&[]), &rest);
            items.truncate(index + 1);
            items.extend(rest);
        }
        (
            Block::List { tight, items, .. },
            Block::List { tight: tight_now, items: fresh, .. },
            Level::List { items: base },
        ) => {
            loosen(tight, tight_now, changes);
            changes.items(*base, items.get(*base..).unwrap_or(&[]), &fresh);
            items.truncate(*base);
            items.extend(fresh);
        }
        (Block::Table { rows, .. }, Block::Table { rows: fresh, .. }, Level::Table { rows: base, .. }) => {
            changes.rows(*base, rows.get(*base..).unwrap_or(&[]), &fresh);
            rows.truncate(*base);
            rows.extend(fresh);
        }
        (
            Block::Code { text, closed, .. },
            Block::Code { text: fresh, closed: closed_now, .. },
            Level::Code { bytes, units },
        ) => {
            changes.text(*units, from(text, *bytes), &fresh);
            text.truncate(*bytes);
            text.push_str(&fresh);
            changes.flag(Flag::Closed, *closed, closed_now);
            *closed = closed_now;
        }
        (
            Block::Paragraph { inlines },
            Block::Paragraph { inlines: fresh },
            Level::Text { inlines: base, bytes, units },
        ) => {
            running_text(inlines, fresh, (*base, *bytes, *units), changes);
        }
        _ => {}
    }
}

/// A list never becomes tight again.
fn loosen(tight: &mut bool, now: bool, changes: &mut Changes) {
    changes.flag(Flag::Tight, *tight, *tight && now);
    *tight &= now;
}

fn running_text(
    inlines: &mut Vec<Inline>,
    fresh: Vec<Inline>,
    (base, bytes, units): (usize, usize, usize),
    changes: &mut Changes,
) {
    let mut fresh = fresh.into_iter().peekable();
    let mut next = base;
    if bytes > 0
        && let Some(Inline::Text { text }) = inlines.get_mut(base)
    {
        let more = match fresh.next_if(|inline| matches!(inline, Inline::Text { .. })) {
            Some(Inline::Text { text }) => text,
            _ => String::new(),
        };
        changes.within(base, |changes| changes.text(units, from(text, bytes), &more));
        text.truncate(bytes);
        text.push_str(&more);
        next += 1;
    }
    let fresh: Vec<Inline> = fresh.collect();
    changes.inlines(next, inlines.get(next..).unwrap_or(&[]), &fresh);
    inlines.truncate(next);
    inlines.extend(fresh);
}
