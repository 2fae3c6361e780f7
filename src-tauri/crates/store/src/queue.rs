//! Messages that wait in line behind an answer. They lie in `settings`, one value a conversation: like a draft, they are
//! nothing that was said yet. What is sent leaves the line in the transaction that writes its rows.

use crate::counter::Change;
use crate::{Store, StoreError, conversations, messages, settings};
use hadal_domain::{ClientId, ConversationId, Queued, Timestamp};
use rusqlite::{Connection, params};

impl Store {
    /// What waits in a conversation, in the order in which it will be sent.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn queue(&self, conversation: ConversationId) -> Result<Vec<Queued>, StoreError> {
        self.read(move |db| read(db, conversation)).await
    }

    /// Keeps what waits in a conversation. What was sent meanwhile does not come back.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such conversation; see [`StoreError`].
    pub async fn keep_queue(&self, conversation: ConversationId, queue: Vec<Queued>) -> Result<(), StoreError> {
        self.change(move |change| {
            let stored = conversations::one(&change.tx, conversation)?;
            if stored.is_none_or(|stored| stored.deleted_at.is_some()) {
                return Err(StoreError::NotFound);
            }
            let mut waiting = Vec::with_capacity(queue.len());
            for queued in &queue {
                if messages::of_client(&change.tx, queued.client_id)?.is_none() {
                    waiting.push(queued.clone());
                }
            }
            write(change, conversation, &waiting)
        })
        .await
    }
}

/// Whether the message of this client id waits there.
pub(crate) fn holds(db: &Connection, conversation: ConversationId, id: ClientId) -> Result<bool, StoreError> {
    Ok(read(db, conversation)?.iter().any(|queued| queued.client_id == id))
}

/// The message of this client id was sent.
pub(crate) fn leave(change: &Change<'_>, conversation: ConversationId, sent: ClientId) -> Result<(), StoreError> {
    let mut queue = read(&change.tx, conversation)?;
    let before = queue.len();
    queue.retain(|queued| queued.client_id != sent);
    if queue.len() == before { Ok(()) } else { write(change, conversation, &queue) }
}

/// Nothing waits any more in a conversation that is being erased.
pub(crate) fn forget(db: &Connection, conversation: ConversationId) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM settings WHERE key = ?1")?.execute(params![key(conversation)])?;
    Ok(())
}

pub(crate) fn read(db: &Connection, conversation: ConversationId) -> Result<Vec<Queued>, StoreError> {
    let stored = settings::get(db, &key(conversation))?;
    // Another version may keep it otherwise; what cannot be read does not wait.
    Ok(stored.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
}

pub(crate) fn write(change: &Change<'_>, conversation: ConversationId, queue: &[Queued]) -> Result<(), StoreError> {
    if queue.is_empty() {
        return forget(&change.tx, conversation);
    }
    let json = serde_json::to_string(queue).unwrap_or_else(|_| "[]".to_owned());
    settings::put(&change.tx, &key(conversation), &json, Timestamp::now(), change.rev)
}

fn key(conversation: ConversationId) -> String {
    format!("queue.{conversation}")
}
