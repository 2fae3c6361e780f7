//! Mends JSON text that a strict reader refuses although its words are all there.

use std::{borrow::Cow, fmt::Write};

const REPLACEMENT: &str = "\\ufffd";

/// `json` with lone surrogate escapes made U+FFFD and raw control characters in strings escaped.
pub(crate) fn strings(json: &str) -> Cow<'_, str> {
    let harmless = |byte: u8| byte >= 0x20;
    if json.bytes().all(harmless) && !json.contains("\\u") {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len() + 16);
    let mut in_string = false;
    let mut rest = json;
    while let Some(c) = rest.chars().next() {
        let after = rest.get(c.len_utf8()..).unwrap_or_default();
        rest = match c {
            '"' => {
                in_string = !in_string;
                out.push(c);
                after
            }
            '\\' if in_string => escape(rest, &mut out),
            c if in_string && c < ' ' => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(c));
                after
            }
            c => {
                out.push(c);
                after
            }
        };
    }
    Cow::Owned(out)
}

/// Copies the escape at the start of `text`, whole pairs as they are; gives what follows it.
fn escape<'a>(text: &'a str, out: &mut String) -> &'a str {
    let Some((unit, after)) = unicode_escape(text) else {
        let mut chars = text.chars();
        out.extend(chars.by_ref().take(2));
        return chars.as_str();
    };
    match unit {
        0xD800..=0xDBFF => {
            if let Some((0xDC00..=0xDFFF, rest)) = unicode_escape(after) {
                out.push_str(text.get(..12).unwrap_or_default());
                rest
            } else {
                out.push_str(REPLACEMENT);
                after
            }
        }
        0xDC00..=0xDFFF => {
            out.push_str(REPLACEMENT);
            after
        }
        _ => {
            out.push_str(text.get(..6).unwrap_or_default());
            after
        }
    }
}

/// The value of a `\uXXXX` at the start of `text`, and what follows it.
fn unicode_escape(text: &str) -> Option<(u32, &str)> {
    let (digits, rest) = text.strip_prefix("\\u")?.split_at_checked(4)?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    Some((u32::from_str_radix(digits, 16).ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_broken_changes() {
        let table = [
            (r#"{"a":"plain \n \\ \" text"}"#, r#"{"a":"plain \n \\ \" text"}"#),
            (r#""\ud83d\ude00""#, r#""\ud83d\ude00""#),
            (r#""\ud83d""#, r#""\ufffd""#),
            (r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#),
            (r#""\\ud83d""#, r#""\\ud83d""#),
            (r#""\u12""#, r#""\u12""#),
            ("\"a\tb\"\n", "\"a\\u0009b\"\n"),
        ];
        for (json, wanted) in table {
            assert_eq!(strings(json), wanted);
        }
    }
}
