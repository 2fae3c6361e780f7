//! The export of claude.ai: `conversations.json`, a list of conversations with `chat_messages`.

use super::field::{at, instant, key, list, text, words};
use super::tree::{Draft, Node, Who, joined};
use super::{Reason, Source};
use hadal_domain::Role;
use serde_json::Value;

pub(super) fn read(value: &Value) -> Result<Draft, Reason> {
    if !value.get("chat_messages").is_some_and(Value::is_array) {
        return Err(Reason::Field("chat_messages"));
    }
    let mut draft = Draft::new(Source::Claude);
    draft.key = key(value, "uuid");
    draft.title = words(value, "name").map(str::to_owned);
    draft.created_ms = instant(value, "created_at");
    draft.updated_ms = instant(value, "updated_at");
    draft.leaf = key(value, "current_leaf_message_uuid");
    let messages = list(value, "chat_messages");
    let uuids: std::collections::HashSet<&str> = messages.iter().filter_map(|message| text(message, "uuid")).collect();
    let has_tree =
        messages.iter().any(|message| text(message, "parent_message_uuid").is_some_and(|id| uuids.contains(id)));
    for (at, message) in messages.iter().enumerate() {
        let Some(mut node) = node_of(at, message, &mut draft) else {
            draft.unreadable += 1;
            continue;
        };
        if has_tree {
            // The first names a parent that stands for the beginning and is not in the file.
            node.parent = text(message, "parent_message_uuid").filter(|id| uuids.contains(id)).map(str::to_owned);
            draft.nodes.push(node);
        } else {
            draft.append(node);
        }
    }
    Ok(draft)
}

fn node_of(place: usize, message: &Value, draft: &mut Draft) -> Option<Node> {
    let role = match text(message, "sender")? {
        "human" | "user" => Role::User,
        "assistant" => Role::Assistant,
        "system" => Role::System,
        _ => return None,
    };
    let mut node = Node::new(key(message, "uuid").unwrap_or_else(|| format!("at {place}")), Who::Known(role));
    node.at_ms = instant(message, "created_at");
    for part in list(message, "content") {
        match (text(part, "type"), text(part, "text")) {
            (Some("text"), Some(words)) => node.text = joined(node.text, words),
            (Some("thinking"), _) => {
                node.reasoning = joined(node.reasoning, text(part, "thinking").unwrap_or_default());
            }
            _ => draft.parts += 1,
        }
    }
    if node.text.is_empty() {
        text(message, "text").unwrap_or_default().clone_into(&mut node.text);
    }
    let mut names = Vec::new();
    for file in list(message, "attachments").iter().chain(list(message, "files")) {
        draft.files += 1;
        names.extend(words(file, "file_name").or_else(|| at(file, &["file", "name"])?.as_str()));
    }
    if !names.is_empty() {
        node.text = joined(super::field::files_line(&names), &node.text);
    }
    Some(node)
}
