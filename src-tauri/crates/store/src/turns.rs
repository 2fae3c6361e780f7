//! The writes of a turn, each done as a whole or not at all: begin, checkpoint, end, and the cut that a start-up finds.

use crate::counter::{Change, Unit};
use crate::parts::{self, TextKind};
use crate::row::{Id, count};
use crate::search::index;
use crate::{
    AnswerEnd, BegunTurn, Checkpoint, NewPart, NewTurn, StoreError, attached, conversations, messages, queue, settings,
    spending, tails,
};
use hadal_domain::{Conversation, FinishReason, Message, MessageId, Status, Timestamp};
use rusqlite::{Connection, named_params, params};

/// The rows of a turn; durable when it returns.
pub(crate) fn begin(db: &mut Connection, turn: &NewTurn, parts: &[NewPart]) -> Result<BegunTurn, StoreError> {
    let NewTurn { conversation, question, answer, client_id } = turn;
    let client_id = *client_id;
    if let Some((answer, conversation)) = messages::of_client(db, client_id)? {
        return Ok(BegunTurn { repeated: true, conversation, answer });
    }
    let change = Change::begin(db)?;
    let at = answer.created_at;
    let after = question.as_ref().map_or(answer.parent_id, |question| question.parent_id);
    if let Some(parent) = after
        // A deleted row still satisfies the foreign key, and could never go for good with something under it.
        && messages::read_one(&change.tx, parent)?.is_none()
    {
        return Err(StoreError::NotFound);
    }
    if let Some(stored) = conversations::one(&change.tx, conversation.id)? {
        conversations::touch(&change, conversation)?;
        let waited = queue::holds(&change.tx, conversation.id, client_id)?;
        if !waited && question.as_ref().is_some_and(|question| came_from_the_composer(&stored, question)) {
            conversations::set_draft(&change, conversation.id, "")?;
        }
    } else {
        conversations::insert(&change, conversation)?;
        settings::put_new_draft(&change.tx, "", at, change.rev)?;
    }
    if let Some(question) = question {
        messages::insert(&change.tx, &Message { client_id: None, ..question.clone() }, change.rev)?;
        attached::put(&change.tx, question.id, parts, at)?;
    }
    queue::leave(&change, conversation.id, client_id)?;
    let answer = Message { client_id: Some(client_id), ..answer.clone() };
    messages::insert(&change.tx, &answer, change.rev)?;
    conversations::set_active_leaf(&change, conversation.id, answer.id)?;
    change.commit()?;
    Ok(BegunTurn { repeated: false, conversation: conversation.id, answer: answer.id })
}

/// What is sent from the composer follows the leaf that is shown; an edited question branches off before it,
/// and what stands in the composer then is another text, which stays.
fn came_from_the_composer(stored: &Conversation, question: &Message) -> bool {
    question.parent_id == stored.active_leaf
}

/// New text of an answer and what is known about it so far. The change counter stays: nobody else reads half an answer.
pub(crate) fn checkpoint(db: &mut Connection, checkpoint: &Checkpoint) -> Result<(), StoreError> {
    let Checkpoint { id, text, reasoning, timings, served_model, trace_id, served_by } = checkpoint;
    let tx = Unit::begin(db)?;
    messages::require_streaming(&tx, *id)?;
    tails::append(&tx, *id, TextKind::Reasoning, reasoning)?;
    tails::append(&tx, *id, TextKind::Text, text)?;
    tx.prepare_cached(
        "UPDATE messages SET first_byte_ms = ?2, first_reasoning_ms = ?3, first_content_ms = ?4, end_ms = ?5,
            served_model = coalesce(?6, served_model), trace_id = coalesce(?7, trace_id),
            served_by = coalesce(?8, served_by)
         WHERE id = ?1",
    )?
    .execute(params![
        Id(*id),
        timings.first_byte_ms.map(count),
        timings.first_reasoning_ms.map(count),
        timings.first_content_ms.map(count),
        timings.end_ms.map(count),
        served_model,
        trace_id,
        served_by,
    ])?;
    tx.commit()
}

/// The end of an answer.
pub(crate) fn finish(db: &mut Connection, end: &AnswerEnd, attached: &[NewPart]) -> Result<(), StoreError> {
    let change = Change::begin(db)?;
    let tx = &change.tx;
    messages::require_streaming(tx, end.id)?;
    parts::put(tx, end.id, TextKind::Reasoning, &end.reasoning)?;
    parts::put(tx, end.id, TextKind::Text, &end.text)?;
    attached::put(tx, end.id, attached, end.at)?;
    tails::clear(tx, end.id)?;
    tx.prepare_cached(
        "UPDATE messages SET status = :status, finish_reason = :finish_reason, error_code = :error_code,
            error_detail = :error_detail, prompt_tokens = :prompt, completion_tokens = :completion,
            cache_hit_tokens = :cache_hit, cache_miss_tokens = :cache_miss, reasoning_tokens = :reasoning,
            usage_raw = :usage_raw, served_model = :served_model, trace_id = :trace_id, served_by = :served_by,
            first_byte_ms = :first_byte, first_reasoning_ms = :first_reasoning, first_content_ms = :first_content,
            end_ms = :end, updated_at = :at, rev = :rev
         WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": Id(end.id),
        ":status": end.status.word(),
        ":finish_reason": end.finish_reason.as_ref().map(FinishReason::word),
        ":error_code": end.error_code,
        ":error_detail": end.error_detail,
        ":prompt": end.usage.map(|u| count(u.prompt)),
        ":completion": end.usage.map(|u| count(u.completion)),
        ":cache_hit": end.usage.map(|u| count(u.cache_hit)),
        ":cache_miss": end.usage.map(|u| count(u.cache_miss)),
        ":reasoning": end.usage.map(|u| count(u.reasoning)),
        ":usage_raw": end.usage_raw,
        ":served_model": end.served_model,
        ":trace_id": end.trace_id,
        ":served_by": end.served_by,
        ":first_byte": end.timings.first_byte_ms.map(count),
        ":first_reasoning": end.timings.first_reasoning_ms.map(count),
        ":first_content": end.timings.first_content_ms.map(count),
        ":end": end.timings.end_ms.map(count),
        ":at": end.at.as_millis(),
        ":rev": change.rev,
    })?;
    if end.status != Status::Streaming {
        index::add(tx, end.id)?;
    }
    spending::note(&change, end)?;
    conversations::said(&change, end.id, end.at)?;
    change.commit()
}

/// Answers that were arriving when the last process ended: their text is kept, their status becomes interrupted.
///
/// Without any nothing is written, so that a full disk does not keep the history from opening.
pub(crate) fn interrupt_left_over(db: &mut Connection, at: Timestamp) -> Result<Vec<MessageId>, StoreError> {
    if messages::cut_off(db)?.is_empty() {
        return Ok(Vec::new());
    }
    let change = Change::begin(db)?;
    let ids = messages::cut_off(&change.tx)?;
    for id in &ids {
        tails::fold(&change.tx, *id)?;
        change
            .tx
            .prepare_cached("UPDATE messages SET status = 'interrupted', error_code = NULL, updated_at = ?2, rev = ?3 WHERE id = ?1")?
            .execute(params![Id(*id), at.as_millis(), change.rev])?;
        index::add(&change.tx, *id)?;
    }
    change.commit()?;
    Ok(ids)
}
