//! Whole conversations from elsewhere, many in one transaction.

use crate::counter::Change;
use crate::{StoreError, WholeMessage, attached, conversations, messages};
use hadal_domain::{Conversation, Status};
use rusqlite::Connection;

/// Writes those conversations that are not there yet, and answers how many these were.
pub(crate) fn run(db: &mut Connection, all: Vec<(Conversation, Vec<WholeMessage>)>) -> Result<u64, StoreError> {
    let change = Change::begin(db)?;
    let mut made = 0;
    for (conversation, messages) in all {
        if conversations::one(&change.tx, conversation.id)?.is_some() {
            continue;
        }
        conversations::insert(&change, &conversation)?;
        for (mut message, parts) in messages {
            if message.conversation_id != conversation.id {
                return Err(StoreError::NotFound);
            }
            // Nothing arrives for it here.
            if message.status == Status::Streaming {
                message.status = Status::Interrupted;
            }
            messages::insert(&change.tx, &message, change.rev)?;
            attached::put(&change.tx, message.id, &parts, message.created_at)?;
        }
        if let Some(leaf) = conversation.active_leaf {
            conversations::set_active_leaf(&change, conversation.id, leaf)?;
        }
        if conversation.deleted_at.is_some() {
            conversations::set_deleted(&change, conversation.id, conversation.deleted_at)?;
        }
        conversations::set_draft(&change, conversation.id, &conversation.draft)?;
        made += 1;
    }
    change.commit()?;
    Ok(made)
}
