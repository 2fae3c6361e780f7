//! A chat request that cannot contradict itself.

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::message::{Message, Outgoing};

/// Whether the model reasons before it answers, and how hard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Thinking {
    /// Answer at once.
    Disabled,
    /// Reason first.
    Enabled(Effort),
}

/// How hard to reason. The API's other words are aliases of these three (Thinking guide, 2026-08-27).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Effort {
    /// Briefly.
    Low,
    /// The API's default.
    #[default]
    High,
    /// As long as it takes; raises the default room for the answer to 128K tokens.
    Max,
}

/// A function the model may call.
#[derive(Debug, Clone, PartialEq)]
pub struct Tool {
    /// Letters, digits, `_` and `-`, at most 128.
    pub name: String,
    /// What it does, for the model.
    pub description: String,
    /// JSON Schema of its arguments; `None` if it takes none.
    pub parameters: Option<Value>,
}

/// A request for `chat/completions`: what [`crate::Client::stream_chat`] and [`crate::Client::chat`] send.
#[derive(Debug, Clone, PartialEq)]
pub struct ChatRequest {
    model: String,
    messages: Vec<Message>,
    mode: Mode,
    max_tokens: Option<u32>,
    user_id: Option<String>,
    stop: Vec<String>,
    tools: Vec<Tool>,
    json: bool,
}

/// Temperature lives inside the one mode in which it has an effect.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Mode {
    ServerDefault,
    Plain { temperature: Option<f32> },
    Thinking(Effort),
}

impl ChatRequest {
    /// A request with everything else left to the server: thinking on, effort high.
    #[must_use]
    pub fn new(model: impl Into<String>, messages: Vec<Message>) -> Self {
        Self {
            model: model.into(),
            messages,
            mode: Mode::ServerDefault,
            max_tokens: None,
            user_id: None,
            stop: Vec::new(),
            tools: Vec::new(),
            json: false,
        }
    }

    /// Whether to reason first. Turning it on forgets a temperature set before.
    #[must_use]
    pub fn thinking(mut self, thinking: Thinking) -> Self {
        self.mode = match (thinking, self.mode) {
            (Thinking::Enabled(effort), _) => Mode::Thinking(effort),
            (Thinking::Disabled, plain @ Mode::Plain { .. }) => plain,
            (Thinking::Disabled, _) => Mode::Plain { temperature: None },
        };
        self
    }

    /// Answers at once, with this temperature (0 to 2, 1 is the server's own). There is no way to
    /// set one for a thinking request: the server would ignore it.
    #[must_use]
    pub fn without_thinking_at(mut self, temperature: f32) -> Self {
        let temperature = temperature.is_finite().then_some(temperature.clamp(0.0, 2.0));
        self.mode = Mode::Plain { temperature };
        self
    }

    /// The most tokens to write, reasoning included. At least 1; the server's upper limit is 393,216.
    #[must_use]
    pub fn max_tokens(mut self, tokens: u32) -> Self {
        self.max_tokens = Some(tokens.max(1));
        self
    }

    /// A name that keeps cache and limits of several people on one account apart; not OpenAI's `user`.
    #[must_use]
    pub fn user_id(mut self, id: impl Into<String>) -> Self {
        self.user_id = Some(id.into());
        self
    }

    /// Texts at which the model stops; at most 16.
    #[must_use]
    pub fn stop(mut self, texts: Vec<String>) -> Self {
        self.stop = texts;
        self
    }

    /// Functions the model may call.
    #[must_use]
    pub fn tools(mut self, tools: Vec<Tool>) -> Self {
        self.tools = tools;
        self
    }

    /// Asks for one JSON object. A system or user message must hold the word "json", else 400.
    #[must_use]
    pub fn json_object(mut self) -> Self {
        self.json = true;
        self
    }

    /// Continues an answer from `text` (and `reasoning`), through the beta base.
    #[must_use]
    pub fn prefix(mut self, text: impl Into<String>, reasoning: Option<String>) -> Self {
        self.messages.push(Message::Assistant {
            content: text.into(),
            reasoning,
            tool_calls: Vec::new(),
            prefix: true,
        });
        self
    }

    /// The model asked for.
    #[must_use]
    pub fn model(&self) -> &str {
        &self.model
    }

    pub(crate) fn needs_beta(&self) -> bool {
        self.messages.last().is_some_and(Message::is_prefix)
    }

    /// The body, streamed or not.
    ///
    /// # Errors
    /// None in practice: every field is text, number or flag.
    pub(crate) fn body(&self, stream: bool) -> Result<Vec<u8>, serde_json::Error> {
        let with_reasoning = !self.tools.is_empty() && !matches!(self.mode, Mode::Plain { .. });
        let (thinking, effort, temperature) = match self.mode {
            Mode::ServerDefault => (None, None, None),
            Mode::Plain { temperature } => (Some("disabled"), None, temperature),
            Mode::Thinking(effort) => (Some("enabled"), Some(effort), None),
        };
        serde_json::to_vec(&Body {
            model: &self.model,
            messages: self.messages.iter().map(|message| Outgoing { message, with_reasoning }).collect(),
            thinking: thinking.map(Kind::new),
            reasoning_effort: effort,
            max_tokens: self.max_tokens,
            temperature,
            response_format: self.json.then(|| Kind::new("json_object")),
            stop: &self.stop,
            tools: self.tools.iter().map(OutgoingTool::new).collect(),
            user_id: self.user_id.as_deref(),
            stream,
            stream_options: stream.then_some(StreamOptions { include_usage: true }),
        })
    }
}

impl Serialize for Effort {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self {
            Self::Low => "low",
            Self::High => "high",
            Self::Max => "max",
        })
    }
}

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    messages: Vec<Outgoing<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thinking: Option<Kind>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reasoning_effort: Option<Effort>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_format: Option<Kind>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    stop: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tools: Vec<OutgoingTool<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_id: Option<&'a str>,
    stream: bool,
    /// The server answers 400 to it unless `stream` is true.
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_options: Option<StreamOptions>,
}

#[derive(Serialize)]
struct Kind {
    r#type: &'static str,
}

impl Kind {
    fn new(r#type: &'static str) -> Self {
        Self { r#type }
    }
}

#[derive(Serialize)]
struct StreamOptions {
    include_usage: bool,
}

#[derive(Serialize)]
struct OutgoingTool<'a> {
    r#type: &'static str,
    function: Function<'a>,
}

#[derive(Serialize)]
struct Function<'a> {
    name: &'a str,
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameters: Option<&'a Value>,
}

impl<'a> OutgoingTool<'a> {
    fn new(tool: &'a Tool) -> Self {
        let function =
            Function { name: &tool.name, description: &tool.description, parameters: tool.parameters.as_ref() };
        Self { r#type: "function", function }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::ToolCall;
    use serde_json::json;

    fn sent(request: &ChatRequest, stream: bool) -> Value {
        serde_json::from_slice(&request.body(stream).unwrap()).unwrap()
    }

    fn hello() -> ChatRequest {
        ChatRequest::new("deepseek-flash", vec![Message::system("Be brief."), Message::user("你好")])
    }

    #[test]
    fn a_plain_stream_request_has_exactly_the_documented_fields() {
        assert_eq!(
            sent(&hello(), true),
            json!({
                "model": "deepseek-flash",
                "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "你好"}],
                "stream": true, "stream_options": {"include_usage": true}
            })
        );
        assert_eq!(sent(&hello(), false).get("stream_options"), None, "400 unless streamed");
    }

    #[test]
    fn thinking_and_temperature_exclude_each_other() {
        let thinking = sent(&hello().without_thinking_at(0.5).thinking(Thinking::Enabled(Effort::Max)), true);
        assert_eq!(thinking["thinking"], json!({"type": "enabled"}));
        assert_eq!(thinking["reasoning_effort"], "max");
        assert_eq!(thinking.get("temperature"), None);

        let plain = sent(&hello().without_thinking_at(0.5).thinking(Thinking::Disabled), true);
        assert_eq!(plain["thinking"], json!({"type": "disabled"}));
        assert_eq!(plain["temperature"], 0.5);
        assert_eq!(plain.get("reasoning_effort"), None, "an effort would contradict the switch");
    }

    #[test]
    fn reasoning_goes_back_only_where_the_api_wants_it() {
        let turns = vec![Message::user("a"), Message::assistant("b", Some("why".into())), Message::user("c")];
        let bare = ChatRequest::new("m", turns);
        assert_eq!(sent(&bare, true)["messages"][1].get("reasoning_content"), None);
        let tool = Tool { name: "now".into(), description: "the time".into(), parameters: None };
        let tooled = bare.clone().tools(vec![tool]);
        assert_eq!(sent(&tooled, true)["messages"][1]["reasoning_content"], "why");
        assert_eq!(
            sent(&tooled, true)["tools"],
            json!([{"type": "function", "function": {"name": "now", "description": "the time"}}])
        );
        let plain = tooled.thinking(Thinking::Disabled);
        assert_eq!(sent(&plain, true)["messages"][1].get("reasoning_content"), None);
        let continued = bare.prefix("half an ans", Some("because".into()));
        assert!(continued.needs_beta());
        assert_eq!(
            sent(&continued, true)["messages"][3],
            json!({"role": "assistant", "content": "half an ans", "reasoning_content": "because", "prefix": true})
        );
    }

    #[test]
    fn tool_turns_have_the_shape_the_server_checks() {
        let call = ToolCall { id: "call_00_x".into(), name: "now".into(), arguments: "{}".into() };
        let turn =
            Message::Assistant { content: String::new(), reasoning: None, tool_calls: vec![call], prefix: false };
        let request = ChatRequest::new("m", vec![turn, Message::tool("call_00_x", "noon")]);
        assert_eq!(
            sent(&request, false)["messages"],
            json!([
                {"role": "assistant", "content": "", "tool_calls": [{"id": "call_00_x", "type": "function", "function": {"name": "now", "arguments": "{}"}}]},
                {"role": "tool", "tool_call_id": "call_00_x", "content": "noon"}
            ])
        );
    }

    #[test]
    fn the_remaining_fields_appear_only_when_set() {
        let request = hello().max_tokens(0).user_id("u-1").stop(vec!["END".into()]).json_object();
        let body = sent(&request, false);
        assert_eq!(body["max_tokens"], 1, "0 would be refused");
        assert_eq!(body["user_id"], "u-1");
        assert_eq!(body["stop"], json!(["END"]));
        assert_eq!(body["response_format"], json!({"type": "json_object"}));
    }
}
