//! Why a command or an answer failed. The window chooses the words and the one action by the code.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A code exists only while the window reads it: its catalogue has a sentence and a next step for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The message has nothing but white space.
    MessageBlank,
    /// The message is longer than [`crate::MESSAGE_MAX_BYTES`].
    MessageTooLong,
    /// The key has characters that no key has.
    KeyMalformed,
    /// No key is known for this address.
    KeyMissing,
    /// 401: the server does not know the key.
    KeyRefused,
    /// The keychain did not answer in time or is locked.
    KeychainUnavailable,
    /// 402: nothing left to spend.
    BalanceEmpty,
    /// The base URL cannot be used; `message` says why.
    BaseUrlUnusable,
    /// There is no such backup, or it is damaged.
    BackupUnusable,
    /// The proxy's address cannot be used; `message` says why.
    ProxyUnusable,
    /// No network, or the name cannot be found.
    Offline,
    /// The server's port is closed or unreachable.
    ConnectRefused,
    /// The secure connection failed for a reason that is none of the next four.
    TlsFailed,
    /// Nobody whom this computer trusts signed the server's certificate.
    TlsUntrusted,
    /// The server's certificate has expired.
    TlsExpired,
    /// The certificate is another host's.
    TlsWrongName,
    /// This computer's clock is wrong, so that the certificate's dates do not fit.
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
    /// 429: asked to slow down.
    Throttled,
    /// 429 that names the balance: topping up raises the limit.
    ThrottledBalance,
    /// The server failed so often that it is left alone for a while; nothing was sent.
    Paused,
    /// 503: too busy.
    ServerBusy,
    /// Another 5xx.
    ServerFailed,
    /// 404: no API at this address.
    AddressWrong,
    /// Something that is neither the API's JSON nor a web page.
    NotApi,
    /// 400 for a model name.
    ModelUnknown,
    /// 400: longer than the model's context.
    ContextTooLong,
    /// 400 or a finish reason: moderation.
    ContentRefused,
    /// 400 for a choice of the conversation, such as the length limit.
    ParameterRefused,
    /// 400 for the messages as they stand.
    MessagesRefused,
    /// 400 or 422 for anything else; `message` is the server's.
    RequestRefused,
    /// The model ended without a word.
    AnswerEmpty,
    /// An error object in the middle of the stream.
    AnswerBroken,
    /// The answer outgrew what one answer may hold.
    AnswerTooLarge,
    /// An answer is being written on this branch already.
    TurnRunning,
    /// The answer is whole, or has no word to go on from.
    AnswerWhole,
    /// The endpoint cannot go on from the beginning of an answer.
    PrefixMissing,
    /// The question does not wait to be sent (any more).
    QuestionSent,
    /// No such conversation or message (any more).
    NotFound,
    /// Another tag has this name.
    NameTaken,
    /// The disk is full.
    DiskFull,
    /// The data directory cannot be written.
    HistoryReadOnly,
    /// The file of the history was deleted, or another stands in its place; nothing was written.
    HistoryMoved,
    /// A part of the history could not be read or written: the disk fails, or the file is damaged.
    HistoryDiskFailed,
    /// The history was written by a newer version.
    HistoryNewer,
    /// Another Hadal has this history open.
    HistoryInUse,
    /// The history is damaged or is not ours; `message` says what was done.
    HistoryUnusable,
    /// What was attached is no picture that the model reads, or larger than it takes.
    PictureUnusable,
    /// The file could not be written; `message` says why.
    ExportFailed,
    /// The file cannot be read; `message` says why.
    FileUnreadable,
    /// The link is not one that is opened.
    LinkRefused,
    /// The request was not of the declared shape.
    RequestMalformed,
    /// A defect of ours.
    Internal,
}

/// What a failed command answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CommandError {
    /// Chooses words and action.
    pub code: ErrorCode,
    /// Plain English for logs and the command line; never a key, a prompt or a path. Shown as a detail at most.
    pub message: String,
    /// When trying again makes sense, if the server said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub retry_after_ms: Option<u64>,
}

impl CommandError {
    /// An error with this code and detail.
    #[must_use]
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), retry_after_ms: None }
    }
}

impl ErrorCode {
    /// The stable word of this code: in rows, files and on the wire.
    #[must_use]
    pub fn word(self) -> String {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::String(word)) => word,
            _ => "internal".to_owned(),
        }
    }

    /// The code of a stored word; `None` for words of other versions.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
    }
}

impl std::fmt::Display for CommandError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for CommandError {}
