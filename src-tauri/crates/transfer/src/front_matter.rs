//! The properties at the top of an exported Markdown file, as YAML that Obsidian and others read.

use hadal_domain::{Conversation, Parameters, Timestamp};
use std::fmt::Write as _;

/// `---` to `---`, with a line end after it. `cost` is what the answers cost together.
pub(crate) fn front_matter(conversation: &Conversation, cost: Option<&str>) -> String {
    let cost = cost.map(|cost| format!("cost: {}\n", quoted(cost))).unwrap_or_default();
    format!(
        "---\ntitle: {}\ncreated: {}\nupdated: {}\nmodel: {}\n{cost}{}source: Hadal\n---\n",
        quoted(&conversation.title),
        instant(conversation.created_at),
        instant(conversation.updated_at),
        quoted(conversation.model.as_str()),
        chosen(&conversation.parameters),
    )
}

/// A line for each parameter that somebody chose.
fn chosen(parameters: &Parameters) -> String {
    let Parameters { system, temperature_hundredths, top_p_hundredths, max_tokens, stop, json } = parameters;
    let mut out = String::new();
    let mut line = |name: &str, value: &str| out.extend([name, ": ", value, "\n"]);
    if !system.is_empty() {
        line("system_prompt", &quoted(system));
    }
    if let Some(heat) = temperature_hundredths {
        line("temperature", &share(*heat));
    }
    if let Some(top) = top_p_hundredths {
        line("top_p", &share(*top));
    }
    if let Some(tokens) = max_tokens {
        line("max_tokens", &tokens.to_string());
    }
    if !stop.is_empty() {
        let texts: Vec<String> = stop.iter().map(|text| quoted(text)).collect();
        line("stop", &format!("[{}]", texts.join(", ")));
    }
    if *json {
        line("answers", "\"json\"");
    }
    out
}

fn share(hundredths: u16) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// An instant in UTC to the second, a timestamp in YAML's own terms.
pub(crate) fn instant(at: Timestamp) -> String {
    match jiff::Timestamp::from_millisecond(at.as_millis()) {
        Ok(instant) => instant.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        // Only an instant thousands of years away comes here.
        Err(_) => at.as_millis().to_string(),
    }
}

/// The same for people: to the minute, and with the zone's name.
pub(crate) fn moment(at: Timestamp) -> String {
    match jiff::Timestamp::from_millisecond(at.as_millis()) {
        Ok(instant) => instant.strftime("%Y-%m-%d %H:%M UTC").to_string(),
        Err(_) => instant(at),
    }
}

/// A text as a double-quoted YAML scalar on one line, whatever is in it.
///
/// Source: YAML 1.2.2, 5.7 (escapes) and 5.1 (which characters may stand for themselves), read 2026-11-22.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Line and direction marks may stand for themselves, but editors break or reorder the line at them.
            c if c.is_control() || is_mark(c) => {
                // Writing to a `String` does not fail.
                let _ = match u32::from(c) {
                    n if n <= 0xff => write!(out, "\\x{n:02x}"),
                    n if n <= 0xffff => write!(out, "\\u{n:04x}"),
                    n => write!(out, "\\U{n:08x}"),
                };
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_cannot_break_out_of_its_quotes() {
        assert_eq!(quoted("a \"b\" \\ : # {x}"), r#""a \"b\" \\ : # {x}""#);
        assert_eq!(quoted("x\n---\nsource: evil\r\t\0"), r#""x\n---\nsource: evil\r\t\x00""#);
        assert_eq!(quoted("深海 🐟 é"), "\"深海 🐟 é\"");
        assert_eq!(quoted("\u{202e}\u{85}\u{2028}\u{feff}"), "\"\\u202e\\x85\\u2028\\ufeff\"");
    }

    #[test]
    fn only_what_was_chosen_has_a_line() {
        assert_eq!(chosen(&Parameters::default()), "");
        let parameters = Parameters {
            system: "Be \"brief\".\nAlways.".into(),
            temperature_hundredths: Some(130),
            max_tokens: Some(2000),
            stop: vec!["END".into(), "---".into()],
            ..Parameters::default()
        };
        assert_eq!(
            chosen(&parameters),
            "system_prompt: \"Be \\\"brief\\\".\\nAlways.\"\ntemperature: 1.30\nmax_tokens: 2000\nstop: [\"END\", \"---\"]\n"
        );
    }

    #[test]
    fn an_instant_is_written_in_utc() {
        assert_eq!(instant(Timestamp::from_millis(1_795_219_200_123)), "2026-11-21T00:00:00Z");
        assert_eq!(instant(Timestamp::from_millis(i64::MAX)), i64::MAX.to_string());
    }
}
