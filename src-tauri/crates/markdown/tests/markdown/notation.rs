//! A short way to write a tree, so that expectations can be read.

use std::fmt::Write as _;

use hadal_markdown::{Alert, Align, Block, Cell, Inline};

/// The blocks, one a line.
pub(crate) fn of(blocks: &[Block]) -> String {
    blocks.iter().map(block).collect::<Vec<_>>().join("\n")
}

fn nested(blocks: &[Block]) -> String {
    blocks.iter().map(block).collect::<Vec<_>>().join(" ")
}

fn block(node: &Block) -> String {
    match node {
        Block::Paragraph { inlines } => format!("P({})", all(inlines)),
        Block::Heading { level, inlines } => format!("H{level}({})", all(inlines)),
        Block::List { ordered, start, tight, items } => {
            let mut out = if *ordered { format!("OL{start}") } else { "UL".to_owned() };
            out.push_str(if *tight { "" } else { "~" });
            for item in items {
                let task = match item.task {
                    Some(true) => "[x]",
                    Some(false) => "[ ]",
                    None => "",
                };
                write!(out, " -{task}{{{}}}", nested(&item.blocks)).unwrap();
            }
            out
        }
        Block::Quote { alert, blocks } => {
            let name = match alert {
                None => "Q",
                Some(Alert::Note) => "NOTE",
                Some(Alert::Tip) => "TIP",
                Some(Alert::Important) => "IMPORTANT",
                Some(Alert::Warning) => "WARNING",
                Some(Alert::Caution) => "CAUTION",
            };
            format!("{name}{{{}}}", nested(blocks))
        }
        Block::Code { language, text, closed } => {
            let open = if *closed { "" } else { "..." };
            format!("CODE({}|{text:?}{open})", language.as_deref().unwrap_or(""))
        }
        Block::Math { tex, closed } => format!("MATH({tex:?}{})", if *closed { "" } else { "..." }),
        Block::Table { align, head, rows } => {
            let marks: String = align
                .iter()
                .map(|align| match align {
                    Align::None => '-',
                    Align::Left => '<',
                    Align::Center => '=',
                    Align::Right => '>',
                })
                .collect();
            let rows: Vec<String> = rows.iter().map(|cells| row(cells)).collect();
            format!("TABLE {marks} {} / {}", row(head), rows.join(" / "))
        }
        Block::Rule => "RULE".to_owned(),
        Block::Html { text } => format!("HTML({text:?})"),
        Block::Footnote { label, number, blocks } => format!("FOOT{number} {label}{{{}}}", nested(blocks)),
        Block::Omitted { reason } => format!("OMITTED({reason:?})"),
    }
}

fn row(cells: &[Cell]) -> String {
    cells.iter().map(|cell| all(&cell.inlines)).collect::<Vec<_>>().join(" | ")
}

fn all(inlines: &[Inline]) -> String {
    inlines.iter().map(inline).collect()
}

fn inline(node: &Inline) -> String {
    match node {
        Inline::Text { text } => text.clone(),
        Inline::Emphasis { children } => format!("<i {}>", all(children)),
        Inline::Strong { children } => format!("<b {}>", all(children)),
        Inline::Strike { children } => format!("<s {}>", all(children)),
        Inline::Code { text } => format!("<c {text}>"),
        Inline::Math { tex } => format!("<m {tex}>"),
        Inline::DisplayMath { tex } => format!("<M {tex}>"),
        Inline::Link { href, host, warn, children } => {
            format!("<a{} {href} @{host} {}>", if *warn { "!" } else { "" }, all(children))
        }
        Inline::Image { alt, host, src } => {
            format!("<img {alt} {} {}>", host.as_deref().unwrap_or("-"), src.as_deref().unwrap_or("-"))
        }
        Inline::FootnoteRef { label, number } => format!("<fn{number} {label}>"),
        Inline::HardBreak => "<br>".to_owned(),
        Inline::SoftBreak => "\u{21b5}".to_owned(),
    }
}
