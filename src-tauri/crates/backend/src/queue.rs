//! Messages that wait in line behind an answer. The window sends them, in order and with their ids; here they are kept.

use crate::{Backend, Space, problem};
use hadal_domain::{ConversationId, Queued};
use hadal_wire::{CommandError, Done, ErrorCode, QueueKeep, QueuedMessage};

impl Backend {
    /// Keeps what waits in a conversation.
    ///
    /// # Errors
    /// There is no such conversation, a text or the line is too long, or the history did not take it.
    pub async fn queue_keep(&self, request: QueueKeep) -> Result<Done, CommandError> {
        let id: ConversationId = request.conversation_id.parse().map_err(problem::of_id)?;
        let mut queue = Vec::with_capacity(request.queue.len());
        for QueuedMessage { client_id, text } in request.queue {
            queue.push(Queued { client_id: client_id.parse().map_err(problem::of_id)?, text });
        }
        if !Queued::fit(&queue) {
            return Err(CommandError::new(ErrorCode::MessageTooLong, "more waits than one conversation may hold"));
        }
        self.space()?.store.keep_queue(id, queue).await.map_err(|e| problem::of_store(&e))?;
        Ok(Done {})
    }
}

/// What waits in a conversation.
pub(crate) async fn of(space: &Space, conversation: ConversationId) -> Result<Vec<QueuedMessage>, CommandError> {
    let queue = space.store.queue(conversation).await.map_err(|e| problem::of_store(&e))?;
    Ok(queue
        .into_iter()
        .map(|Queued { client_id, text }| QueuedMessage { client_id: client_id.to_string(), text })
        .collect())
}
