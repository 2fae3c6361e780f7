//! Everything that can go wrong between a request and its whole answer, and the questions one asks of it.

use std::time::Duration;

use crate::{connect_problem::ConnectProblem, refusal::Refusal};

/// Why DeepSeek gave no usable answer. `Display` is for logs; people read text chosen by [`ApiError::code`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ApiError {
    /// 401 with the text "governor": the request carried no key. The key itself may be fine.
    #[error("the request carried no key ({refusal})")]
    NoKeySent {
        /// What the server said.
        refusal: Box<Refusal>,
    },
    /// 401 or 403: key mistyped, revoked or without the right. Ask for another key.
    #[error("key refused ({refusal})")]
    KeyRefused {
        /// What the server said.
        refusal: Box<Refusal>,
    },
    /// 402: the account is empty. Top up, then send again.
    #[error("insufficient balance ({refusal})")]
    InsufficientBalance {
        /// What the server said.
        refusal: Box<Refusal>,
    },
    /// 400, 413, 415, 422: the server does not take this request. Sending it again will not help.
    #[error("request refused ({refusal})")]
    InvalidRequest {
        /// What of it the server does not take, as far as its words tell.
        about: RequestPart,
        /// What the server said; the message names the field.
        refusal: Box<Refusal>,
    },
    /// The model's name is not served here. Choose another.
    #[error("unknown model ({refusal})")]
    UnknownModel {
        /// What the server said; it usually lists the names it knows.
        refusal: Box<Refusal>,
    },
    /// The conversation and the room kept for the answer do not fit. Shorten or start anew.
    #[error("context too long ({refusal})")]
    ContextTooLong {
        /// The model's limit in tokens, if the server named it.
        limit: Option<u64>,
        /// What was asked for in tokens, if the server named it.
        requested: Option<u64>,
        /// What the server said.
        refusal: Box<Refusal>,
    },
    /// The input did not pass moderation. Rephrase.
    #[error("input refused by moderation ({refusal})")]
    ContentRisk {
        /// What the server said.
        refusal: Box<Refusal>,
    },
    /// 429: too many requests at once.
    #[error("asked to slow down ({refusal})")]
    Throttled {
        /// The server's wish, absent if it named none.
        after: Option<Duration>,
        /// The account's low balance is the cause: topping up helps, waiting does not.
        top_up: bool,
        /// What the server said.
        refusal: Box<Refusal>,
    },
    /// 503: the service is too busy. Worth another try in seconds.
    #[error("service busy ({refusal})")]
    Busy {
        /// What the server said.
        refusal: Box<Refusal>,
    },
    /// 500, 502, 504 and their like: the server or a proxy before it failed. Worth another try.
    #[error("server failed ({refusal})")]
    Server {
        /// The HTTP status.
        status: u16,
        /// What the server said.
        refusal: Box<Refusal>,
    },
    /// 404 or 405: no API at this path. The base address is probably wrong.
    #[error("no such path ({refusal})")]
    NotFound {
        /// What the server said.
        refusal: Box<Refusal>,
    },
    /// 3xx: the server points elsewhere. Not followed, so the key went nowhere else.
    #[error("redirect refused ({refusal})")]
    Redirected {
        /// The origin it points to, if it is readable.
        to: Option<String>,
        /// That is not the origin that was asked: a login page of a network, or a wrong address.
        elsewhere: bool,
        /// What the server said.
        refusal: Box<Refusal>,
    },
    /// HTML, plain text or something other than the API: a login page, a wrong port, a proxy.
    #[error("not an API answer ({refusal})")]
    NotAnApi {
        /// It is a web page. Networks that want a login answer with theirs.
        page: bool,
        /// What came instead, tags removed.
        refusal: Box<Refusal>,
    },
    /// No connection.
    #[error("no connection: {kind:?} ({detail})")]
    Connect {
        /// Where it failed.
        kind: ConnectProblem,
        /// The system's words, without the address.
        detail: String,
    },
    /// No connection within the connect limit, or within the first-byte limit if that is shorter.
    #[error("no connection in time")]
    ConnectTimeout,
    /// Connected and asked, but not one byte came within the first-byte limit, counted from the request.
    #[error("no first byte in time")]
    FirstByteTimeout,
    /// The answer began and then nothing came, not even a keep-alive, for the idle limit.
    #[error("silent for too long after {seen_bytes} bytes of text")]
    IdleTimeout {
        /// Bytes of text, reasoning and tool calls that were handed over and are to be kept.
        seen_bytes: u64,
        /// DeepSeek's trace id.
        trace_id: Option<Box<str>>,
    },
    /// The body ended, or the connection broke, without a finish reason.
    #[error("answer cut after {seen_bytes} bytes of text")]
    Cut {
        /// Bytes of text, reasoning and tool calls that were handed over and are to be kept.
        seen_bytes: u64,
        /// DeepSeek's trace id.
        trace_id: Option<Box<str>>,
    },
    /// The server reported an error inside the answer. What came before it is to be kept.
    #[error("error inside the answer after {seen_bytes} bytes of text ({refusal})")]
    InStream {
        /// Bytes of text, reasoning and tool calls that were handed over and are to be kept.
        seen_bytes: u64,
        /// What the server said; its status is the one the text stands for, or 200.
        refusal: Box<Refusal>,
    },
    /// A line, an event or the whole answer is larger than this client keeps.
    #[error("larger than {limit_bytes} bytes after {seen_bytes} bytes of text")]
    TooLarge {
        /// The limit that was passed, in bytes.
        limit_bytes: u64,
        /// Bytes of text, reasoning and tool calls that were handed over and are to be kept.
        seen_bytes: u64,
        /// DeepSeek's trace id.
        trace_id: Option<Box<str>>,
    },
    /// Pieces of two answers came in turns on one connection: what was handed over may be mixed.
    #[error("two answers mixed after {seen_bytes} bytes of text")]
    Garbled {
        /// Bytes of text, reasoning and tool calls that were handed over.
        seen_bytes: u64,
        /// DeepSeek's trace id.
        trace_id: Option<Box<str>>,
    },
    /// A complete answer with nothing in it. Worth another try.
    #[error("empty answer")]
    Empty {
        /// DeepSeek's trace id.
        trace_id: Option<Box<str>>,
    },
    /// The server failed so often that it is left alone for a while; nothing was sent.
    #[error("left alone for {} ms more", next_probe_in.as_millis())]
    BreakerOpen {
        /// Until it is tried again; zero while others are trying.
        next_probe_in: Duration,
    },
    /// Too many calls wait for their turn already; nothing was sent.
    #[error("{waiting} calls wait already")]
    QueueFull {
        /// The calls that wait.
        waiting: usize,
    },
    /// The request could not be written down: an address or header that cannot be sent.
    #[error("request cannot be sent ({detail})")]
    Unsendable {
        /// What is wrong with it.
        detail: String,
    },
}

/// What of a request a server does not take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum RequestPart {
    /// A choice beside the messages: the length limit, the shape of the answer.
    Parameter,
    /// The messages as they stand: thinking that is missing, a tool call without its result, a picture.
    Messages,
    /// Anything else; a client of this kind should not send such a thing.
    Other,
}

/// Who can do something about an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The request, the settings or the text: the person before the screen.
    User,
    /// DeepSeek or a host in its place.
    Server,
    /// The way between.
    Network,
    /// The account: key, balance, limits.
    Account,
}

impl ApiError {
    /// A stable word for this error, for choosing texts and for logs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoKeySent { .. } => "no_key_sent",
            Self::KeyRefused { .. } => "key_refused",
            Self::InsufficientBalance { .. } => "insufficient_balance",
            Self::InvalidRequest { .. } => "invalid_request",
            Self::UnknownModel { .. } => "unknown_model",
            Self::ContextTooLong { .. } => "context_too_long",
            Self::ContentRisk { .. } => "content_risk",
            Self::Throttled { top_up: true, .. } => "throttled_top_up",
            Self::Throttled { .. } => "throttled",
            Self::Busy { .. } => "busy",
            Self::Server { .. } => "server_error",
            Self::NotFound { .. } => "not_found",
            Self::Redirected { .. } => "redirected",
            Self::NotAnApi { .. } => "not_an_api",
            Self::Connect { kind, .. } => kind.code(),
            Self::ConnectTimeout => "connect_timeout",
            Self::FirstByteTimeout => "first_byte_timeout",
            Self::IdleTimeout { .. } => "idle_timeout",
            Self::Cut { .. } => "cut",
            Self::InStream { .. } => "error_in_stream",
            Self::TooLarge { .. } => "too_large",
            Self::Garbled { .. } => "garbled",
            Self::Empty { .. } => "empty_answer",
            Self::Unsendable { .. } => "unsendable",
            Self::BreakerOpen { .. } => "breaker_open",
            Self::QueueFull { .. } => "queue_full",
        }
    }

    /// Whether the same request may succeed if it is sent again soon. Never once text has arrived:
    /// a second answer must not be glued to the first.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Throttled { top_up, .. } => !top_up,
            Self::Connect { kind, .. } => kind.may_pass(),
            Self::Busy { .. } | Self::ConnectTimeout | Self::FirstByteTimeout | Self::Empty { .. } => true,
            Self::Server { status, .. } => matches!(status, 408 | 500 | 502 | 504 | 520..=529),
            Self::Cut { seen_bytes, .. } | Self::IdleTimeout { seen_bytes, .. } => *seen_bytes == 0,
            Self::InStream { seen_bytes, refusal } => {
                *seen_bytes == 0 && matches!(refusal.status, 429 | 500 | 502 | 503 | 504)
            }
            _ => false,
        }
    }

    /// How long the server asked to be left alone, if it did.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Throttled { after, .. } => *after,
            Self::BreakerOpen { next_probe_in } => Some(*next_probe_in),
            _ => self.refusal().and_then(|refusal| refusal.retry_after),
        }
    }

    /// DeepSeek's trace id, which its support asks for.
    #[must_use]
    pub fn trace_id(&self) -> Option<&str> {
        match self {
            Self::IdleTimeout { trace_id, .. }
            | Self::Cut { trace_id, .. }
            | Self::TooLarge { trace_id, .. }
            | Self::Garbled { trace_id, .. }
            | Self::Empty { trace_id } => trace_id.as_deref(),
            _ => self.refusal().and_then(|refusal| refusal.trace_id.as_deref()),
        }
    }

    /// The HTTP status, if an answer with one came.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.refusal().map(|refusal| refusal.status).filter(|status| *status != 0)
    }

    /// The server's own words, keys masked, at most 2,000 characters; `None` if it said nothing.
    #[must_use]
    pub fn server_message(&self) -> Option<&str> {
        self.refusal().map(|refusal| refusal.message.as_str()).filter(|message| !message.is_empty())
    }

    /// Bytes of the answer that were handed over before this error.
    #[must_use]
    pub fn seen_bytes(&self) -> u64 {
        match self {
            Self::IdleTimeout { seen_bytes, .. }
            | Self::Cut { seen_bytes, .. }
            | Self::InStream { seen_bytes, .. }
            | Self::TooLarge { seen_bytes, .. }
            | Self::Garbled { seen_bytes, .. } => *seen_bytes,
            _ => 0,
        }
    }

    /// Who can do something about it.
    #[must_use]
    pub fn whose_fault(&self) -> Fault {
        match self {
            Self::KeyRefused { .. } | Self::InsufficientBalance { .. } | Self::Throttled { .. } => Fault::Account,
            Self::NoKeySent { .. }
            | Self::InvalidRequest { .. }
            | Self::UnknownModel { .. }
            | Self::ContextTooLong { .. }
            | Self::ContentRisk { .. }
            | Self::NotFound { .. }
            | Self::NotAnApi { .. }
            | Self::Redirected { .. }
            | Self::QueueFull { .. }
            | Self::Unsendable { .. } => Fault::User,
            Self::Connect { .. } | Self::ConnectTimeout | Self::Cut { .. } => Fault::Network,
            Self::Busy { .. }
            | Self::BreakerOpen { .. }
            | Self::Server { .. }
            | Self::FirstByteTimeout
            | Self::IdleTimeout { .. }
            | Self::InStream { .. }
            | Self::TooLarge { .. }
            | Self::Garbled { .. }
            | Self::Empty { .. } => Fault::Server,
        }
    }

    fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::NoKeySent { refusal }
            | Self::KeyRefused { refusal }
            | Self::InsufficientBalance { refusal }
            | Self::InvalidRequest { refusal, .. }
            | Self::UnknownModel { refusal }
            | Self::ContextTooLong { refusal, .. }
            | Self::ContentRisk { refusal }
            | Self::Throttled { refusal, .. }
            | Self::Busy { refusal }
            | Self::Server { refusal, .. }
            | Self::NotFound { refusal }
            | Self::Redirected { refusal, .. }
            | Self::NotAnApi { refusal, .. }
            | Self::InStream { refusal, .. } => Some(refusal),
            _ => None,
        }
    }
}
