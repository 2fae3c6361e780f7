//! PowerShell, read by hand: the grammars know no such language, and people ask for it.

use crate::class::{Run, TokenClass, push};

/// Where a line of PowerShell begins.
#[derive(Debug, Default)]
pub(crate) struct PowerShell {
    inside: Inside,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Inside {
    #[default]
    Code,
    /// `<# … #>`
    Comment,
    /// `@" … "@` or `@' … '@`: ends with a line that begins with this mark and `@`.
    Here(char),
    /// A string that goes over the line's end.
    Quoted(char),
}

const WORDS: &[&str] = &[
    "begin",
    "break",
    "catch",
    "class",
    "continue",
    "data",
    "do",
    "dynamicparam",
    "else",
    "elseif",
    "end",
    "enum",
    "exit",
    "filter",
    "finally",
    "for",
    "foreach",
    "function",
    "hidden",
    "if",
    "in",
    "param",
    "process",
    "return",
    "static",
    "switch",
    "throw",
    "trap",
    "try",
    "until",
    "using",
    "while",
];

impl PowerShell {
    pub(crate) fn line(&mut self, line: &str) -> Vec<Run> {
        let mut runs = Vec::new();
        let mut rest = line;
        if let Inside::Here(mark) = self.inside {
            let is_end = line.strip_prefix(mark).is_some_and(|after| after.starts_with('@'));
            if !is_end {
                push(&mut runs, TokenClass::String, line);
                return runs;
            }
            self.inside = Inside::Code;
            rest = take(&mut runs, TokenClass::String, line, 2);
        }
        while !rest.is_empty() {
            rest = match self.inside {
                Inside::Comment => self.comment(&mut runs, rest),
                Inside::Quoted(mark) => self.quoted(&mut runs, rest, mark),
                Inside::Code | Inside::Here(_) => self.code(&mut runs, rest),
            };
        }
        runs
    }

    fn comment<'a>(&mut self, runs: &mut Vec<Run>, rest: &'a str) -> &'a str {
        let len = match rest.find("#>") {
            Some(at) => {
                self.inside = Inside::Code;
                at + 2
            }
            None => rest.len(),
        };
        take(runs, TokenClass::Comment, rest, len)
    }

    /// The text of a string up to its end, an escape, or a variable.
    fn quoted<'a>(&mut self, runs: &mut Vec<Run>, rest: &'a str, mark: char) -> &'a str {
        if rest.starts_with(mark) {
            let doubled = rest.chars().nth(1) == Some(mark);
            if !doubled {
                self.inside = Inside::Code;
            }
            let class = if doubled { TokenClass::Escape } else { TokenClass::String };
            return take(runs, class, rest, if doubled { 2 } else { 1 });
        }
        if mark == '"' {
            if rest.starts_with('`') {
                let len = rest.chars().take(2).map(char::len_utf8).sum();
                return take(runs, TokenClass::Escape, rest, len);
            }
            if let Some(len) = variable(rest) {
                return take(runs, TokenClass::Variable, rest, len);
            }
        }
        let stops = |c: char| c == mark || (mark == '"' && matches!(c, '`' | '$'));
        let len = rest.char_indices().skip(1).find(|(_, c)| stops(*c)).map_or(rest.len(), |(at, _)| at);
        take(runs, TokenClass::String, rest, len)
    }

    fn code<'a>(&mut self, runs: &mut Vec<Run>, rest: &'a str) -> &'a str {
        let mut chars = rest.chars();
        let (first, second) = (chars.next().unwrap_or(' '), chars.next());
        match (first, second) {
            ('<', Some('#')) => {
                self.inside = Inside::Comment;
                take(runs, TokenClass::Comment, rest, 2)
            }
            ('#', _) => take(runs, TokenClass::Comment, rest, rest.len()),
            ('@', Some(mark @ ('"' | '\''))) if rest.len() == 2 => {
                self.inside = Inside::Here(mark);
                take(runs, TokenClass::String, rest, 2)
            }
            (mark @ ('"' | '\''), _) => {
                self.inside = Inside::Quoted(mark);
                take(runs, TokenClass::String, rest, 1)
            }
            ('$', _) => {
                let len = variable(rest).unwrap_or(1);
                let name = rest.get(1..len).unwrap_or_default().to_lowercase();
                let is_constant = matches!(name.as_str(), "true" | "false" | "null" | "_" | "this" | "args");
                let class = if is_constant { TokenClass::Constant } else { TokenClass::Variable };
                take(runs, if len == 1 { TokenClass::Text } else { class }, rest, len)
            }
            ('`', Some(next)) => take(runs, TokenClass::Escape, rest, 1 + next.len_utf8()),
            ('-', Some(next)) if next.is_alphabetic() => {
                let len = 1 + word(rest.get(1..).unwrap_or_default());
                take(runs, TokenClass::Attribute, rest, len)
            }
            ('[', Some(next)) if next.is_alphabetic() => {
                let rest = take(runs, TokenClass::Text, rest, 1);
                let is_name = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_');
                let len = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
                take(runs, TokenClass::Type, rest, len)
            }
            (digit, _) if digit.is_ascii_digit() => {
                let len = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.')).unwrap_or(rest.len());
                take(runs, TokenClass::Number, rest, len)
            }
            (letter, _) if letter.is_alphabetic() => {
                let len = word(rest);
                let name = rest.get(..len).unwrap_or_default().to_lowercase();
                let class = if WORDS.contains(&name.as_str()) {
                    TokenClass::Keyword
                } else if name.contains('-') {
                    TokenClass::Function
                } else {
                    TokenClass::Text
                };
                take(runs, class, rest, len)
            }
            _ => take(runs, TokenClass::Text, rest, first.len_utf8()),
        }
    }
}

/// Bytes of a word with its dashes.
fn word(text: &str) -> usize {
    text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_'))).unwrap_or(text.len())
}

/// Bytes of a variable at the start of a text.
fn variable(text: &str) -> Option<usize> {
    let name = text.strip_prefix('$')?;
    if name.starts_with('{') {
        return name.find('}').map(|end| end + 2);
    }
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '?');
    let len = name.find(|c| !is_name(c)).unwrap_or(name.len());
    (len > 0).then_some(len + 1)
}

/// Adds the first `len` bytes as one run; gives what follows.
fn take<'a>(runs: &mut Vec<Run>, class: TokenClass, text: &'a str, len: usize) -> &'a str {
    let (piece, rest) = text.split_at_checked(len).unwrap_or((text, ""));
    push(runs, class, piece);
    rest
}
