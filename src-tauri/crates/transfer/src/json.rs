//! A conversation as JSON that loses nothing: the whole tree, every field, and back.
//!
//! The format is described for others in `schema/hadal.conversation.v1.json`.

use crate::json_belongings as of;
use crate::json_file::{ConversationRecord, File, Header, MessageRecord, ParametersRecord, TimingsRecord, UsageRecord};
use hadal_domain::{
    Conversation, ConversationId, FinishReason, Message, MessageId, ModelId, Parameters, Timestamp, Timings, Usage,
};
use hadal_store::{Belongings, NewPart, Seam, Whole};
use std::collections::{HashMap, HashSet};
use std::str::FromStr;

/// The word in a file's `format` field.
pub const FORMAT: &str = "hadal.conversation";
/// The version that is written, and the newest that is read.
pub const VERSION: u32 = 1;

/// Why a conversation cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JsonExportError {
    /// A message of another conversation was among the messages: a mistake of the caller.
    #[error("message {0} belongs to another conversation")]
    Foreign(MessageId),
    /// The text could not be built.
    #[error("not writable as JSON: {0}")]
    Unwritable(#[from] serde_json::Error),
}

/// Why a text is not a conversation.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JsonImportError {
    /// Not JSON, or a field is missing or of another kind; the text names the place.
    #[error("not readable: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// JSON, but not a conversation of ours.
    #[error("not a conversation exported by Hadal")]
    OtherFormat,
    /// Written by a newer Hadal.
    #[error("version {0} of the format is newer than this program")]
    Newer(u32),
    /// A field holds a word or an id that means nothing; its name.
    #[error("the field {0} holds an unknown value")]
    Unknown(&'static str),
    /// Two messages have the same id.
    #[error("two messages have the id {0}")]
    Twice(MessageId),
    /// A message, or the conversation's shown path, names a message that is not there.
    #[error("message {0} is named but missing")]
    Absent(MessageId),
    /// A message is its own ancestor.
    #[error("message {0} is its own ancestor")]
    Circle(MessageId),
}

/// A conversation with its whole tree of messages, in their order, and all that belongs to it, as a JSON document.
///
/// # Errors
/// [`JsonExportError::Foreign`] when a message belongs to another conversation.
pub fn json(whole: &Whole) -> Result<String, JsonExportError> {
    let Whole { conversation, messages, belongings } = whole;
    if let Some(foreign) = messages.iter().find(|m| m.conversation_id != conversation.id) {
        return Err(JsonExportError::Foreign(foreign.id));
    }
    let file = File {
        format: FORMAT.to_owned(),
        version: VERSION,
        conversation: conversation_record(conversation, belongings),
        messages: messages.iter().map(|message| message_record(message, belongings)).collect(),
    };
    let mut text = serde_json::to_string_pretty(&file)?;
    text.push('\n');
    Ok(text)
}

/// The conversation of an exported JSON document with all that belongs to it, equal in all fields to what was exported.
///
/// # Errors
/// [`JsonImportError`]; nothing of the text is taken in that case.
pub fn parse_json(text: &str) -> Result<Whole, JsonImportError> {
    // Editors on Windows put a byte order mark in front.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let header: Header = serde_json::from_str(text).map_err(|error| {
        if error.is_data() { JsonImportError::OtherFormat } else { JsonImportError::Unreadable(error) }
    })?;
    check_header(&header)?;
    taken(serde_json::from_str(text)?)
}

/// As [`parse_json`], from a value that is parsed already.
pub(crate) fn parse_value(value: &serde_json::Value) -> Result<Whole, JsonImportError> {
    use serde::Deserialize as _;
    check_header(&Header::deserialize(value)?)?;
    taken(File::deserialize(value)?)
}

fn taken(file: File) -> Result<Whole, JsonImportError> {
    let mut belongings = Belongings::default();
    let conversation = conversation(file.conversation, &mut belongings)?;
    let mut messages = Vec::with_capacity(file.messages.len());
    for record in file.messages {
        messages.push(message(record, conversation.id, &mut belongings)?);
    }
    check_tree(&conversation, &messages)?;
    Ok(Whole { conversation, messages, belongings })
}

fn check_header(header: &Header) -> Result<(), JsonImportError> {
    if header.format.as_deref() != Some(FORMAT) {
        return Err(JsonImportError::OtherFormat);
    }
    match header.version {
        Some(VERSION) => Ok(()),
        Some(newer) if newer > VERSION => Err(JsonImportError::Newer(newer)),
        _ => Err(JsonImportError::Unknown("version")),
    }
}

fn conversation_record(from: &Conversation, belongings: &Belongings) -> ConversationRecord {
    ConversationRecord {
        id: from.id.to_string(),
        title: from.title.clone(),
        titled_by_user: from.titled_by_user,
        model: from.model.to_string(),
        thinking: from.thinking.word().to_owned(),
        parameters: parameters_record(&from.parameters),
        active_leaf: from.active_leaf.map(|id| id.to_string()),
        draft: from.draft.clone(),
        created_at_ms: from.created_at.as_millis(),
        updated_at_ms: from.updated_at.as_millis(),
        deleted_at_ms: from.deleted_at.map(Timestamp::as_millis),
        pinned: belongings.pinned,
        archived: belongings.archived,
        folders: of::folder_records(&belongings.folders),
        tags: belongings.tags.clone(),
        queue: of::queue_records(&belongings.queue),
    }
}

fn parameters_record(from: &Parameters) -> ParametersRecord {
    ParametersRecord {
        system: from.system.clone(),
        temperature_hundredths: from.temperature_hundredths,
        top_p_hundredths: from.top_p_hundredths,
        max_tokens: from.max_tokens,
        stop: from.stop.clone(),
        json: from.json,
    }
}

fn parameters(from: ParametersRecord) -> Parameters {
    Parameters {
        system: from.system,
        temperature_hundredths: from.temperature_hundredths,
        top_p_hundredths: from.top_p_hundredths,
        max_tokens: from.max_tokens,
        stop: from.stop,
        json: from.json,
    }
}

fn message_record(from: &Message, belongings: &Belongings) -> MessageRecord {
    let seams: &[Seam] = belongings.seams.get(&from.id).map_or(&[], Vec::as_slice);
    let parts: &[NewPart] = belongings.parts.get(&from.id).map_or(&[], Vec::as_slice);
    MessageRecord {
        id: from.id.to_string(),
        parent_id: from.parent_id.map(|id| id.to_string()),
        role: from.role.word().to_owned(),
        status: from.status.word().to_owned(),
        text: from.text.clone(),
        reasoning: from.reasoning.clone(),
        model: from.model.as_ref().map(ToString::to_string),
        served_model: from.served_model.clone(),
        served_by: from.served_by.clone(),
        finish_reason: from.finish_reason.as_ref().map(|reason| reason.word().to_owned()),
        error_code: from.error_code.clone(),
        error_detail: from.error_detail.clone(),
        usage: from.usage.map(|usage| UsageRecord {
            prompt: usage.prompt,
            completion: usage.completion,
            cache_hit: usage.cache_hit,
            cache_miss: usage.cache_miss,
            reasoning: usage.reasoning,
        }),
        usage_raw: from.usage_raw.clone(),
        trace_id: from.trace_id.clone(),
        timings: TimingsRecord {
            first_byte_ms: from.timings.first_byte_ms,
            first_reasoning_ms: from.timings.first_reasoning_ms,
            first_content_ms: from.timings.first_content_ms,
            end_ms: from.timings.end_ms,
        },
        client_id: from.client_id.map(|id| id.to_string()),
        bookmarked_at_ms: from.bookmarked_at.map(Timestamp::as_millis),
        created_at_ms: from.created_at.as_millis(),
        updated_at_ms: from.updated_at.as_millis(),
        seams: of::seam_records(seams),
        parts: of::part_records(parts),
    }
}

fn conversation(from: ConversationRecord, belongings: &mut Belongings) -> Result<Conversation, JsonImportError> {
    (belongings.pinned, belongings.archived, belongings.tags) = (from.pinned, from.archived, from.tags);
    belongings.folders = of::folders(from.folders)?;
    belongings.queue = of::queue(from.queue)?;
    Ok(Conversation {
        id: known(&from.id, "conversation.id")?,
        title: from.title,
        titled_by_user: from.titled_by_user,
        model: ModelId::new(&from.model),
        thinking: known(&from.thinking, "conversation.thinking")?,
        parameters: parameters(from.parameters),
        active_leaf: known_if(from.active_leaf.as_deref(), "conversation.active_leaf")?,
        draft: from.draft,
        created_at: Timestamp::from_millis(from.created_at_ms),
        updated_at: Timestamp::from_millis(from.updated_at_ms),
        deleted_at: from.deleted_at_ms.map(Timestamp::from_millis),
    })
}

fn message(
    from: MessageRecord,
    conversation_id: ConversationId,
    belongings: &mut Belongings,
) -> Result<Message, JsonImportError> {
    let message = Message {
        id: known(&from.id, "message.id")?,
        conversation_id,
        parent_id: known_if(from.parent_id.as_deref(), "message.parent_id")?,
        role: known(&from.role, "message.role")?,
        status: known(&from.status, "message.status")?,
        text: from.text,
        reasoning: from.reasoning,
        model: from.model.as_deref().map(ModelId::new),
        served_model: from.served_model,
        served_by: from.served_by,
        finish_reason: from.finish_reason.as_deref().map(FinishReason::from_word),
        error_code: from.error_code,
        error_detail: from.error_detail,
        usage: from.usage.map(|usage| Usage {
            prompt: usage.prompt,
            completion: usage.completion,
            cache_hit: usage.cache_hit,
            cache_miss: usage.cache_miss,
            reasoning: usage.reasoning,
        }),
        usage_raw: from.usage_raw,
        trace_id: from.trace_id,
        timings: Timings {
            first_byte_ms: from.timings.first_byte_ms,
            first_reasoning_ms: from.timings.first_reasoning_ms,
            first_content_ms: from.timings.first_content_ms,
            end_ms: from.timings.end_ms,
        },
        client_id: known_if(from.client_id.as_deref(), "message.client_id")?,
        bookmarked_at: from.bookmarked_at_ms.map(Timestamp::from_millis),
        created_at: Timestamp::from_millis(from.created_at_ms),
        updated_at: Timestamp::from_millis(from.updated_at_ms),
    };
    let (seams, parts) = (of::seams(from.seams, &message)?, of::parts(from.parts)?);
    if !seams.is_empty() {
        belongings.seams.insert(message.id, seams);
    }
    if !parts.is_empty() {
        belongings.parts.insert(message.id, parts);
    }
    Ok(message)
}

pub(crate) fn known<T: FromStr>(word: &str, field: &'static str) -> Result<T, JsonImportError> {
    word.parse().map_err(|_| JsonImportError::Unknown(field))
}

fn known_if<T: FromStr>(word: Option<&str>, field: &'static str) -> Result<Option<T>, JsonImportError> {
    word.map(|word| known(word, field)).transpose()
}

/// The messages form trees, and the shown path ends in one of them. Each message is walked over once.
fn check_tree(conversation: &Conversation, messages: &[Message]) -> Result<(), JsonImportError> {
    let mut parents: HashMap<MessageId, Option<MessageId>> = HashMap::with_capacity(messages.len());
    for message in messages {
        if parents.insert(message.id, message.parent_id).is_some() {
            return Err(JsonImportError::Twice(message.id));
        }
    }
    if let Some(leaf) = conversation.active_leaf.filter(|leaf| !parents.contains_key(leaf)) {
        return Err(JsonImportError::Absent(leaf));
    }
    let mut rooted: HashSet<MessageId> = HashSet::with_capacity(messages.len());
    for message in messages {
        let mut way = HashSet::new();
        let mut next = Some(message.id);
        while let Some(id) = next.filter(|id| !rooted.contains(id)) {
            if !way.insert(id) {
                return Err(JsonImportError::Circle(id));
            }
            next = *parents.get(&id).ok_or(JsonImportError::Absent(id))?;
        }
        rooted.extend(way);
    }
    Ok(())
}
