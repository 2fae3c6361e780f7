//! A chat request as the typed backend reads it; unknown fields are ignored, wrong types are not.

use serde::Deserialize;
use serde_json::Value;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;

use crate::refusal::Refusal;

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ChatRequest {
    pub(crate) messages: Vec<Message>,
    pub(crate) model: String,
    pub(crate) thinking: Option<Thinking>,
    pub(crate) reasoning_effort: Option<Effort>,
    pub(crate) max_tokens: Option<i64>,
    pub(crate) temperature: Option<f64>,
    pub(crate) top_p: Option<f64>,
    pub(crate) response_format: Option<ResponseFormat>,
    pub(crate) stop: Option<Stop>,
    pub(crate) stream: Option<bool>,
    pub(crate) stream_options: Option<StreamOptions>,
    pub(crate) tools: Option<Vec<ToolOffer>>,
    pub(crate) tool_choice: Option<ToolChoice>,
    pub(crate) logprobs: Option<bool>,
    pub(crate) top_logprobs: Option<i64>,
    pub(crate) user_id: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Message {
    pub(crate) role: Role,
    #[serde(default)]
    pub(crate) content: Option<Content>,
    #[serde(default)]
    pub(crate) reasoning_content: Option<String>,
    #[serde(default)]
    pub(crate) tool_calls: Option<Vec<ToolCall>>,
    #[serde(default)]
    pub(crate) tool_call_id: Option<String>,
    #[serde(default)]
    pub(crate) prefix: Option<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Role {
    System,
    User,
    Assistant,
    Tool,
    LatestReminder,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Content {
    Text(String),
    Parts(Vec<Part>),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Part {
    Text { text: String },
    ImageUrl {},
    File {},
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ToolCall {
    pub(crate) id: String,
    pub(crate) function: CalledFunction,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct CalledFunction {
    pub(crate) name: String,
    pub(crate) arguments: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Thinking {
    #[serde(rename = "type")]
    pub(crate) kind: ThinkingKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ThinkingKind {
    Enabled,
    Disabled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Effort {
    None,
    #[serde(alias = "minimal")]
    Low,
    #[serde(alias = "medium", alias = "xhigh")]
    High,
    #[serde(alias = "ultra")]
    Max,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ResponseFormat {
    #[serde(rename = "type")]
    pub(crate) kind: FormatKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FormatKind {
    Text,
    JsonObject,
    JsonSchema,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Stop {
    One(String),
    Many(Vec<String>),
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct StreamOptions {
    #[serde(default)]
    pub(crate) include_usage: bool,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ToolOffer {
    #[serde(rename = "type")]
    pub(crate) _kind: ToolKind,
    pub(crate) function: OfferedFunction,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ToolKind {
    Function,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct OfferedFunction {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) description: Option<String>,
    #[serde(default)]
    pub(crate) parameters: Option<Value>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum ToolChoice {
    Word(ToolChoiceWord),
    Named {
        #[serde(rename = "function")]
        _function: NamedFunction,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ToolChoiceWord {
    None,
    Auto,
    Required,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct NamedFunction {
    #[serde(rename = "name")]
    pub(crate) _name: String,
}

/// Reads a body as the backend does: 415 without the JSON type, 400 with line and column.
///
/// The service answers with the very texts of axum's JSON extractor, so this uses it; only the
/// status of a wrong type differs (400 since 2025, once 422).
pub(crate) fn read<T: serde::de::DeserializeOwned>(headers: &HeaderMap, body: &[u8]) -> Result<T, Refusal> {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = kind.map(|value| value.split(';').next().unwrap_or_default().trim());
    if !kind.is_some_and(|kind| kind.eq_ignore_ascii_case("application/json")) {
        // Body text assumed.
        return Err(Refusal::plain(415, "Expected request with `Content-Type: application/json`"));
    }
    match Json::<T>::from_bytes(body) {
        Ok(Json(request)) => Ok(request),
        Err(JsonRejection::JsonDataError(error)) => Err(Refusal::invalid(error.body_text())),
        Err(error) => Err(Refusal::invalid(error.body_text())),
    }
}

impl Content {
    /// The text of it; parts are joined, pictures left out.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Parts(parts) => parts
                .iter()
                .filter_map(|part| match part {
                    Part::Text { text } => Some(text.as_str()),
                    Part::ImageUrl {} | Part::File {} => None,
                })
                .collect(),
        }
    }

    pub(crate) fn has_picture(&self) -> bool {
        match self {
            Self::Text(_) => false,
            Self::Parts(parts) => parts.iter().any(|part| matches!(part, Part::ImageUrl {} | Part::File {})),
        }
    }
}

impl Message {
    pub(crate) fn text(&self) -> String {
        self.content.as_ref().map(Content::text).unwrap_or_default()
    }

    pub(crate) fn calls(&self) -> &[ToolCall] {
        self.tool_calls.as_deref().unwrap_or_default()
    }

    pub(crate) fn is_prefix(&self) -> bool {
        self.role == Role::Assistant && self.prefix == Some(true)
    }
}

impl Stop {
    pub(crate) fn words(&self) -> &[String] {
        match self {
            Self::One(word) => std::slice::from_ref(word),
            Self::Many(words) => words,
        }
    }
}

impl ChatRequest {
    /// Thinking is on unless either switch turns it off (which one wins is not documented).
    pub(crate) fn thinks(&self) -> bool {
        let disabled = self.thinking.as_ref().map(|thinking| thinking.kind) == Some(ThinkingKind::Disabled);
        !disabled && self.reasoning_effort != Some(Effort::None)
    }

    pub(crate) fn streams(&self) -> bool {
        self.stream == Some(true)
    }

    /// How many alternatives to tell for each token, if log probabilities are wanted.
    pub(crate) fn logprobs(&self) -> Option<u8> {
        (self.logprobs == Some(true)).then(|| u8::try_from(self.top_logprobs.unwrap_or(0)).unwrap_or(0))
    }

    pub(crate) fn includes_usage(&self) -> bool {
        self.stream_options.as_ref().is_some_and(|options| options.include_usage)
    }

    pub(crate) fn wants_json(&self) -> bool {
        self.response_format.as_ref().map(|format| format.kind) == Some(FormatKind::JsonObject)
    }

    pub(crate) fn offers_tools(&self) -> bool {
        self.tools.as_ref().is_some_and(|tools| !tools.is_empty())
    }

    /// The limit in force: 8K without thinking, 64K with it, 128K at effort max.
    pub(crate) fn token_limit(&self) -> u64 {
        let unset = match (self.thinks(), self.reasoning_effort) {
            (false, _) => 8 * 1024,
            (true, Some(Effort::Max)) => 128 * 1024,
            (true, _) => 64 * 1024,
        };
        self.max_tokens.and_then(|limit| u64::try_from(limit).ok()).unwrap_or(unset)
    }

    /// The served name behind `model`, if it is one that is served.
    pub(crate) fn served_model(&self) -> Option<&'static str> {
        served_model(&self.model)
    }

    pub(crate) fn last_user_text(&self) -> String {
        let mut newest_first = self.messages.iter().rev();
        newest_first.find(|message| message.role == Role::User).map(Message::text).unwrap_or_default()
    }

    /// The last message, when the reply shall continue it.
    pub(crate) fn prefix(&self) -> Option<&Message> {
        self.messages.last().filter(|message| message.is_prefix())
    }
}

/// The served name behind a model name or alias.
pub(crate) fn served_model(name: &str) -> Option<&'static str> {
    match name {
        "deepseek-flash" | "deepseek-v4-flash" | "deepseek-v4-flash-vision-exp" => Some("deepseek-flash"),
        "deepseek-v4-pro" => Some("deepseek-v4-pro"),
        _ => None,
    }
}
