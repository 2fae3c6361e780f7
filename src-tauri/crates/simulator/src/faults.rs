//! Everything that can go wrong with a reply, one switch each; they combine freely.

use serde::{Deserialize, Serialize};

/// One way in which a reply differs from a good one.
///
/// The serde form is what scripts and markers carry: `"crlf"`, `{"stall_after":10}`,
/// `{"keep_alive":{"count":3,"every_ms":200}}`; in a marker `crlf`, `stall_after=10`,
/// `keep_alive=3:200`. An "event" is one `data:` line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Fault {
    // Before the first byte.
    /// Waits this many milliseconds before the response head.
    HeadDelay(u64),
    /// Takes the request and never sends a byte.
    NeverAnswer,
    /// Closes the connection (RST) instead of answering.
    RefuseToAnswer,
    /// Answers with this status and an HTML page, as an edge server does.
    Html(u16),
    /// Answers with this status and an empty body; `Empty(200)` is the overload of early 2025.
    Empty(u16),
    /// 503 at once: "Service is too busy …".
    Busy,
    /// 429: the concurrency is limited by the balance.
    ThrottledByBalance,
    /// An error of any status and text in the usual JSON shape.
    Reject(Rejection),
    /// An error object with status 200.
    ErrorWith200,
    /// 307 to this address.
    Redirect(String),
    /// A whole JSON reply where a stream was asked for.
    WholeInsteadOfStream,

    // Waiting.
    /// Comment lines `: keep-alive` before the first event.
    KeepAlive(Pulse),
    /// Blank lines before a JSON reply that is not streamed.
    BlankLines(Pulse),
    /// The queue gives up: comments for this many milliseconds, then the end of the stream.
    ///
    /// The real limit is ten minutes.
    QueueClose(u64),
    /// Falls silent after this many events and keeps the connection open.
    StallAfter(usize),
    /// Keeps the connection open after `[DONE]`.
    HangAfterDone,

    // Endings.
    /// Resets the connection (RST) after exactly this many body bytes.
    ResetAfter(u64),
    /// Ends the body cleanly after this many events, with no finish and no `[DONE]`.
    CutAfter(usize),
    /// Ends after the last event without `[DONE]`.
    NoDone,
    /// The last event has no finish reason.
    NoFinishReason,
    /// The body ends inside the last event: no line end.
    UnterminatedEnd,
    /// Cuts the answer after this many tokens, finish reason `length`.
    Length(usize),
    /// Cuts the answer after this many tokens, finish reason `insufficient_system_resource`.
    InsufficientSystemResource(usize),
    /// Cuts the answer after this many tokens, finish reason `aborted`.
    Aborted(usize),
    /// Cuts the answer after this many tokens, finish reason `content_filter`.
    ContentFilter(usize),

    // Contents.
    /// `stop`, reasoning as scripted, no answer.
    EmptyContent,
    /// `stop`, with the whole answer inside the reasoning.
    AnswerInReasoning,
    /// An error object as an event after this many events; then the body ends.
    ErrorEvent(usize),
    /// A plain line `upstream error: …` after this many events; then the body ends.
    PlainLine(usize),
    /// An event with cut JSON after this many events; the stream then goes on.
    BrokenEvent(usize),
    /// Tool markup leaks into the answer, split over events.
    DsmlLeak,
    /// One event with a token of this many bytes, on a single line.
    LongLine(usize),
    /// Reasoning travels as `reasoning`, as some hosts send it.
    ReasoningField,
    /// Reasoning travels inside `content` in think tags.
    InlineThink(ThinkShape),

    // Tool calls.
    /// Every delta carries `tool_calls:[]`.
    EmptyToolCalls,
    /// Tool calls have an empty id.
    EmptyToolIds,
    /// The arguments of tool calls are cut JSON.
    BrokenArguments,
    /// Two tool calls whose fragments alternate; adds calls when the script has fewer.
    InterleavedToolCalls,

    // Shapes of chunks.
    /// Usage comes in a chunk of its own with `choices:[]`.
    UsageOnlyChunk,
    /// Usage comes in a chunk of its own with `choices:null`.
    ChoicesNull,
    /// Chunks with `delta:null` and without `delta` stand between the tokens.
    DeltaNull,
    /// Event names and ids stand beside the data lines.
    NamedEvents,

    // Bytes.
    /// `content-type: application/octet-stream`.
    OctetStream,
    /// No content type at all.
    NoContentType,
    /// Every byte in a chunk of its own, so that no UTF-8 sequence stays whole.
    SplitUtf8,
    /// Chunks of this many bytes, across events.
    FrameBytes(usize),
    /// Line ends CR LF.
    Crlf,
    /// Line ends CR.
    Cr,
    /// A byte order mark before the first event.
    Bom,
    /// `data:` without the space.
    NoSpaceAfterData,
}

/// A number of things sent at a steady beat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pulse {
    /// How many.
    pub count: u32,
    /// Milliseconds between them.
    #[serde(default)]
    pub every_ms: u64,
}

/// An error in the usual JSON shape, of any status and text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejection {
    /// HTTP status.
    pub status: u16,
    /// `error.message`.
    #[serde(default)]
    pub message: String,
    /// `error.type`; `error.code` is nearly always `invalid_request_error`.
    #[serde(default)]
    pub kind: String,
    /// Seconds in a `Retry-After` header; the real service sends none.
    #[serde(default)]
    pub retry_after: Option<u64>,
}

/// How think tags stand in the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThinkShape {
    /// `<think>…</think>`, each tag one token.
    Plain,
    /// As plain, after leading white space.
    Padded,
    /// Tags split over several tokens, the last part sharing its chunk with text.
    Split,
    /// The opening tag is missing.
    NoOpening,
    /// The closing tag is missing: thinking never ends.
    NoClosing,
}
