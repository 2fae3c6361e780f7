//! Blocks as HTML.

use super::writer::Writer;
use super::{Paint, inlines, paint};
use crate::node::{Alert, Align, Block, Cell, ListItem, OmitReason};

/// Writes blocks one below the other. Recursion is safe here: the tree was built under the nesting caps.
pub(super) fn write_all(out: &mut Writer, blocks: &[Block], paint: &dyn Paint) {
    for block in blocks {
        if out.has_room(0) {
            write(out, block, paint);
            out.line_end();
        }
    }
}

fn write(out: &mut Writer, block: &Block, paint: &dyn Paint) {
    match block {
        Block::Paragraph { inlines } => element(out, "p", &[], |out| inlines::write_all(out, inlines)),
        Block::Heading { level, inlines } => {
            element(out, heading(*level), &[], |out| inlines::write_all(out, inlines));
        }
        Block::List { ordered, start, tight, items } => list(out, (*ordered, *start, *tight), items, paint),
        Block::Quote { alert, blocks } => {
            let class = alert.map(|alert| format!("alert {}", alert_name(alert)));
            let attributes: Vec<(&str, &str)> = class.as_deref().map(|class| ("class", class)).into_iter().collect();
            element(out, "blockquote", &attributes, |out| {
                out.line_end();
                write_all(out, blocks, paint);
            });
        }
        Block::Code { language, text, .. } => code(out, language.as_deref(), text, paint),
        Block::Math { tex, .. } => element(out, "p", &[], |out| {
            element(out, "span", &[("class", "math display")], |out| out.text(&format!("\\[{tex}\\]")));
        }),
        Block::Table { align, head, rows } => table(out, align, head, rows),
        Block::Rule => out.open("hr", &[]),
        Block::Html { text } => element(out, "pre", &[("class", "raw-html")], |out| {
            if out.has_room(text.len()) {
                out.text(text);
            }
        }),
        Block::Footnote { number, blocks, .. } => element(out, "div", &[("class", "footnote")], |out| {
            element(out, "sup", &[], |out| out.text(&number.to_string()));
            out.line_end();
            write_all(out, blocks, paint);
        }),
        Block::Omitted { reason } => {
            let why = match reason {
                OmitReason::Nesting => "nesting",
                OmitReason::TableCells => "table-cells",
                OmitReason::Size => "size",
            };
            element(out, "p", &[("class", &format!("omitted {why}"))], |out| out.text("\u{2026}"));
        }
    }
}

fn element(out: &mut Writer, name: &'static str, attributes: &[(&'static str, &str)], fill: impl FnOnce(&mut Writer)) {
    out.open(name, attributes);
    fill(out);
    out.close(name);
}

fn heading(level: u8) -> &'static str {
    match level {
        0 | 1 => "h1",
        2 => "h2",
        3 => "h3",
        4 => "h4",
        5 => "h5",
        _ => "h6",
    }
}

fn alert_name(alert: Alert) -> &'static str {
    match alert {
        Alert::Note => "note",
        Alert::Tip => "tip",
        Alert::Important => "important",
        Alert::Warning => "warning",
        Alert::Caution => "caution",
    }
}

fn list(out: &mut Writer, (ordered, start, tight): (bool, u32, bool), items: &[ListItem], paint: &dyn Paint) {
    let number = start.to_string();
    let name = if ordered { "ol" } else { "ul" };
    let attributes: &[(&str, &str)] = if ordered && start != 1 { &[("start", &number)] } else { &[] };
    element(out, name, attributes, |out| {
        out.line_end();
        for item in items {
            if out.has_room(0) {
                element(out, "li", &[], |out| item_content(out, tight, item, paint));
                out.line_end();
            }
        }
    });
}

/// The text of a tight list has no paragraphs of its own.
fn item_content(out: &mut Writer, tight: bool, item: &ListItem, paint: &dyn Paint) {
    if let Some(done) = item.task {
        let plain: &[(&str, &str)] = &[("type", "checkbox"), ("disabled", "")];
        out.open("input", if done { &[("type", "checkbox"), ("disabled", ""), ("checked", "")] } else { plain });
        out.text(" ");
    }
    for block in &item.blocks {
        if !out.has_room(0) {
            return;
        }
        match block {
            Block::Paragraph { inlines } if tight => inlines::write_all(out, inlines),
            other => write(out, other, paint),
        }
        out.line_end();
    }
}

fn code(out: &mut Writer, language: Option<&str>, text: &str, paint: &dyn Paint) {
    if !out.has_room(text.len()) {
        return;
    }
    let class = language.map(|language| format!("language-{language}"));
    let attributes: Vec<(&str, &str)> = class.as_deref().map(|class| ("class", class)).into_iter().collect();
    element(out, "pre", &[], |out| {
        element(out, "code", &attributes, |out| {
            paint::write(out, text, language.and_then(|language| paint.reader(language)));
            if !text.is_empty() {
                out.line_end();
            }
        });
    });
}

fn table(out: &mut Writer, align: &[Align], head: &[Cell], rows: &[Vec<Cell>]) {
    element(out, "table", &[], |out| {
        out.line_end();
        element(out, "thead", &[], |out| row(out, "th", align, head));
        if rows.is_empty() {
            return;
        }
        element(out, "tbody", &[], |out| {
            for cells in rows {
                if out.has_room(0) {
                    row(out, "td", align, cells);
                }
            }
        });
    });
}

/// Cells that a row does not have are empty ones; only rows with something in them are filled up, since a short text
/// could buy millions otherwise.
fn row(out: &mut Writer, name: &'static str, align: &[Align], cells: &[Cell]) {
    element(out, "tr", &[], |out| {
        out.line_end();
        let width = align.len().min(cells.len().saturating_mul(4).max(16)).max(cells.len());
        for column in 0..width {
            let attributes: &[(&str, &str)] = match align.get(column) {
                Some(Align::Left) => &[("align", "left")],
                Some(Align::Center) => &[("align", "center")],
                Some(Align::Right) => &[("align", "right")],
                Some(Align::None) | None => &[],
            };
            if !out.has_room(0) {
                return;
            }
            element(out, name, attributes, |out| {
                inlines::write_all(out, cells.get(column).map_or(&[], |cell| cell.inlines.as_slice()));
            });
            out.line_end();
        }
    });
}
