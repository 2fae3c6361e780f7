//! What a Markdown text needs at its end so that whatever follows stands outside of it.
//!
//! An answer that was stopped in the middle of a code block would swallow the rest of the file.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};

const AFTER: &str = "\n\n# after\n";

/// The line that ends a block which `text` leaves open, if there is one.
///
/// Blocks inside lists and quotes end by themselves where our next heading begins at the margin; only
/// fences and HTML at the margin go on to the end of the file.
pub(crate) fn closing_line(text: &str) -> Option<String> {
    let probe = format!("{text}{AFTER}");
    let mut depth = 0_usize;
    let mut last = None;
    for (event, range) in Parser::new_ext(&probe, Options::empty()).into_offset_iter() {
        match event {
            Event::Start(tag) => {
                if depth == 0 {
                    last = Some((tag, range.start));
                }
                depth += 1;
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    let (tag, start) = last?;
    let opening = probe.get(start..)?.trim_start();
    match tag {
        Tag::CodeBlock(CodeBlockKind::Fenced(_)) => {
            let fence = opening.chars().next()?;
            Some(opening.chars().take_while(|c| *c == fence).collect())
        }
        Tag::HtmlBlock => html_end(opening),
        _ => None,
    }
}

/// The ends of the HTML blocks that blank lines do not end.
///
/// Source: CommonMark 0.31.2, 4.6, start conditions 1 to 5, read 2026-11-22.
fn html_end(opening: &str) -> Option<String> {
    let start: String = opening.chars().take(12).collect::<String>().to_ascii_lowercase();
    let end = if start.starts_with("<!--") {
        "-->"
    } else if start.starts_with("<?") {
        "?>"
    } else if start.starts_with("<![cdata[") {
        "]]>"
    } else if start.starts_with("<!") {
        ">"
    } else {
        let tag = ["pre", "script", "style", "textarea"]
            .into_iter()
            .find(|tag| start.strip_prefix('<').is_some_and(|rest| rest.starts_with(tag)))?;
        return Some(format!("</{tag}>"));
    };
    Some(end.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_texts_need_nothing() {
        for text in ["", "plain", "```\ncode\n```", "- a\n  ```\n  open in a list", "> ```\n> open in a quote", "<div>"]
        {
            assert_eq!(closing_line(text), None, "{text:?}");
        }
    }

    #[test]
    fn an_open_block_is_ended_by_its_own_mark() {
        for (text, end) in [
            ("text\n\n````rust\nfn main() {\n```\n", "````"),
            ("~~~\nopen", "~~~"),
            ("  ```\nopen", "```"),
            ("<!-- a comment\n\nthat goes on", "-->"),
            ("<SCRIPT>\n\nlet a;", "</script>"),
            ("<pre>\n\nx", "</pre>"),
            ("<?php\n\n", "?>"),
        ] {
            assert_eq!(closing_line(text).as_deref(), Some(end), "{text:?}");
            let closed = format!("{text}\n{end}\n");
            assert_eq!(closing_line(&closed), None, "closed once is enough: {closed:?}");
        }
    }
}
