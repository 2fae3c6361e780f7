//! Tables `tags` and `conversation_tags`.

use crate::counter::Change;
use crate::row::{Id, counted};
use crate::{StoreError, Tag, conversations, erase};
use hadal_domain::{ConversationId, TagId, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

/// All tags in the order of their names.
pub(crate) fn all(db: &Connection) -> Result<Vec<Tag>, StoreError> {
    let tags = db
        .prepare_cached(
            "SELECT t.id, t.name, (SELECT count(*) FROM conversation_tags AS ct
                JOIN conversations AS c ON c.id = ct.conversation_id
                WHERE ct.tag_id = t.id AND c.deleted_at IS NULL)
             FROM tags AS t ORDER BY t.name",
        )?
        .query_map([], |row| {
            Ok(Tag { id: row.get::<_, Id<_>>(0)?.0, name: row.get(1)?, conversations: counted(row.get(2)?) })
        })?
        .collect::<Result<_, _>>()?;
    Ok(tags)
}

/// The tag of this name, made if there is none.
pub(crate) fn named(change: &Change<'_>, name: &str, at: Timestamp) -> Result<TagId, StoreError> {
    if let Some(id) = of_name(&change.tx, name)? {
        return Ok(id);
    }
    let id = TagId::new();
    change
        .tx
        .prepare_cached("INSERT INTO tags (id, name, created_at, rev) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![Id(id), name, at.as_millis(), change.rev])?;
    Ok(id)
}

/// What a tag is called; `None` when there is none of this id.
pub(crate) fn name(db: &Connection, id: TagId) -> Result<Option<String>, StoreError> {
    Ok(db.prepare_cached("SELECT name FROM tags WHERE id = ?1")?.query_row([Id(id)], |row| row.get(0)).optional()?)
}

fn of_name(db: &Connection, name: &str) -> Result<Option<TagId>, StoreError> {
    let id = db
        .prepare_cached("SELECT id FROM tags WHERE name = ?1")?
        .query_row([name], |row| row.get::<_, Id<_>>(0))
        .optional()?;
    Ok(id.map(|id| id.0))
}

pub(crate) fn rename(change: &Change<'_>, id: TagId, name: &str) -> Result<(), StoreError> {
    if of_name(&change.tx, name)?.is_some_and(|other| other != id) {
        return Err(StoreError::NameTaken);
    }
    let changed = change.tx.prepare_cached("UPDATE tags SET name = ?2, rev = ?3 WHERE id = ?1")?.execute(params![
        Id(id),
        name,
        change.rev
    ])?;
    if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}

/// Removes a tag from everywhere.
pub(crate) fn remove(change: &Change<'_>, id: TagId, at: Timestamp) -> Result<(), StoreError> {
    let changed = change.tx.prepare_cached("DELETE FROM tags WHERE id = ?1")?.execute(params![Id(id)])?;
    if changed == 0 {
        return Err(StoreError::NotFound);
    }
    erase::bury(change, "tag", id.as_bytes(), at)
}

/// Gives a tag to a conversation; again is harmless.
pub(crate) fn give(change: &Change<'_>, conversation: ConversationId, tag: TagId) -> Result<(), StoreError> {
    change
        .tx
        .prepare_cached(
            "INSERT INTO conversation_tags (conversation_id, tag_id, rev) VALUES (?1, ?2, ?3)
             ON CONFLICT (conversation_id, tag_id) DO NOTHING",
        )?
        .execute(params![Id(conversation), Id(tag), change.rev])?;
    conversations::note_change(change, conversation)
}

/// Takes a tag from a conversation; one that it has not is not missed.
pub(crate) fn take(
    change: &Change<'_>,
    conversation: ConversationId,
    tag: TagId,
    at: Timestamp,
) -> Result<(), StoreError> {
    let changed = change
        .tx
        .prepare_cached("DELETE FROM conversation_tags WHERE conversation_id = ?1 AND tag_id = ?2")?
        .execute(params![Id(conversation), Id(tag)])?;
    if changed == 0 {
        return Ok(());
    }
    conversations::note_change(change, conversation)?;
    let both = [conversation.as_bytes().as_slice(), tag.as_bytes()].concat();
    erase::bury(change, "conversation_tag", &both, at)
}

/// The tags of a conversation, in the order of their names.
pub(crate) fn of_conversation(db: &Connection, conversation: ConversationId) -> Result<Vec<TagId>, StoreError> {
    let tags = db
        .prepare_cached(
            "SELECT t.id FROM conversation_tags AS ct JOIN tags AS t ON t.id = ct.tag_id
             WHERE ct.conversation_id = ?1 ORDER BY t.name",
        )?
        .query_map(params![Id(conversation)], |row| row.get::<_, Id<_>>(0).map(|id| id.0))?
        .collect::<Result<_, _>>()?;
    Ok(tags)
}
