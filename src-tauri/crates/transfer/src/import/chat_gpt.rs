//! The export of chatgpt.com: `conversations.json`, a list of conversations with a `mapping` of nodes and the
//! `current_node` that was shown.

use super::field::{at, instant, key, list, members, text, words};
use super::tree::{Draft, Node, Who, joined};
use super::{Reason, Source};
use hadal_domain::{FinishReason, Role, Status};
use serde_json::Value;

pub(super) fn read(value: &Value) -> Result<Draft, Reason> {
    let mapping = value.get("mapping").filter(|mapping| mapping.is_object()).ok_or(Reason::Field("mapping"))?;
    let mut draft = Draft::new(Source::ChatGpt);
    draft.key = key(value, "conversation_id").or_else(|| key(value, "id"));
    draft.title = words(value, "title").map(str::to_owned);
    draft.created_ms = instant(value, "create_time");
    draft.updated_ms = instant(value, "update_time");
    draft.leaf = key(value, "current_node");
    for (name, node) in members(mapping) {
        let read = node_of(name, node, &mut draft);
        draft.nodes.push(read);
    }
    // Some programs that write this form give children and no parents.
    let by_child: Vec<(String, String)> = members(mapping)
        .flat_map(|(name, node)| {
            list(node, "children").iter().filter_map(Value::as_str).map(|c| (c.to_owned(), name.clone()))
        })
        .collect();
    let by_child: std::collections::HashMap<String, String> = by_child.into_iter().collect();
    for node in draft.nodes.iter_mut().filter(|node| node.parent.is_none()) {
        node.parent = by_child.get(&node.key).cloned();
    }
    Ok(draft)
}

fn node_of(name: &str, from: &Value, draft: &mut Draft) -> Node {
    let mut node = Node::new(name.to_owned(), Who::Nobody);
    node.parent = key(from, "parent");
    let message = match from.get("message") {
        Some(message) if message.is_object() => message,
        None | Some(Value::Null) => return node,
        Some(_) => {
            draft.unreadable += 1;
            return node;
        }
    };
    let hidden = at(message, &["metadata", "is_visually_hidden_from_conversation"]) == Some(&Value::Bool(true));
    let role = match at(message, &["author", "role"]).and_then(Value::as_str) {
        Some("user") => Role::User,
        Some("assistant") => Role::Assistant,
        Some("system") => Role::System,
        Some("tool") => Role::Tool,
        _ => {
            draft.unreadable += 1;
            return node;
        }
    };
    if hidden {
        return node;
    }
    node.at_ms = instant(message, "create_time");
    node.model = at(message, &["metadata", "model_slug"]).and_then(Value::as_str).map(str::to_owned);
    node.finish = match at(message, &["metadata", "finish_details", "type"]).and_then(Value::as_str) {
        Some("stop") => Some(FinishReason::Stop),
        Some("max_tokens") => Some(FinishReason::Length),
        _ => None,
    };
    if text(message, "status") == Some("in_progress") {
        node.status = Status::Interrupted;
    }
    let Some(content) = message.get("content") else {
        draft.unreadable += 1;
        return node;
    };
    match text(content, "content_type") {
        Some("thoughts") => {
            for thought in list(content, "thoughts") {
                node.reasoning = joined(node.reasoning, text(thought, "content").unwrap_or_default());
            }
            // Nobody's: it goes to the answer that follows.
            return node;
        }
        // "Thought for 9 seconds".
        Some("reasoning_recap" | "model_editable_context" | "user_editable_context") => return node,
        Some("code" | "execution_output") => {
            node.text =
                fenced(text(content, "text").unwrap_or_default(), text(content, "language").unwrap_or_default());
        }
        _ => node.text = parts(content, draft),
    }
    node.who = Who::Known(role);
    node
}

/// The texts of a content, which is a text in the files of some other programs.
fn parts(content: &Value, draft: &mut Draft) -> String {
    if let Some(text) = content.as_str().or_else(|| text(content, "text")) {
        return text.to_owned();
    }
    let mut out = String::new();
    for part in list(content, "parts") {
        match part.as_str().or_else(|| text(part, "text")) {
            Some(text) => out = joined(out, text),
            None => draft.parts += 1,
        }
    }
    out
}

/// Code in a block that it cannot end by itself.
fn fenced(code: &str, language: &str) -> String {
    if code.trim().is_empty() {
        return String::new();
    }
    let longest = code.lines().map(|line| line.trim_start().chars().take_while(|c| *c == '`').count()).max();
    let fence = "`".repeat(longest.unwrap_or(0).max(2) + 1);
    let language = Some(language).filter(|name| *name != "unknown" && name.chars().all(char::is_alphanumeric));
    format!("{fence}{}\n{}\n{fence}", language.unwrap_or_default(), code.trim_end_matches('\n'))
}
