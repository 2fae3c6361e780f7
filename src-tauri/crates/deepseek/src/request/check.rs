//! What the server would refuse, found before it is asked. Every rule is one of its own (notes 3 and 6.1).

use std::collections::HashSet;

use super::ChatRequest;
use crate::{
    message::{Message, Part},
    request::strict,
    tool::Tool,
};

const STOP_TEXTS: usize = 16;
const USER_ID_BYTES: usize = 512;
const TOOL_NAME: usize = 128;
const PICTURES: usize = 600;
const ADDRESS_CHARS: usize = 8_192;
const INLINE_BYTES: usize = 32 << 20;

/// The first rule that is broken, in words.
pub(super) fn check(request: &ChatRequest) -> Result<(), String> {
    let demand = |holds: bool, text: &str| if holds { Ok(()) } else { Err(text.to_owned()) };
    demand(!request.messages.is_empty(), "there is no message")?;
    demand(request.stop.len() <= STOP_TEXTS, "there are more than 16 stop texts")?;
    let user_id = request.user_id.as_ref().map_or(0, String::len);
    demand(user_id <= USER_ID_BYTES, "the user id is longer than 512 bytes")?;
    let mut before = request.messages.iter().rev().skip(1);
    demand(!before.any(Message::is_prefix), "only the last message can be continued")?;
    demand(!request.json || speaks_of_json(&request.messages), "JSON mode needs the word json in a message")?;
    tools(&request.tools)?;
    if request.is_strict() {
        request.tools.iter().filter_map(|tool| tool.parameters.as_ref()).try_for_each(strict::check)?;
    }
    pictures(&request.messages)?;
    pairing(&request.messages)
}

/// A system or user message must hold the word, in whatever case.
fn speaks_of_json(messages: &[Message]) -> bool {
    messages.iter().any(|message| match message.turn() {
        Message::System { content } | Message::User { content } => content.to_lowercase().contains("json"),
        Message::UserParts { parts } => {
            parts.iter().any(|part| part.as_text().is_some_and(|text| text.to_lowercase().contains("json")))
        }
        _ => false,
    })
}

fn tools(tools: &[Tool]) -> Result<(), String> {
    let mut names = HashSet::new();
    for Tool { name, .. } in tools {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if name.is_empty() || name.len() > TOOL_NAME || !name.chars().all(plain) {
            return Err("a tool's name has other signs than letters, digits, _ and -, or more than 128".to_owned());
        }
        if !names.insert(name) {
            return Err("two tools have the same name".to_owned());
        }
    }
    Ok(())
}

/// The limits of pictures (vision page of September 2026).
fn pictures(messages: &[Message]) -> Result<(), String> {
    let mut pictures = 0;
    for part in messages.iter().flat_map(Message::parts) {
        pictures += usize::from(!matches!(part, Part::Text { .. }));
        let (inline, address) = match part {
            Part::Picture { url, .. } if url.starts_with("data:") => (url.len(), 0),
            Part::Picture { url, .. } => (0, url.len()),
            Part::File { data_url, .. } => (data_url.len(), 0),
            _ => (0, 0),
        };
        if address > ADDRESS_CHARS {
            return Err("the address of a picture is longer than 8,192 characters".to_owned());
        }
        // Base64 makes four letters of three bytes.
        if inline / 4 * 3 > INLINE_BYTES {
            return Err("a picture inside the message is larger than 32 MiB".to_owned());
        }
    }
    if pictures > PICTURES { Err("there are more than 600 pictures".to_owned()) } else { Ok(()) }
}

/// A turn with calls is followed at once by one result for each of them.
fn pairing(messages: &[Message]) -> Result<(), String> {
    let mut open: HashSet<&str> = HashSet::new();
    for message in messages {
        match message.turn() {
            Message::Tool { tool_call_id, .. } | Message::ToolParts { tool_call_id, .. }
                if open.remove(tool_call_id.as_str()) => {}
            Message::Tool { .. } | Message::ToolParts { .. } => {
                return Err("a tool result answers no call of the turn before it".to_owned());
            }
            _ if !open.is_empty() => return Err("a tool call has no result after it".to_owned()),
            Message::Assistant { tool_calls, .. } => open = tool_calls.iter().map(|call| call.id.as_str()).collect(),
            _ => {}
        }
    }
    if open.is_empty() { Ok(()) } else { Err("a tool call has no result after it".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::ToolCall;
    use serde_json::json;

    #[test]
    fn what_the_server_would_refuse_is_not_sent() {
        let call = |id: &str| ToolCall { id: id.into(), name: "now".into(), arguments: "{}".into() };
        let calls = Message::Assistant {
            content: String::new(),
            reasoning: None,
            tool_calls: vec![call("a"), call("b")],
            prefix: false,
        };
        let hello = || ChatRequest::new("m", vec![Message::user("hello")]);
        let turns = |turns: Vec<Message>| ChatRequest::new("m", turns);
        let result = |id: &str| Message::tool(id, "x");
        let good = [
            hello(),
            turns(vec![Message::user("as JSON please")]).json_object(),
            turns(vec![Message::system("json")]).json_object(),
            turns(vec![Message::user_parts(vec![Part::text("Json"), Part::picture("https://a/b.png")])]).json_object(),
            turns(vec![calls.clone(), result("b"), result("a"), Message::user("go on")]),
            hello().tools(vec![Tool::new("a-b_1", "")]),
            hello().prefix("half", None),
            turns(vec![calls.clone(), Message::tool_parts("a", vec![Part::picture("https://a/b.png")]), result("b")]),
            turns(vec![Message::user("as JSON please").named("ann")]).json_object(),
        ];
        for request in good {
            assert_eq!(request.check(), Ok(()), "{request:?}");
        }
        let bad = [
            (turns(Vec::new()), "no message"),
            (hello().json_object(), "the word json"),
            (turns(vec![Message::assistant("json", None)]).json_object(), "the word json"),
            (hello().stop(vec![String::new(); 17]), "16 stop texts"),
            (hello().user_id("x".repeat(513)), "512 bytes"),
            (hello().prefix("half", None).message(Message::user("more")), "only the last"),
            (hello().tools(vec![Tool::new("a b", "")]), "other signs"),
            (hello().tools(vec![Tool::new("", "")]), "other signs"),
            (hello().tools(vec![Tool::new("a", ""), Tool::new("a", "")]), "same name"),
            (turns(vec![Message::user_parts(vec![Part::picture("x".repeat(8_193)); 2])]), "8,192"),
            (turns(vec![Message::user_parts(vec![Part::uploaded("f"); 601])]), "600 pictures"),
            (
                hello().strict_tools(vec![Tool::new("a", "").parameters(json!({"type": "object"}))]),
                "additionalProperties",
            ),
            (turns(vec![calls.clone(), result("a")]), "no result"),
            (turns(vec![calls.clone(), result("a"), Message::user("x"), result("b")]), "no result"),
            (turns(vec![calls, result("c")]), "answers no call"),
        ];
        for (request, words) in bad {
            let error = request.check().unwrap_err();
            assert!(error.to_string().contains(words), "{words}: {error}");
            assert_eq!(error.code(), "unsendable");
        }
    }
}
