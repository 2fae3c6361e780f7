//! Table `settings`: small JSON values by name. Never a key of any kind.

use crate::StoreError;
use hadal_domain::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

/// The draft of the conversation that does not exist yet.
pub(crate) const NEW_DRAFT: &str = "draft.new";

pub(crate) fn get(db: &Connection, key: &str) -> Result<Option<String>, StoreError> {
    let value = db
        .prepare_cached("SELECT value FROM settings WHERE key = ?1")?
        .query_row(params![key], |row| row.get(0))
        .optional()?;
    Ok(value)
}

pub(crate) fn put(db: &Connection, key: &str, value: &str, at: Timestamp, rev: i64) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO settings (key, value, updated_at, rev) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at, rev = excluded.rev",
    )?
    .execute(params![key, value, at.as_millis(), rev])?;
    Ok(())
}

/// The unsent text of the conversation that does not exist yet.
pub(crate) fn new_draft(db: &Connection) -> Result<String, StoreError> {
    let stored = get(db, NEW_DRAFT)?;
    // Another version may keep more than a text there; an unreadable draft is no draft.
    Ok(stored.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
}

pub(crate) fn put_new_draft(db: &Connection, text: &str, at: Timestamp, rev: i64) -> Result<(), StoreError> {
    put(db, NEW_DRAFT, &serde_json::Value::from(text).to_string(), at, rev)
}
