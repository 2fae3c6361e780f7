//! Where an open block can be cut: what is before is final, what follows is read again with a short opening in front,
//! in which every container around it is opened anew and holds a heading of nothing.

use std::fmt::Write as _;

use crate::outline::{Link, Shape, last_line};
use crate::span::{from, line_end, line_start, part, until};
use crate::unicode::is_cjk_letter;

/// Longest opening; a longer one would cost more than it saves.
const OPENING_BYTES: usize = 2_048;
/// Running text is cut when it is this long, and so far before its end: marks may wait there for their other half.
const TEXT_BYTES: usize = 4_096;
const TEXT_MARGIN: usize = 2_560;

/// A place to cut.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Cut {
    /// Up to this link of the chain (which begins with the root).
    pub(crate) depth: usize,
    pub(crate) at: usize,
    pub(crate) opening: String,
    pub(crate) gap: Gap,
}

/// What of the running text the cut itself swallows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    None,
    Space,
    Line,
}

/// The innermost place to cut in `source` after `opened`, the bytes of the opening it has already.
pub(crate) fn place(source: &str, chain: &[Link], opened: usize) -> Option<Cut> {
    let (depth, at, gap) = (1..chain.len()).rev().find_map(|depth| {
        let link = chain.get(depth)?;
        let (at, gap) = within(source, link)?;
        (at > opened).then_some((depth, at, gap))
    })?;
    let mut opening = opening(source, chain.get(1..=depth)?)?;
    // A blank line before the child that follows makes a list loose, with what is before it out of sight as well.
    let above = until(source, at.saturating_sub(1));
    let is_blank = |line: &str| line.trim_start_matches([' ', '\t', '>']).is_empty();
    if chain.get(depth)?.shape == Shape::Item && is_blank(from(above, line_start(above, above.len()))) {
        let quotes = opening.lines().last().map_or(0, |line| line.len() - line.trim_start_matches(['>', ' ']).len());
        let margin = opening.lines().last().map_or("", |line| until(line, quotes)).trim_end().to_owned();
        let _ = writeln!(opening, "{margin}");
    }
    (opening.len() <= OPENING_BYTES).then_some(Cut { depth, at, opening, gap })
}

fn within(source: &str, link: &Link) -> Option<(usize, Gap)> {
    match link.shape {
        Shape::Quote | Shape::List | Shape::Item if link.children >= 2 => Some((last_line(source, link), Gap::None)),
        // The head is a child, too.
        Shape::Table if link.children >= 3 => Some((last_line(source, link), Gap::None)),
        Shape::Fenced => fenced(source, link).map(|at| (at, Gap::None)),
        Shape::Paragraph => text(source, link),
        _ => None,
    }
}

/// The last line of code that is still open.
fn fenced(source: &str, link: &Link) -> Option<usize> {
    let end = until(source, link.end).trim_end_matches('\n').len();
    let at = line_start(source, end);
    let marks = part(source, at..end).trim_matches([' ', '\t', '>']);
    let first = line_end(source, link.start);
    let may_close = marks.is_empty() || marks.chars().all(|c| matches!(c, '`' | '~'));
    // With less than some lines there is nothing to win.
    (at > first && !may_close && from(source, end).len() <= 1).then_some(at)
}

fn text(source: &str, link: &Link) -> Option<(usize, Gap)> {
    let limit = source.len().checked_sub(TEXT_MARGIN)?;
    if link.end.saturating_sub(link.start) < TEXT_BYTES {
        return None;
    }
    link.texts.iter().rev().filter(|range| range.start < limit).take(200).find_map(|range| {
        let mut found = None;
        if until(source, range.start).ends_with('\n') && range.start > link.start {
            let before = until(source, range.start - 1);
            let begins = from(source, range.start).starts_with(char::is_alphabetic);
            if begins && !before.ends_with([' ', '\\']) {
                found = Some((range.start, Gap::Line));
            }
        }
        let mut last = ('\n', '\n');
        for (offset, c) in part(source, range.clone()).char_indices() {
            let at = range.start + offset;
            if at > limit {
                break;
            }
            let (before, previous) = last;
            if previous == ' ' && c.is_alphabetic() && !before.is_whitespace() && before != '\\' && offset > 1 {
                found = Some((at, Gap::Space));
            } else if is_cjk_letter(previous) && is_cjk_letter(c) {
                found = Some((at, Gap::None));
            }
            last = (previous, c);
        }
        found
    })
}

/// A container whose lines have something in front of its content.
#[derive(Clone, Copy, Debug)]
enum Margin {
    Quote,
    /// Columns before its content, and where its own line begins.
    Item {
        columns: usize,
        line: usize,
    },
}

fn opening(source: &str, links: &[Link]) -> Option<String> {
    // Writing to a String cannot fail.
    let mut out = String::new();
    let mut around: Vec<Margin> = Vec::new();
    let mut margin = String::new();
    for link in links {
        let line = line_start(source, link.start);
        let content = content(source, line, &around)?;
        match link.shape {
            Shape::Quote => {
                let tag = content.trim_start_matches(' ').strip_prefix('>')?.trim();
                if tag.starts_with("[!") && tag.ends_with(']') {
                    let _ = writeln!(out, "{margin}> {tag}");
                }
                let _ = writeln!(out, "{margin}> #");
                margin.push_str("> ");
                around.push(Margin::Quote);
            }
            Shape::List => {}
            Shape::Item => {
                let (marker, columns) = marker(content)?;
                let _ = writeln!(out, "{margin}{marker}#");
                margin.push_str(&" ".repeat(columns));
                around.push(Margin::Item { columns, line });
            }
            Shape::Table => {
                let second = line_end(source, line) + 1;
                let _ = writeln!(out, "{margin}{content}\n{margin}{}", self::content(source, second, &around)?);
            }
            Shape::Fenced => {
                let _ = writeln!(out, "{margin}{content}");
            }
            Shape::Paragraph => out.push_str(&margin),
            Shape::Root | Shape::Other => return None,
        }
    }
    Some(out)
}

/// What of a line is inside of the containers around it; `None` when it is not written as one expects.
fn content<'a>(source: &'a str, line: usize, around: &[Margin]) -> Option<&'a str> {
    let mut rest = part(source, line..line_end(source, line));
    for margin in around {
        rest = match margin {
            Margin::Quote => {
                let inner = rest.trim_start_matches(' ');
                if rest.len() - inner.len() > 3 {
                    return None;
                }
                let inner = inner.strip_prefix('>')?;
                inner.strip_prefix(' ').unwrap_or(inner)
            }
            Margin::Item { columns, line: own } => {
                let (before, inner) = rest.split_at_checked(*columns)?;
                if *own != line && !before.bytes().all(|b| b == b' ') {
                    return None;
                }
                inner
            }
        };
    }
    (!rest.contains('\t')).then_some(rest)
}

/// The marker of an item with what is before and after it, and how many columns that takes.
fn marker(content: &str) -> Option<(String, usize)> {
    let rest = content.trim_start_matches(' ');
    let indent = content.len() - rest.len();
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let sign = from(rest, digits).chars().next()?;
    let is_marker = if digits == 0 { matches!(sign, '-' | '+' | '*') } else { matches!(sign, '.' | ')') };
    if !is_marker || indent > 3 {
        return None;
    }
    let inner = from(rest, digits + 1);
    let spaces = inner.len() - inner.trim_start_matches(' ').len();
    let after = if inner.trim().is_empty() || spaces > 4 { 1 } else { spaces };
    let columns = indent + digits + 1 + after;
    let marker = format!("{}{}{}", " ".repeat(indent), until(rest, digits + 1), " ".repeat(after));
    (after > 0).then_some((marker, columns))
}
