//! Table `parts`: the whole text and reasoning of messages that are not arriving any more.

use crate::StoreError;
use crate::row::Id;
use hadal_domain::MessageId;
use rusqlite::{Connection, OptionalExtension, params};

/// What a text is: the answer itself or the thinking before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextKind {
    Reasoning,
    Text,
}

impl TextKind {
    pub(crate) const BOTH: [Self; 2] = [Self::Reasoning, Self::Text];

    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Reasoning => "reasoning",
            Self::Text => "text",
        }
    }

    pub(crate) fn of_word(word: &str) -> Option<Self> {
        Self::BOTH.into_iter().find(|kind| kind.word() == word)
    }

    /// Reasoning comes first, as it does in time.
    const fn position(self) -> i64 {
        match self {
            Self::Reasoning => 0,
            Self::Text => 1,
        }
    }
}

/// Makes `text` the whole text of that kind; an empty one has no row.
pub(crate) fn put(db: &Connection, message: MessageId, kind: TextKind, text: &str) -> Result<(), StoreError> {
    if text.is_empty() {
        db.prepare_cached("DELETE FROM parts WHERE message_id = ?1 AND position = ?2")?
            .execute(params![Id(message), kind.position()])?;
        return Ok(());
    }
    db.prepare_cached(
        "INSERT INTO parts (message_id, position, kind, text) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (message_id, position) DO UPDATE SET kind = excluded.kind, text = excluded.text",
    )?
    .execute(params![Id(message), kind.position(), kind.word(), text])?;
    Ok(())
}

/// The whole text of that kind; empty when there is no row.
pub(crate) fn text(db: &Connection, message: MessageId, kind: TextKind) -> Result<String, StoreError> {
    let text = db
        .prepare_cached("SELECT text FROM parts WHERE message_id = ?1 AND position = ?2")?
        .query_row(params![Id(message), kind.position()], |row| row.get(0))
        .optional()?;
    Ok(text.unwrap_or_default())
}

/// Bytes of the whole text of that kind, without reading it.
pub(crate) fn bytes(db: &Connection, message: MessageId, kind: TextKind) -> Result<i64, StoreError> {
    let bytes = db
        .prepare_cached("SELECT octet_length(text) FROM parts WHERE message_id = ?1 AND position = ?2")?
        .query_row(params![Id(message), kind.position()], |row| row.get(0))
        .optional()?;
    Ok(bytes.unwrap_or(0))
}
