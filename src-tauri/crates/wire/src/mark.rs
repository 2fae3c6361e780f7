//! Bookmarks on messages, and deleting messages.

use crate::{ConversationView, RoleWord};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Bookmark a message, or take its bookmark away.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MessageBookmark {
    /// Which.
    pub message_id: String,
    /// Whether it carries one.
    pub on: bool,
}

/// Ask for the bookmarks.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BookmarksGet {}

/// Bookmarks, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Bookmarks {
    /// At most 1,000.
    pub rows: Vec<BookmarkRow>,
}

/// A bookmarked message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BookmarkRow {
    /// The message.
    pub message_id: String,
    /// Where it stands.
    pub conversation_id: String,
    /// The title of that.
    pub title: String,
    /// Who speaks.
    pub role: RoleWord,
    /// The beginning of the text, in one line.
    pub beginning: String,
    /// When it was bookmarked, in milliseconds since 1970 UTC.
    pub at_ms: i64,
}

/// Delete a message with everything that follows it, on all branches.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MessageDelete {
    /// Which.
    pub message_id: String,
}

/// Messages were deleted.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MessageDeleted {
    /// The conversation as it is now.
    pub view: ConversationView,
    /// How many messages these were.
    pub messages: u64,
    /// Takes it back, for a day.
    pub undo: MessageUndelete,
}

/// Take a deletion back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MessageUndelete {
    /// Where it was.
    pub conversation_id: String,
    /// The mark of that deletion.
    pub at_ms: i64,
    /// The end of the path that was shown before.
    pub leaf_before: Option<String>,
    /// The end of the path that was shown after.
    pub leaf_after: Option<String>,
}
