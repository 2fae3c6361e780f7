//! The backup of Cherry Studio, `data.json`: topics with their messages, whose texts are blocks in a table of their own.
//!
//! Titles are the one thing read out of its settings, where the list of topics lies beside the keys of its providers.

use super::field::{at, instant, key, list, text, words};
use super::tree::{Draft, Node, Who, joined};
use super::{Reason, Source};
use hadal_domain::{Role, Status};
use serde_json::Value;
use std::collections::{HashMap, HashSet};

pub(super) fn read_all(value: &Value) -> impl Iterator<Item = Result<Draft, (String, Reason)>> {
    let mut blocks: HashMap<&str, &Value> = HashMap::new();
    for block in at(value, &["indexedDB", "message_blocks"]).and_then(Value::as_array).into_iter().flatten() {
        if let Some(id) = text(block, "id") {
            blocks.entry(id).or_insert(block);
        }
    }
    let titles = titles(value);
    let topics = at(value, &["indexedDB", "topics"]).and_then(Value::as_array);
    topics.into_iter().flatten().map(move |topic| {
        let title = key(topic, "id").and_then(|id| titles.get(&id).cloned());
        if topic.get("messages").is_some_and(Value::is_array) {
            Ok(conversation(topic, title, &blocks))
        } else {
            Err((title.unwrap_or_else(|| super::field::label(topic, "a topic")), Reason::Field("messages")))
        }
    })
}

/// Names of topics by their ids: JSON in JSON in JSON.
fn titles(value: &Value) -> HashMap<String, String> {
    let parsed = |text: &Value| text.as_str().and_then(|text| serde_json::from_str::<Value>(text).ok());
    let stored = at(value, &["localStorage", "persist:cherry-studio"]).and_then(parsed);
    let assistants = stored.as_ref().and_then(|stored| stored.get("assistants")).and_then(parsed);
    let mut titles = HashMap::new();
    for assistant in assistants.iter().flat_map(|assistants| list(assistants, "assistants")) {
        for topic in list(assistant, "topics") {
            if let (Some(id), Some(name)) = (key(topic, "id"), words(topic, "name")) {
                titles.insert(id, name.to_owned());
            }
        }
    }
    titles
}

fn conversation(topic: &Value, title: Option<String>, blocks: &HashMap<&str, &Value>) -> Draft {
    let mut draft = Draft::new(Source::CherryStudio);
    draft.key = key(topic, "id");
    draft.title = title.or_else(|| words(topic, "name").map(str::to_owned));
    let messages = list(topic, "messages");
    let ids: HashSet<&str> = messages.iter().filter_map(|message| text(message, "id")).collect();
    // The one that the next message follows: of several answers to a question that which was chosen, or the last.
    let (mut last, mut chosen_for): (Option<String>, Option<&str>) = (None, None);
    for (place, message) in messages.iter().enumerate() {
        let Some(mut node) = node_of(place, message, blocks, &mut draft) else {
            draft.unreadable += 1;
            continue;
        };
        let asked = text(message, "askId").filter(|id| ids.contains(id) && node.who == Who::Known(Role::Assistant));
        node.parent = asked.map(str::to_owned).or_else(|| last.clone());
        let is_chosen = message.get("foldSelected") == Some(&Value::Bool(true));
        if asked.is_none() || is_chosen || chosen_for != asked {
            last = Some(node.key.clone());
        }
        if is_chosen {
            chosen_for = asked;
        }
        draft.nodes.push(node);
    }
    draft.leaf = last;
    draft
}

fn node_of(place: usize, message: &Value, blocks: &HashMap<&str, &Value>, draft: &mut Draft) -> Option<Node> {
    let role: Role = text(message, "role")?.parse().ok()?;
    let mut node = Node::new(key(message, "id").unwrap_or_else(|| format!("at {place}")), Who::Known(role));
    node.at_ms = instant(message, "createdAt");
    let model = at(message, &["model", "id"]).and_then(Value::as_str).or_else(|| words(message, "modelId"));
    node.model = model.map(str::to_owned);
    node.status = match text(message, "status") {
        Some("paused") => Status::Stopped,
        Some("processing" | "pending" | "searching" | "error") => Status::Interrupted,
        _ => Status::Done,
    };
    // Before version 1.3 the text stood in the message.
    text(message, "content").unwrap_or_default().clone_into(&mut node.text);
    text(message, "reasoning_content").unwrap_or_default().clone_into(&mut node.reasoning);
    let mut names = Vec::new();
    for block in list(message, "blocks").iter().filter_map(Value::as_str) {
        let Some(block) = blocks.get(block) else {
            draft.parts += 1;
            continue;
        };
        match (text(block, "type"), text(block, "content")) {
            (Some("main_text" | "code"), Some(words)) => node.text = joined(node.text, words),
            (Some("thinking"), Some(words)) => node.reasoning = joined(node.reasoning, words),
            (Some("file"), _) => {
                draft.files += 1;
                names.extend(at(block, &["file", "origin_name"]).and_then(Value::as_str));
            }
            (Some("unknown" | "error"), _) => {}
            _ => draft.parts += 1,
        }
    }
    if !names.is_empty() {
        node.text = joined(super::field::files_line(&names), &node.text);
    }
    Some(node)
}
