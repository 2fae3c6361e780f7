//! Table `usage_ledger`: tokens that were paid for, one row an answer. It outlives the answer.

use crate::counter::Change;
use crate::row::{Id, count, counted};
use crate::{AnswerEnd, Store, StoreError};
use hadal_domain::{ModelId, Timestamp, Usage};
use rusqlite::{Connection, params};

/// What one model was paid for in a span of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spent {
    /// The model that was asked.
    pub model: ModelId,
    /// Answers of it.
    pub answers: u64,
    /// Their tokens.
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
}

/// Notes what an answer cost. One that went on after a cut ends again: its sums take the place of the earlier ones.
pub(crate) fn note(change: &Change<'_>, end: &AnswerEnd) -> Result<(), StoreError> {
    let Some(usage) = end.usage else { return Ok(()) };
    change
        .tx
        .prepare_cached(
            "INSERT INTO usage_ledger (message_id, at, model, served_model, prompt_tokens, completion_tokens,
                cache_hit_tokens, cache_miss_tokens, reasoning_tokens, rev)
             VALUES (?1, ?2, coalesce((SELECT model FROM messages WHERE id = ?1), ''), ?3, ?4, ?5, ?6, ?7, ?8, ?9)
             ON CONFLICT (message_id, seam) DO UPDATE SET at = excluded.at, model = excluded.model,
                served_model = excluded.served_model, prompt_tokens = excluded.prompt_tokens,
                completion_tokens = excluded.completion_tokens, cache_hit_tokens = excluded.cache_hit_tokens,
                cache_miss_tokens = excluded.cache_miss_tokens, reasoning_tokens = excluded.reasoning_tokens,
                rev = excluded.rev",
        )?
        .execute(params![
            Id(end.id),
            end.at.as_millis(),
            end.served_model,
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
            "SELECT model, count(*), sum(prompt_tokens), sum(completion_tokens), sum(cache_hit_tokens),
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
