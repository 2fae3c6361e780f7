//! The characters of commands, delimiters and arrows, and letters in other alphabets.

use ratex_font::symbols::get_symbol;
use ratex_parser::parse_node::Mode;

/// What a node's text stands for: itself, or the character of a command. `None` for a command without one.
pub(super) fn character(text: &str, mode: Mode) -> Option<String> {
    if !text.starts_with('\\') || text.len() == 1 {
        return Some(if text == "-" && mode == Mode::Math { "−".to_owned() } else { text.to_owned() });
    }
    let known = match text {
        "\\lvert" | "\\rvert" | "\\vert" => "|",
        "\\lVert" | "\\rVert" | "\\Vert" | "\\|" => "‖",
        "\\{" | "\\lbrace" => "{",
        "\\}" | "\\rbrace" => "}",
        "\\langle" => "⟨",
        "\\rangle" => "⟩",
        "\\backslash" => "\\",
        "\\ " | "\\space" | "\\nobreakspace" => " ",
        _ => "",
    };
    if !known.is_empty() {
        return Some(known.to_owned());
    }
    let kind = if mode == Mode::Math { ratex_font::symbols::Mode::Math } else { ratex_font::symbols::Mode::Text };
    let info = get_symbol(text, kind).or_else(|| get_symbol(text, ratex_font::symbols::Mode::Math))?;
    info.codepoint.map(|c| c.to_string())
}

/// A delimiter's character; empty for the invisible one.
pub(super) fn delimiter(text: &str) -> Option<String> {
    match text {
        "." | "" => Some(String::new()),
        "<" | "\\lt" => Some("⟨".to_owned()),
        ">" | "\\gt" => Some("⟩".to_owned()),
        other => character(other, Mode::Math),
    }
}

/// The character of an arrow that grows with its label.
pub(super) fn arrow(label: &str) -> &'static str {
    match label {
        l if l.contains("rightleftharpoons") || l.contains("equilibrium") => "⇌",
        l if l.contains("leftrightharpoons") => "⇋",
        l if l.contains("rightleftarrows") || l.contains("tofrom") => "⇄",
        l if l.contains("Leftrightarrow") => "⇔",
        l if l.contains("leftright") => "↔",
        l if l.contains("Leftarrow") => "⇐",
        l if l.contains("Rightarrow") => "⇒",
        l if l.contains("left") => "←",
        l if l.contains("maps") => "↦",
        l if l.contains("equal") => "=",
        _ => "→",
    }
}

/// Letters in the alphabet of a command, where Unicode has it. Source: Unicode 16, "Mathematical Alphanumeric Symbols".
pub(super) fn styled(text: &str, font: Option<&str>) -> String {
    let (upper, lower, digit) = match font {
        Some("mathbf" | "textbf" | "bf" | "boldsymbol") => (0x1d400, 0x1d41a, Some(0x1d7ce)),
        Some("mathbb" | "Bbb") => (0x1d538, 0x1d552, Some(0x1d7d8)),
        Some("mathcal" | "mathscr" | "cal") => (0x1d49c, 0x1d4b6, None),
        Some("mathfrak" | "frak") => (0x1d504, 0x1d51e, None),
        Some("mathsf" | "textsf") => (0x1d5a0, 0x1d5ba, Some(0x1d7e2)),
        Some("mathtt" | "texttt") => (0x1d670, 0x1d68a, Some(0x1d7f6)),
        _ => return text.to_owned(),
    };
    text.chars()
        .map(|c| {
            let code = match c {
                'A'..='Z' => upper + u32::from(c) - u32::from('A'),
                'a'..='z' => lower + u32::from(c) - u32::from('a'),
                '0'..='9' => match digit {
                    Some(digit) => digit + u32::from(c) - u32::from('0'),
                    None => return c,
                },
                _ => return c,
            };
            earlier(code).or_else(|| char::from_u32(code)).unwrap_or(c)
        })
        .collect()
}

/// Letters that stood in Unicode before the block was made; their places in it are empty.
fn earlier(code: u32) -> Option<char> {
    Some(match code {
        0x1d49d => 'ℬ',
        0x1d4a0 => 'ℰ',
        0x1d4a1 => 'ℱ',
        0x1d4a3 => 'ℋ',
        0x1d4a4 => 'ℐ',
        0x1d4a7 => 'ℒ',
        0x1d4a8 => 'ℳ',
        0x1d4ad => 'ℛ',
        0x1d4ba => 'ℯ',
        0x1d4bc => 'ℊ',
        0x1d4c4 => 'ℴ',
        0x1d506 => 'ℭ',
        0x1d50b => 'ℌ',
        0x1d50c => 'ℑ',
        0x1d515 => 'ℜ',
        0x1d51d => 'ℨ',
        0x1d53a => 'ℂ',
        0x1d53f => 'ℍ',
        0x1d545 => 'ℕ',
        0x1d547 => 'ℙ',
        0x1d548 => 'ℚ',
        0x1d549 => 'ℝ',
        0x1d551 => 'ℤ',
        _ => return None,
    })
}
