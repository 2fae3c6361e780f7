//! Making the index anew: after a migration or a recovery, and when the rules that cut the words changed.

use crate::StoreError;
use crate::row::Id;
use crate::search::{index, words};
use hadal_domain::MessageId;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

/// Empties an index that other rules made, so that [`step`] fills it again. Titles are in it at once.
pub(crate) fn begin_if_due(db: &mut Connection) -> Result<(), StoreError> {
    let made_by: String = db.query_row("SELECT made_by FROM search_state WHERE one = 1", [], |row| row.get(0))?;
    if made_by == words::rules() { Ok(()) } else { begin(db) }
}

pub(crate) fn begin(db: &mut Connection) -> Result<(), StoreError> {
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    tx.execute_batch(
        "INSERT INTO search_texts (search_texts) VALUES ('delete-all');
         INSERT INTO search_characters (search_characters) VALUES ('delete-all');
         INSERT INTO search_titles (search_titles) VALUES ('delete-all');
         DELETE FROM search_docs;",
    )?;
    let titles = tx
        .prepare("SELECT row, title FROM conversations WHERE title <> ''")?
        .query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?
        .collect::<Result<Vec<(i64, String)>, _>>()?;
    for (row, title) in titles {
        index::retitle(&tx, row, "", &title)?;
    }
    tx.execute("UPDATE search_state SET made_by = ?1, upto = 0, reach = 0 WHERE one = 1", [words::rules()])?;
    Ok(tx.commit()?)
}

/// Puts the next messages into the index, at most so many, in one transaction. `false`: it is whole.
pub(crate) fn step(db: &mut Connection, most: u32) -> Result<bool, StoreError> {
    let Some(upto) = progress(db)? else { return Ok(false) };
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let rows = tx
        .prepare_cached(
            "SELECT m.row, m.id FROM messages AS m WHERE m.row > ?1 AND m.status <> 'streaming'
                AND NOT EXISTS (SELECT 1 FROM search_docs AS d WHERE d.message_row = m.row)
             ORDER BY m.row LIMIT ?2",
        )?
        .query_map(params![upto, most], |row| Ok((row.get(0)?, row.get::<_, Id<MessageId>>(1)?.0)))?
        .collect::<Result<Vec<(i64, MessageId)>, _>>()?;
    for (_, id) in &rows {
        index::add(&tx, *id)?;
    }
    let reached = rows.last().filter(|_| rows.len() >= usize::try_from(most).unwrap_or(usize::MAX)).map(|(row, _)| row);
    tx.execute("UPDATE search_state SET upto = ?1 WHERE one = 1", [reached])?;
    tx.commit()?;
    Ok(reached.is_some())
}

/// The last message row that was looked at; `None` when the index is whole.
pub(crate) fn progress(db: &Connection) -> Result<Option<i64>, StoreError> {
    let upto = db
        .prepare_cached("SELECT upto FROM search_state WHERE one = 1")?
        .query_row([], |row| row.get::<_, Option<i64>>(0))
        .optional()?;
    Ok(upto.flatten())
}
