//! The blocks as plain text: for search, titles, notifications and the clipboard.

use crate::node::{Block, Cell, Inline, ListItem};

/// The text of `blocks` without any marks; blocks are set apart by line ends.
///
/// Formulas keep their LaTeX source, pictures their description, table cells are set apart by tabs.
#[must_use]
pub fn plain_text(blocks: &[Block]) -> String {
    let mut out = String::new();
    write_blocks(&mut out, blocks);
    out.truncate(out.trim_end().len());
    out
}

/// The text of one run of inlines.
pub(crate) fn inline_text(inlines: &[Inline]) -> String {
    let mut out = String::new();
    write_inlines(&mut out, inlines);
    out
}

// Recursion is safe here: the tree was built under the nesting caps.
fn write_blocks(out: &mut String, blocks: &[Block]) {
    for block in blocks {
        match block {
            Block::Paragraph { inlines } | Block::Heading { inlines, .. } => {
                write_inlines(out, inlines);
                out.push('\n');
            }
            Block::List { ordered, start, items, .. } => write_list(out, *ordered, *start, items),
            Block::Quote { blocks, .. } | Block::Footnote { blocks, .. } => write_blocks(out, blocks),
            Block::Code { text, .. } | Block::Html { text } | Block::Math { tex: text, .. } => {
                out.push_str(text);
                out.push('\n');
            }
            Block::Table { head, rows, .. } => {
                write_row(out, head);
                for row in rows {
                    write_row(out, row);
                }
            }
            Block::Rule => out.push_str("---\n"),
            Block::Omitted { .. } => out.push_str("\u{2026}\n"),
        }
    }
}

fn write_list(out: &mut String, ordered: bool, start: u32, items: &[ListItem]) {
    for (index, item) in items.iter().enumerate() {
        if ordered {
            let number = u32::try_from(index).map_or(u32::MAX, |index| start.saturating_add(index));
            out.push_str(&number.to_string());
            out.push_str(". ");
        } else {
            out.push_str("- ");
        }
        match item.task {
            Some(true) => out.push_str("[x] "),
            Some(false) => out.push_str("[ ] "),
            None => {}
        }
        write_blocks(out, &item.blocks);
        if !out.ends_with('\n') {
            out.push('\n');
        }
    }
}

fn write_row(out: &mut String, cells: &[Cell]) {
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            out.push('\t');
        }
        write_inlines(out, &cell.inlines);
    }
    out.push('\n');
}

fn write_inlines(out: &mut String, inlines: &[Inline]) {
    for inline in inlines {
        match inline {
            Inline::Text { text } | Inline::Code { text } => out.push_str(text),
            Inline::Math { tex } | Inline::DisplayMath { tex } => out.push_str(tex),
            Inline::Emphasis { children }
            | Inline::Strong { children }
            | Inline::Strike { children }
            | Inline::Link { children, .. } => write_inlines(out, children),
            Inline::Image { alt, .. } => out.push_str(alt),
            Inline::FootnoteRef { number, .. } => {
                out.push('[');
                out.push_str(&number.to_string());
                out.push(']');
            }
            Inline::HardBreak | Inline::SoftBreak => out.push('\n'),
        }
    }
}
