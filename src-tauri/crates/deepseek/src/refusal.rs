//! Turns a refused request's status and body, of whatever shape, into the one right [`ApiError`].

use std::{fmt, time::Duration};

use serde_json::Value;

use crate::{
    error::{ApiError, RequestPart},
    html, mask,
};

/// What a server said when it refused.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refusal {
    /// The HTTP status; 0 if what came was not HTTP.
    pub status: u16,
    /// Its words: keys masked, tags removed, at most 2,000 characters; empty if it said nothing.
    pub message: String,
    /// DeepSeek's trace id.
    pub trace_id: Option<String>,
    /// How long it asks to be left alone.
    pub retry_after: Option<Duration>,
}

impl fmt::Display for Refusal {
    /// Status and trace id only: a log line is no place for a server's text, which may quote the prompt.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {}, trace {}", self.status, self.trace_id.as_deref().unwrap_or("none"))
    }
}

/// What the headers of a response tell about a refusal.
#[derive(Debug, Clone, Default)]
pub(crate) struct Envelope {
    pub(crate) status: u16,
    pub(crate) trace_id: Option<String>,
    pub(crate) retry_after: Option<Duration>,
    /// Origin of the `Location` header of a 3xx.
    pub(crate) location: Option<String>,
    /// That is another one than the one that was asked.
    pub(crate) elsewhere: bool,
}

/// A body's error text and what kind of body it was.
struct Complaint {
    message: String,
    /// `error.type` and `error.code`, lower case, for errors that come with status 200.
    hint: String,
    shape: Shape,
}

#[derive(PartialEq, Eq, Clone, Copy)]
enum Shape {
    Json,
    Html,
    Plain,
}

/// The error for a response with a status other than 2xx.
pub(crate) fn classify(envelope: Envelope, body: &[u8]) -> ApiError {
    let complaint = read(body);
    let (location, elsewhere) = (envelope.location.clone(), envelope.elsewhere);
    let refusal = Box::new(Refusal {
        status: envelope.status,
        message: complaint.message,
        trace_id: envelope.trace_id,
        retry_after: envelope.retry_after,
    });
    let is_html = complaint.shape == Shape::Html;
    match refusal.status {
        300..=399 => ApiError::Redirected { to: location, elsewhere, refusal },
        401 if refusal.message.to_ascii_lowercase().contains("governor") => ApiError::NoKeySent { refusal },
        // An HTML 401 or 403 is a proxy's or a firewall's page; the key was not even looked at.
        401 | 403 | 407 | 511 if is_html => ApiError::NotAnApi { page: true, refusal },
        401 | 403 => ApiError::KeyRefused { refusal },
        402 => ApiError::InsufficientBalance { refusal },
        // Ollama answers 404 with JSON when a model is not pulled; a wrong path has no such words.
        404 if !is_html && names_unknown_model(&refusal.message) => ApiError::UnknownModel { refusal },
        404 | 405 => ApiError::NotFound { refusal },
        408 => ApiError::Server { status: 408, refusal },
        429 => ApiError::Throttled { after: refusal.retry_after, top_up: asks_for_money(&refusal.message), refusal },
        503 => ApiError::Busy { refusal },
        status @ 500..=599 => ApiError::Server { status, refusal },
        400..=499 if !is_html => classify_request(refusal),
        _ => ApiError::NotAnApi { page: is_html, refusal },
    }
}

/// The error for an error object inside an answer.
pub(crate) fn in_stream(value: &Value, trace_id: Option<&str>, seen_bytes: u64) -> ApiError {
    let complaint = from_json(value).unwrap_or_else(|| Complaint {
        message: String::new(),
        hint: String::new(),
        shape: Shape::Json,
    });
    let status = meant_status(&complaint).unwrap_or(200);
    let refusal =
        Refusal { status, message: complaint.message, trace_id: trace_id.map(str::to_owned), retry_after: None };
    ApiError::InStream { seen_bytes, refusal: Box::new(refusal) }
}

/// The error for an error object with status 200 before anything of an answer came.
pub(crate) fn disguised(value: &Value, envelope: Envelope) -> ApiError {
    let Some(complaint) = from_json(value) else {
        return in_stream(value, envelope.trace_id.as_deref(), 0);
    };
    match meant_status(&complaint) {
        Some(status) => classify(Envelope { status, ..envelope }, value.to_string().as_bytes()),
        None => in_stream(value, envelope.trace_id.as_deref(), 0),
    }
}

/// The error for a body that is no API answer at all.
pub(crate) fn not_an_api(envelope: Envelope, body: &[u8]) -> ApiError {
    let complaint = read(body);
    ApiError::NotAnApi {
        page: complaint.shape == Shape::Html,
        refusal: Box::new(Refusal {
            status: envelope.status,
            message: complaint.message,
            trace_id: envelope.trace_id,
            retry_after: envelope.retry_after,
        }),
    }
}

/// Whether a JSON value without choices is an error report: `{"error":…}`, `{"code":…,"message":…}` and the like.
pub(crate) fn is_error(value: &Value) -> bool {
    let field = |name: &str| value.get(name).filter(|found| !found.is_null());
    match field("error") {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::String(text)) => !text.is_empty(),
        Some(_) => true,
        None => {
            let said = field("message").or_else(|| field("msg")).or_else(|| field("detail"));
            let kind = field("object").or_else(|| field("type")).and_then(Value::as_str);
            let marked = field("code").is_some() || field("detail").is_some() || kind == Some("error");
            field("choices").is_none() && said.is_some() && marked
        }
    }
}

fn classify_request(refusal: Box<Refusal>) -> ApiError {
    let text = refusal.message.to_ascii_lowercase();
    if text.contains("maximum context length") {
        let numbers = numbers(&text);
        return ApiError::ContextTooLong {
            limit: numbers.first().copied(),
            requested: numbers.get(1).copied(),
            refusal,
        };
    }
    if text.contains("content exists risk") {
        return ApiError::ContentRisk { refusal };
    }
    if text.contains("insufficient balance") {
        return ApiError::InsufficientBalance { refusal };
    }
    if names_unknown_model(&text) {
        return ApiError::UnknownModel { refusal };
    }
    ApiError::InvalidRequest { about: part_named_in(&text), refusal }
}

/// What of the request the words are about. Whole phrases only: a message may quote the request.
fn part_named_in(text: &str) -> RequestPart {
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| text.contains(phrase));
    if text.starts_with("failed to ") {
        RequestPart::Other
    } else if says(&[
        "invalid max_tokens",
        "response_format",
        "contain the word 'json'",
        "invalid temperature",
        "invalid top_p",
    ]) {
        RequestPart::Parameter
    } else if says(&[
        "must be passed back",
        "must be followed by tool messages",
        "tool_calls must be set",
        "does not support image",
    ]) {
        RequestPart::Messages
    } else {
        RequestPart::Other
    }
}

fn names_unknown_model(message: &str) -> bool {
    let text = message.to_ascii_lowercase();
    text.contains("supported api model names")
        || text.contains("model not exist")
        || (text.contains("model") && (text.contains("not found") || text.contains("does not exist")))
}

fn asks_for_money(message: &str) -> bool {
    let text = message.to_ascii_lowercase();
    text.contains("top up") || text.contains("balance")
}

/// The status that an error object with status 200 stands for. A number says most, then the message, then
/// the type; the code says least, since DeepSeek writes `invalid_request_error` whatever the cause.
fn meant_status(complaint: &Complaint) -> Option<u16> {
    let numeric = complaint.hint.split_ascii_whitespace().find_map(|word| word.parse::<u16>().ok());
    if let Some(status) = numeric.filter(|status| (400..600).contains(status)) {
        return Some(status);
    }
    let text = complaint.message.to_ascii_lowercase();
    let find = |table: &[(&str, u16)], text: &str| {
        table.iter().find(|(word, _)| text.contains(word)).map(|(_, status)| *status)
    };
    find(&MEANT_BY_MESSAGE, &text).or_else(|| find(&MEANT_BY_HINT, &complaint.hint))
}

/// Whole phrases only: a message may quote the request.
const MEANT_BY_MESSAGE: [(&str, u16); 13] = [
    ("authentication fails", 401),
    ("insufficient balance", 402),
    ("too many requests", 429),
    ("rate limit reached", 429),
    ("too busy", 503),
    ("overloaded", 503),
    ("service unavailable", 503),
    ("temporarily unavailable", 503),
    ("internal server error", 500),
    ("internal error", 500),
    ("bad gateway", 502),
    ("upstream error", 502),
    ("gateway time", 504),
];

/// Words of `type`, `code` and `status`; the first that is there counts.
const MEANT_BY_HINT: [(&str, u16); 16] = [
    ("authentication", 401),
    ("invalid_api_key", 401),
    ("insufficient_quota", 402),
    ("insufficient_balance", 402),
    ("rate_limit", 429),
    ("service_unavailable", 503),
    ("overloaded", 503),
    ("insufficient_system_resource", 503),
    // SiliconFlow's number for it.
    ("50508", 503),
    ("server_error", 500),
    ("internal_error", 500),
    ("api_error", 500),
    ("aborted", 500),
    ("bad_gateway", 502),
    ("timeout", 504),
    ("invalid_request_error", 400),
];

/// The first whole numbers of a text, which DeepSeek's overflow message holds in a fixed order.
fn numbers(text: &str) -> Vec<u64> {
    text.split(|c: char| !c.is_ascii_digit()).filter_map(|run| run.parse().ok()).take(4).collect()
}

/// Reads a body without believing its content type, which is often wrong or missing.
fn read(body: &[u8]) -> Complaint {
    let text = String::from_utf8_lossy(body);
    let text = text.trim_start_matches('\u{FEFF}').trim();
    if let Ok(value) = serde_json::from_str::<Value>(text)
        && let Some(complaint) = from_json(&value)
    {
        return complaint;
    }
    if html::looks_like(text) {
        return Complaint { message: mask::clean(&html::to_text(text)), hint: String::new(), shape: Shape::Html };
    }
    Complaint { message: mask::clean(text), hint: String::new(), shape: Shape::Plain }
}

/// `error.message`, then `message`, `msg`, `detail`, then `error` as text (section 6.2 of the API notes).
fn from_json(value: &Value) -> Option<Complaint> {
    let value = match value {
        Value::Array(items) => items.first()?,
        other => other,
    };
    if let Value::String(text) = value {
        return Some(Complaint { message: mask::clean(text), hint: String::new(), shape: Shape::Json });
    }
    let object = value.as_object()?;
    let error = object.get("error").filter(|error| !error.is_null());
    let inner = error.filter(|error| error.is_object());
    let message = inner
        .and_then(|inner| words(inner, &["message", "msg", "detail"]))
        .or_else(|| words(value, &["message", "msg", "detail"]))
        .or_else(|| error.and_then(Value::as_str).map(str::to_owned))
        .or_else(|| error.map(Value::to_string))
        .unwrap_or_default();
    let mut hint = String::new();
    for holder in [inner, Some(value)].into_iter().flatten() {
        for name in ["type", "code", "status"] {
            match holder.get(name) {
                Some(Value::String(word)) => hint.push_str(&word.to_ascii_lowercase()),
                Some(Value::Number(number)) => hint.push_str(&number.to_string()),
                _ => {}
            }
            hint.push(' ');
        }
    }
    Some(Complaint { message: mask::clean(&message), hint, shape: Shape::Json })
}

/// The first of `names` that holds text, or something that can be shown as text.
fn words(holder: &Value, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| match holder.get(name)? {
        Value::String(text) => Some(text.clone()),
        Value::Null => None,
        // FastAPI's `detail` is a list of objects.
        other => Some(other.to_string()),
    })
}

#[cfg(test)]
mod tests;
