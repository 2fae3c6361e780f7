//! Questions to the index: which documents match, in which range, and how many.

use crate::StoreError;
use crate::search::narrow::Narrowed;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params_from_iter};
use std::collections::HashSet;

/// Most documents of one answer.
pub(crate) const MOST: usize = 400;

/// What has more matches is common: it has no weight worth the time that weighing takes.
pub(crate) const COMMON: i64 = 2_000;

/// The newest documents of a range that match and whose rows fulfil the filters, at most [`MOST`].
pub(crate) fn newest(
    db: &Connection,
    narrowed: &Narrowed,
    table: &str,
    expression: String,
    (low, high): (i64, i64),
) -> Result<Vec<i64>, StoreError> {
    select(db, narrowed, table, expression, (low, high), &format!("ORDER BY s.rowid DESC LIMIT {MOST}"))
}

/// All of a range, the newest first. The index is read from its beginning on, which takes two thirds of the time.
pub(crate) fn all(
    db: &Connection,
    narrowed: &Narrowed,
    expression: String,
    (low, high): (i64, i64),
) -> Result<Vec<i64>, StoreError> {
    let mut docs = select(db, narrowed, "search_texts", expression, (low, high), "ORDER BY s.rowid")?;
    docs.reverse();
    Ok(docs)
}

fn select(
    db: &Connection,
    narrowed: &Narrowed,
    table: &str,
    expression: String,
    (low, high): (i64, i64),
    order: &str,
) -> Result<Vec<i64>, StoreError> {
    let sql = format!(
        "SELECT s.rowid FROM {table} AS s CROSS JOIN search_docs AS d ON d.doc = s.rowid
         CROSS JOIN conversations AS c ON c.row = d.conversation_row {}
         WHERE s.{table} MATCH ?1 AND s.rowid < ?2 AND s.rowid >= ?3 AND c.deleted_at IS NULL {} {order}",
        narrowed.joins, narrowed.conditions,
    );
    let values: Vec<Value> = narrowed.values(vec![expression.into(), high.into(), low.into()]);
    let docs =
        db.prepare_cached(&sql)?.query_map(params_from_iter(values), |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(docs)
}

/// Whether more than [`COMMON`] documents match. They are counted from the newest on, where the search looks next.
pub(crate) fn is_common(db: &Connection, table: &str, expression: &str) -> Result<bool, StoreError> {
    let sql = format!(
        "SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {table} MATCH ?1 ORDER BY rowid DESC LIMIT {COMMON})"
    );
    let count: i64 = db.prepare_cached(&sql)?.query_row([expression], |row| row.get(0))?;
    Ok(count >= COMMON)
}

/// Which of a range of documents match.
pub(crate) fn between(db: &Connection, expression: &str, low: i64, high: i64) -> Result<HashSet<i64>, StoreError> {
    let found = db
        .prepare_cached("SELECT rowid FROM search_texts WHERE search_texts MATCH ?1 AND rowid BETWEEN ?2 AND ?3")?
        .query_map((expression, low, high), |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(found)
}

/// The document that has so many between itself and `below`; `None` where there are not so many.
pub(crate) fn document_before(db: &Connection, below: i64, so_many: u32) -> Result<Option<i64>, StoreError> {
    let doc = db
        .prepare_cached("SELECT doc FROM search_docs WHERE doc < ?1 ORDER BY doc DESC LIMIT 1 OFFSET ?2")?
        .query_row((below, so_many), |row| row.get(0))
        .optional()?;
    Ok(doc)
}
