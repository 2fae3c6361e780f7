//! A title as a file name that Linux, macOS and Windows all take.

use unicode_normalization::UnicodeNormalization as _;

/// Longest name that is made, extension included. File systems end at 255; the rest is left for what sync
/// programs and numbering add.
pub const FILE_NAME_MAX_BYTES: usize = 200;

const UNTITLED: &str = "conversation";

/// The name of a file for a conversation of this title: `Deep sea.md`. Always legal, never empty, no path.
///
/// Source: Microsoft "Naming Files, Paths, and Namespaces", read 2026-11-22; the other systems allow more.
#[must_use]
pub fn file_name(title: &str, extension: &str) -> String {
    numbered(title, 1, extension)
}

/// As [`file_name`], with a number behind the title from the second on. A long title makes room for it.
pub(crate) fn numbered(title: &str, number: u32, extension: &str) -> String {
    let extension: String = extension.chars().filter(char::is_ascii_alphanumeric).take(16).collect();
    let dotted = if extension.is_empty() { String::new() } else { format!(".{extension}") };
    // Composed: the same title typed on macOS and elsewhere makes the same name.
    let clean: String = title.nfc().filter_map(allowed).collect();
    let line = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    let suffix = if number > 1 { format!(" {number}") } else { String::new() };
    // One byte less, for the mark in front of a reserved name.
    let cut = cut_to(trimmed(&line), FILE_NAME_MAX_BYTES - 1 - dotted.len() - suffix.len());
    let stem = match trimmed(cut) {
        "" => UNTITLED.to_owned(),
        name if is_reserved(name) => format!("_{name}"),
        name => name.to_owned(),
    };
    format!("{stem}{suffix}{dotted}")
}

/// The character itself, a stand-in for one that some system forbids, or nothing for one that cannot be seen.
fn allowed(c: char) -> Option<char> {
    match c {
        '<' | '>' | ':' | '"' | '/' | '\\' | '|' | '?' | '*' => Some('-'),
        c if c.is_whitespace() => Some(' '),
        c if c.is_control() || is_invisible(c) => None,
        c => Some(c),
    }
}

/// Marks of direction and joining, tags, private use (which file sharing maps forbidden characters to) and
/// code points that are no characters.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{115f}' | '\u{1160}'
        | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{10ffff}')
        || u32::from(c) & 0xfffe == 0xfffe
}

/// Without what may not or should not stand at the ends: dots and spaces (Windows drops them, a leading dot
/// hides), and `-` or `~` in front, which command lines read otherwise.
fn trimmed(name: &str) -> &str {
    name.trim_start_matches(['.', ' ', '-', '~']).trim_end_matches(['.', ' '])
}

fn cut_to(name: &str, max_bytes: usize) -> &str {
    let end = name.floor_char_boundary(max_bytes);
    name.get(..end).unwrap_or_default()
}

/// Names of devices on Windows, whatever follows the first dot.
fn is_reserved(name: &str) -> bool {
    let device = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    if matches!(device.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$" | "CLOCK$") {
        return true;
    }
    let number = device.strip_prefix("COM").or_else(|| device.strip_prefix("LPT"));
    number.is_some_and(|number| {
        let mut digits = number.chars();
        matches!((digits.next(), digits.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
    })
}
