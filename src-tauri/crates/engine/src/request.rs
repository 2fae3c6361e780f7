//! What a turn is asked for and what comes of asking: begun, or why not.

use hadal_domain::{
    ClientId, ConversationId, FinishReason, Message, MessageId, ModelId, Parameters, Role, Status, Thinking, TreeError,
};
use hadal_store::{NewPart, StoreError};

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// An answer to new words, after `parent` (or as the first message).
    Words {
        /// What they follow.
        parent: Option<MessageId>,
        /// What was typed.
        text: String,
        /// What goes along.
        attached: Vec<NewPart>,
        /// How the answer begins; blank leaves it to the model. Such an answer is not thought about: its thinking
        /// would come before words that stand there already.
        begin_with: String,
    },
    /// Another version of an answer.
    Again {
        /// The answer there is.
        answer: MessageId,
    },
}

impl TurnRequest {
    /// Whether the model may be asked to go on with an answer: it has words, and it ended before its end.
    #[must_use]
    pub fn can_go_on(answer: &Message) -> bool {
        let has_words = !answer.text.is_empty() || !answer.reasoning.is_empty();
        let is_cut = match answer.status {
            Status::Stopped | Status::Interrupted | Status::Failed => true,
            Status::Done => answer.finish_reason == Some(FinishReason::Length),
            Status::Streaming => false,
        };
        // Nobody goes on in another one's words.
        answer.role == Role::Assistant && has_words && is_cut && answer.served_by.is_none()
    }
}

/// One turn as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TurnRequest {
    /// Where; `None` starts a new conversation.
    pub conversation: Option<ConversationId>,
    /// What.
    pub wanted: Wanted,
    /// Which model.
    pub model: ModelId,
    /// How it thinks.
    pub thinking: Thinking,
    /// What else a new conversation is asked with; one that is there has its own.
    pub parameters: Parameters,
    /// Asking twice with the same id starts one turn.
    pub client_id: ClientId,
}

/// A turn that has begun; its rows are on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Started {
    /// Where.
    pub conversation: ConversationId,
    /// The question's row.
    pub question: MessageId,
    /// The answer's row.
    pub answer: MessageId,
}

/// Why no turn began. Nothing was sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TurnError {
    /// Nothing but white space: ask for words.
    #[error("the message is blank")]
    Blank,
    /// The conversation or message is gone: show the library anew.
    #[error("no such conversation or message")]
    NotFound,
    /// The answer that would be followed is still being written: wait or stop it.
    #[error("an answer is being written there")]
    Running,
    /// The answer is whole, or has no word to go on from: ask for another version.
    #[error("the answer has no end to go on from")]
    Whole,
    /// The endpoint cannot go on from a beginning: ask for another version.
    #[error("the endpoint has no prefix completion")]
    NoPrefix,
    /// It is not waiting to be sent (any more): stop it instead.
    #[error("the question has left")]
    Sent,
    /// The history did not take the question: nothing was sent.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The app ends, or a defect of ours: nothing was sent.
    #[error("the turn did not begin")]
    Ended,
}

impl From<TreeError> for TurnError {
    fn from(_: TreeError) -> Self {
        Self::NotFound
    }
}

/// What keeps the history from being written while answers come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryTrouble {
    /// The disk is full.
    DiskFull,
    /// It cannot be written.
    ReadOnly,
    /// Its file was deleted, or another stands in its place.
    Moved,
    /// The disk failed, or the file is damaged.
    DiskFailed,
    /// Something else.
    Other,
}

impl HistoryTrouble {
    pub(crate) fn of(error: &StoreError) -> Option<Self> {
        match error {
            StoreError::DiskFull => Some(Self::DiskFull),
            StoreError::ReadOnly => Some(Self::ReadOnly),
            StoreError::Moved => Some(Self::Moved),
            StoreError::Io(_) | StoreError::Damaged(_) => Some(Self::DiskFailed),
            StoreError::NotFound | StoreError::Settled | StoreError::Gap { .. } => None,
            _ => Some(Self::Other),
        }
    }
}
