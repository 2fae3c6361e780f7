//! Where conversations stand: the columns of `conversations` for it, and pages of the shelves.

use crate::counter::Change;
use crate::row::{Id, Millis};
use crate::{Cursor, Place, Shelf, ShelfPage, ShelfQuery, ShelfRow, StoreError, tags};
use hadal_domain::{ConversationId, ConversationSummary, FolderId, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, named_params, params};

/// Most rows of one page, whatever is asked for.
const PAGE_MAX: u32 = 500;

/// Where one conversation stands; `None` when it is not there.
pub(crate) fn one(db: &Connection, id: ConversationId) -> Result<Option<Place>, StoreError> {
    let found = db
        .prepare_cached("SELECT folder_id, pinned, archived FROM conversations WHERE id = ?1")?
        .query_row(params![Id(id)], |row| place(row, 0))
        .optional()?;
    let Some(mut place) = found else { return Ok(None) };
    place.tags = tags::of_conversation(db, id)?;
    Ok(Some(place))
}

fn place(row: &Row<'_>, from: usize) -> rusqlite::Result<Place> {
    Ok(Place {
        folder: row.get::<_, Option<Id<FolderId>>>(from)?.map(|id| id.0),
        pinned: row.get(from + 1)?,
        archived: row.get(from + 2)?,
        tags: Vec::new(),
    })
}

/// One page of a shelf.
pub(crate) fn page(db: &mut Connection, query: &ShelfQuery) -> Result<ShelfPage, StoreError> {
    let tx = db.transaction()?;
    let limit = query.limit.clamp(1, PAGE_MAX);
    let before = query.before.unwrap_or(Cursor::NEWEST);
    let mut of = None;
    let which = match query.shelf {
        Shelf::Library => "c.deleted_at IS NULL AND c.archived = 0",
        Shelf::Pinned => "c.deleted_at IS NULL AND c.archived = 0 AND c.pinned = 1",
        Shelf::Folder(folder) => {
            of = Some(*folder.as_bytes());
            "c.deleted_at IS NULL AND c.archived = 0 AND c.folder_id = :of"
        }
        Shelf::Tag(tag) => {
            of = Some(*tag.as_bytes());
            "c.deleted_at IS NULL AND c.archived = 0
             AND c.id IN (SELECT conversation_id FROM conversation_tags WHERE tag_id = :of)"
        }
        Shelf::Archive => "c.deleted_at IS NULL AND c.archived = 1",
        // At the instant 0 stands what is being erased.
        Shelf::Trash => "c.deleted_at > 0",
    };
    let instant = if query.shelf == Shelf::Trash { "c.deleted_at" } else { "c.updated_at" };
    let mut rows = tx
        .prepare_cached(&format!(
            "SELECT c.id, c.title, c.updated_at,
                EXISTS (SELECT 1 FROM messages AS m WHERE m.conversation_id = c.id AND m.status = 'streaming'),
                c.deleted_at, c.folder_id, c.pinned, c.archived, c.rev
             FROM conversations AS c
             WHERE {which} AND ({instant}, c.id) < (:at, :id) AND (:of IS NULL OR length(:of) = 16)
             ORDER BY {instant} DESC, c.id DESC LIMIT :limit"
        ))?
        .query_map(
            named_params! {
                ":at": before.at.as_millis(),
                ":id": before.id_bytes(),
                ":of": of,
                // One more than is shown tells whether there is a next page.
                ":limit": limit.saturating_add(1),
            },
            shelf_row,
        )?
        .collect::<Result<Vec<_>, _>>()?;
    let shown = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > shown;
    rows.truncate(shown);
    for row in &mut rows {
        row.place.tags = tags::of_conversation(&tx, row.summary.id)?;
    }
    let next = rows.last().filter(|_| more).map(|row| {
        let at = if query.shelf == Shelf::Trash { row.deleted_at } else { None };
        Cursor::after(at.unwrap_or(row.summary.updated_at), row.summary.id)
    });
    Ok(ShelfPage { rows, next })
}

fn shelf_row(row: &Row<'_>) -> rusqlite::Result<ShelfRow> {
    Ok(ShelfRow {
        summary: ConversationSummary {
            id: row.get::<_, Id<_>>(0)?.0,
            title: row.get(1)?,
            updated_at: row.get::<_, Millis>(2)?.0,
            running: row.get(3)?,
        },
        deleted_at: row.get::<_, Option<Millis>>(4)?.map(|at: Millis| -> Timestamp { at.0 }),
        place: place(row, 5)?,
        rev: row.get(8)?,
    })
}

/// Puts a conversation into a folder, or out of all.
pub(crate) fn put(change: &Change<'_>, id: ConversationId, folder: Option<FolderId>) -> Result<(), StoreError> {
    let changed = change
        .tx
        .prepare_cached("UPDATE conversations SET folder_id = ?2, rev = ?3 WHERE id = ?1")?
        .execute(params![Id(id), folder.map(Id), change.rev])?;
    found(changed)
}

pub(crate) fn pin(change: &Change<'_>, id: ConversationId, pinned: bool) -> Result<(), StoreError> {
    let changed = change
        .tx
        .prepare_cached("UPDATE conversations SET pinned = ?2, rev = ?3 WHERE id = ?1")?
        .execute(params![Id(id), pinned, change.rev])?;
    found(changed)
}

pub(crate) fn archive(change: &Change<'_>, id: ConversationId, archived: bool) -> Result<(), StoreError> {
    let changed = change
        .tx
        .prepare_cached("UPDATE conversations SET archived = ?2, rev = ?3 WHERE id = ?1")?
        .execute(params![Id(id), archived, change.rev])?;
    found(changed)
}

fn found(changed: usize) -> Result<(), StoreError> {
    if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}
