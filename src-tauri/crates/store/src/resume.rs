//! Table `seams`: an answer that stopped before its end goes on in its own row, and where it stopped is kept.

use crate::counter::Change;
use crate::parts::TextKind;
use crate::row::{Id, Millis, count, counted};
use crate::search::index;
use crate::{Store, StoreError, messages};
use hadal_domain::{FinishReason, Message, MessageId, Role, Status, Timestamp};
use rusqlite::{Connection, Row, params};

/// A place in an answer where one request ended and the next went on, with what was known about the earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seam {
    /// Whether it lies in the thinking; else in the text.
    pub in_reasoning: bool,
    /// Bytes of that text before it.
    pub at_byte: u64,
    /// Why the model ended there, if it said so.
    pub finish_reason: Option<FinishReason>,
    /// Code of the error that ended it there.
    pub error_code: Option<String>,
    /// The model that answered up to there.
    pub served_model: Option<String>,
    /// The server's trace id of the part before it.
    pub trace_id: Option<String>,
    /// The usage object of the requests before it, as it came; the row has the sums.
    pub usage_raw: Option<String>,
    /// When it went on.
    pub created_at: Timestamp,
}

impl Store {
    /// Lets text arrive for an ended answer again: its row is `streaming`, and a seam tells where it went on. Returns
    /// the answer as it stood before. Durable when it returns.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such answer, or it is in the trash, or still being written; see
    /// [`StoreError`].
    pub async fn resume(&self, answer: MessageId, at: Timestamp) -> Result<Message, StoreError> {
        self.write(move |db| resume(db, answer, at)).await
    }

    /// Where an answer that runs goes on by another request: as [`Store::resume`] of one that never ended.
    ///
    /// # Errors
    /// [`StoreError::Settled`] when it has ended; see [`StoreError`].
    pub async fn add_seam(&self, answer: MessageId, seam: Seam) -> Result<(), StoreError> {
        self.write(move |db| {
            let change = Change::begin(db)?;
            messages::require_streaming(&change.tx, answer)?;
            insert(&change, answer, &seam)?;
            change.commit()
        })
        .await
    }

    /// The seams of an answer, in the order in which it went on.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn seams(&self, answer: MessageId) -> Result<Vec<Seam>, StoreError> {
        self.read(move |db| of(db, answer)).await
    }
}

/// The seams of an answer, in the order in which it went on.
pub(crate) fn of(db: &Connection, answer: MessageId) -> Result<Vec<Seam>, StoreError> {
    let seams = db
        .prepare_cached(
            "SELECT kind, at_byte, finish_reason, error_code, served_model, trace_id, usage_raw, created_at
             FROM seams WHERE message_id = ?1 ORDER BY row",
        )?
        .query_map(params![Id(answer)], from_row)?
        .collect::<Result<_, _>>()?;
    Ok(seams)
}

fn resume(db: &mut Connection, id: MessageId, at: Timestamp) -> Result<Message, StoreError> {
    let change = Change::begin(db)?;
    let tx = &change.tx;
    let answer = messages::read_one(tx, id)?.ok_or(StoreError::NotFound)?;
    let (row, is_shown): (i64, bool) = tx
        .prepare_cached(
            "SELECT m.row, c.deleted_at IS NULL FROM messages AS m JOIN conversations AS c ON c.id = m.conversation_id
             WHERE m.id = ?1",
        )?
        .query_row(params![Id(id)], |row| Ok((row.get(0)?, row.get(1)?)))?;
    if answer.role != Role::Assistant || answer.status == Status::Streaming || !is_shown {
        return Err(StoreError::NotFound);
    }
    // The index keeps whole texts only; the longer one comes back at the end.
    index::remove(tx, row)?;
    insert(&change, id, &Seam::after(&answer, at))?;
    tx.prepare_cached(
        "UPDATE messages SET status = 'streaming', finish_reason = NULL, error_code = NULL, error_detail = NULL,
            rev = ?2 WHERE id = ?1",
    )?
    .execute(params![Id(id), change.rev])?;
    change.commit()?;
    Ok(answer)
}

/// A second try at the same place that brought nothing is the same seam: what is known about the first one stays.
pub(crate) fn insert(change: &Change<'_>, answer: MessageId, seam: &Seam) -> Result<(), StoreError> {
    let kind = if seam.in_reasoning { TextKind::Reasoning } else { TextKind::Text };
    change
        .tx
        .prepare_cached(
            "INSERT INTO seams (message_id, kind, at_byte, finish_reason, error_code, served_model, trace_id,
                usage_raw, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            Id(answer),
            kind.word(),
            count(seam.at_byte),
            seam.finish_reason.as_ref().map(FinishReason::word),
            seam.error_code,
            seam.served_model,
            seam.trace_id,
            seam.usage_raw,
            seam.created_at.as_millis(),
        ])?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Seam> {
    Ok(Seam {
        in_reasoning: row.get_ref(0)?.as_str()? == TextKind::Reasoning.word(),
        at_byte: counted(row.get(1)?),
        finish_reason: row.get::<_, Option<String>>(2)?.map(|word| FinishReason::from_word(&word)),
        error_code: row.get(3)?,
        served_model: row.get(4)?,
        trace_id: row.get(5)?,
        usage_raw: row.get(6)?,
        created_at: row.get::<_, Millis>(7)?.0,
    })
}

impl Seam {
    /// The seam at the end of an answer as it stands: in its text, or in its thinking when it had no text yet.
    #[must_use]
    pub fn after(answer: &Message, at: Timestamp) -> Self {
        let in_reasoning = answer.text.is_empty();
        let before = if in_reasoning { &answer.reasoning } else { &answer.text };
        Self {
            in_reasoning,
            at_byte: before.len() as u64,
            finish_reason: answer.finish_reason.clone(),
            error_code: answer.error_code.clone(),
            served_model: answer.served_model.clone(),
            trace_id: answer.trace_id.clone(),
            usage_raw: answer.usage_raw.clone(),
            created_at: at,
        }
    }
}
