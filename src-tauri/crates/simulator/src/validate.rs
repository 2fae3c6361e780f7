//! The rules a request must meet once its types are right, in the configured order.
//!
//! Texts without a source in the API notes are assumed; each is marked so.

use crate::config::{Check, Config};
use crate::refusal::Refusal;
use crate::request::{ChatRequest, FormatKind, Message, Role, served_model};
use crate::tokens;

mod tooling;

/// The most a request may ask for: 384K, reasoning included.
const MAX_TOKENS: i64 = 393_216;

/// Accepts a chat request or says what is wrong with it.
pub(crate) fn chat(request: &ChatRequest, beta: bool, config: &Config) -> Result<(), Refusal> {
    config.checks.iter().try_for_each(|check| match check {
        Check::Model => model_name(&request.model),
        Check::Messages => messages(&request.messages),
        Check::Images => images(request),
        Check::Tools => tooling::offers(request),
        Check::ToolPairing => tooling::pairing(&request.messages),
        Check::ToolChoice => tooling::choice(request),
        Check::ReasoningReplay => tooling::reasoning_replay(request),
        Check::JsonMode => json_mode(request),
        Check::Prefix => prefix(request, beta),
        Check::Sampling => sampling(request),
        Check::MaxTokens => max_tokens(request),
        Check::Context => context(request, config.context_tokens),
    })
}

/// 400 for a model that is not served.
pub(crate) fn model_name(name: &str) -> Result<(), Refusal> {
    demand(served_model(name).is_some(), || {
        format!(
            "The supported API model names are deepseek-flash, deepseek-v4-pro, but you passed \
             {name}."
        )
    })
}

fn demand(holds: bool, text: impl FnOnce() -> String) -> Result<(), Refusal> {
    if holds { Ok(()) } else { Err(Refusal::invalid(text())) }
}

fn messages(messages: &[Message]) -> Result<(), Refusal> {
    // Assumed.
    demand(!messages.is_empty(), || "Empty input messages".to_owned())?;
    for message in messages {
        let silent = message.content.is_none() && message.calls().is_empty();
        demand(!(message.role == Role::Assistant && silent), || {
            "Invalid assistant message: content or tool_calls must be set".to_owned()
        })?;
    }
    Ok(())
}

fn images(request: &ChatRequest) -> Result<(), Refusal> {
    let sees = request.served_model() == Some("deepseek-flash");
    for message in &request.messages {
        let Some(content) = &message.content else {
            continue;
        };
        if content.has_picture() {
            demand(sees, || "This model does not support image".to_owned())?;
            // Assumed.
            demand(matches!(message.role, Role::User | Role::Tool), || {
                "Images are only supported in user and tool messages".to_owned()
            })?;
        }
    }
    Ok(())
}

fn json_mode(request: &ChatRequest) -> Result<(), Refusal> {
    match request.response_format.as_ref().map(|format| format.kind) {
        None | Some(FormatKind::Text) => Ok(()),
        Some(FormatKind::JsonSchema) => Err(Refusal::invalid("This response_format type is unavailable now")),
        Some(FormatKind::JsonObject) => {
            let speakers = request.messages.iter().filter(|message| matches!(message.role, Role::System | Role::User));
            let named = speakers.map(Message::text).any(|text| text.to_lowercase().contains("json"));
            demand(named, || {
                "Prompt must contain the word 'json' in some form to use 'response_format' of \
                 type 'json_object'."
                    .to_owned()
            })
        }
    }
}

fn prefix(request: &ChatRequest, beta: bool) -> Result<(), Refusal> {
    let Some(place) = request.messages.iter().position(Message::is_prefix) else {
        return Ok(());
    };
    // Both assumed.
    demand(beta, || {
        "prefix is only available when using beta api (set \
         base_url=\"https://api.deepseek.com/beta\")"
            .to_owned()
    })?;
    demand(place + 1 == request.messages.len(), || "The message with prefix must be the last one".to_owned())
}

/// Ranges of the smaller fields; the texts are assumed after the one for `max_tokens`.
fn sampling(request: &ChatRequest) -> Result<(), Refusal> {
    demand(request.stream_options.is_none() || request.streams(), || {
        "stream_options should be set along with stream = true".to_owned()
    })?;
    let temperature = request.temperature.unwrap_or(1.0);
    demand((0.0..=2.0).contains(&temperature), || {
        "Invalid temperature value, the valid range of temperature is [0, 2]".to_owned()
    })?;
    let top_p = request.top_p.unwrap_or(1.0);
    demand(top_p > 0.0 && top_p <= 1.0, || "Invalid top_p value, the valid range of top_p is (0, 1.0]".to_owned())?;
    let stops = request.stop.as_ref().map_or(0, |stop| stop.words().len());
    demand(stops <= 16, || "Invalid stop value, at most 16 stop sequences are allowed".to_owned())?;
    demand(request.top_logprobs.is_none() || request.logprobs == Some(true), || {
        "top_logprobs requires logprobs to be true".to_owned()
    })?;
    demand((0..=20).contains(&request.top_logprobs.unwrap_or(0)), || {
        "Invalid top_logprobs value, the valid range of top_logprobs is [0, 20]".to_owned()
    })?;
    let user_bytes = request.user_id.as_ref().map_or(0, String::len);
    demand(user_bytes <= 512, || "Invalid user_id, at most 512 bytes are allowed".to_owned())
}

fn max_tokens(request: &ChatRequest) -> Result<(), Refusal> {
    demand((1..=MAX_TOKENS).contains(&request.max_tokens.unwrap_or(1)), || {
        format!("Invalid max_tokens value, the valid range of max_tokens is [1, {MAX_TOKENS}]")
    })
}

fn context(request: &ChatRequest, limit: u64) -> Result<(), Refusal> {
    let prompt = tokens::estimate(&crate::usage::rendered(request));
    let completion = request.token_limit();
    let total = prompt + completion;
    demand(total <= limit, || {
        format!(
            "This model's maximum context length is {limit} tokens. However, you requested {total} \
             tokens ({prompt} in the messages, {completion} in the completion). Please reduce the \
             length of the messages or completion."
        )
    })
}
