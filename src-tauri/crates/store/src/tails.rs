//! Table `tails`: the pieces of an answer that is still arriving.
//!
//! Each checkpoint adds one row with the new bytes, so its cost follows what is new and not what is there: growing
//! one row in place would write the whole answer again four times a second, and incremental blobs cannot grow.
//! When the answer ends, its pieces become one row of `parts`: readers, search and export meet whole texts only.

use crate::parts::{self, TextKind};
use crate::row::{Id, count, counted};
use crate::{StoreError, TailWrite};
use hadal_domain::MessageId;
use rusqlite::{Connection, OptionalExtension, params};

/// Where the stored text of that kind ends, in bytes.
fn end(db: &Connection, message: MessageId, kind: TextKind) -> Result<i64, StoreError> {
    let end = db
        .prepare_cached(
            "SELECT end_byte FROM tails WHERE message_id = ?1 AND kind = ?2 ORDER BY from_byte DESC LIMIT 1",
        )?
        .query_row(params![Id(message), kind.word()], |row| row.get(0))
        .optional()?;
    match end {
        Some(end) => Ok(end),
        None => parts::bytes(db, message, kind),
    }
}

/// Adds what is new of a piece. What is stored already is not stored twice.
pub(crate) fn append(db: &Connection, message: MessageId, kind: TextKind, tail: &TailWrite) -> Result<(), StoreError> {
    if tail.text.is_empty() {
        return Ok(());
    }
    let stored = end(db, message, kind)?;
    let gap = StoreError::Gap { stored_bytes: counted(stored) };
    let Some(known) = counted(stored).checked_sub(tail.from_byte) else { return Err(gap) };
    let known = usize::try_from(known).unwrap_or(usize::MAX);
    if known >= tail.text.len() {
        return Ok(());
    }
    // Both ends were cut between characters; anything else is another text than the one that is stored.
    let new = tail.text.get(known..).ok_or(gap)?;
    db.prepare_cached("INSERT INTO tails (message_id, kind, from_byte, end_byte, text) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![Id(message), kind.word(), stored, stored.saturating_add(count(new.len() as u64)), new])?;
    Ok(())
}

/// Makes the pieces of an answer its whole text.
pub(crate) fn fold(db: &Connection, message: MessageId) -> Result<(), StoreError> {
    for kind in TextKind::BOTH {
        let mut whole = parts::text(db, message, kind)?;
        let before = whole.len();
        let mut pieces =
            db.prepare_cached("SELECT text FROM tails WHERE message_id = ?1 AND kind = ?2 ORDER BY from_byte")?;
        let mut rows = pieces.query(params![Id(message), kind.word()])?;
        while let Some(row) = rows.next()? {
            whole.push_str(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?);
        }
        if whole.len() > before {
            parts::put(db, message, kind, &whole)?;
        }
    }
    clear(db, message)
}

/// Forgets the pieces: the whole text is in `parts`.
pub(crate) fn clear(db: &Connection, message: MessageId) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM tails WHERE message_id = ?1")?.execute(params![Id(message)])?;
    Ok(())
}
