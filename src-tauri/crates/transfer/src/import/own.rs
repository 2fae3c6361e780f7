//! Our own files: JSON, which loses nothing, and Markdown, which has the shown path and the first-level headings gone.

use super::tree::{Draft, Node, Who};
use super::{Imported, Reason, Source, ids};
use crate::json::parse_value;
use crate::{JsonImportError, VERSION};
use hadal_domain::Role;
use hadal_store::Whole;
use serde_json::Value;

const MARK: &str = "<!-- hadal:message ";

/// A conversation in our JSON, with its own ids.
pub(super) fn json(value: &Value) -> Result<Imported, Reason> {
    let Whole { conversation, messages, belongings } = parse_value(value).map_err(|error| match error {
        JsonImportError::Newer(_) => Reason::Broken(format!("{error}, which reads {VERSION}")),
        JsonImportError::Unknown(field) => Reason::Field(field),
        other => Reason::Broken(other.to_string()),
    })?;
    Ok(Imported { source: Source::Hadal, conversation, messages, belongings })
}

/// Whether a text is Markdown that we wrote.
pub(super) fn is_markdown(text: &str) -> bool {
    text.starts_with("---") && text.contains("\nsource: Hadal") && text.contains(MARK)
}

/// The conversation of our Markdown. It is another one than that it was made of, which may be in the history too.
pub(super) fn markdown(text: &str) -> Result<Draft, Reason> {
    let text = text.replace("\r\n", "\n");
    let (head, body) = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).ok_or(Reason::CutOff)?;
    let mut draft = Draft::new(Source::Markdown);
    draft.title = property(head, "title").and_then(|title| serde_json::from_str(title).ok());
    draft.created_ms = property(head, "created").and_then(instant);
    draft.updated_ms = property(head, "updated").and_then(instant);
    let mut keys = Vec::new();
    for turn in format!("\n{body}").split(&format!("\n{MARK}")).skip(1) {
        let Some((mut words, rest)) = turn.split_once(" -->\n").map(|(mark, rest)| (mark.split(' '), rest)) else {
            draft.unreadable += 1;
            continue;
        };
        let (key, role) = (words.next().unwrap_or_default(), words.next().and_then(|word| word.parse::<Role>().ok()));
        let Some(role) = role else {
            draft.unreadable += 1;
            continue;
        };
        let mut node = Node::new(key.to_owned(), Who::Known(role));
        node.at_ms = words.next().and_then(instant);
        // What was not shown names what it follows.
        let after = if words.next() == Some("after") { words.next() } else { None };
        let rest = rest.trim_start_matches('\n');
        let (heading, rest) = rest.split_once('\n').unwrap_or((rest, ""));
        let model = heading.strip_prefix("# DeepSeek · ").and_then(|rest| rest.split(" · ").next());
        node.model = model.filter(|model| *model != "another version").map(str::to_owned);
        (node.reasoning, node.text) = thinking_apart(rest);
        keys.push(key.to_owned());
        match after {
            None => {
                draft.leaf = Some(key.to_owned());
                draft.append(node);
            }
            Some(parent) => {
                node.parent = Some(parent.to_owned()).filter(|parent| parent != "nothing");
                draft.nodes.push(node);
            }
        }
    }
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    draft.key = Some(ids::digest(&keys));
    Ok(draft)
}

fn property<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

fn instant(text: &str) -> Option<i64> {
    text.parse::<jiff::Timestamp>().map(jiff::Timestamp::as_millisecond).ok()
}

/// The folded quote above an answer, and the answer.
fn thinking_apart(text: &str) -> (String, String) {
    let text = text.trim_matches('\n');
    let Some(rest) = text.strip_prefix("> [!note]- Thinking\n") else { return (String::new(), text.to_owned()) };
    let quoted = rest.lines().take_while(|line| line.starts_with('>')).count();
    let reasoning: Vec<&str> = rest
        .lines()
        .take(quoted)
        .map(|line| line.strip_prefix("> ").or_else(|| line.strip_prefix('>')).unwrap_or(line))
        .collect();
    let answer: Vec<&str> = rest.lines().skip(quoted).collect();
    (reasoning.join("\n"), answer.join("\n").trim_matches('\n').to_owned())
}
