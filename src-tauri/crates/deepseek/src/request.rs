//! A chat request that cannot contradict itself.

mod body;
mod check;
mod strict;

use crate::{
    error::ApiError,
    host::ThinkingSwitch,
    message::Message,
    tool::{ForcedCall, Tool},
};

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

/// The most alternatives to a token that the server tells.
const MOST_ALTERNATIVES: u8 = 20;

/// A request for `chat/completions`: what [`crate::Client::stream_chat`] and [`crate::Client::chat`] send.
///
/// What has no effect in a mode cannot be said in it: temperature and a forced tool call exist only
/// without thinking, `top_p` only with it, alternatives to tokens only with their likelihoods. The
/// penalties, which have no effect in any mode, do not exist. What cannot be known from one call (the
/// word "json", tool results that are missing) is checked before anything is sent:
/// [`ApiError::Unsendable`].
///
/// ```
/// use hadal_deepseek::{ChatRequest, Effort, ForcedCall, Message, Thinking, Tool};
///
/// let ask = || ChatRequest::new("deepseek-flash", vec![Message::user("hello")]);
/// let cool = ask().without_thinking_at(0.2);
/// let forced = ask().tools(vec![Tool::new("now", "the time")]).without_thinking_calling(ForcedCall::Any);
/// let careful = ask().thinking_within(Effort::Max, 0.95).logprobs(5);
/// # for request in [cool, forced, careful] { request.check().unwrap(); }
/// ```
///
/// A temperature for a request that thinks cannot be written down:
/// ```compile_fail
/// # use hadal_deepseek::{ChatRequest, Effort, Message, Thinking};
/// # let ask = || ChatRequest::new("deepseek-flash", vec![Message::user("hello")]);
/// ask().thinking(Thinking::Enabled(Effort::High).at(0.2));
/// ```
/// ```compile_fail
/// # use hadal_deepseek::{ChatRequest, Message};
/// # let ask = || ChatRequest::new("deepseek-flash", vec![Message::user("hello")]);
/// ask().temperature(0.2);
/// ```
/// Nor can a forced call:
/// ```compile_fail
/// # use hadal_deepseek::{ChatRequest, Effort, ForcedCall, Message, Thinking};
/// # let ask = || ChatRequest::new("deepseek-flash", vec![Message::user("hello")]);
/// ask().thinking(Thinking::Enabled(Effort::High)).tool_choice(ForcedCall::Any);
/// ```
/// Nor a share of the likeliest words for one that does not think:
/// ```compile_fail
/// # use hadal_deepseek::{ChatRequest, Message};
/// # let ask = || ChatRequest::new("deepseek-flash", vec![Message::user("hello")]);
/// ask().without_thinking_at(0.2).top_p(0.5);
/// ```
/// Nor alternatives without likelihoods, nor usage without a stream:
/// ```compile_fail
/// # use hadal_deepseek::{ChatRequest, Message};
/// # let ask = || ChatRequest::new("deepseek-flash", vec![Message::user("hello")]);
/// ask().top_logprobs(5);
/// ```
/// ```compile_fail
/// # use hadal_deepseek::{ChatRequest, Message};
/// # let ask = || ChatRequest::new("deepseek-flash", vec![Message::user("hello")]);
/// ask().stream_options(true);
/// ```
/// A picture in standing instructions is refused by the server, so those hold text alone:
/// ```compile_fail
/// # use hadal_deepseek::{Message, Part};
/// Message::system(vec![Part::picture("https://example.com/a.png")]);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ChatRequest {
    model: String,
    messages: Vec<Message>,
    mode: Mode,
    max_tokens: Option<u32>,
    user_id: Option<String>,
    stop: Vec<String>,
    tools: Vec<Tool>,
    tool_use: ToolUse,
    json: bool,
    /// Alternatives for each token; `None` if nothing is asked for.
    logprobs: Option<u8>,
}

/// Temperature and forced calls live inside the one mode in which they have an effect.
#[derive(Debug, Clone, PartialEq)]
enum Mode {
    ServerDefault,
    Plain { temperature: Option<f32>, forced: Option<ForcedCall> },
    Thinking { effort: Effort, top_p: Option<f32> },
}

/// What may be done with the tools in either mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ToolUse {
    Auto,
    Strict,
    None,
}

impl Thinking {
    /// Reads one of the API's words for it: `none`, `minimal`, `low`, `medium`, `high`, `xhigh`, `ultra`,
    /// `max`. Several of them mean the same (Thinking guide, 2026-08-27).
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "none" => Self::Disabled,
            "minimal" | "low" => Self::Enabled(Effort::Low),
            "medium" | "high" | "xhigh" => Self::Enabled(Effort::High),
            "ultra" | "max" => Self::Enabled(Effort::Max),
            _ => return None,
        })
    }
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
            tool_use: ToolUse::Auto,
            json: false,
            logprobs: None,
        }
    }

    /// Whether to reason first. Turning it on forgets a temperature and a forced call set before.
    #[must_use]
    pub fn thinking(mut self, thinking: Thinking) -> Self {
        self.mode = match (thinking, self.mode) {
            (Thinking::Enabled(effort), Mode::Thinking { top_p, .. }) => Mode::Thinking { effort, top_p },
            (Thinking::Enabled(effort), _) => Mode::Thinking { effort, top_p: None },
            (Thinking::Disabled, plain @ Mode::Plain { .. }) => plain,
            (Thinking::Disabled, _) => Mode::Plain { temperature: None, forced: None },
        };
        self
    }

    /// Answers at once, with this temperature (0 to 2, 1 is the server's own). There is no way to
    /// set one for a thinking request: the server would ignore it.
    #[must_use]
    pub fn without_thinking_at(mut self, wanted: f32) -> Self {
        let forced = self.forced();
        let temperature = wanted.is_finite().then_some(wanted.clamp(0.0, 2.0));
        self.mode = Mode::Plain { temperature, forced };
        self
    }

    /// Reasons first and draws words from this share of the likeliest ones. The server lifts what is under
    /// 0.95 to 0.95 (rule of September 2026), and so does this. There is no way to set one for an answer
    /// without thinking: the server would ignore it.
    #[must_use]
    pub fn thinking_within(mut self, effort: Effort, share: f32) -> Self {
        let top_p = share.is_finite().then_some(share.clamp(0.95, 1.0));
        self.mode = Mode::Thinking { effort, top_p };
        self
    }

    /// Answers at once, and with a call. There is no way to force one in a thinking request: the
    /// server answers 400.
    #[must_use]
    pub fn without_thinking_calling(mut self, call: ForcedCall) -> Self {
        let temperature = if let Mode::Plain { temperature, .. } = self.mode { temperature } else { None };
        self.mode = Mode::Plain { temperature, forced: Some(call) };
        self
    }

    fn forced(&self) -> Option<ForcedCall> {
        if let Mode::Plain { forced, .. } = &self.mode { forced.clone() } else { None }
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
        self.tool_use = ToolUse::Auto;
        self
    }

    /// Functions the model may call, with arguments that are sure to match their schemas (beta base).
    /// Every property must be required and `additionalProperties` false, else 400.
    #[must_use]
    pub fn strict_tools(mut self, tools: Vec<Tool>) -> Self {
        self.tools = tools;
        self.tool_use = ToolUse::Strict;
        self
    }

    /// Functions that earlier turns called and that are not to be called now.
    #[must_use]
    pub fn past_tools(mut self, tools: Vec<Tool>) -> Self {
        self.tools = tools;
        self.tool_use = ToolUse::None;
        self
    }

    /// Asks for one JSON object. A system or user message must hold the word "json".
    #[must_use]
    pub fn json_object(mut self) -> Self {
        self.json = true;
        self
    }

    /// Asks how likely each token was, and for so many others that could have stood in its place (0 to 20).
    /// They come as [`ChatEvent::Logprobs`](crate::ChatEvent::Logprobs).
    #[must_use]
    pub fn logprobs(mut self, alternatives: u8) -> Self {
        self.logprobs = Some(alternatives.min(MOST_ALTERNATIVES));
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

    /// The turns so far.
    #[must_use]
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// Adds one more turn: a tool's result, the next question.
    #[must_use]
    pub fn message(mut self, message: Message) -> Self {
        self.messages.push(message);
        self
    }

    /// Whether the answer is as little left to chance as the API allows: no thinking, temperature 0.
    #[must_use]
    pub fn is_deterministic(&self) -> bool {
        matches!(self.mode, Mode::Plain { temperature: Some(heat), .. } if heat <= 0.0)
    }

    /// Looks for what the server would refuse, without asking it.
    ///
    /// # Errors
    /// [`ApiError::Unsendable`] names the first thing that is wrong.
    pub fn check(&self) -> Result<(), ApiError> {
        check::check(self).map_err(|detail| ApiError::Unsendable { detail })
    }

    fn is_strict(&self) -> bool {
        self.tool_use == ToolUse::Strict && !self.tools.is_empty()
    }

    pub(crate) fn needs_beta(&self) -> bool {
        self.is_strict() || self.messages.last().is_some_and(Message::is_prefix)
    }

    /// What tells two requests apart.
    pub(crate) fn fingerprint(&self) -> Option<Vec<u8>> {
        self.body(false, ThinkingSwitch::default()).ok()
    }

    /// For spans: the temperature, if one was set.
    pub(crate) fn temperature(&self) -> Option<f32> {
        if let Mode::Plain { temperature, .. } = self.mode { temperature } else { None }
    }

    /// The share of the likeliest words, if one was set.
    pub(crate) fn top_p(&self) -> Option<f32> {
        if let Mode::Thinking { top_p, .. } = self.mode { top_p } else { None }
    }

    /// For spans: the limit, if one was set.
    pub(crate) fn token_limit(&self) -> Option<u32> {
        self.max_tokens
    }

    /// For spans: whether a JSON object is wanted.
    pub(crate) fn wants_json(&self) -> bool {
        self.json
    }
}

#[cfg(test)]
mod tests;
