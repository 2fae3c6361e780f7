//! The backup of `NextChat`: its stores side by side, of which that of the chats alone is read.

use super::field::{at, instant, key, list, text, words};
use super::tree::{Draft, Node, Who, joined};
use super::{Reason, Source};
use hadal_domain::{Role, Status};
use serde_json::Value;

pub(super) fn read_all(value: &Value) -> impl Iterator<Item = Result<Draft, (String, Reason)>> {
    let sessions = at(value, &["chat-next-web-store", "sessions"]).and_then(Value::as_array);
    sessions.into_iter().flatten().map(|session| {
        if session.get("messages").is_some_and(Value::is_array) {
            Ok(conversation(session))
        } else {
            Err((super::field::label(session, "a session"), Reason::Field("messages")))
        }
    })
}

fn conversation(session: &Value) -> Draft {
    let mut draft = Draft::new(Source::NextChat);
    draft.key = key(session, "id");
    draft.title = words(session, "topic").map(str::to_owned);
    draft.updated_ms = instant(session, "lastUpdate");
    for (place, message) in list(session, "messages").iter().enumerate() {
        let Some(role) = text(message, "role").and_then(|role| role.parse::<Role>().ok()) else {
            draft.unreadable += 1;
            continue;
        };
        let mut node = Node::new(key(message, "id").unwrap_or_else(|| format!("at {place}")), Who::Known(role));
        // Written as the system of the person shows dates: most are not to be read, and the session's time serves.
        node.at_ms = instant(message, "date");
        node.model = words(message, "model").map(str::to_owned);
        if message.get("streaming") == Some(&Value::Bool(true)) {
            node.status = Status::Interrupted;
        }
        text(message, "content").unwrap_or_default().clone_into(&mut node.text);
        for part in list(message, "content") {
            match text(part, "text") {
                Some(words) => node.text = joined(node.text, words),
                None => draft.parts += 1,
            }
        }
        draft.append(node);
    }
    draft
}
