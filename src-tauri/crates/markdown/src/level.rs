//! How much of an open block is final, level by level from the outside in.

use crate::cut::Gap;
use crate::diff::units;
use crate::node::{Block, Inline};
use crate::outline::{Link, Shape};

/// A level of the open block. All but the last one lead into their open child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    /// The final blocks of a quotation.
    Quote { blocks: usize },
    /// The final items of a list, and the final blocks of the item after them.
    Item { items: usize, blocks: usize },
    /// The final items of a list; the next one begins with its own marker.
    List { items: usize },
    /// The final rows of a table, and the cells in them.
    Table { rows: usize, cells: usize },
    /// The final part of a code block's text.
    Code { bytes: usize, units: usize },
    /// The final inlines of running text, and the final part of the text after them.
    Text { inlines: usize, bytes: usize, units: usize },
}

/// A block without its placeholder; `None` when it has none where there should be one.
pub(crate) fn without_placeholder(blocks: &[Block]) -> Option<&[Block]> {
    match blocks {
        [Block::Heading { level: 1, inlines }, rest @ ..] if inlines.is_empty() => Some(rest),
        _ => None,
    }
}

/// The levels down to the cut: `read` is the final part of what was read with the levels `old`, `shown` the open block
/// as it stands. `None`: it is not as simple as it looks, and nothing is cut.
pub(crate) fn below(old: &[Level], chain: &[Link], read: &Block, shown: &Block, gap: Gap) -> Option<Vec<Level>> {
    let mut out = Vec::new();
    let mut at = Step { old, read, shown };
    let mut chain = chain;
    loop {
        let (link, rest) = chain.split_first()?;
        let is_last = rest.is_empty();
        chain = rest;
        match (link.shape, at.read, at.shown) {
            (Shape::Quote, Block::Quote { blocks: read, .. }, Block::Quote { blocks: shown, .. }) => {
                let (known, read) = match at.old.first() {
                    Some(Level::Quote { blocks }) => (*blocks, without_placeholder(read)?),
                    Some(_) => return None,
                    None => (0, read.as_slice()),
                };
                let total = known + read.len();
                if is_last {
                    out.push(Level::Quote { blocks: total });
                    return Some(out);
                }
                out.push(Level::Quote { blocks: total.checked_sub(1)? });
                at = at.into(read, shown, total)?;
            }
            (Shape::List, Block::List { items: read, .. }, Block::List { items: shown, .. }) => {
                let (items, blocks) = match at.old.first() {
                    Some(Level::Item { items, blocks }) => (*items, Some(*blocks)),
                    Some(Level::List { items }) => (*items, None),
                    Some(_) => return None,
                    None => (0, None),
                };
                let total = items + read.len();
                if is_last {
                    out.push(Level::List { items: total });
                    return Some(out);
                }
                let (item, rest) = chain.split_first()?;
                chain = rest;
                if item.shape != Shape::Item {
                    return None;
                }
                let goes_on = read.len() == 1;
                let inner = &read.last()?.blocks;
                let (known, inner) = match blocks.filter(|_| goes_on) {
                    Some(blocks) => (blocks, without_placeholder(inner)?),
                    None => (0, inner.as_slice()),
                };
                let children = known + inner.len();
                let items = total.checked_sub(1)?;
                if chain.is_empty() {
                    out.push(Level::Item { items, blocks: children });
                    return Some(out);
                }
                out.push(Level::Item { items, blocks: children.checked_sub(1)? });
                if !goes_on {
                    at.old = &[];
                }
                at = at.into(inner, &shown.get(items)?.blocks, children)?;
            }
            (Shape::Table, Block::Table { rows: read, .. }, Block::Table { .. }) if is_last => {
                let (rows, cells) = match at.old.first() {
                    Some(Level::Table { rows, cells }) => (*rows, *cells),
                    _ => (0, 0),
                };
                let more: usize = read.iter().map(|row| row.len().max(1)).sum();
                out.push(Level::Table { rows: rows + read.len(), cells: cells + more });
                return Some(out);
            }
            (Shape::Fenced, Block::Code { text: read, .. }, Block::Code { text: shown, .. }) if is_last => {
                let (bytes, before) = match at.old.first() {
                    Some(Level::Code { bytes, units }) => (*bytes, *units),
                    _ => (0, 0),
                };
                let bytes = bytes + read.len() + 1;
                out.push(Level::Code { bytes, units: before + units(read) + 1 });
                return shown.get(..bytes).is_some_and(|kept| kept.ends_with('\n')).then_some(out);
            }
            (Shape::Paragraph, Block::Paragraph { inlines: read }, Block::Paragraph { inlines: shown }) if is_last => {
                out.push(text(at.old.first(), read, shown, gap)?);
                return Some(out);
            }
            _ => return None,
        }
    }
}

#[derive(Clone, Copy)]
struct Step<'a> {
    old: &'a [Level],
    read: &'a Block,
    shown: &'a Block,
}

impl<'a> Step<'a> {
    /// On to the last child. The old levels hold for it if it is the one that was open.
    fn into(self, read: &'a [Block], shown: &'a [Block], total: usize) -> Option<Self> {
        let old = if read.len() == 1 { self.old.get(1..).unwrap_or(&[]) } else { &[] };
        Some(Self { old, read: read.last()?, shown: shown.get(total.checked_sub(1)?)? })
    }
}

fn text(old: Option<&Level>, read: &[Inline], shown: &[Inline], gap: Gap) -> Option<Level> {
    let (known, old_bytes, old_units) = match old {
        Some(Level::Text { inlines, bytes, units }) => (*inlines, *bytes, *units),
        _ => (0, 0, 0),
    };
    let joins = old_bytes > 0 && matches!(read.first(), Some(Inline::Text { .. }));
    let base = if joins || old_bytes == 0 { known } else { known + 1 };
    let last = base + read.len().checked_sub(1)?;
    let (mut inlines, mut bytes, mut before) = (last + 1, 0, 0);
    if let Some(Inline::Text { text }) = read.last() {
        let joined = joins && read.len() == 1;
        inlines = last;
        bytes = text.len() + if joined { old_bytes } else { 0 };
        before = units(text) + if joined { old_units } else { 0 };
    }
    match gap {
        Gap::None => {}
        Gap::Space => {
            bytes += 1;
            before += 1;
        }
        Gap::Line => {
            inlines += 1 + usize::from(bytes > 0);
            (bytes, before) = (0, 0);
        }
    }
    // What is kept must be what is shown.
    let fits = match shown.get(inlines) {
        Some(Inline::Text { text }) => text.is_char_boundary(bytes) && bytes < text.len(),
        Some(_) => bytes == 0,
        None => false,
    };
    fits.then_some(Level::Text { inlines, bytes, units: before })
}

/// The counts that a reader of the open part begins with.
pub(crate) fn cells(levels: &[Level]) -> usize {
    match levels.last() {
        Some(Level::Table { cells, .. }) => *cells,
        _ => 0,
    }
}
