//! First-level headings belong to the turns: those of a text go one level down.
//!
//! All else of the text stays byte for byte, code that looks like a heading included.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag};
use std::borrow::Cow;
use std::ops::Range;

/// The text with each of its first-level headings at the margin made a second-level one. (Headings in
/// quotes and lists are not part of a document's outline.)
pub(crate) fn below_our_headings(text: &str) -> Cow<'_, str> {
    let headings = first_level(text);
    if headings.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + headings.len() * 3);
    let mut copied = 0;
    for heading in headings {
        let Some(source) = text.get(heading.clone()) else { continue };
        out.push_str(text.get(copied..heading.start).unwrap_or_default());
        out.push_str(&one_level_down(source));
        copied = heading.end;
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}

fn first_level(text: &str) -> Vec<Range<usize>> {
    let mut depth = 0_usize;
    let mut found = Vec::new();
    for (event, range) in Parser::new_ext(text, Options::empty()).into_offset_iter() {
        match event {
            Event::Start(tag) => {
                if depth == 0 && matches!(tag, Tag::Heading { level: HeadingLevel::H1, .. }) {
                    found.push(range);
                }
                depth += 1;
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    found
}

fn one_level_down(heading: &str) -> String {
    let indent = heading.len() - heading.trim_start().len();
    let (blank, mark) = heading.split_at(indent);
    if mark.starts_with('#') {
        return format!("{blank}#{mark}");
    }
    // Underlined with `=`: a line of `-` makes it second-level. At least three, as one is a list's mark too.
    let body = heading.trim_end();
    let (title, line_end) = (body.trim_end_matches('='), heading.strip_prefix(body).unwrap_or_default());
    let underline = "-".repeat((body.len() - title.len()).max(3));
    format!("{title}{underline}{line_end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_first_level_headings_at_the_margin_move() {
        for (text, moved) in [
            ("# A\n\ntext\n\n## B\n", "## A\n\ntext\n\n## B\n"),
            ("   # A #\r\nx", "   ## A #\r\nx"),
            ("#", "##"),
            ("深海\n===\n\nx\n=\n", "深海\n---\n\nx\n---\n"),
            ("two\nlines\n  ====  \nx", "two\nlines\n  ----  \nx"),
        ] {
            assert_eq!(below_our_headings(text), moved, "{text:?}");
        }
        for same in
            ["", "#no", "```\n# code\n```", "    # code", "> # quoted", "- # in a list", "a\n\n===\n", "<!--\n# x\n-->"]
        {
            assert_eq!(below_our_headings(same), same);
        }
    }
}
