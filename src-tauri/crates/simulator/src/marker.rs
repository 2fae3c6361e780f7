//! Scripts that travel inside a message or a header: `[[sim tokens=200 seed=7 end=MARK crlf]]`.

use serde_json::Value;

use crate::faults::Fault;
use crate::generate;
use crate::script::Script;
use crate::tokens;

const OPEN: &str = "[[sim";
const CLOSE: &str = "]]";

/// The script in the first marker of `text`, if there is one.
pub(crate) fn find(text: &str) -> Option<Script> {
    let (_, rest) = text.split_once(OPEN)?;
    let (inside, _) = rest.split_once(CLOSE)?;
    Some(read(inside))
}

/// `text` without its first marker.
pub(crate) fn without(text: &str) -> String {
    let rest = text.split_once(OPEN).and_then(|(before, rest)| Some((before, rest.split_once(CLOSE)?.1)));
    rest.map_or_else(|| text.to_owned(), |(before, after)| format!("{before}{after}"))
}

/// Reads `name=value` words; a word that is no setting is a fault by its serde name.
///
/// Settings: `reasoning=N`, `tokens=N`, `seed=S`, `text="…"`, `end=MARK`, `rate=R`, `first=MS`,
/// `finish=WORD`, `gate=NAME`, `prompt=N`, `tool=NAME`, `unlimited`. Unknown words change nothing.
pub(crate) fn read(text: &str) -> Script {
    let settings = words(text);
    let get = |wanted: &str| {
        let found = settings.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.as_str())
    };
    let count = |name: &str| get(name).and_then(|value| value.parse::<usize>().ok());
    let seed = get("seed").and_then(|value| value.parse().ok()).unwrap_or(1);
    let mut script = Script {
        rate: get("rate").and_then(|value| value.parse().ok()),
        first_ms: get("first").and_then(|value| value.parse().ok()),
        finish: get("finish").map(str::to_owned),
        gate_name: get("gate").map(str::to_owned),
        prompt_tokens: get("prompt").and_then(|value| value.parse().ok()),
        reasoning_tokens: count("reasoning").map(|count| generate::thoughts(count, seed)),
        unlimited: get("unlimited").is_some(),
        ..Script::default()
    };
    let mut answer = match get("text") {
        Some(text) => Some(tokens::split(text)),
        None => count("tokens").map(|count| generate::tokens(count, seed)),
    };
    if let Some(end) = get("end") {
        let answer = answer.get_or_insert_default();
        answer.push("\n\n".to_owned());
        answer.extend(tokens::split(end));
    }
    script.tokens = answer;
    if let Some(name) = get("tool") {
        script = script.tool(name, "{\"city\":\"深圳\",\"days\":3}");
    }
    script.faults = settings.iter().filter_map(|(name, value)| fault(name, value)).collect();
    script
}

/// A fault by its serde name; `3:200` becomes a list.
fn fault(name: &str, value: &str) -> Option<Fault> {
    let name = match name {
        "reset_after_bytes" => "reset_after",
        name => name,
    };
    let form = if value.is_empty() {
        Value::from(name)
    } else {
        let value = if value.contains(':') && !value.contains("//") {
            value.split(':').map(atom).collect()
        } else {
            atom(value)
        };
        Value::Object([(name.to_owned(), value)].into_iter().collect())
    };
    serde_json::from_value(form).ok()
}

fn atom(text: &str) -> Value {
    text.parse::<u64>().map_or_else(|_| Value::from(text), Value::from)
}

/// `name=value` and bare words; a value may stand in double quotes, with `\n` for a line end.
fn words(text: &str) -> Vec<(String, String)> {
    let mut words = Vec::new();
    let mut letters = text.chars().peekable();
    while letters.peek().is_some() {
        let mut name = String::new();
        let mut value = String::new();
        while let Some(letter) = letters.next_if(|letter| !letter.is_whitespace() && *letter != '=') {
            name.push(letter);
        }
        if letters.next_if_eq(&'=').is_some() {
            if letters.next_if_eq(&'"').is_some() {
                while let Some(letter) = letters.next_if(|letter| *letter != '"') {
                    value.push(letter);
                }
                letters.next();
            } else {
                while let Some(letter) = letters.next_if(|letter| !letter.is_whitespace()) {
                    value.push(letter);
                }
            }
        } else {
            letters.next_if(|letter| letter.is_whitespace());
        }
        if !name.is_empty() {
            words.push((name, value.replace("\\n", "\n")));
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::Pulse;

    #[test]
    fn a_marker_carries_settings_and_faults() {
        let text = "please [[sim reasoning=20 tokens=200 rate=300 seed=7 end=MARK stall_after=10 \
                    reset_after_bytes=500 crlf keep_alive=3:200]] thanks";
        let script = find(text).unwrap();
        assert_eq!(script.reasoning_pieces().len(), 20);
        assert_eq!(script.rate, Some(300.0));
        assert!(script.answer_text().ends_with("\n\nMARK"));
        let pulse = Pulse { count: 3, every_ms: 200 };
        assert_eq!(
            script.faults,
            [Fault::StallAfter(10), Fault::ResetAfter(500), Fault::Crlf, Fault::KeepAlive(pulse)]
        );
    }

    #[test]
    fn an_answer_longer_than_a_model_may_give_is_asked_for_by_name() {
        assert!(read("tokens=5 unlimited").unlimited);
        assert!(!read("tokens=5").unlimited);
    }

    #[test]
    fn a_quoted_text_is_the_answer_and_other_words_do_nothing() {
        let script = read("text=\"deep sea\\n深海\" colour=blue");
        assert_eq!(script.answer_text(), "deep sea\n深海");
        assert!(script.faults.is_empty());
        assert_eq!(without("go [[sim a=1]]on"), "go on");
        assert!(find("no marker").is_none() && find("[[sim never closed").is_none());
    }
}
