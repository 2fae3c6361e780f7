//! Whole conversations from elsewhere, many in one transaction.

use crate::counter::Change;
use crate::{StoreError, Whole, WholeMessage, attached, belongings, conversations, messages};
use hadal_domain::{Conversation, Message, Status};
use rusqlite::Connection;

/// Writes those conversations that are not there yet, and answers how many these were.
pub(crate) fn run(db: &mut Connection, all: Vec<(Conversation, Vec<WholeMessage>)>) -> Result<u64, StoreError> {
    let change = Change::begin(db)?;
    let mut made = 0;
    for (conversation, messages) in all {
        made += u64::from(one(&change, &conversation, messages)?);
    }
    change.commit()?;
    Ok(made)
}

/// The same with all that belongs to them.
pub(crate) fn run_whole(db: &mut Connection, all: Vec<Whole>) -> Result<u64, StoreError> {
    let change = Change::begin(db)?;
    let mut made = 0;
    for Whole { conversation, messages, mut belongings } in all {
        let mut parts_of = |message: &Message| belongings.parts.remove(&message.id).unwrap_or_default();
        let messages = messages.into_iter().map(|message| {
            let parts = parts_of(&message);
            (message, parts)
        });
        if one(&change, &conversation, messages.collect())? {
            belongings::put(&change, conversation.id, &belongings)?;
            made += 1;
        }
    }
    change.commit()?;
    Ok(made)
}

/// Writes a conversation; `false` when it is there already.
fn one(change: &Change<'_>, conversation: &Conversation, messages: Vec<WholeMessage>) -> Result<bool, StoreError> {
    if conversations::one(&change.tx, conversation.id)?.is_some() {
        return Ok(false);
    }
    conversations::insert(change, conversation)?;
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
        conversations::set_active_leaf(change, conversation.id, leaf)?;
    }
    if conversation.deleted_at.is_some() {
        conversations::set_deleted(change, conversation.id, conversation.deleted_at)?;
    }
    conversations::set_draft(change, conversation.id, &conversation.draft)?;
    Ok(true)
}
