//! Table `messages`: reading them with their texts, and the rows of a turn.

use crate::StoreError;
use crate::outbox;
use crate::parts::{self, TextKind};
use crate::row::{Id, Millis, Word, count, counted};
use crate::search::index;
use hadal_domain::{
    ClientId, ConversationId, FinishReason, Message, MessageId, ModelId, Status, Timestamp, Timings, Usage,
};
use rusqlite::{Connection, OptionalExtension, Params, Row, named_params, params};
use std::collections::HashMap;

const COLUMNS: &str = "id, conversation_id, parent_id, role, status, client_id, model, served_model, finish_reason, \
    error_code, error_detail, prompt_tokens, completion_tokens, cache_hit_tokens, cache_miss_tokens, reasoning_tokens, \
    usage_raw, trace_id, served_by, first_byte_ms, first_reasoning_ms, first_content_ms, end_ms, bookmarked_at, created_at, \
    updated_at";

/// All messages of a conversation in the order in which they were made.
pub(crate) fn of_conversation(db: &mut Connection, conversation: ConversationId) -> Result<Vec<Message>, StoreError> {
    read(db, "conversation_id = ?1 ORDER BY id", "m.conversation_id = ?1", params![Id(conversation)])
}

/// The same, in a transaction that reads more than this.
pub(crate) fn all_of(tx: &Connection, conversation: ConversationId) -> Result<Vec<Message>, StoreError> {
    read_in(tx, "conversation_id = ?1 ORDER BY id", "m.conversation_id = ?1", params![Id(conversation)])
}

/// One message.
pub(crate) fn one(db: &mut Connection, id: MessageId) -> Result<Option<Message>, StoreError> {
    Ok(read(db, "id = ?1", "m.id = ?1", params![Id(id)])?.pop())
}

/// One message, in a transaction that reads more than this.
pub(crate) fn read_one(tx: &Connection, id: MessageId) -> Result<Option<Message>, StoreError> {
    Ok(read_in(tx, "id = ?1", "m.id = ?1", params![Id(id)])?.pop())
}

fn read(db: &mut Connection, which: &str, whose: &str, params: impl Params + Copy) -> Result<Vec<Message>, StoreError> {
    // One snapshot: an answer that ends between two queries would lose or double its text.
    let tx = db.transaction()?;
    let messages = read_in(&tx, which, whose, params)?;
    tx.commit()?;
    Ok(messages)
}

fn read_in(tx: &Connection, which: &str, whose: &str, params: impl Params + Copy) -> Result<Vec<Message>, StoreError> {
    let mut messages = tx
        .prepare_cached(&format!("SELECT {COLUMNS} FROM messages WHERE deleted_at IS NULL AND {which}"))?
        .query_map(params, from_row)?
        .collect::<Result<Vec<_>, _>>()?;
    let places: HashMap<MessageId, usize> = messages.iter().enumerate().map(|(at, m)| (m.id, at)).collect();
    for texts in [
        format!(
            "SELECT p.message_id, p.kind, p.text FROM messages AS m JOIN parts AS p ON p.message_id = m.id \
             WHERE {whose} ORDER BY m.id, p.position"
        ),
        format!(
            "SELECT t.message_id, t.kind, t.text FROM messages AS m JOIN tails AS t ON t.message_id = m.id \
             WHERE {whose} ORDER BY m.id, t.kind, t.from_byte"
        ),
    ] {
        let mut statement = tx.prepare_cached(&texts)?;
        let mut rows = statement.query(params)?;
        while let Some(row) = rows.next()? {
            let Id(id): Id<MessageId> = row.get(0)?;
            let text = row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?;
            let Some(message) = places.get(&id).and_then(|at| messages.get_mut(*at)) else { continue };
            match TextKind::of_word(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?) {
                Some(TextKind::Reasoning) => message.reasoning.push_str(text),
                Some(TextKind::Text) => message.text.push_str(text),
                // Images and tool calls are no text; `attached` reads them.
                None => {}
            }
        }
    }
    Ok(messages)
}

/// The tokens in a row's columns of them.
pub(crate) fn usage_of(row: &Row<'_>) -> rusqlite::Result<Option<Usage>> {
    let count = |column: &str| row.get::<_, Option<i64>>(column).map(|value| value.map(counted));
    let (Some(prompt), Some(completion)) = (count("prompt_tokens")?, count("completion_tokens")?) else {
        return Ok(None);
    };
    Ok(Some(Usage {
        prompt,
        completion,
        cache_hit: count("cache_hit_tokens")?.unwrap_or(0),
        cache_miss: count("cache_miss_tokens")?.unwrap_or(0),
        reasoning: count("reasoning_tokens")?.unwrap_or(0),
    }))
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Message> {
    let count = |column: &str| row.get::<_, Option<i64>>(column).map(|value| value.map(counted));
    Ok(Message {
        id: row.get::<_, Id<MessageId>>("id")?.0,
        conversation_id: row.get::<_, Id<ConversationId>>("conversation_id")?.0,
        parent_id: row.get::<_, Option<Id<MessageId>>>("parent_id")?.map(|id| id.0),
        role: row.get::<_, Word<_>>("role")?.0,
        status: row.get::<_, Word<_>>("status")?.0,
        text: String::new(),
        reasoning: String::new(),
        model: row.get::<_, Option<String>>("model")?.map(|name| ModelId::new(&name)),
        served_model: row.get("served_model")?,
        served_by: row.get("served_by")?,
        finish_reason: row.get::<_, Option<String>>("finish_reason")?.map(|word| FinishReason::from_word(&word)),
        error_code: row.get("error_code")?,
        error_detail: row.get("error_detail")?,
        usage: usage_of(row)?,
        usage_raw: row.get("usage_raw")?,
        trace_id: row.get("trace_id")?,
        timings: Timings {
            first_byte_ms: count("first_byte_ms")?,
            first_reasoning_ms: count("first_reasoning_ms")?,
            first_content_ms: count("first_content_ms")?,
            end_ms: count("end_ms")?,
        },
        client_id: row.get::<_, Option<Id<ClientId>>>("client_id")?.map(|id| id.0),
        bookmarked_at: row.get::<_, Option<Millis>>("bookmarked_at")?.map(|at| at.0),
        created_at: row.get::<_, Millis>("created_at")?.0,
        updated_at: row.get::<_, Millis>("updated_at")?.0,
    })
}

/// A new row with its texts.
pub(crate) fn insert(db: &Connection, message: &Message, rev: i64) -> Result<(), StoreError> {
    let (usage, timings) = (message.usage, message.timings);
    db.prepare_cached(
        "INSERT INTO messages (id, conversation_id, parent_id, role, status, client_id, model, served_model,
            finish_reason, error_code, error_detail, prompt_tokens, completion_tokens, cache_hit_tokens,
            cache_miss_tokens, reasoning_tokens, usage_raw, trace_id, served_by, first_byte_ms, first_reasoning_ms,
            first_content_ms, end_ms, bookmarked_at, created_at, updated_at, rev)
         VALUES (:id, :conversation, :parent, :role, :status, :client, :model, :served_model,
            :finish_reason, :error_code, :error_detail, :prompt, :completion, :cache_hit,
            :cache_miss, :reasoning, :usage_raw, :trace_id, :served_by, :first_byte, :first_reasoning,
            :first_content, :end, :bookmarked_at, :created_at, :updated_at, :rev)",
    )?
    .execute(named_params! {
        ":id": Id(message.id),
        ":conversation": Id(message.conversation_id),
        ":parent": message.parent_id.map(Id),
        ":role": message.role.word(),
        ":status": message.status.word(),
        ":client": message.client_id.map(Id),
        ":model": message.model.as_ref().map(ModelId::as_str),
        ":served_model": message.served_model,
        ":finish_reason": message.finish_reason.as_ref().map(FinishReason::word),
        ":error_code": message.error_code,
        ":error_detail": message.error_detail,
        ":prompt": usage.map(|u| count(u.prompt)),
        ":completion": usage.map(|u| count(u.completion)),
        ":cache_hit": usage.map(|u| count(u.cache_hit)),
        ":cache_miss": usage.map(|u| count(u.cache_miss)),
        ":reasoning": usage.map(|u| count(u.reasoning)),
        ":usage_raw": message.usage_raw,
        ":trace_id": message.trace_id,
        ":served_by": message.served_by,
        ":first_byte": timings.first_byte_ms.map(count),
        ":first_reasoning": timings.first_reasoning_ms.map(count),
        ":first_content": timings.first_content_ms.map(count),
        ":end": timings.end_ms.map(count),
        ":bookmarked_at": message.bookmarked_at.map(Timestamp::as_millis),
        ":created_at": message.created_at.as_millis(),
        ":updated_at": message.updated_at.as_millis(),
        ":rev": rev,
    })?;
    parts::put(db, message.id, TextKind::Reasoning, &message.reasoning)?;
    parts::put(db, message.id, TextKind::Text, &message.text)?;
    // Half an answer is not searched; it comes into the index at its end.
    if message.status == Status::Streaming { Ok(()) } else { index::add(db, message.id) }
}

/// The answer that was begun for this client id, with its conversation.
pub(crate) fn of_client(db: &Connection, client: ClientId) -> Result<Option<(MessageId, ConversationId)>, StoreError> {
    let found = db
        .prepare_cached("SELECT id, conversation_id FROM messages WHERE client_id = ?1")?
        .query_row(params![Id(client)], |row| Ok((row.get::<_, Id<_>>(0)?.0, row.get::<_, Id<_>>(1)?.0)))
        .optional()?;
    Ok(found)
}

/// Fails unless the message is there and text may still arrive for it.
pub(crate) fn require_streaming(db: &Connection, id: MessageId) -> Result<(), StoreError> {
    let streaming: Option<bool> = db
        .prepare_cached("SELECT status = 'streaming' FROM messages WHERE id = ?1")?
        .query_row(params![Id(id)], |row| row.get(0))
        .optional()?;
    match streaming {
        Some(true) => Ok(()),
        Some(false) => Err(StoreError::Settled),
        None => Err(StoreError::NotFound),
    }
}

/// Answers that the end of the last process cut. One whose question was never sent still waits for that.
pub(crate) fn cut_off(db: &Connection) -> Result<Vec<MessageId>, StoreError> {
    let unsent = outbox::ids(db)?;
    let ids: Vec<MessageId> = db
        // Left alone, SQLite reads all messages in the order of ids, to save sorting one or two.
        .prepare("SELECT id FROM messages INDEXED BY messages_streaming WHERE status = 'streaming' ORDER BY id")?
        .query_map([], |row| row.get::<_, Id<_>>(0).map(|id| id.0))?
        .collect::<Result<_, _>>()?;
    Ok(ids.into_iter().filter(|id| !unsent.contains(id)).collect())
}
