//! Table `folders`: a forest, each with its place among its siblings.

use crate::counter::Change;
use crate::row::{Id, Millis};
use crate::{Folder, StoreError, erase};
use hadal_domain::{FolderId, Timestamp};
use rusqlite::{Connection, params};

/// All folders; siblings in the order a person gave them.
pub(crate) fn all(db: &Connection) -> Result<Vec<Folder>, StoreError> {
    let folders = db
        .prepare_cached("SELECT id, parent_id, name, created_at, updated_at FROM folders ORDER BY position, row")?
        .query_map([], |row| {
            Ok(Folder {
                id: row.get::<_, Id<_>>(0)?.0,
                parent_id: row.get::<_, Option<Id<FolderId>>>(1)?.map(|id| id.0),
                name: row.get(2)?,
                created_at: row.get::<_, Millis>(3)?.0,
                updated_at: row.get::<_, Millis>(4)?.0,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(folders)
}

/// Makes a folder as the last of its siblings.
pub(crate) fn make(change: &Change<'_>, folder: &Folder) -> Result<(), StoreError> {
    change
        .tx
        .prepare_cached(
            "INSERT INTO folders (id, parent_id, name, position, created_at, updated_at, rev) VALUES (?1, ?2, ?3,
                (SELECT coalesce(max(position) + 1, 0) FROM folders WHERE parent_id IS ?2), ?4, ?5, ?6)",
        )?
        .execute(params![
            Id(folder.id),
            folder.parent_id.map(Id),
            folder.name,
            folder.created_at.as_millis(),
            folder.updated_at.as_millis(),
            change.rev,
        ])?;
    Ok(())
}

pub(crate) fn rename(change: &Change<'_>, id: FolderId, name: &str, at: Timestamp) -> Result<(), StoreError> {
    let changed = change
        .tx
        .prepare_cached("UPDATE folders SET name = ?2, updated_at = ?3, rev = ?4 WHERE id = ?1")?
        .execute(params![Id(id), name, at.as_millis(), change.rev])?;
    if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
}

/// Puts a folder into another one, before that many of its new siblings.
pub(crate) fn put(
    change: &Change<'_>,
    id: FolderId,
    parent: Option<FolderId>,
    place: usize,
    at: Timestamp,
) -> Result<(), StoreError> {
    if let Some(parent) = parent
        && lies_in(&change.tx, parent, id)?
    {
        return Err(StoreError::InItself);
    }
    let changed = change
        .tx
        .prepare_cached("UPDATE folders SET parent_id = ?2, updated_at = ?3, rev = ?4 WHERE id = ?1")?
        .execute(params![Id(id), parent.map(Id), at.as_millis(), change.rev])?;
    if changed == 0 {
        return Err(StoreError::NotFound);
    }
    let mut siblings = change
        .tx
        .prepare_cached("SELECT id FROM folders WHERE parent_id IS ?1 AND id <> ?2 ORDER BY position, row")?
        .query_map(params![parent.map(Id), Id(id)], |row| row.get::<_, Id<FolderId>>(0).map(|id| id.0))?
        .collect::<Result<Vec<_>, _>>()?;
    siblings.insert(place.min(siblings.len()), id);
    for (position, sibling) in (0_i64..).zip(siblings) {
        change
            .tx
            .prepare_cached("UPDATE folders SET position = ?2, rev = ?3 WHERE id = ?1 AND position <> ?2")?
            .execute(params![Id(sibling), position, change.rev])?;
    }
    Ok(())
}

/// `folder` is `other` or lies somewhere in it.
fn lies_in(db: &Connection, folder: FolderId, other: FolderId) -> Result<bool, StoreError> {
    // UNION forgets what was seen: a circle that damage made would end here.
    let lies = db
        .prepare_cached(
            "WITH RECURSIVE above (id) AS (
                VALUES (?1) UNION SELECT f.parent_id FROM folders AS f JOIN above ON f.id = above.id)
             SELECT EXISTS (SELECT 1 FROM above WHERE id = ?2)",
        )?
        .query_row(params![Id(folder), Id(other)], |row| row.get(0))?;
    Ok(lies)
}

/// Removes a folder. What lies in it, conversations in the trash too, comes to lie in the folder around it.
pub(crate) fn remove(change: &Change<'_>, id: FolderId, at: Timestamp) -> Result<(), StoreError> {
    let parent: Option<Id<FolderId>> = change
        .tx
        .prepare_cached("SELECT parent_id FROM folders WHERE id = ?1")?
        .query_row(params![Id(id)], |row| row.get(0))?;
    change
        .tx
        .prepare_cached("UPDATE conversations SET folder_id = ?2, rev = ?3 WHERE folder_id = ?1")?
        .execute(params![Id(id), parent, change.rev])?;
    change.tx.prepare_cached("UPDATE folders SET parent_id = ?2, rev = ?3 WHERE parent_id = ?1")?.execute(params![
        Id(id),
        parent,
        change.rev
    ])?;
    change.tx.prepare_cached("DELETE FROM folders WHERE id = ?1")?.execute(params![Id(id)])?;
    erase::bury(change, "folder", id.as_bytes(), at)
}
