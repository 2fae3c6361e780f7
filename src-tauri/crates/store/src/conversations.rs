//! Table `conversations`: the library's pages, one conversation, and the changes to its row.

use crate::counter::Change;
use crate::row::{Id, Millis, Word};
use crate::search::index;
use crate::{ConversationPage, ConversationQuery, Cursor, StoreError, shown};
use hadal_domain::{
    Conversation, ConversationId, ConversationSummary, MessageId, ModelId, Parameters, Thinking, Timestamp,
};
use rusqlite::{Connection, OptionalExtension, named_params, params};

/// Most rows of one page, whatever is asked for.
const PAGE_MAX: u32 = 500;

/// One page of the library, newest first, without the archive and the trash.
pub(crate) fn page(db: &Connection, query: &ConversationQuery) -> Result<ConversationPage, StoreError> {
    let limit = query.limit.clamp(1, PAGE_MAX);
    let before = query.before.unwrap_or(Cursor::NEWEST);
    let wanted = query.title_contains.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_lowercase);
    let mut rows = db
        .prepare_cached(
            "SELECT c.id, c.title, c.updated_at,
                EXISTS (SELECT 1 FROM messages AS m WHERE m.conversation_id = c.id AND m.status = 'streaming')
             FROM conversations AS c
             WHERE c.deleted_at IS NULL AND c.archived = 0 AND (c.updated_at, c.id) < (:updated_at, :id)
                AND (:wanted IS NULL OR instr(fold(c.title), :wanted) > 0)
             ORDER BY c.updated_at DESC, c.id DESC LIMIT :limit",
        )?
        .query_map(
            named_params! {
                ":updated_at": before.at.as_millis(),
                ":id": before.id_bytes(),
                ":wanted": wanted,
                // One more than is shown tells whether there is a next page.
                ":limit": limit.saturating_add(1),
            },
            |row| {
                Ok(ConversationSummary {
                    id: row.get::<_, Id<_>>(0)?.0,
                    title: row.get(1)?,
                    updated_at: row.get::<_, Millis>(2)?.0,
                    running: row.get(3)?,
                })
            },
        )?
        .collect::<Result<Vec<_>, _>>()?;
    let shown = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > shown;
    rows.truncate(shown);
    let next = rows.last().filter(|_| more).map(|row| Cursor::after(row.updated_at, row.id));
    Ok(ConversationPage { rows, next })
}

/// One conversation, also from the trash.
pub(crate) fn one(db: &Connection, id: ConversationId) -> Result<Option<Conversation>, StoreError> {
    let found = db
        .prepare_cached(
            "SELECT title, titled_by_user, model, thinking, active_leaf, draft, created_at, updated_at, deleted_at,
                parameters
             FROM conversations WHERE id = ?1",
        )?
        .query_row(params![Id(id)], |row| {
            Ok(Conversation {
                id,
                title: row.get(0)?,
                titled_by_user: row.get(1)?,
                model: ModelId::new(&row.get::<_, String>(2)?),
                thinking: row.get::<_, Word<Thinking>>(3)?.0,
                parameters: read_parameters(&row.get::<_, String>(9)?),
                active_leaf: row.get::<_, Option<Id<MessageId>>>(4)?.map(|id| id.0),
                draft: row.get(5)?,
                created_at: row.get::<_, Millis>(6)?.0,
                updated_at: row.get::<_, Millis>(7)?.0,
                deleted_at: row.get::<_, Option<Millis>>(8)?.map(|at| at.0),
            })
        })
        .optional()?;
    Ok(found)
}

/// A new row, without a leaf and without a draft.
pub(crate) fn insert(change: &Change<'_>, conversation: &Conversation) -> Result<(), StoreError> {
    change
        .tx
        .prepare_cached(
            "INSERT INTO conversations (id, title, titled_by_user, model, thinking, created_at, updated_at, rev,
                parameters)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            Id(conversation.id),
            conversation.title,
            conversation.titled_by_user,
            conversation.model.as_str(),
            conversation.thinking.word(),
            conversation.created_at.as_millis(),
            conversation.updated_at.as_millis(),
            change.rev,
            written_parameters(&conversation.parameters),
        ])?;
    index::retitle(&change.tx, change.tx.last_insert_rowid(), "", &conversation.title)
}

/// What a turn changes in the row of a conversation that is there: its time, which a clock that jumped back does not
/// make older, its model and thinking.
/// It gets a title when it has none and nobody chose that.
pub(crate) fn touch(change: &Change<'_>, conversation: &Conversation) -> Result<(), StoreError> {
    let before = index::title_of(&change.tx, conversation.id)?;
    let changed = change
        .tx
        .prepare_cached(
            "UPDATE conversations SET updated_at = max(updated_at, ?2), model = ?3, thinking = ?4, rev = ?5,
                title = CASE WHEN title = '' AND titled_by_user = 0 THEN ?6 ELSE title END
             WHERE id = ?1 AND deleted_at IS NULL",
        )?
        .execute(params![
            Id(conversation.id),
            conversation.updated_at.as_millis(),
            conversation.model.as_str(),
            conversation.thinking.word(),
            change.rev,
            conversation.title,
        ])?;
    found(changed)?;
    retitled(change, conversation.id, before)
}

/// Brings a title that changed into the index; `before` is what [`index::title_of`] said before the change.
fn retitled(change: &Change<'_>, id: ConversationId, before: Option<(i64, String)>) -> Result<(), StoreError> {
    match (before, index::title_of(&change.tx, id)?) {
        (Some((row, old)), Some((_, new))) => index::retitle(&change.tx, row, &old, &new),
        _ => Ok(()),
    }
}

/// Notes that an answer ended at this instant. A clock that jumped back does not make the conversation older.
pub(crate) fn said(change: &Change<'_>, message: MessageId, at: Timestamp) -> Result<(), StoreError> {
    change
        .tx
        .prepare_cached(
            "UPDATE conversations SET updated_at = max(updated_at, ?2), rev = ?3
             WHERE id = (SELECT conversation_id FROM messages WHERE id = ?1)",
        )?
        .execute(params![Id(message), at.as_millis(), change.rev])?;
    Ok(())
}

pub(crate) fn rename(change: &Change<'_>, id: ConversationId, title: &str, by_user: bool) -> Result<(), StoreError> {
    let before = index::title_of(&change.tx, id)?;
    let changed = change
        .tx
        .prepare_cached("UPDATE conversations SET title = ?2, titled_by_user = ?3, rev = ?4 WHERE id = ?1")?
        .execute(params![Id(id), title, by_user, change.rev])?;
    found(changed)?;
    retitled(change, id, before)
}

pub(crate) fn configure(
    change: &Change<'_>,
    id: ConversationId,
    model: &ModelId,
    thinking: Thinking,
) -> Result<(), StoreError> {
    let changed = change
        .tx
        .prepare_cached("UPDATE conversations SET model = ?2, thinking = ?3, rev = ?4 WHERE id = ?1")?
        .execute(params![Id(id), model.as_str(), thinking.word(), change.rev])?;
    found(changed)
}

/// What cannot be read was written by a stranger: then nothing was chosen.
fn read_parameters(json: &str) -> Parameters {
    serde_json::from_str(json).unwrap_or_default()
}

/// As JSON; `{}` when nothing was chosen.
pub(crate) fn written_parameters(parameters: &Parameters) -> String {
    if parameters.is_default() {
        return "{}".to_owned();
    }
    serde_json::to_string(parameters).unwrap_or_else(|_| "{}".to_owned())
}

pub(crate) fn parameters(db: &Connection, id: ConversationId) -> Result<String, StoreError> {
    Ok(db
        .prepare_cached("SELECT parameters FROM conversations WHERE id = ?1")?
        .query_row(params![Id(id)], |row| row.get(0))?)
}

pub(crate) fn set_parameters(change: &Change<'_>, id: ConversationId, json: &str) -> Result<(), StoreError> {
    let changed = change
        .tx
        .prepare_cached("UPDATE conversations SET parameters = ?2, rev = ?3 WHERE id = ?1")?
        .execute(params![Id(id), json, change.rev])?;
    found(changed)
}

/// Into the trash with an instant, out of it with `None`. One that is being erased (at the instant 0) stays there.
pub(crate) fn set_deleted(
    change: &Change<'_>,
    id: ConversationId,
    deleted_at: Option<Timestamp>,
) -> Result<(), StoreError> {
    let changed = change
        .tx
        .prepare_cached("UPDATE conversations SET deleted_at = ?2, rev = ?3 WHERE id = ?1 AND deleted_at IS NOT 0")?
        .execute(params![Id(id), deleted_at.map(Timestamp::as_millis), change.rev])?;
    found(changed)
}

pub(crate) fn set_draft(change: &Change<'_>, id: ConversationId, draft: &str) -> Result<(), StoreError> {
    let changed = change
        .tx
        .prepare_cached("UPDATE conversations SET draft = ?2, rev = ?3 WHERE id = ?1")?
        .execute(params![Id(id), draft, change.rev])?;
    found(changed)
}

/// Something that belongs to a conversation changed, in another row than its own.
pub(crate) fn note_change(change: &Change<'_>, id: ConversationId) -> Result<(), StoreError> {
    change
        .tx
        .prepare_cached("UPDATE conversations SET rev = ?2 WHERE id = ?1")?
        .execute(params![Id(id), change.rev])?;
    Ok(())
}

/// The commit fails when the leaf is not a message of this conversation.
pub(crate) fn set_active_leaf(change: &Change<'_>, id: ConversationId, leaf: MessageId) -> Result<(), StoreError> {
    let changed = change
        .tx
        .prepare_cached("UPDATE conversations SET active_leaf = ?2, rev = ?3 WHERE id = ?1")?
        .execute(params![Id(id), Id(leaf), change.rev])?;
    found(changed)?;
    shown::follow(&change.tx, id, leaf)
}

fn found(changed: usize) -> Result<(), StoreError> {
    if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}
