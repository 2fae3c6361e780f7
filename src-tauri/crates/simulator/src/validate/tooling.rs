//! The rules about tools: their form, their answers, and the reasoning that goes with them.

use std::collections::HashSet;

use crate::refusal::Refusal;
use crate::request::{ChatRequest, Message, Role, ToolCall, ToolChoice, ToolChoiceWord};

use super::demand;

/// The longest function name.
const NAME: usize = 128;

/// Names are well formed and unique; the texts are assumed.
pub(super) fn offers(request: &ChatRequest) -> Result<(), Refusal> {
    let mut names = HashSet::new();
    for (place, tool) in request.tools.iter().flatten().enumerate() {
        let name = tool.function.name.as_str();
        let plain = |sign: char| sign.is_ascii_alphanumeric() || "_-".contains(sign);
        demand(!name.is_empty() && name.len() <= NAME && name.chars().all(plain), || {
            format!(
                "Invalid 'tools[{place}].function.name': string does not match pattern. Expected a \
                 string that matches the pattern '^[a-zA-Z0-9_-]+$'."
            )
        })?;
        demand(names.insert(name), || "Tool names must be unique.".to_owned())?;
    }
    Ok(())
}

/// A turn with calls is followed at once by one tool message for each of them.
pub(super) fn pairing(messages: &[Message]) -> Result<(), Refusal> {
    let mut open: HashSet<&str> = HashSet::new();
    for message in messages {
        if message.role == Role::Tool {
            let answered = message.tool_call_id.as_deref().unwrap_or_default();
            demand(open.remove(answered), || {
                "Messages with role 'tool' must be a response to a preceding message with \
                 'tool_calls'"
                    .to_owned()
            })?;
            continue;
        }
        all_answered(&open)?;
        open = message.calls().iter().map(id).collect();
    }
    all_answered(&open)
}

fn id(call: &ToolCall) -> &str {
    &call.id
}

fn all_answered(open: &HashSet<&str>) -> Result<(), Refusal> {
    demand(open.is_empty(), || {
        "An assistant message with 'tool_calls' must be followed by tool messages responding to \
         each 'tool_call_id'. (insufficient tool messages following tool_calls message)"
            .to_owned()
    })
}

/// A forced call does not go with thinking.
pub(super) fn choice(request: &ChatRequest) -> Result<(), Refusal> {
    let forced =
        matches!(request.tool_choice, Some(ToolChoice::Named { .. } | ToolChoice::Word(ToolChoiceWord::Required)));
    demand(!(forced && request.thinks()), || "Thinking mode does not support this tool_choice".to_owned())
}

/// With tools and thinking, every earlier assistant turn brings its reasoning along.
pub(super) fn reasoning_replay(request: &ChatRequest) -> Result<(), Refusal> {
    if !(request.offers_tools() && request.thinks()) {
        return Ok(());
    }
    let turns = request.messages.iter().filter(|message| message.role == Role::Assistant);
    let bare = turns
        .filter(|message| !message.is_prefix())
        .any(|message| message.reasoning_content.as_deref().unwrap_or_default().is_empty());
    demand(!bare, || "The `reasoning_content` in the thinking mode must be passed back to the API.".to_owned())
}
