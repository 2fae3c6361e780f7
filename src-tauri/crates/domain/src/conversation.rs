//! A conversation: a tree of messages with a title and one path that is shown.

use crate::{ClientId, ConversationId, MessageId, ModelId, Parameters, Thinking, Timestamp};
use serde::{Deserialize, Serialize};

/// One conversation without its messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// Shown in the library; from the first words until someone names it.
    pub title: String,
    /// A person named it: nothing of ours may rename it.
    pub titled_by_user: bool,
    /// The model for its next turn.
    pub model: ModelId,
    /// Whether the next turn thinks.
    pub thinking: Thinking,
    /// What else its turns are asked with.
    pub parameters: Parameters,
    /// The last message of the path that is shown; `None` while it is empty.
    pub active_leaf: Option<MessageId>,
    /// What was typed and not yet sent.
    pub draft: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When something was last said in it: the library sorts by this.
    pub updated_at: Timestamp,
    /// When it was put into the trash.
    pub deleted_at: Option<Timestamp>,
}

impl Conversation {
    /// An empty conversation.
    #[must_use]
    pub fn new(title: String, model: ModelId, thinking: Thinking, at: Timestamp) -> Self {
        Self {
            id: ConversationId::new(),
            title,
            titled_by_user: false,
            model,
            thinking,
            parameters: Parameters::default(),
            active_leaf: None,
            draft: String::new(),
            created_at: at,
            updated_at: at,
            deleted_at: None,
        }
    }
}

/// Longest text of one message in bytes. The model reads about a million tokens, which is less than this in any language.
pub const MESSAGE_MAX_BYTES: usize = 8 * 1024 * 1024;
/// Most messages in a line.
pub const QUEUE_MAX: usize = 50;

/// A message that waits in line behind an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Queued {
    /// It is sent with this id, so that it is sent once.
    pub client_id: ClientId,
    /// What was typed.
    pub text: String,
}

impl Queued {
    /// Whether one conversation may hold this line. All of it together is no longer than one message.
    #[must_use]
    pub fn fit(line: &[Self]) -> bool {
        line.len() <= QUEUE_MAX && line.iter().map(|queued| queued.text.len()).sum::<usize>() <= MESSAGE_MAX_BYTES
    }
}

/// What a row of the library shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationSummary {
    /// Its id.
    pub id: ConversationId,
    /// Its title.
    pub title: String,
    /// When something was last said in it.
    pub updated_at: Timestamp,
    /// An answer is being written into it.
    pub running: bool,
}
