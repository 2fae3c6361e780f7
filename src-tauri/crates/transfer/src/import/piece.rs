//! One value of a long JSON text: where it ends, and what it is.

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

/// Looks for the end of a value in bytes that may still grow.
#[derive(Debug, Default)]
pub(super) struct Scan {
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
                b'}' | b']' | b',' if self.depth == 0 => return Some(at.max(1)),
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
