//! The model behind DeepSeek's API: turns asks into requests, chunks into model events, and errors into failures.

use crate::{Ask, AskMessage, Begun, Failure, FailureKind, Lines, Model, ModelEvent, ModelStream};
use futures_util::future::{BoxFuture, FutureExt};
use futures_util::stream::StreamExt;
use hadal_deepseek::{
    self as deepseek, ApiError, ApiKey, ChatEvent, ChatRequest, Client, ConnectProblem, KnownModel, Part, RequestPart,
};
use hadal_domain::{Effort, FinishReason, ModelId, Parameters, Thinking, Usage};
use std::sync::Arc;

/// Where the key comes from, asked once a call: it may have been replaced since the last.
pub type KeySource = Arc<dyn Fn() -> BoxFuture<'static, Result<ApiKey, Failure>> + Send + Sync>;

/// DeepSeek, or a host that speaks as it does.
pub struct DeepSeek {
    client: Client,
    key: KeySource,
    lines: Lines,
}

impl DeepSeek {
    /// The API behind `client`, with keys from `key`, over `lines`.
    #[must_use]
    pub fn new(client: Client, key: KeySource, lines: Lines) -> Self {
        Self { client, key, lines }
    }
}

impl Model for DeepSeek {
    fn can_go_on(&self) -> bool {
        self.client.base_url().has_beta()
    }

    fn sees(&self, model: &ModelId) -> bool {
        KnownModel::of(model.as_str()).is_some_and(|known| known.reads_pictures)
    }

    fn ask(&self, ask: Ask) -> BoxFuture<'static, Result<ModelStream, Failure>> {
        let (client, key, lines) = (self.client.clone(), Arc::clone(&self.key), self.lines.clone());
        async move {
            let key = key().await?;
            let origin = client.base_url().origin();
            let mut place =
                lines.enter(&origin, ask.model.as_str(), ask.now).await.map_err(|error| Failure::from(&error))?;
            let stream = match client.stream_chat(&key, &request(ask)).await {
                Ok(stream) => stream,
                Err(error) => {
                    place.failed(&error);
                    return Err(Failure::from(&error));
                }
            };
            let events = place.hold(stream).filter_map(|item| async move {
                match item {
                    Ok(event) => model_event(event).map(Ok),
                    Err(failure) => Some(Err(failure)),
                }
            });
            Ok(events.boxed())
        }
        .boxed()
    }
}

/// What JSON mode needs when no word of the person says it: the API refuses it otherwise.
const JSON_WISH: &str = "Answer with one JSON object.";

fn request(ask: Ask) -> ChatRequest {
    let Parameters { system, temperature_hundredths, top_p_hundredths, max_tokens, stop, json } = ask.parameters;
    let instructions = (!system.is_empty()).then_some(AskMessage::System(system));
    let mut messages: Vec<AskMessage> = instructions.into_iter().chain(ask.messages).collect();
    if json && !messages.iter().any(speaks_of_json) {
        messages.insert(0, AskMessage::System(JSON_WISH.to_owned()));
    }
    let messages = messages.into_iter().map(message).collect();
    let mut request = ChatRequest::new(ask.model.as_str(), messages).thinking(match ask.thinking {
        Thinking::Off => deepseek::Thinking::Disabled,
        Thinking::On(effort) => deepseek::Thinking::Enabled(deepseek_effort(effort)),
    });
    // What has no effect in a mode is not sent in it.
    request = match (ask.thinking, temperature_hundredths, top_p_hundredths) {
        (Thinking::Off, Some(heat), _) => request.without_thinking_at(f32::from(heat) / 100.0),
        (Thinking::On(effort), _, Some(share)) => {
            request.thinking_within(deepseek_effort(effort), f32::from(share) / 100.0)
        }
        _ => request,
    };
    if let Some(tokens) = max_tokens {
        request = request.max_tokens(tokens);
    }
    if !stop.is_empty() {
        request = request.stop(stop);
    }
    if json {
        request = request.json_object();
    }
    match ask.begun {
        Some(Begun { text, reasoning }) => request.prefix(text, (!reasoning.is_empty()).then_some(reasoning)),
        None => request,
    }
}

fn message(message: AskMessage) -> deepseek::Message {
    match message {
        AskMessage::System(text) => deepseek::Message::system(text),
        AskMessage::User(text) => deepseek::Message::user(text),
        AskMessage::Shown { text, pictures } => {
            let words = (!text.trim().is_empty()).then(|| Part::text(text));
            let seen = pictures.iter().map(|picture| Part::picture_of(&picture.media_type, &picture.bytes));
            deepseek::Message::user_parts(words.into_iter().chain(seen).collect())
        }
        AskMessage::Assistant(text) => deepseek::Message::assistant(text, None),
    }
}

fn speaks_of_json(message: &AskMessage) -> bool {
    match message {
        AskMessage::System(text) | AskMessage::User(text) | AskMessage::Shown { text, .. } => {
            text.to_lowercase().contains("json")
        }
        AskMessage::Assistant(_) => false,
    }
}

const fn deepseek_effort(effort: Effort) -> deepseek::Effort {
    match effort {
        Effort::Low => deepseek::Effort::Low,
        Effort::High => deepseek::Effort::High,
        Effort::Max => deepseek::Effort::Max,
    }
}

fn model_event(event: ChatEvent) -> Option<ModelEvent> {
    match event {
        ChatEvent::Started { model, trace_id, .. } => {
            Some(ModelEvent::Started { served_model: (!model.is_empty()).then_some(model), trace_id })
        }
        ChatEvent::KeepAlive => Some(ModelEvent::KeepAlive),
        ChatEvent::Reasoning(text) => Some(ModelEvent::Reasoning(text)),
        ChatEvent::Text(text) => Some(ModelEvent::Text(text)),
        ChatEvent::Usage(usage) => Some(ModelEvent::Usage { usage: counted(&usage), raw: usage.raw.to_string() }),
        ChatEvent::Finished(reason) => Some(ModelEvent::Finished(FinishReason::from_word(reason.as_str()))),
        // No tools are offered yet, so a call can only be noise; notes cost nothing.
        _ => None,
    }
}

/// Tokens as the history counts them.
#[must_use]
pub fn counted(usage: &deepseek::Usage) -> Usage {
    let cache_hit = usage.cache_hit_tokens.unwrap_or(0);
    Usage {
        prompt: usage.prompt_tokens,
        completion: usage.completion_tokens,
        cache_hit,
        // Hosts that do not tell are priced as if nothing was cached: never understated.
        cache_miss: usage.cache_miss_tokens.unwrap_or_else(|| usage.prompt_tokens.saturating_sub(cache_hit)),
        reasoning: usage.reasoning_tokens.unwrap_or(0),
    }
}

impl From<&ApiError> for Failure {
    fn from(error: &ApiError) -> Self {
        Self {
            kind: kind(error),
            detail: detail(error),
            trace_id: error.trace_id().map(str::to_owned),
            retryable: error.is_retryable(),
            unsent: is_unsent(error),
            retry_after: error.retry_after(),
        }
    }
}

/// The server's words, or the system's where no server spoke.
fn detail(error: &ApiError) -> String {
    match error {
        ApiError::Connect { detail, .. } => detail.clone(),
        ApiError::Redirected { to: Some(to), .. } => to.clone(),
        other => other.server_message().unwrap_or_default().to_owned(),
    }
}

/// There was no way to the server or to the proxy before it, or it is left alone: it may be another day. A proxy that
/// answers, and does not let through, is no such case: somebody has to do something.
fn is_unsent(error: &ApiError) -> bool {
    use ConnectProblem::{Dns, ProxyAway, Refused, Unreachable};
    match error {
        ApiError::Connect { kind, .. } => matches!(kind, Dns | Refused | Unreachable | ProxyAway),
        ApiError::ConnectTimeout | ApiError::BreakerOpen { .. } => true,
        _ => false,
    }
}

fn kind(error: &ApiError) -> FailureKind {
    match error {
        ApiError::NoKeySent { .. } => FailureKind::KeyMissing,
        ApiError::KeyRefused { .. } => FailureKind::KeyRefused,
        ApiError::InsufficientBalance { .. } => FailureKind::BalanceEmpty,
        ApiError::InvalidRequest { about: RequestPart::Parameter, .. } => FailureKind::ParameterRefused,
        ApiError::InvalidRequest { about: RequestPart::Messages, .. } => FailureKind::MessagesRefused,
        ApiError::InvalidRequest { .. } | ApiError::Unsendable { .. } => FailureKind::RequestRefused,
        ApiError::UnknownModel { .. } => FailureKind::ModelUnknown,
        ApiError::ContextTooLong { .. } => FailureKind::ContextTooLong,
        ApiError::ContentRisk { .. } => FailureKind::ContentRefused,
        ApiError::Throttled { top_up: true, .. } => FailureKind::ThrottledBalance,
        ApiError::Throttled { .. } | ApiError::QueueFull { .. } => FailureKind::Throttled,
        ApiError::Busy { .. } => FailureKind::ServerBusy,
        ApiError::Server { .. } => FailureKind::ServerFailed,
        ApiError::NotFound { .. } => FailureKind::AddressWrong,
        ApiError::NotAnApi { page: true, .. } | ApiError::Redirected { elsewhere: true, .. } => {
            FailureKind::Intercepted
        }
        ApiError::NotAnApi { .. } | ApiError::Redirected { .. } => FailureKind::NotApi,
        ApiError::Connect { kind, .. } => no_way(*kind),
        ApiError::ConnectTimeout | ApiError::FirstByteTimeout => FailureKind::TimedOut,
        ApiError::IdleTimeout { .. } => FailureKind::Stalled,
        ApiError::Cut { .. } => FailureKind::Cut,
        ApiError::InStream { .. } | ApiError::Garbled { .. } => FailureKind::AnswerBroken,
        ApiError::TooLarge { .. } => FailureKind::AnswerTooLarge,
        ApiError::Empty { .. } => FailureKind::AnswerEmpty,
        ApiError::BreakerOpen { .. } => FailureKind::Paused,
        _ => FailureKind::Internal,
    }
}

/// Each place where a connection breaks has its own remedy.
fn no_way(problem: ConnectProblem) -> FailureKind {
    match problem {
        ConnectProblem::Dns | ConnectProblem::Unreachable => FailureKind::Offline,
        ConnectProblem::Tls => FailureKind::TlsFailed,
        ConnectProblem::Untrusted => FailureKind::TlsUntrusted,
        ConnectProblem::Expired => FailureKind::TlsExpired,
        ConnectProblem::WrongName => FailureKind::TlsWrongName,
        ConnectProblem::Clock => FailureKind::ClockWrong,
        ConnectProblem::Proxy | ConnectProblem::ProxyAway => FailureKind::ProxyFailed,
        ConnectProblem::ProxyLogin => FailureKind::ProxyLogin,
        _ => FailureKind::ConnectRefused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_where_a_connection_breaks_has_its_own_words() {
        use ConnectProblem as P;
        let kinds = [
            (P::Dns, "offline"),
            (P::Unreachable, "offline"),
            (P::Refused, "connect_refused"),
            (P::Untrusted, "tls_untrusted"),
            (P::Expired, "tls_expired"),
            (P::WrongName, "tls_wrong_name"),
            (P::Clock, "clock_wrong"),
            (P::Tls, "tls_failed"),
            (P::Proxy, "proxy_failed"),
            (P::ProxyAway, "proxy_failed"),
            (P::ProxyLogin, "proxy_login"),
        ];
        for (kind, word) in kinds {
            let failure = Failure::from(&ApiError::Connect { kind, detail: "said by the system".into() });
            assert_eq!(failure.kind.word(), word, "{kind:?}");
            assert_eq!(failure.detail, "said by the system", "what the system said is kept as a detail");
            let is_away = matches!(kind, P::Dns | P::Unreachable | P::Refused | P::ProxyAway);
            assert_eq!(failure.unsent, is_away, "{kind:?}: only what comes back by itself is waited for");
        }
    }
}
