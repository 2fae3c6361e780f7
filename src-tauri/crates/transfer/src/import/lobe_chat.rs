//! Backups of `LobeChat`: tables of sessions, topics and messages, under `state` in the older form and under `data` in
//! that of its databases.

use super::field::{at, files_line, instant, key, list, text, words};
use super::tree::{Draft, Node, Who, joined};
use super::{Reason, Source};
use hadal_domain::Role;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap, HashSet};

pub(super) fn read_all(value: &Value) -> impl Iterator<Item = Result<Draft, (String, Reason)>> {
    let tables =
        value.get("state").filter(|state| state.is_object()).or_else(|| value.get("data")).unwrap_or(&Value::Null);
    let Some(messages) = tables.get("messages").and_then(Value::as_array) else {
        return vec![Err(("messages".to_owned(), Reason::Field("messages")))].into_iter();
    };
    let (topics, sessions) = (by_id(tables, "topics"), by_id(tables, "sessions"));
    let files = files(tables);
    let mut of_place: BTreeMap<(String, String), Vec<(usize, &Value)>> = BTreeMap::new();
    for (place, message) in messages.iter().enumerate() {
        let of = (key(message, "sessionId").unwrap_or_default(), key(message, "topicId").unwrap_or_default());
        of_place.entry(of).or_default().push((place, message));
    }
    let drafts: Vec<_> = of_place
        .into_iter()
        .map(|((session, topic), mut messages)| {
            let (of_topic, of_session) = (topics.get(&topic), sessions.get(&session));
            let mut draft = Draft::new(Source::LobeChat);
            draft.key = Some(format!("{session} {topic}"));
            draft.title = of_topic
                .and_then(|topic| words(topic, "title"))
                .or_else(|| of_session.and_then(|session| words(session, "title")))
                .or_else(|| of_session.and_then(|session| at(session, &["meta", "title"])?.as_str()))
                .map(str::to_owned);
            draft.created_ms = of_topic.and_then(|topic| instant(topic, "createdAt"));
            draft.updated_ms = of_topic.and_then(|topic| instant(topic, "updatedAt"));
            messages.sort_by_key(|(_, message)| instant(message, "createdAt"));
            let ids: HashSet<String> = messages.iter().filter_map(|(_, message)| key(message, "id")).collect();
            for (place, message) in messages {
                match node_of(place, message) {
                    // Answers name their question: several to one are versions. What names nothing follows the last.
                    Some(mut node) => {
                        if let Some(names) = files.get(&node.key) {
                            draft.files += names.len() as u64;
                            node.text = joined(files_line(names), &node.text);
                        }
                        node.parent = key(message, "parentId").filter(|parent| ids.contains(parent));
                        draft.append(node);
                    }
                    None => draft.unreadable += 1,
                }
            }
            Ok(draft)
        })
        .collect();
    drafts.into_iter()
}

fn by_id<'a>(tables: &'a Value, name: &str) -> HashMap<String, &'a Value> {
    list(tables, name).iter().filter_map(|row| Some((key(row, "id")?, row))).collect()
}

/// The names of files by the message that they go with; their content is not in a backup.
fn files(tables: &Value) -> HashMap<String, Vec<&str>> {
    let known = by_id(tables, "files");
    let mut of: HashMap<String, Vec<&str>> = HashMap::new();
    for pair in list(tables, "messagesFiles") {
        let file = key(pair, "fileId").and_then(|id| known.get(&id).copied());
        if let (Some(message), Some(name)) = (key(pair, "messageId"), file.and_then(|file| words(file, "name"))) {
            of.entry(message).or_default().push(name);
        }
    }
    of
}

fn node_of(place: usize, message: &Value) -> Option<Node> {
    let role: Role = text(message, "role")?.parse().ok()?;
    let mut node = Node::new(key(message, "id").unwrap_or_else(|| format!("at {place}")), Who::Known(role));
    node.at_ms = instant(message, "createdAt");
    let model = words(message, "model").or_else(|| at(message, &["extra", "fromModel"])?.as_str());
    node.model = model.map(str::to_owned);
    text(message, "content").unwrap_or_default().clone_into(&mut node.text);
    let reasoning = at(message, &["reasoning", "content"]).and_then(Value::as_str);
    reasoning.unwrap_or_default().clone_into(&mut node.reasoning);
    Some(node)
}
