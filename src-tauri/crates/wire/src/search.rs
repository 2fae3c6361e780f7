//! Full-text search: what is looked for and what is found.

use crate::RoleWord;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Longest text that is looked for, in bytes. Beyond 64 words nothing is read anyway.
pub const SEARCH_MAX_BYTES: usize = 16 * 1024;

/// Look for words in messages and titles. With filters and no text, the newest messages that fit are found.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Search {
    /// What was typed so far: all words must be there, the last may be the beginning of one; `"…"` keeps words together.
    pub text: String,
    /// At most this many hits, capped at 100.
    pub limit: u32,
    /// `next` of the page before; absent for the first.
    #[serde(default)]
    #[ts(optional)]
    pub cursor: Option<String>,
    /// Only this conversation.
    #[serde(default)]
    #[ts(optional)]
    pub conversation_id: Option<String>,
    /// Only conversations in this folder, not in those below it.
    #[serde(default)]
    #[ts(optional)]
    pub folder_id: Option<String>,
    /// Only conversations with this tag.
    #[serde(default)]
    #[ts(optional)]
    pub tag_id: Option<String>,
    /// Only what this speaker said.
    #[serde(default)]
    #[ts(optional)]
    pub role: Option<RoleWord>,
    /// Only answers that were asked of this model.
    #[serde(default)]
    #[ts(optional)]
    pub model: Option<String>,
    /// Only what was said at this instant or later, in milliseconds since 1970 UTC.
    #[serde(default)]
    #[ts(optional)]
    pub after_ms: Option<i64>,
    /// Only what was said before this instant, in milliseconds since 1970 UTC.
    #[serde(default)]
    #[ts(optional)]
    pub before_ms: Option<i64>,
    /// Only messages with a block of code.
    #[serde(default)]
    #[ts(optional)]
    pub has_code: Option<bool>,
}

/// Hits, the best first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SearchPage {
    /// The hits.
    pub hits: Vec<SearchHit>,
    /// Cursor of the next page, if there is one.
    pub next: Option<String>,
    /// All of the history can be found. `false` for a while after an update that changed how words are read.
    pub complete: bool,
}

/// A message or a title that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SearchHit {
    /// The conversation.
    pub conversation_id: String,
    /// The message; absent when the title was found.
    pub message_id: Option<String>,
    /// The conversation's title.
    pub title: String,
    /// The place where it was found, in plain text on one line.
    pub snippet: Vec<SnippetPart>,
    /// Who speaks; absent for a title.
    pub role: Option<RoleWord>,
    /// When it was said, in milliseconds since 1970 UTC.
    pub at_ms: i64,
}

/// A piece of a snippet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SnippetPart {
    /// The text.
    pub text: String,
    /// It is what was looked for.
    pub hit: bool,
}
