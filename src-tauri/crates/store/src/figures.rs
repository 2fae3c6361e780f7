//! How answers came: what is needed to say whether a server is as it mostly is. Numbers only, no text.

use crate::row::{Millis, Word, counted};
use crate::{Store, StoreError};
use hadal_domain::{ModelId, Status, Timestamp};
use rusqlite::{Connection, params};

/// How one answer came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerFigures {
    /// When it was asked for.
    pub at: Timestamp,
    /// What became of it.
    pub status: Status,
    /// Code of the error that ended it.
    pub error_code: Option<String>,
    /// Milliseconds until its first word, thinking included.
    pub first_word_ms: Option<u64>,
    /// Milliseconds until its end.
    pub end_ms: u64,
    /// Tokens that were written, if the API counted them.
    pub completion_tokens: Option<u64>,
}

impl Store {
    /// The newest `limit` ended answers of the server that was chosen, asked of `model` since `from`, newest first.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn answer_figures(
        &self,
        model: ModelId,
        from: Timestamp,
        limit: u32,
    ) -> Result<Vec<AnswerFigures>, StoreError> {
        self.read(move |db| newest(db, &model, from, limit)).await
    }
}

/// Ids begin with the time they were made, so the newest are found without reading the others.
fn newest(db: &Connection, model: &ModelId, from: Timestamp, limit: u32) -> Result<Vec<AnswerFigures>, StoreError> {
    let figures = db
        .prepare_cached(
            "SELECT created_at, status, error_code, min(coalesce(first_reasoning_ms, first_content_ms),
                coalesce(first_content_ms, first_reasoning_ms)) AS first_word_ms, end_ms, completion_tokens
             FROM messages
             WHERE id >= ?1 AND role = 'assistant' AND model = ?2 AND served_by IS NULL AND end_ms IS NOT NULL
                AND status <> 'streaming'
             ORDER BY id DESC LIMIT ?3",
        )?
        .query_map(params![earliest(from), model.as_str(), limit], |row| {
            Ok(AnswerFigures {
                at: row.get::<_, Millis>(0)?.0,
                status: row.get::<_, Word<_>>(1)?.0,
                error_code: row.get(2)?,
                first_word_ms: row.get::<_, Option<i64>>(3)?.map(counted),
                end_ms: counted(row.get(4)?),
                completion_tokens: row.get::<_, Option<i64>>(5)?.map(counted),
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(figures)
}

/// The bytes that an id made at this time would begin with, and nothing after them.
fn earliest(at: Timestamp) -> [u8; 16] {
    (u128::try_from(at.as_millis()).unwrap_or(0) << 80).to_be_bytes()
}
