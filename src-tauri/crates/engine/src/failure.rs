//! Why an answer did not come, in the engine's words: each kind is one sentence and one action for a person.

use std::time::Duration;

/// What went wrong. The window has words for each; see the codes in `wire`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FailureKind {
    /// No key is known for this address.
    KeyMissing,
    /// The keychain did not answer or is locked.
    KeychainUnavailable,
    /// 401.
    KeyRefused,
    /// 402.
    BalanceEmpty,
    /// The name cannot be found or there is no network.
    Offline,
    /// The port is closed or unreachable.
    ConnectRefused,
    /// The secure connection, for a reason that is none of the next four.
    TlsFailed,
    /// Nobody whom this computer trusts signed the certificate.
    TlsUntrusted,
    /// The certificate has expired.
    TlsExpired,
    /// The certificate is another host's.
    TlsWrongName,
    /// This computer's clock.
    ClockWrong,
    /// The proxy did not let us through.
    ProxyFailed,
    /// The proxy wants a name and a password.
    ProxyLogin,
    /// A web page came, or a pointer to another host: the login page of a network.
    Intercepted,
    /// Connecting or the first byte took too long.
    TimedOut,
    /// Nothing came for the idle limit.
    Stalled,
    /// The connection ended in the middle.
    Cut,
    /// 429.
    Throttled,
    /// 429 that names the balance.
    ThrottledBalance,
    /// It failed so often that it is left alone until the next probe; nothing was sent.
    Paused,
    /// 503.
    ServerBusy,
    /// Another 5xx.
    ServerFailed,
    /// 404.
    AddressWrong,
    /// Something that is neither the API's JSON nor a web page.
    NotApi,
    /// 400 for a model name.
    ModelUnknown,
    /// 400: longer than the model's context.
    ContextTooLong,
    /// Moderation.
    ContentRefused,
    /// 400 for a choice of the conversation, such as the length limit.
    ParameterRefused,
    /// 400 for the messages as they stand.
    MessagesRefused,
    /// 400 or 422 for anything else.
    RequestRefused,
    /// It ended without a word.
    AnswerEmpty,
    /// An error object in the middle of the stream.
    AnswerBroken,
    /// The answer outgrew what one answer may hold.
    AnswerTooLarge,
    /// A defect of ours.
    Internal,
}

/// One failure with what is known about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What went wrong.
    pub kind: FailureKind,
    /// The server's own words, masked and capped; may be empty.
    pub detail: String,
    /// To quote to support.
    pub trace_id: Option<String>,
    /// Trying the same again may help, as long as nothing of the answer came.
    pub retryable: bool,
    /// No byte of the question left this machine.
    pub unsent: bool,
    /// The server's wish.
    pub retry_after: Option<Duration>,
}

impl Failure {
    /// A failure without further detail, not worth a retry.
    #[must_use]
    pub fn of(kind: FailureKind) -> Self {
        Self { kind, detail: String::new(), trace_id: None, retryable: false, unsent: false, retry_after: None }
    }
}

impl Failure {
    /// The server gave it: whoever waits for a way to it may go.
    #[must_use]
    pub const fn is_of_the_server(&self) -> bool {
        use FailureKind::{Cut, Internal, Stalled, TimedOut};
        let unanswered = matches!(self.kind, TimedOut | Stalled | Cut | Internal);
        !self.unsent && !unanswered && !self.kind.is_before_the_server()
    }
}

impl FailureKind {
    /// The line or the server gave out in the middle: nothing is wrong with the question, so the answer can go on.
    #[must_use]
    pub const fn is_of_the_line(self) -> bool {
        matches!(
            self,
            Self::Cut
                | Self::Stalled
                | Self::Offline
                | Self::ConnectRefused
                | Self::TimedOut
                | Self::ServerBusy
                | Self::ServerFailed
                | Self::AnswerBroken
        )
    }

    /// Something on this computer, or a network on the way, stopped the question: the server has not seen it.
    #[must_use]
    pub const fn is_before_the_server(self) -> bool {
        matches!(
            self,
            Self::KeyMissing
                | Self::KeychainUnavailable
                | Self::Offline
                | Self::ConnectRefused
                | Self::TlsFailed
                | Self::TlsUntrusted
                | Self::TlsExpired
                | Self::TlsWrongName
                | Self::ClockWrong
                | Self::ProxyFailed
                | Self::ProxyLogin
                | Self::Intercepted
                | Self::Paused
        )
    }

    /// The question left and nothing says what became of it: the server may be at work on it still.
    #[must_use]
    pub const fn may_be_at_the_server(self) -> bool {
        matches!(
            self,
            Self::TimedOut
                | Self::Stalled
                | Self::Cut
                | Self::AnswerEmpty
                | Self::AnswerBroken
                | Self::AnswerTooLarge
                | Self::Internal
        )
    }

    /// The stable word for rows and the wire; the same as the error code's.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::KeyMissing => "key_missing",
            Self::KeychainUnavailable => "keychain_unavailable",
            Self::KeyRefused => "key_refused",
            Self::BalanceEmpty => "balance_empty",
            Self::Offline => "offline",
            Self::ConnectRefused => "connect_refused",
            Self::TlsFailed => "tls_failed",
            Self::TlsUntrusted => "tls_untrusted",
            Self::TlsExpired => "tls_expired",
            Self::TlsWrongName => "tls_wrong_name",
            Self::ClockWrong => "clock_wrong",
            Self::ProxyFailed => "proxy_failed",
            Self::ProxyLogin => "proxy_login",
            Self::Intercepted => "intercepted",
            Self::TimedOut => "timed_out",
            Self::Stalled => "stalled",
            Self::Cut => "cut",
            Self::Throttled => "throttled",
            Self::ThrottledBalance => "throttled_balance",
            Self::Paused => "paused",
            Self::ServerBusy => "server_busy",
            Self::ServerFailed => "server_failed",
            Self::AddressWrong => "address_wrong",
            Self::NotApi => "not_api",
            Self::ModelUnknown => "model_unknown",
            Self::ContextTooLong => "context_too_long",
            Self::ContentRefused => "content_refused",
            Self::ParameterRefused => "parameter_refused",
            Self::MessagesRefused => "messages_refused",
            Self::RequestRefused => "request_refused",
            Self::AnswerEmpty => "answer_empty",
            Self::AnswerBroken => "answer_broken",
            Self::AnswerTooLarge => "answer_too_large",
            Self::Internal => "internal",
        }
    }
}
