//! Running text as HTML.

use super::writer::Writer;
use crate::node::Inline;

/// Writes a run of inlines. Recursion is safe here: the tree was built under the nesting caps.
pub(super) fn write_all(out: &mut Writer, inlines: &[Inline]) {
    for inline in inlines {
        write(out, inline);
    }
}

fn write(out: &mut Writer, inline: &Inline) {
    match inline {
        Inline::Text { text } => {
            if out.has_room(text.len()) {
                out.text(text);
            }
        }
        Inline::Emphasis { children } => marked(out, "em", children),
        Inline::Strong { children } => marked(out, "strong", children),
        Inline::Strike { children } => marked(out, "del", children),
        Inline::Code { text } => leaf(out, "code", &[], text),
        Inline::Math { tex } => leaf(out, "span", &[("class", "math inline")], &format!("\\({tex}\\)")),
        Inline::DisplayMath { tex } => leaf(out, "span", &[("class", "math display")], &format!("\\[{tex}\\]")),
        Inline::Link { href, children, .. } => {
            if out.has_room(href.len()) {
                out.open("a", &[("href", href)]);
                write_all(out, children);
                out.close("a");
            }
        }
        Inline::Image { alt, host, src } => image(out, alt, host.as_deref(), src.as_deref()),
        Inline::FootnoteRef { number, .. } => leaf(out, "sup", &[("class", "footnote-ref")], &number.to_string()),
        Inline::HardBreak => {
            out.open("br", &[]);
            out.line_end();
        }
        Inline::SoftBreak => out.line_end(),
    }
}

fn marked(out: &mut Writer, name: &'static str, children: &[Inline]) {
    out.open(name, &[]);
    write_all(out, children);
    out.close(name);
}

fn leaf(out: &mut Writer, name: &'static str, attributes: &[(&'static str, &str)], text: &str) {
    if out.has_room(text.len()) {
        out.open(name, attributes);
        out.text(text);
        out.close(name);
    }
}

/// A picture that lies in the text is shown. Nothing is ever fetched for another: its description and where it would
/// have come from.
fn image(out: &mut Writer, alt: &str, host: Option<&str>, src: Option<&str>) {
    if let Some(src) = src {
        if out.has_room(src.len() + alt.len()) {
            out.open("img", &[("src", src), ("alt", alt)]);
        }
        return;
    }
    let words = match host {
        Some(host) if alt.is_empty() => host.to_owned(),
        Some(host) => format!("{alt} ({host})"),
        None => alt.to_owned(),
    };
    leaf(out, "span", &[("class", "image")], &words);
}
