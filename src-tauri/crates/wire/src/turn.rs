//! Turns: asking, watching the answer come, stopping.

use crate::{ErrorCode, MessageView, Parameters, PictureRef, ThinkingWord};
use hadal_markdown::Op;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Ask something.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TurnStart {
    /// Where; absent starts a new conversation.
    #[serde(default)]
    #[ts(optional)]
    pub conversation_id: Option<String>,
    /// The message that this one follows; absent for the first of a conversation.
    /// Editing a message is asking again after its parent.
    #[serde(default)]
    #[ts(optional)]
    pub parent_id: Option<String>,
    /// What was typed.
    pub text: String,
    /// Pictures that go along.
    #[serde(default)]
    #[ts(optional, as = "Option<Vec<PictureRef>>")]
    pub pictures: Vec<PictureRef>,
    /// How the answer begins; absent or blank leaves it to the model. Such an answer is not thought about.
    #[serde(default)]
    #[ts(optional)]
    pub begin_with: Option<String>,
    /// Model id.
    pub model: String,
    /// Thinking.
    pub thinking: ThinkingWord,
    /// What else a new conversation is asked with; absent: what the settings say. One that is there has its own.
    #[serde(default)]
    #[ts(optional)]
    pub parameters: Option<Parameters>,
    /// A UUID of the window's: asking twice with the same one starts one turn.
    pub client_id: String,
}

/// Ask the same again: another version of an answer.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TurnRegenerate {
    /// The answer that gets another version.
    pub message_id: String,
    /// Model id.
    pub model: String,
    /// Thinking.
    pub thinking: ThinkingWord,
    /// A UUID of the window's: asking twice with the same one starts one turn.
    pub client_id: String,
}

/// Go on with an answer that ended before its end, in its own row. Twice is once while it runs.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TurnContinue {
    /// The answer.
    pub message_id: String,
}

/// A turn has begun: both rows are on the disk and the request is on its way.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TurnStarted {
    /// The conversation with its path up to the new answer.
    pub view: crate::ConversationView,
    /// The question's row (the old one when regenerating).
    pub question_id: String,
    /// The answer's row: attach to it.
    pub answer_id: String,
}

/// Stop an answer; what came is kept. Harmless when it has ended.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TurnStop {
    /// The answer.
    pub message_id: String,
}

/// End the wait for the next try of an answer. Harmless when it does not wait.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TurnHurry {
    /// The answer.
    pub message_id: String,
}

/// Take a question back that waits to be sent: it leaves the history, and its text stands in the draft.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TurnTakeBack {
    /// The answer that waits.
    pub message_id: String,
}

/// A question was taken back.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TurnTakenBack {
    /// The conversation as it is now; nothing when it had no other message and is gone.
    pub view: Option<crate::ConversationView>,
    /// What was typed, and what waited in the line of a conversation that is gone; nothing when the question has other
    /// answers and stays.
    pub text: Option<String>,
    /// The pictures that went along.
    pub pictures: Vec<crate::PictureView>,
    /// How the answer was to begin.
    pub begin_with: Option<String>,
}

/// Watch an answer come. The first event is a snapshot unless `after_seq` is up to date; an answer that has ended
/// gives one `ended`.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TurnAttach {
    /// The window's name for this watch, to leave it by.
    pub watch_id: String,
    /// The answer.
    pub message_id: String,
    /// `seq` of the last event that was applied.
    #[serde(default)]
    #[ts(optional)]
    pub after_seq: Option<u64>,
}

/// One event of an answer that comes.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TurnEvent {
    /// Grows by one an event; a snapshot carries the one it is up to.
    pub seq: u64,
    /// What happened.
    pub kind: TurnEventKind,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum TurnEventKind {
    /// All there is so far: forget what was shown before.
    Snapshot {
        /// The message with its blocks so far.
        message: Box<MessageView>,
        /// Where it stands.
        phase: Phase,
    },
    /// It stands elsewhere now.
    Phase {
        /// Where.
        phase: Phase,
    },
    /// The standby answers in the place of the chosen server.
    ServedBy {
        /// Its host and port.
        host: Option<String>,
    },
    /// More to show; both lists may be empty.
    Patch {
        /// Changes of the thinking's blocks, in order.
        reasoning: Vec<Op>,
        /// Changes of the answer's blocks, in order.
        answer: Vec<Op>,
    },
    /// It has ended, and its row is on the disk. What is shown stays: the message's `blocks` and `reasoning` are empty
    /// here, because the last patch before made the shown ones final.
    Ended {
        /// As it stays, without its blocks.
        message: Box<MessageView>,
    },
}

/// Where an answer stands, with its clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Phase {
    /// Where.
    pub name: PhaseName,
    /// Since when, in milliseconds since 1970 UTC: the window counts from here.
    pub since_ms: i64,
    /// Which try this is, from 1.
    pub attempt: u32,
    /// What is in the way of a question that waits, once it was tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub why: Option<ErrorCode>,
}

/// Where an answer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PhaseName {
    /// The request is on its way.
    Connecting,
    /// The server took it and keeps the line alive.
    Queued,
    /// Thinking comes.
    Thinking,
    /// The answer comes.
    Answering,
    /// Nothing has come for a while.
    Stalled,
    /// It failed before the first word and is tried again at `since_ms`.
    Retrying,
    /// The server failed so often that it is left alone until `since_ms`.
    Paused,
    /// There is no way to the server and nothing was sent: it goes by itself when there is one.
    Waiting,
}
