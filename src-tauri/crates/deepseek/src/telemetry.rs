//! What a trace may know of a request: names, numbers and durations, never a word of prompt, answer or key.
//!
//! Field names follow `OpenTelemetry`'s `GenAI` semantic conventions; what they do not name is under
//! `deepseek.`. A tracing subscriber of the caller's choice takes the spans.

use std::time::Instant;

use tracing::{Span, field::Empty};

use crate::{
    base_url::BaseUrl,
    error::ApiError,
    event::{ChatEvent, FinishReason},
    resilience::BreakerState,
};

/// The longest name from a server that a span keeps.
const NAME_CAP: usize = 128;

/// What came before this attempt.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Attempt {
    pub(crate) retries: u32,
    pub(crate) breaker: Option<BreakerState>,
}

/// What is known of a request when it goes out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject<'a> {
    /// `chat` or `text_completion`.
    pub(crate) operation: &'static str,
    pub(crate) model: &'a str,
    pub(crate) max_tokens: Option<u32>,
    pub(crate) temperature: Option<f32>,
    pub(crate) json: bool,
}

/// The span of one request, from sending to the last event.
#[derive(Debug)]
pub(crate) struct Telemetry {
    span: Span,
    begun: Instant,
    told: Told,
}

#[derive(Debug, Default)]
struct Told {
    reasoning: bool,
    text: bool,
    end: bool,
}

impl Telemetry {
    pub(crate) fn begin(subject: Subject<'_>, base: &BaseUrl, attempt: Attempt) -> Self {
        let Subject { operation, model, max_tokens, temperature, json } = subject;
        let span = tracing::info_span!(
            "gen_ai",
            "otel.name" = Empty,
            "otel.kind" = "client",
            "gen_ai.operation.name" = operation,
            "gen_ai.provider.name" = "deepseek",
            "gen_ai.request.model" = clean(model),
            "gen_ai.request.max_tokens" = max_tokens.map(i64::from),
            "gen_ai.request.temperature" = temperature.map(f64::from),
            "gen_ai.output.type" = if json { "json" } else { "text" },
            "gen_ai.response.id" = Empty,
            "gen_ai.response.model" = Empty,
            "gen_ai.response.finish_reasons" = Empty,
            "gen_ai.usage.input_tokens" = Empty,
            "gen_ai.usage.output_tokens" = Empty,
            "gen_ai.usage.cache_read.input_tokens" = Empty,
            "server.address" = Empty,
            "server.port" = Empty,
            "http.response.status_code" = Empty,
            "error.type" = Empty,
            "otel.status_code" = Empty,
            "deepseek.usage.reasoning_tokens" = Empty,
            "deepseek.trace_id" = Empty,
            "deepseek.retries" = i64::from(attempt.retries),
            "deepseek.breaker.state" = attempt.breaker.map(|state| state.as_str()),
            "deepseek.time_to_first_byte_ms" = Empty,
            "deepseek.time_to_first_reasoning_ms" = Empty,
            "deepseek.time_to_first_content_ms" = Empty,
        );
        if !span.is_disabled() {
            span.record("otel.name", format!("{operation} {}", clean(model)));
            let url = base.endpoint("");
            span.record("server.address", url.host_str().unwrap_or_default());
            span.record("server.port", i64::from(url.port_or_known_default().unwrap_or_default()));
        }
        Self { span, begun: Instant::now(), told: Told::default() }
    }

    /// The head of the response has come.
    pub(crate) fn head(&self, status: u16, trace_id: Option<&str>) {
        self.span.record("http.response.status_code", i64::from(status));
        if let Some(trace_id) = trace_id {
            self.span.record("deepseek.trace_id", trace_id);
        }
    }

    /// The first byte of the body has come.
    pub(crate) fn first_byte(&self) {
        self.span.record("deepseek.time_to_first_byte_ms", self.millis());
    }

    /// An event is handed over.
    pub(crate) fn saw(&mut self, item: &Result<ChatEvent, ApiError>) {
        match item {
            Ok(ChatEvent::Text(_)) if !self.told.text => {
                self.told.text = true;
                self.span.record("deepseek.time_to_first_content_ms", self.millis());
            }
            Ok(ChatEvent::Reasoning(_)) if !self.told.reasoning => {
                self.told.reasoning = true;
                self.span.record("deepseek.time_to_first_reasoning_ms", self.millis());
            }
            Ok(ChatEvent::Started { id, model, .. }) => {
                self.span.record("gen_ai.response.id", clean(id).as_str());
                self.span.record("gen_ai.response.model", clean(model).as_str());
            }
            Ok(ChatEvent::Usage(usage)) => {
                self.span.record("gen_ai.usage.input_tokens", whole(usage.prompt_tokens));
                self.span.record("gen_ai.usage.output_tokens", whole(usage.completion_tokens));
                if let Some(hit) = usage.cache_hit_tokens {
                    self.span.record("gen_ai.usage.cache_read.input_tokens", whole(hit));
                }
                if let Some(reasoning) = usage.reasoning_tokens {
                    self.span.record("deepseek.usage.reasoning_tokens", whole(reasoning));
                }
            }
            Ok(ChatEvent::Finished(reason)) => {
                self.told.end = true;
                // A word of tomorrow may be anything, even text; it is not repeated.
                let word = if let FinishReason::Other(_) = reason { "other" } else { reason.as_str() };
                self.span.record("gen_ai.response.finish_reasons", word);
            }
            Err(error) => self.failed(error),
            Ok(_) => {}
        }
    }

    pub(crate) fn failed(&mut self, error: &ApiError) {
        self.told.end = true;
        self.span.record("error.type", error.code());
        self.span.record("otel.status_code", "ERROR");
        if let Some(status) = error.status() {
            self.span.record("http.response.status_code", i64::from(status));
        }
        if let Some(trace_id) = error.trace_id() {
            self.span.record("deepseek.trace_id", trace_id);
        }
    }

    fn millis(&self) -> i64 {
        i64::try_from(self.begun.elapsed().as_millis()).unwrap_or(i64::MAX)
    }
}

/// Counts go out as `i64`: the bridge to `OpenTelemetry` would make texts of `u64` (tracing-opentelemetry 0.34).
fn whole(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A name as far as it looks like one: no blanks, so no sentence gets through.
fn clean(name: &str) -> String {
    let plain = |c: &char| c.is_ascii_alphanumeric() || "-_./:@".contains(*c);
    name.chars().take_while(plain).take(NAME_CAP).collect()
}
