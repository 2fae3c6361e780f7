//! A request as the wire wants it.

use serde::{Serialize, Serializer, ser::Error as _};
use serde_json::{Value, json};

use super::{ChatRequest, Effort, Mode, ToolUse};
use crate::{
    host::ThinkingSwitch,
    message::Outgoing,
    tool::{ForcedCall, OutgoingTool},
};

/// 48 MiB (vision page of September 2026); pictures that were uploaded do not count.
const BODY_LIMIT: usize = 48 << 20;

impl ChatRequest {
    /// The body, streamed or not.
    ///
    /// # Errors
    /// When it is larger than the API takes.
    pub(crate) fn body(&self, stream: bool, switch: ThinkingSwitch) -> Result<Vec<u8>, serde_json::Error> {
        let with_reasoning = !self.tools.is_empty() && !matches!(self.mode, Mode::Plain { .. });
        let strict = self.tool_use == ToolUse::Strict;
        let body = serde_json::to_vec(&Body {
            model: &self.model,
            messages: self.messages.iter().map(|message| Outgoing { message, with_reasoning }).collect(),
            thinking: Switched::new(&self.mode, switch),
            max_tokens: self.max_tokens,
            temperature: self.temperature(),
            top_p: self.top_p(),
            logprobs: self.logprobs.is_some(),
            top_logprobs: self.logprobs.filter(|alternatives| *alternatives > 0),
            response_format: self.json.then(|| Kind::new("json_object")),
            stop: &self.stop,
            tools: self.tools.iter().map(|tool| OutgoingTool::new(tool, strict)).collect(),
            tool_choice: self.tool_choice(),
            user_id: self.user_id.as_deref(),
            stream,
            stream_options: stream.then_some(StreamOptions { include_usage: true }),
        })?;
        if body.len() > BODY_LIMIT {
            return Err(serde_json::Error::custom(
                "the request is larger than 48 MiB; upload the pictures and name them",
            ));
        }
        Ok(body)
    }

    fn tool_choice(&self) -> Option<Value> {
        if self.tools.is_empty() {
            return None;
        }
        match &self.mode {
            Mode::Plain { forced: Some(ForcedCall::Any), .. } => Some(Value::from("required")),
            Mode::Plain { forced: Some(ForcedCall::Named(name)), .. } => {
                Some(json!({"type": "function", "function": {"name": name}}))
            }
            _ => (self.tool_use == ToolUse::None).then(|| Value::from("none")),
        }
    }
}

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    messages: Vec<Outgoing<'a>>,
    #[serde(flatten)]
    thinking: Switched,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f32>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    logprobs: bool,
    /// The server answers 400 to it unless `logprobs` is true.
    #[serde(skip_serializing_if = "Option::is_none")]
    top_logprobs: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_format: Option<Kind>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    stop: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools: Vec<OutgoingTool<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_choice: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<&'a str>,
    stream: bool,
    /// The server answers 400 to it unless `stream` is true.
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_options: Option<StreamOptions>,
}

/// The one spelling of the thinking switch that the host knows; nothing while the host's default is wanted.
#[derive(Serialize, Default)]
struct Switched {
    #[serde(skip_serializing_if = "Option::is_none")]
    thinking: Option<Kind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning_effort: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    enable_thinking: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chat_template_kwargs: Option<Value>,
}

impl Switched {
    fn new(mode: &Mode, switch: ThinkingSwitch) -> Self {
        let effort = match mode {
            Mode::ServerDefault => return Self::default(),
            Mode::Plain { .. } => None,
            Mode::Thinking { effort, .. } => Some(*effort),
        };
        let own = effort.map(Effort::as_str);
        // Other hosts know low, medium and high; their highest stands for ours.
        let common = effort.map(|effort| if effort == Effort::Low { "low" } else { "high" });
        let on = effort.is_some();
        match switch {
            ThinkingSwitch::ThinkingObject => {
                let kind = Kind::new(if on { "enabled" } else { "disabled" });
                Self { thinking: Some(kind), reasoning_effort: own, ..Self::default() }
            }
            ThinkingSwitch::EnableThinking => {
                // SiliconFlow knows high and max only.
                let effort = own.filter(|word| *word != "low");
                Self { enable_thinking: Some(on), reasoning_effort: effort, ..Self::default() }
            }
            ThinkingSwitch::ReasoningObject => {
                let reasoning = common.map_or_else(|| json!({"enabled": false}), |effort| json!({"effort": effort}));
                Self { reasoning: Some(reasoning), ..Self::default() }
            }
            ThinkingSwitch::EffortWord => Self { reasoning_effort: common.or(Some("none")), ..Self::default() },
            ThinkingSwitch::TemplateArgument => {
                Self { chat_template_kwargs: Some(json!({"thinking": on})), ..Self::default() }
            }
            ThinkingSwitch::Fixed => Self::default(),
        }
    }
}

impl Effort {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::High => "high",
            Self::Max => "max",
        }
    }
}

impl Serialize for Effort {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[derive(Serialize)]
struct Kind {
    r#type: &'static str,
}

impl Kind {
    const fn new(r#type: &'static str) -> Self {
        Self { r#type }
    }
}

#[derive(Serialize)]
struct StreamOptions {
    include_usage: bool,
}
