//! A long JSON text in pieces: the elements of its list, or its values one after another.
//!
//! Each piece is parsed by itself. Only one conversation is in memory as a tree, and one that is broken, too deep or
//! cut off loses nothing but itself.

use super::Reason;
use serde_json::Value;
use std::borrow::Cow;

/// One value of the text, not yet parsed.
pub(super) struct Piece<'a> {
    text: Cow<'a, str>,
    at: usize,
    whole: bool,
}

impl<'a> Piece<'a> {
    pub(super) const fn new(text: Cow<'a, str>, at: usize, whole: bool) -> Self {
        Self { text, at, whole }
    }

    /// Where in the file it begins.
    pub(super) const fn at(&self) -> usize {
        self.at
    }

    /// The value. `serde_json` goes 128 levels deep and no further.
    pub(super) fn value(&self) -> Result<Value, Reason> {
        if !self.whole {
            return Err(Reason::CutOff);
        }
        serde_json::from_str(&self.text)
            .or_else(|error| serde_json::from_str(&mended(&self.text)).map_err(|_| error))
            .map_err(|error| Reason::Broken(error.to_string()))
    }
}

/// The pieces of a text.
pub(super) struct Pieces<'a> {
    text: &'a str,
    next: usize,
    in_list: bool,
}

impl<'a> Pieces<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let start = text.len() - text.trim_start().len();
        let in_list = text.as_bytes().get(start) == Some(&b'[');
        Self { text, next: start + usize::from(in_list), in_list }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        let bytes = self.text.as_bytes();
        while bytes.get(self.next).is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b',') {
            self.next += 1;
        }
        let start = self.next;
        if start >= bytes.len() || (self.in_list && bytes.get(start) == Some(&b']')) {
            self.next = bytes.len();
            return None;
        }
        let (end, whole) = end_of_value(bytes, start);
        self.next = end;
        let whole = whole || !self.in_list && end == bytes.len();
        Some(Piece::new(Cow::Borrowed(self.text.get(start..end)?), start, whole))
    }
}

/// Where the value that begins at `start` ends, and whether it does before the text does.
fn end_of_value(bytes: &[u8], start: usize) -> (usize, bool) {
    let mut scan = Scan { next: start, start, ..Scan::default() };
    match scan.on(bytes) {
        Some(end) => (end, true),
        None => (bytes.len(), scan.is_complete()),
    }
}

/// Looks for the end of a value in bytes that may still grow.
#[derive(Debug, Default)]
pub(super) struct Scan {
    start: usize,
    next: usize,
    depth: usize,
    quoted: bool,
    escaped: bool,
}

impl Scan {
    /// Whether the value may end where the bytes do: nothing is open.
    pub(super) const fn is_complete(&self) -> bool {
        self.depth == 0 && !self.quoted
    }

    /// Where the value ends, once it does. What was looked at before is not looked at again.
    pub(super) fn on(&mut self, bytes: &[u8]) -> Option<usize> {
        for (at, byte) in bytes.iter().enumerate().skip(self.next) {
            self.next = at + 1;
            if self.quoted {
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => self.quoted = false,
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' => self.quoted = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' if self.depth > 1 => self.depth -= 1,
                b'}' | b']' if self.depth == 1 => return Some(at + 1),
                b'}' | b']' | b',' if self.depth == 0 => return Some(at.max(self.start + 1)),
                _ => {}
            }
        }
        None
    }
}

/// The text with halves of surrogate pairs, which some programs write and no parser takes, replaced.
fn mended(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        out.push_str(before);
        let width = match (unit(escape, 0), unit(escape, 6)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(0xd800..=0xdfff), _) => {
                out.push_str("\\ufffd");
                rest = escape.get(6..).unwrap_or_default();
                continue;
            }
            // The escaped character may be a backslash itself, and may be longer than a byte.
            _ => 1 + escape.chars().nth(1).map_or(0, char::len_utf8),
        };
        let (kept, after) = escape.split_at_checked(width).unwrap_or((escape, ""));
        out.push_str(kept);
        rest = after;
    }
    if out.is_empty() {
        return Cow::Borrowed(text);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The code unit of an escape `\uXXXX` at this place.
fn unit(text: &str, at: usize) -> Option<u32> {
    let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
    u32::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<Result<Value, Reason>> {
        Pieces::of(text).map(|piece| piece.value()).collect()
    }

    #[test]
    fn a_broken_element_loses_only_itself() {
        let deep = "[".repeat(500) + &"]".repeat(500);
        let found = values(&format!(r#" [ {{"a":"],\"{{"}}, {deep}, {{"n":1e999}}, "x" , {{"b":2}}]"#));
        assert_eq!(found.len(), 5);
        assert!(found.first().is_some_and(Result::is_ok) && found.last().is_some_and(Result::is_ok));
        assert!(matches!(found.get(1), Some(Err(Reason::Broken(_)))));
        assert!(matches!(found.get(2), Some(Err(Reason::Broken(_)))));
    }

    #[test]
    fn a_list_that_is_cut_off_keeps_what_came_before() {
        let found = values(r#"[{"a":1},{"b":"and th"#);
        assert_eq!(found.len(), 2);
        assert!(found.first().is_some_and(Result::is_ok));
        assert_eq!(found.get(1), Some(&Err(Reason::CutOff)));
    }

    #[test]
    fn lines_of_values_are_read_like_a_list() {
        assert_eq!(values("{\"a\":1}\n{\"b\":2}\n").len(), 2);
        assert!(values("{}x}]]").len() < 9, "stray marks end");
    }

    #[test]
    fn half_a_surrogate_pair_becomes_a_mark() {
        let found = values(r#"[{"t":"a\ud83d \\ud83d \ud83d\udc1f"}]"#);
        let text = found.first().and_then(|value| value.as_ref().ok()).and_then(|value| value.get("t").cloned());
        assert_eq!(text, Some(Value::from("a\u{fffd} \\ud83d 🐟")));
    }
}
