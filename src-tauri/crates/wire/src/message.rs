//! A message as it is shown: blocks to mount, never markup.

use crate::{ErrorCode, PictureView};
use hadal_markdown::Block;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RoleWord {
    /// Instructions.
    System,
    /// The person.
    User,
    /// The model.
    Assistant,
    /// A tool's result.
    Tool,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum StatusWord {
    /// Text is still arriving: attach to it.
    Streaming,
    /// Whole.
    Done,
    /// Stopped by the person.
    Stopped,
    /// Cut; the text so far is kept.
    Interrupted,
    /// No usable answer; see `error`.
    Failed,
}

/// A message as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MessageView {
    /// Its id.
    pub id: String,
    /// What it follows.
    pub parent_id: Option<String>,
    /// Who speaks.
    pub role: RoleWord,
    /// What became of it.
    pub status: StatusWord,
    /// What a person typed, as it was; empty for answers (they come as blocks).
    pub text: String,
    /// The answer.
    pub blocks: Vec<Block>,
    /// The thinking.
    pub reasoning: Vec<Block>,
    /// Pictures that went along.
    pub pictures: Vec<PictureView>,
    /// It carries a bookmark.
    pub bookmarked: bool,
    /// All versions of this message, oldest first, itself included.
    pub versions: Vec<String>,
    /// The model that was asked.
    pub model: Option<String>,
    /// The model that answered, as the server named it.
    pub served_model: Option<String>,
    /// The standby that answered in the place of the chosen server: its host and port.
    pub served_by: Option<String>,
    /// The API's word for why it ended.
    pub finish_reason: Option<String>,
    /// Why there is no usable answer, or why it was cut.
    pub error: Option<AnswerError>,
    /// Tokens as the API counted them.
    pub tokens: Option<Tokens>,
    /// An estimate of what it cost.
    pub cost: Option<AnswerCost>,
    /// What arrived when.
    pub timings: Timings,
    /// When it was made, in milliseconds since 1970 UTC.
    pub created_at_ms: i64,
    /// Bytes of text whose blocks are not here: ask for them with `message_blocks`. 0: everything is here.
    pub later_bytes: u64,
}

/// Why an answer failed or was cut.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AnswerError {
    /// Chooses words and action.
    pub code: ErrorCode,
    /// The server's own words, masked and cut: shown as a detail.
    pub detail: String,
    /// To quote to support.
    pub trace_id: Option<String>,
}

/// Tokens of one answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Tokens {
    /// Of the prompt.
    pub prompt: u64,
    /// Written, thinking included.
    pub completion: u64,
    /// Part of the prompt from the cache.
    pub cache_hit: u64,
    /// Part of the prompt computed anew.
    pub cache_miss: u64,
    /// Part of the completion that was thinking.
    pub reasoning: u64,
}

/// An estimate of what an answer cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AnswerCost {
    /// `USD` or `CNY`.
    pub currency: String,
    /// Millionths of it.
    pub micro_amount: u64,
}

/// Milliseconds from the sending of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Timings {
    /// First byte.
    pub first_byte_ms: Option<u64>,
    /// First thinking.
    pub first_reasoning_ms: Option<u64>,
    /// First word of the answer.
    pub first_content_ms: Option<u64>,
    /// The end.
    pub end_ms: Option<u64>,
}

/// Show another version: the path through this message becomes the shown one.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MessageShow {
    /// The version to show.
    pub message_id: String,
}

/// Ask for the blocks of answers that came without them.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MessageBlocksGet {
    /// Which; at most 200. Those that are gone, or are being written, are left out of the response.
    pub message_ids: Vec<String>,
}

/// Blocks of answers.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MessageBlocks {
    /// In the order of the question.
    pub answers: Vec<AnswerBlocks>,
}

/// Blocks of one answer.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AnswerBlocks {
    /// Whose.
    pub message_id: String,
    /// The answer.
    pub blocks: Vec<Block>,
    /// The thinking.
    pub reasoning: Vec<Block>,
}

/// Ask for the text of a message as it came.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MessageSourceGet {
    /// Which.
    pub message_id: String,
}

/// The text of a message as it came: Markdown, to copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MessageSource {
    /// The answer, or what was typed.
    pub text: String,
    /// The thinking.
    pub reasoning: String,
}
