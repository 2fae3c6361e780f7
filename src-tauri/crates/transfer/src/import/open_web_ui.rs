//! The chats of Open Web UI: a list of chats with a `history` of messages by id and the `currentId` that was shown.

use super::field::{at, instant, key, list, members, text, words};
use super::tree::{Draft, Node, Who, joined};
use super::{Reason, Source};
use hadal_domain::{Role, Status};
use serde_json::Value;

pub(super) fn read(value: &Value) -> Result<Draft, Reason> {
    let chat = value.get("chat").unwrap_or(value);
    let history = chat.get("history").ok_or(Reason::Field("history"))?;
    let messages = history.get("messages").filter(|list| list.is_object()).ok_or(Reason::Field("history.messages"))?;
    let mut draft = Draft::new(Source::OpenWebUi);
    draft.key = key(value, "id").or_else(|| key(chat, "id"));
    draft.title = words(value, "title").or_else(|| words(chat, "title")).map(str::to_owned);
    draft.created_ms = instant(value, "created_at").or_else(|| instant(chat, "timestamp"));
    draft.updated_ms = instant(value, "updated_at");
    draft.leaf = key(history, "currentId");
    for (name, message) in members(messages) {
        let role = match text(message, "role") {
            Some("user") => Role::User,
            Some("assistant") => Role::Assistant,
            Some("system") => Role::System,
            _ => {
                draft.unreadable += 1;
                let mut node = Node::new(name.clone(), Who::Nobody);
                node.parent = key(message, "parentId");
                draft.nodes.push(node);
                continue;
            }
        };
        let mut node = Node::new(name.clone(), Who::Known(role));
        node.parent = key(message, "parentId");
        node.at_ms = instant(message, "timestamp");
        node.model = words(message, "model").map(str::to_owned);
        if message.get("done") == Some(&Value::Bool(false)) {
            node.status = Status::Interrupted;
        }
        (node.reasoning, node.text) = thinking_apart(text(message, "content").unwrap_or_default());
        let files = list(message, "files");
        draft.files += files.len() as u64;
        let names: Vec<&str> = files
            .iter()
            .filter_map(|file| words(file, "name").or_else(|| at(file, &["file", "filename"])?.as_str()))
            .collect();
        if !names.is_empty() {
            node.text = joined(super::field::files_line(&names), &node.text);
        }
        draft.nodes.push(node);
    }
    Ok(draft)
}

/// Open Web UI writes thinking into the text, as a folded quote at its beginning.
fn thinking_apart(content: &str) -> (String, String) {
    let whole = || (String::new(), content.to_owned());
    let start = content.trim_start();
    if !start.starts_with("<details type=\"reasoning\"") {
        return whole();
    }
    let Some((block, rest)) = start.split_once("</details>") else { return whole() };
    let Some((_, body)) = block.split_once("</summary>").or_else(|| block.split_once('>')) else { return whole() };
    let lines = body.trim().lines().map(|line| {
        let line = line.strip_prefix("&gt;").or_else(|| line.strip_prefix('>')).unwrap_or(line);
        line.strip_prefix(' ').unwrap_or(line)
    });
    (lines.collect::<Vec<_>>().join("\n"), rest.trim_start().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thinking_at_the_beginning_is_taken_out_of_the_text() {
        let content =
            "<details type=\"reasoning\" done=\"true\">\n<summary>Thought</summary>\n> one\n> two\n</details>\nAnswer";
        assert_eq!(thinking_apart(content), ("one\ntwo".to_owned(), "Answer".to_owned()));
        for same in ["Answer", "<details type=\"reasoning\" and no end", "a <details type=\"reasoning\"></details>"] {
            assert_eq!(thinking_apart(same), (String::new(), same.to_owned()));
        }
    }
}
