//! What a turn gives to the history: its rows before the request, the text as it comes, and its end.

use hadal_domain::{
    ClientId, Conversation, ConversationId, FinishReason, Message, MessageId, Status, Timestamp, Timings, Usage,
};

/// The rows of a turn that begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTurn {
    /// Made if it is new. If it is there: its `updated_at`, model and thinking are taken over, and its title when it
    /// had none. `active_leaf` and `draft` of this value are not read.
    pub conversation: Conversation,
    /// What was asked; `None` when an answer is made again. Its `client_id` is not stored.
    pub question: Option<Message>,
    /// The row that the answer streams into.
    pub answer: Message,
    /// Makes a repeat harmless; stored with the answer.
    pub client_id: ClientId,
}

/// A turn that is in the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BegunTurn {
    /// The same client id was seen before: nothing was written, and the ids are those of the first time.
    pub repeated: bool,
    /// The conversation.
    pub conversation: ConversationId,
    /// The answer's row.
    pub answer: MessageId,
}

/// A piece of one text of an answer. What is stored already may be sent again: it is not doubled.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TailWrite {
    /// Where `text` begins in the whole, in bytes.
    pub from_byte: u64,
    /// What is new; empty when nothing is.
    pub text: String,
}

/// New text of an answer that is arriving, and what is known about it so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The answer's row.
    pub id: MessageId,
    /// What is new of the text.
    pub text: TailWrite,
    /// What is new of the reasoning.
    pub reasoning: TailWrite,
    /// When what arrived, so far.
    pub timings: Timings,
    /// The model that answers; `None` leaves what is known.
    pub served_model: Option<String>,
    /// The server's trace id; `None` leaves what is known.
    pub trace_id: Option<String>,
    /// The standby that answers; `None` leaves what is known.
    pub served_by: Option<String>,
}

/// How an answer ended. Its texts are the whole texts and replace what the checkpoints brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerEnd {
    /// The answer's row.
    pub id: MessageId,
    /// Done, stopped, interrupted or failed.
    pub status: Status,
    /// The whole text.
    pub text: String,
    /// The whole reasoning.
    pub reasoning: String,
    /// Why the model ended, if it said so.
    pub finish_reason: Option<FinishReason>,
    /// Code of the error that ended it.
    pub error_code: Option<String>,
    /// The server's words on it, masked and capped.
    pub error_detail: Option<String>,
    /// Tokens, if the API counted them.
    pub usage: Option<Usage>,
    /// The usage object as it came.
    pub usage_raw: Option<String>,
    /// The model that answered.
    pub served_model: Option<String>,
    /// The server's trace id.
    pub trace_id: Option<String>,
    /// The standby that answered, if it did.
    pub served_by: Option<String>,
    /// When what arrived.
    pub timings: Timings,
    /// When it ended.
    pub at: Timestamp,
}

impl AnswerEnd {
    /// The end of an answer as this message stands; `updated_at` is when it ended.
    #[must_use]
    pub fn of(answer: &Message) -> Self {
        Self {
            id: answer.id,
            status: answer.status,
            text: answer.text.clone(),
            reasoning: answer.reasoning.clone(),
            finish_reason: answer.finish_reason.clone(),
            error_code: answer.error_code.clone(),
            error_detail: answer.error_detail.clone(),
            usage: answer.usage,
            usage_raw: answer.usage_raw.clone(),
            served_model: answer.served_model.clone(),
            trace_id: answer.trace_id.clone(),
            served_by: answer.served_by.clone(),
            timings: answer.timings,
            at: answer.updated_at,
        }
    }
}
