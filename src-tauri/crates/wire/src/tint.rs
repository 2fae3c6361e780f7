//! The classes of tokens in the code of a message. The words are in its blocks; this says only what they are.

use hadal_highlight::Run;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Watch the tints of a text: those of its finished code at once, those of growing code line by line. It ends by
/// itself when the text has ended and all of its code is tinted.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TintWatch {
    /// The window's name for this watch, to leave it by.
    pub watch_id: String,
    /// Whose code.
    pub message_id: String,
    /// Which text of it.
    pub part: TintPart,
}

/// A text of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TintPart {
    /// The answer.
    Answer,
    /// The thinking.
    Reasoning,
}

/// What the tokens of some lines are. A line whose text has other lengths than its runs is to be shown plain: words
/// and tints travel apart, and the words are always right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CodeTint {
    /// The way to the code block: index of the block, then for each block around it the index of the item (lists only)
    /// and of the block within.
    pub path: Vec<u32>,
    /// Number of the first of these lines, from 0. 0 makes all earlier tints of the block void.
    pub from: u32,
    /// Runs of each line, without its line end; what they do not reach is plain.
    pub lines: Vec<Vec<Run>>,
}
