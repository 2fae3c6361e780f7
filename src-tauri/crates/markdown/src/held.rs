//! The last line of a growing text, while it is too short to tell what it will be.
//!
//! `-` may become a list, a rule or the underline of a heading; ` ``` ` opens or closes code. Shown
//! as what it would be at this moment, it would change its look with the next letter.

use crate::span::{from, line_start, until};

/// `tail` without a last line that is still undecided.
pub(crate) fn decided(tail: &str, in_code: bool) -> &str {
    let start = line_start(tail, tail.len());
    let line = from(tail, start).trim_start_matches([' ', '\t', '>']).trim_end();
    let held = if in_code {
        !line.is_empty() && line.chars().all(|c| matches!(c, '`' | '~'))
    } else {
        is_undecided(line) || (line.is_empty() && from(tail, start).contains('>'))
    };
    if held { until(tail, start) } else { tail }
}

fn is_undecided(line: &str) -> bool {
    if line.is_empty() {
        return false;
    }
    let is_marks =
        line.chars().all(|c| matches!(c, '-' | '=' | '*' | '_' | '+' | '#' | '`' | '~' | '|' | ':' | '>' | ' ' | '\t'));
    let opens_fence =
        (line.starts_with("```") && !line.trim_start_matches('`').contains('`')) || line.starts_with("~~~");
    is_marks || opens_fence || is_number(line) || is_task(line) || is_alert(line) || is_definition(line)
}

/// `12` or `12.`: perhaps a list.
fn is_number(line: &str) -> bool {
    let digits = line.strip_suffix(['.', ')']).unwrap_or(line);
    !digits.is_empty() && digits.len() <= 9 && digits.bytes().all(|b| b.is_ascii_digit())
}

/// `- [x`: perhaps a task.
fn is_task(line: &str) -> bool {
    line.split_once([' ', '\t']).is_some_and(|(mark, rest)| {
        let rest = rest.trim_start();
        (matches!(mark, "-" | "*" | "+") || (is_number(mark) && !mark.ends_with(|c: char| c.is_ascii_digit())))
            && matches!(rest, "" | "[" | "[ " | "[x" | "[X" | "[ ]" | "[x]" | "[X]")
    })
}

/// `[!NO`: perhaps an alert.
fn is_alert(line: &str) -> bool {
    let name = line.strip_prefix("[!").map(|name| name.trim_end_matches(']'));
    line == "[" || name.is_some_and(|name| name.bytes().all(|b| b.is_ascii_alphabetic()))
}

/// `[label]: https://…`: perhaps a definition, which is not shown; or the start of a footnote.
fn is_definition(line: &str) -> bool {
    match line.strip_prefix("[^") {
        Some(label) => !label.contains("]:") && !label.contains(char::is_whitespace) && !label.contains(']'),
        None => line.starts_with('[') && line.contains("]:"),
    }
}
