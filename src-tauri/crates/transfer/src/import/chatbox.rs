//! Backups and sessions of Chatbox: one entry `session:…` a session, with earlier threads and forks beside the messages.

use super::field::{instant, key, list, members, text, words};
use super::tree::{Draft, Node, Who, joined};
use super::{Reason, Source};
use hadal_domain::{Role, Status};
use serde_json::Value;

pub(super) fn read_all(value: &Value) -> impl Iterator<Item = Result<Draft, (String, Reason)>> {
    let sessions = members(value).filter(|(name, _)| name.starts_with("session:")).map(|(_, session)| session);
    let of_old = list(value, "chat-sessions").iter();
    sessions.chain(of_old).chain(value.get("session")).flat_map(threads)
}

/// The session's conversation, and those that were begun anew in it before.
fn threads(session: &Value) -> Vec<Result<Draft, (String, Reason)>> {
    let label = super::field::label(session, "a session");
    if !session.get("messages").is_some_and(Value::is_array) {
        return vec![Err((label, Reason::Field("messages")))];
    }
    let whole = key(session, "id");
    let mut all = Vec::new();
    for thread in list(session, "threads") {
        let mut draft = conversation(thread, session);
        // Named with its session: threads that are copied along with one keep their ids.
        draft.key = whole.as_ref().zip(key(thread, "id")).map(|(whole, own)| format!("{whole} {own}"));
        draft.title = draft.title.or_else(|| words(session, "name").map(str::to_owned));
        all.push(Ok(draft));
    }
    let mut draft = conversation(session, session);
    draft.key = whole;
    all.push(Ok(draft));
    all
}

fn conversation(from: &Value, session: &Value) -> Draft {
    let mut draft = Draft::new(Source::Chatbox);
    draft.title = words(from, "name").map(str::to_owned);
    draft.created_ms = instant(from, "createdAt");
    for (place, message) in list(from, "messages").iter().enumerate() {
        match node_of(place, message, &mut draft) {
            Some(node) => draft.append(node),
            None => draft.unreadable += 1,
        }
    }
    draft.leaf = draft.nodes.last().map(|node| node.key.clone());
    let mut others = Vec::new();
    for (above, fork) in session.get("messageForksHash").into_iter().flat_map(members) {
        if !draft.nodes.iter().any(|node| node.key == *above) {
            continue;
        }
        for messages in list(fork, "lists") {
            let mut parent = above.clone();
            for (place, message) in list(messages, "messages").iter().enumerate() {
                let Some(mut node) = node_of(place, message, &mut draft) else {
                    draft.unreadable += 1;
                    continue;
                };
                node.parent = Some(std::mem::replace(&mut parent, node.key.clone()));
                others.push(node);
            }
        }
    }
    draft.nodes.extend(others);
    draft
}

fn node_of(place: usize, message: &Value, draft: &mut Draft) -> Option<Node> {
    let role: Role = text(message, "role")?.parse().ok()?;
    let mut node = Node::new(key(message, "id").unwrap_or_else(|| format!("at {place}")), Who::Known(role));
    node.at_ms = instant(message, "timestamp");
    node.model = words(message, "model").map(str::to_owned);
    if message.get("generating") == Some(&Value::Bool(true)) {
        node.status = Status::Interrupted;
    }
    text(message, "reasoningContent").unwrap_or_default().clone_into(&mut node.reasoning);
    text(message, "content").unwrap_or_default().clone_into(&mut node.text);
    for part in list(message, "contentParts") {
        match (text(part, "type"), text(part, "text")) {
            (Some("text"), Some(words)) => node.text = joined(node.text, words),
            (Some("reasoning"), Some(words)) => node.reasoning = joined(node.reasoning, words),
            _ => draft.parts += 1,
        }
    }
    let files = list(message, "files");
    draft.files += files.len() as u64;
    let names: Vec<&str> = files.iter().filter_map(|file| words(file, "name")).collect();
    if !names.is_empty() {
        node.text = joined(super::field::files_line(&names), &node.text);
    }
    Some(node)
}
