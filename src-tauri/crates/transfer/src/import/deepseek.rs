//! The export of chat.deepseek.com: `conversations.json`, a list of conversations with a `mapping` of nodes.
//!
//! A message is a list of fragments (`REQUEST`, `THINK`, `RESPONSE`, …); the exports of 2025 had `content` and
//! `reasoning_content` instead, and said nowhere who speaks.

use super::field::{at, instant, key, list, members, text, words};
use super::tree::{Draft, Node, Who, joined};
use super::{Reason, Source};
use hadal_domain::Role;
use serde_json::Value;

pub(super) fn read(value: &Value) -> Result<Draft, Reason> {
    let mapping = value.get("mapping").filter(|mapping| mapping.is_object()).ok_or(Reason::Field("mapping"))?;
    let mut draft = Draft::new(Source::DeepSeek);
    draft.key = key(value, "id");
    draft.title = words(value, "title").map(str::to_owned);
    draft.created_ms = instant(value, "inserted_at");
    draft.updated_ms = instant(value, "updated_at");
    draft.leaf = key(value, "current_node");
    for (name, node) in members(mapping) {
        let read = node_of(name, node, &mut draft);
        draft.nodes.push(read);
    }
    Ok(draft)
}

fn node_of(name: &str, from: &Value, draft: &mut Draft) -> Node {
    let mut node = Node::new(name.to_owned(), Who::Nobody);
    node.parent = key(from, "parent");
    let message = match from.get("message") {
        Some(message) if message.is_object() => message,
        // The root has none.
        None | Some(Value::Null) => return node,
        Some(_) => {
            draft.unreadable += 1;
            return node;
        }
    };
    node.at_ms = instant(message, "inserted_at");
    node.model = words(message, "model").map(str::to_owned);
    let fragments = list(message, "fragments");
    for fragment in fragments {
        let content = text(fragment, "content").unwrap_or_default();
        match text(fragment, "type") {
            Some("REQUEST") => {
                node.who = Who::Known(Role::User);
                node.text = joined(node.text, content);
            }
            Some("RESPONSE") => node.text = joined(node.text, content),
            Some("THINK") => node.reasoning = joined(node.reasoning, content),
            // Searches, tools and what comes after them.
            _ => draft.parts += 1,
        }
    }
    if fragments.is_empty() {
        text(message, "content").unwrap_or_default().clone_into(&mut node.text);
        text(message, "reasoning_content").unwrap_or_default().clone_into(&mut node.reasoning);
    }
    if node.who == Who::Nobody {
        node.who = speaker(message, &node, fragments.is_empty());
    }
    let files: Vec<&str> = list(message, "files").iter().filter_map(file_name).collect();
    draft.files += list(message, "files").len() as u64;
    if !files.is_empty() {
        node.text = joined(super::field::files_line(&files), &node.text);
        if node.who == Who::Other || fragments.is_empty() && node.who == Who::Nobody {
            node.who = Who::Known(Role::User);
        }
    }
    if message.get("content").is_some_and(|content| !content.is_string() && !content.is_null()) {
        draft.unreadable += 1;
    }
    node
}

fn speaker(message: &Value, node: &Node, is_old: bool) -> Who {
    match text(message, "role").map(str::to_ascii_lowercase).as_deref() {
        Some("user") => Who::Known(Role::User),
        Some("assistant") => Who::Known(Role::Assistant),
        Some("system") => Who::Known(Role::System),
        _ if !is_old || !node.reasoning.is_empty() => Who::Known(Role::Assistant),
        _ => Who::Other,
    }
}

fn file_name(file: &Value) -> Option<&str> {
    words(file, "file_name").or_else(|| words(file, "name")).or_else(|| at(file, &["file", "file_name"])?.as_str())
}
