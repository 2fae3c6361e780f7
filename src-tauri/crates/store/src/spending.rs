//! Table `usage_ledger`: tokens that were paid for, one row an answer or title. It outlives what was paid for.

use crate::counter::Change;
use crate::row::{Id, count, counted};
use crate::{AnswerEnd, Store, StoreError};
use hadal_domain::{MessageId, ModelId, Timestamp, Usage};
use rusqlite::{Connection, params};

/// What one model was paid for in a span of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spent {
    /// The model that was asked.
    pub model: ModelId,
    /// Answers of it.
    pub answers: u64,
    /// Their tokens, and those of the titles that it made.
    pub usage: Usage,
}

impl Store {
    /// What was spent on answers that ended from `from` until before `until`, by model. What was erased meanwhile is
    /// counted, what was imported is not.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn spent(&self, from: Timestamp, until: Timestamp) -> Result<Vec<Spent>, StoreError> {
        self.read(move |db| between(db, from, until)).await
    }

    /// Notes what the request for a title cost, whatever became of the title.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn note_title(&self, asked: ModelId, served: Option<String>, usage: Usage) -> Result<(), StoreError> {
        let at = Timestamp::now();
        // It is no message; an id of its own keeps it apart from all others.
        let paid = Paid { id: MessageId::new(), origin: TITLE, at, asked: Some(asked), served, usage };
        self.change(move |change| write(change, &paid)).await
    }
}

/// The origin of what was paid for a title. That of answers is empty.
const TITLE: &str = "title";

/// A row of the ledger.
struct Paid {
    id: MessageId,
    origin: &'static str,
    at: Timestamp,
    /// `None`: the model of the message with this id.
    asked: Option<ModelId>,
    served: Option<String>,
    usage: Usage,
}

/// Notes what an answer cost. One that went on after a cut ends again: its sums take the place of the earlier ones.
pub(crate) fn note(change: &Change<'_>, end: &AnswerEnd) -> Result<(), StoreError> {
    // What a standby counts is not what the chosen server is paid for.
    let Some(usage) = end.usage.filter(|_| end.served_by.is_none()) else { return Ok(()) };
    let served = end.served_model.clone();
    write(change, &Paid { id: end.id, origin: "", at: end.at, asked: None, served, usage })
}

fn write(change: &Change<'_>, paid: &Paid) -> Result<(), StoreError> {
    let usage = paid.usage;
    change
        .tx
        .prepare_cached(
            "INSERT INTO usage_ledger (message_id, at, origin, model, served_model, prompt_tokens, completion_tokens,
                cache_hit_tokens, cache_miss_tokens, reasoning_tokens, rev)
             VALUES (?1, ?2, ?3, coalesce(?4, (SELECT model FROM messages WHERE id = ?1), ''), ?5, ?6, ?7, ?8, ?9, ?10,
                ?11)
             ON CONFLICT (message_id, seam) DO UPDATE SET at = excluded.at, model = excluded.model,
                served_model = excluded.served_model, prompt_tokens = excluded.prompt_tokens,
                completion_tokens = excluded.completion_tokens, cache_hit_tokens = excluded.cache_hit_tokens,
                cache_miss_tokens = excluded.cache_miss_tokens, reasoning_tokens = excluded.reasoning_tokens,
                rev = excluded.rev",
        )?
        .execute(params![
            Id(paid.id),
            paid.at.as_millis(),
            paid.origin,
            paid.asked.as_ref().map(ModelId::as_str),
            paid.served,
            count(usage.prompt),
            count(usage.completion),
            count(usage.cache_hit),
            count(usage.cache_miss),
            count(usage.reasoning),
            change.rev,
        ])?;
    Ok(())
}

fn between(db: &Connection, from: Timestamp, until: Timestamp) -> Result<Vec<Spent>, StoreError> {
    let spent = db
        .prepare_cached(
            "SELECT model, count(*) FILTER (WHERE origin = ''), sum(prompt_tokens), sum(completion_tokens), sum(cache_hit_tokens),
                sum(cache_miss_tokens), sum(reasoning_tokens)
             FROM usage_ledger WHERE at >= ?1 AND at < ?2 GROUP BY model ORDER BY model",
        )?
        .query_map([from.as_millis(), until.as_millis()], |row| {
            let tokens = |column| row.get(column).map(counted);
            Ok(Spent {
                model: ModelId::new(&row.get::<_, String>(0)?),
                answers: tokens(1)?,
                usage: Usage {
                    prompt: tokens(2)?,
                    completion: tokens(3)?,
                    cache_hit: tokens(4)?,
                    cache_miss: tokens(5)?,
                    reasoning: tokens(6)?,
                },
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(spent)
}
