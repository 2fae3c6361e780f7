//! Conversations: the library's rows, and one conversation as it is shown.

use crate::{MessageView, Parameters, Shelf, ThinkingWord};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A page of the library, newest first.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConversationList {
    /// `next` of the page before; absent for the first.
    #[serde(default)]
    #[ts(optional)]
    pub cursor: Option<String>,
    /// At most this many rows, capped at 200.
    pub limit: u32,
    /// Only titles that contain this, whatever the case.
    #[serde(default)]
    #[ts(optional)]
    pub title_contains: Option<String>,
    /// Which part of the library; absent for all of it. The cursor of one is no cursor of another.
    #[serde(default)]
    #[ts(optional)]
    pub shelf: Option<Shelf>,
}

/// Rows and the way to more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConversationPage {
    /// Newest first.
    pub rows: Vec<ConversationRow>,
    /// Cursor of the next page, if there is one.
    pub next: Option<String>,
}

/// A row of the library.
#[expect(clippy::struct_excessive_bools, reason = "each is a mark of the row by itself")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConversationRow {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// When something was last said in it, in milliseconds since 1970 UTC.
    pub updated_at_ms: i64,
    /// An answer is being written into it.
    pub running: bool,
    /// An answer ended in it that nobody has seen yet.
    pub unread: bool,
    /// Kept at the top.
    pub pinned: bool,
    /// Put away.
    pub archived: bool,
    /// The folder it lies in.
    pub folder_id: Option<String>,
    /// Its tags, in the order of their names.
    pub tag_ids: Vec<String>,
    /// When it was put into the trash.
    pub deleted_at_ms: Option<i64>,
}

/// A conversation without its messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConversationInfo {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Model of its next turn.
    pub model: String,
    /// Thinking of its next turn.
    pub thinking: ThinkingWord,
    /// What else its turns are asked with.
    pub parameters: Parameters,
    /// What was typed and not sent.
    pub draft: String,
    /// When it was made, in milliseconds since 1970 UTC.
    pub created_at_ms: i64,
    /// When something was last said in it.
    pub updated_at_ms: i64,
}

/// Open a conversation on its shown path.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConversationOpen {
    /// Which.
    pub conversation_id: String,
    /// Only so many of its last messages, from 1 to 200: what one sees first of a long one. Absent for all.
    #[serde(default)]
    #[ts(optional)]
    pub newest: Option<u32>,
}

/// A conversation as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConversationView {
    /// The conversation.
    pub info: ConversationInfo,
    /// The shown path, first message first.
    pub messages: Vec<MessageView>,
    /// Messages of the path stand before the first of these: only the newest were asked for.
    pub earlier: bool,
    /// What waits to be sent, in its order.
    pub queue: Vec<QueuedMessage>,
}

/// A message that waits in line behind an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QueuedMessage {
    /// A UUID of the window's; it is sent with this one.
    pub client_id: String,
    /// What was typed.
    pub text: String,
}

/// Keep what waits in a conversation. What was sent meanwhile does not come back.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QueueKeep {
    /// Where.
    pub conversation_id: String,
    /// All that waits, in its order; at most 50.
    pub queue: Vec<QueuedMessage>,
}

/// Make a conversation of its own of the path up to a message.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConversationFork {
    /// The last message that it takes along.
    pub message_id: String,
}

/// Name a conversation.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConversationRename {
    /// Which.
    pub conversation_id: String,
    /// Trimmed and cut to 200 characters; blank goes back to the first words.
    pub title: String,
}

/// Choose what a conversation's next turn is asked with.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConversationConfigure {
    /// Which.
    pub conversation_id: String,
    /// Model id.
    pub model: String,
    /// Thinking.
    pub thinking: ThinkingWord,
    /// What else; absent leaves it. Brought within the API's limits.
    #[serde(default)]
    #[ts(optional)]
    pub parameters: Option<Parameters>,
}

/// Put a conversation into the trash; its running answer is stopped and kept.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConversationDelete {
    /// Which.
    pub conversation_id: String,
}

/// Take a conversation out of the trash: the undo of a deletion.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConversationRestore {
    /// Which.
    pub conversation_id: String,
}

/// Keep what was typed and not sent.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DraftKeep {
    /// Which; absent for the draft of a conversation that does not exist yet.
    #[serde(default)]
    #[ts(optional)]
    pub conversation_id: Option<String>,
    /// The text.
    pub text: String,
}

/// Watch the library.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LibraryWatch {
    /// The window's name for this watch, to leave it by.
    pub watch_id: String,
}

/// Leave a watch: no more of its events come. Harmless when it has ended.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WatchLeave {
    /// As given when it began.
    pub watch_id: String,
}

/// Something in the library, or around it, changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum LibraryEvent {
    /// A row is new or different.
    Row {
        /// As it is now.
        row: ConversationRow,
    },
    /// A row is gone.
    Gone {
        /// Which.
        id: String,
    },
    /// Folders or tags changed: as they are now.
    Shelves {
        /// As they are now.
        shelves: crate::Shelves,
    },
    /// The app's own state changed (key found, history state): as it is now.
    App {
        /// As it is now.
        app: Box<crate::AppInfo>,
    },
    /// A menu of the system asks for one of the window's actions.
    Action {
        /// Its name, as the window's shortcuts have it.
        id: String,
    },
    /// Some changes were missed: read the list anew.
    Stale,
}
