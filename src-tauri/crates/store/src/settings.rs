//! Table `settings`: small JSON values by name, the draft of the conversation that does not exist yet among them. Never a
//! key of any kind.

use crate::{Store, StoreError};
use hadal_domain::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

/// The draft of the conversation that does not exist yet.
pub(crate) const NEW_DRAFT: &str = "draft.new";

impl Store {
    /// What was typed for the conversation that does not exist yet.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn new_draft(&self) -> Result<String, StoreError> {
        self.read(|db| new_draft(db)).await
    }

    /// Keeps what was typed for the conversation that does not exist yet.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn keep_new_draft(&self, draft: &str) -> Result<(), StoreError> {
        let (draft, at) = (draft.to_owned(), Timestamp::now());
        self.change(move |change| put_new_draft(&change.tx, &draft, at, change.rev)).await
    }

    /// A setting's JSON; `None` when it was never set.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        let key = key.to_owned();
        self.read(move |db| get(db, &key)).await
    }

    /// Keeps a setting as JSON. Never a key of any kind.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn set_setting(&self, key: &str, json: &str) -> Result<(), StoreError> {
        let (key, json, at) = (key.to_owned(), json.to_owned(), Timestamp::now());
        self.change(move |change| put(&change.tx, &key, &json, at, change.rev)).await
    }
}

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
