//! A conversation of its own from the path up to a message: the messages are copied, so both go on by themselves.

use crate::{Backend, problem};
use hadal_domain::{Conversation, MessageId, Status, Timestamp, Timings, path_to};
use hadal_wire::{CommandError, ConversationFork, ConversationView, ErrorCode};

impl Backend {
    /// Makes a conversation of the path up to a message. What was paid for stays counted once: the copies have no cost.
    ///
    /// # Errors
    /// There is no such message, it is still being written, or the history did not take it.
    pub async fn conversation_fork(&self, request: ConversationFork) -> Result<ConversationView, CommandError> {
        let space = self.space()?;
        let id: MessageId = request.message_id.parse().map_err(problem::of_id)?;
        let last = space.store.message(id).await.map_err(|e| problem::of_store(&e))?.ok_or_else(problem::not_found)?;
        let source = space.store.conversation(last.conversation_id).await.map_err(|e| problem::of_store(&e))?;
        let source = source.ok_or_else(problem::not_found)?;
        let messages = space.store.messages(source.id).await.map_err(|e| problem::of_store(&e))?;
        let path = path_to(&messages, id).map_err(|_| problem::not_found())?;
        if path.iter().any(|message| message.status == Status::Streaming) {
            return Err(CommandError::new(ErrorCode::TurnRunning, "an answer is being written there"));
        }
        let mut fork = Conversation::new(source.title.clone(), source.model.clone(), source.thinking, Timestamp::now());
        fork.titled_by_user = source.titled_by_user;
        fork.parameters = source.parameters;
        let mut parent = None;
        let mut copies = Vec::with_capacity(path.len());
        for message in path {
            let mut copy = message.clone();
            (copy.id, copy.conversation_id, copy.parent_id, copy.client_id) = (MessageId::new(), fork.id, parent, None);
            // Nobody asked for the copy: it cost nothing, and says nothing about how a server does.
            (copy.usage, copy.usage_raw, copy.timings) = (None, None, Timings::default());
            parent = Some(copy.id);
            copies.push((copy, space.store.parts_with_bytes(message.id).await.map_err(|e| problem::of_store(&e))?));
        }
        fork.active_leaf = parent;
        space.store.import_with(vec![(fork.clone(), copies)]).await.map_err(|e| problem::of_store(&e))?;
        space.tell_row(fork.id).await;
        self.view(&space, &fork).await
    }
}
