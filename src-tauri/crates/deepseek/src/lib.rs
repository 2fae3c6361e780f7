//! A client for the DeepSeek API that keeps every word it was sent.
//!
//! ```no_run
//! use futures_util::StreamExt;
//! use hadal_deepseek::{ApiKey, ChatEvent, ChatRequest, Client, Message};
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::builder().build()?;
//! let key = ApiKey::parse("sk-0123456789abcdef")?;
//! let request = ChatRequest::new("deepseek-flash", vec![Message::user("Why is the sky blue?")]);
//! let mut answer = client.stream_chat(&key, &request).await?;
//! while let Some(event) = answer.next().await {
//!     // An error is the last item; what was printed before it stays.
//!     if let ChatEvent::Text(text) = event? {
//!         print!("{text}");
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Five complete examples
//!
//! Each is compiled and run against the simulator by `tests/examples.rs`.
//!
//! | | |
//! |---|---|
//! | [one question, one answer](#chat) | `examples/chat.rs` |
//! | [an answer as it is written](#stream) | `examples/stream.rs` |
//! | [a model that calls a function](#tools) | `examples/tools.rs` |
//! | [going on where an answer was cut](#prefix-continue) | `examples/prefix.rs` |
//! | [many questions at once](#many-at-once) | `examples/many.rs` |
//!
//! ## Chat
//! ```no_run
#![doc = include_str!("../examples/chat.rs")]
//! ```
//! ## Stream
//! ```no_run
#![doc = include_str!("../examples/stream.rs")]
//! ```
//! ## Tools
//! ```no_run
#![doc = include_str!("../examples/tools.rs")]
//! ```
//! ## Prefix continue
//! ```no_run
#![doc = include_str!("../examples/prefix.rs")]
//! ```
//! ## Many at once
//! ```no_run
#![doc = include_str!("../examples/many.rs")]
//! ```
//!
//! # What it promises
//!
//! - Text that has arrived is handed over, whatever happens next; an error is the last item and knows how
//!   much came before it ([`ApiError::seen_bytes`]).
//! - An error answers questions: is another try worth it ([`ApiError::is_retryable`]), when
//!   ([`ApiError::retry_after`]), whose fault is it ([`ApiError::whose_fault`]), which trace id
//!   ([`ApiError::trace_id`]).
//! - The key goes to one origin and into no message: redirects are refused, proxies get none of it, texts
//!   from servers are masked.
//! - Memory for one answer has an end, whatever the server sends; so has every wait, but not the answer.
//! - Nothing is tried again behind your back. [`resilience`] has retry, breaker, rate, concurrency and
//!   cache, one by one or together as a [`ResilientClient`].
//! - Spans carry names, numbers and durations after `OpenTelemetry`'s `GenAI` conventions and never a word
//!   of prompt, answer or key.
//!
//! A sixth, `examples/otlp.rs`, exports its spans to an `OpenTelemetry` collector.
//!
//! Other hosts and local servers: [`Host`]. What is tested where: `TESTS.md` beside the sources.
//!
//! # How it works
//!
//! Bytes go through [`Client`] -> `stream` (socket, clock) -> `reader` (what kind of body is it) ->
//! `guard` (whole lines) -> `sse` (events) -> `chunk` (JSON) -> `answer` (what has been said) ->
//! [`ChatEvent`]. Nearly every event takes a short way: `sse` recognises a plain one and `plain_chunk`
//! compares it with the one before, at a twentieth of the cost; a property test holds both ways to the
//! same events. From `reader` on there is neither I/O nor clock, so every odd server is a table row
//! in a test. The wire's facts come from DeepSeek's documentation as read on 2026-11-22.

/// The README's program compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod account;
mod answer;
mod api_key;
mod base_url;
mod chunk;
mod client;
mod connect;
mod connect_problem;
mod envelope;
mod error;
mod event;
mod fence;
mod files;
mod fim;
mod guard;
mod host;
mod html;
mod http_date;
mod known_model;
mod leaked_markup;
mod lenient;
mod limits;
mod logprobs;
mod mask;
mod message;
mod plain_chunk;
mod reader;
mod reasoning;
mod refusal;
mod repair;
mod reply;
mod request;
pub mod resilience;
mod retry;
mod search;
mod server_clock;
mod sse;
mod stream;
mod telemetry;
mod think_tags;
mod token_estimate;
mod tool;
mod trace_context;
mod transport;
mod usage;

#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;

pub use account::{Balance, BalanceInfo, Model};
pub use api_key::{ApiKey, ApiKeyError};
pub use base_url::{BaseUrl, BaseUrlError};
pub use client::{BuildError, Client, ClientBuilder};
pub use connect_problem::ConnectProblem;
pub use error::{ApiError, Fault, RequestPart};
pub use event::{ChatEvent, FinishReason, Note, ToolCallDelta};
pub use files::{FilePage, FileQuery, RemoteFile, UPLOAD_LIMIT, Upload, picture_type};
pub use fim::{FIM_MAX_TOKENS, FimRequest};
pub use host::{Host, ThinkingSwitch};
pub use known_model::KnownModel;
pub use logprobs::{Logprobs, TokenLogprob};
pub use message::{Detail, Message, Part, ToolCall};
pub use refusal::Refusal;
pub use reply::ChatReply;
pub use request::{ChatRequest, Effort, Thinking};
pub use resilience::ResilientClient;
pub use retry::RetryPolicy;
pub use search::{FetchReply, SearchReply, SearchRequest, SearchResult};
pub use stream::{ChatStream, Pulse};
pub use think_tags::ThinkTags;
pub use token_estimate::estimate_tokens;
pub use tool::{ForcedCall, Tool};
pub use trace_context::Traceparent;
pub use transport::{ProxyLogin, ProxySetting};
pub use usage::Usage;
