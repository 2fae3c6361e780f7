//! What belongs to a conversation beside its texts, as it stands in an exported JSON file.

use crate::json::{JsonImportError, known};
use crate::json_file::{ContentRecord, FolderRecord, PartRecord, QueuedRecord, SeamRecord};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use hadal_domain::{FinishReason, Message, Queued, Timestamp};
use hadal_store::{Content, FolderName, NewPart, PartKind, Seam};

/// Folders around a folder beyond these were made to break something.
const FOLDERS_MAX: usize = 256;
/// The words for the two texts of an answer.
const REASONING: &str = "reasoning";
const TEXT: &str = "text";

pub(crate) fn folder_records(from: &[FolderName]) -> Vec<FolderRecord> {
    from.iter().map(|folder| FolderRecord { id: folder.id.to_string(), name: folder.name.clone() }).collect()
}

pub(crate) fn folders(from: Vec<FolderRecord>) -> Result<Vec<FolderName>, JsonImportError> {
    if from.len() > FOLDERS_MAX {
        return Err(JsonImportError::Unknown("conversation.folders"));
    }
    let mut found: Vec<FolderName> = Vec::new();
    for record in from {
        let id = known(&record.id, "folder.id")?;
        // A folder in itself.
        if found.iter().any(|known| known.id == id) {
            return Err(JsonImportError::Unknown("folder.id"));
        }
        found.push(FolderName { id, name: record.name });
    }
    Ok(found)
}

pub(crate) fn queue_records(from: &[Queued]) -> Vec<QueuedRecord> {
    let record = |queued: &Queued| QueuedRecord { client_id: queued.client_id.to_string(), text: queued.text.clone() };
    from.iter().map(record).collect()
}

pub(crate) fn queue(from: Vec<QueuedRecord>) -> Result<Vec<Queued>, JsonImportError> {
    let line = from
        .into_iter()
        .map(|record| Ok(Queued { client_id: known(&record.client_id, "queue.client_id")?, text: record.text }))
        .collect::<Result<Vec<_>, JsonImportError>>()?;
    // A longer one was never kept here.
    if Queued::fit(&line) { Ok(line) } else { Err(JsonImportError::Unknown("conversation.queue")) }
}

pub(crate) fn seam_records(from: &[Seam]) -> Vec<SeamRecord> {
    let record = |seam: &Seam| SeamRecord {
        within: if seam.in_reasoning { REASONING } else { TEXT }.to_owned(),
        at_byte: seam.at_byte,
        finish_reason: seam.finish_reason.as_ref().map(|reason| reason.word().to_owned()),
        error_code: seam.error_code.clone(),
        served_model: seam.served_model.clone(),
        trace_id: seam.trace_id.clone(),
        usage_raw: seam.usage_raw.clone(),
        created_at_ms: seam.created_at.as_millis(),
    };
    from.iter().map(record).collect()
}

/// The seams of a message, each within the text that it is said to lie in.
pub(crate) fn seams(from: Vec<SeamRecord>, message: &Message) -> Result<Vec<Seam>, JsonImportError> {
    from.into_iter()
        .map(|record| {
            let (in_reasoning, text) = match record.within.as_str() {
                REASONING => (true, &message.reasoning),
                TEXT => (false, &message.text),
                _ => return Err(JsonImportError::Unknown("seam.in")),
            };
            if usize::try_from(record.at_byte).is_ok_and(|at| text.is_char_boundary(at)) {
                Ok(Seam {
                    in_reasoning,
                    at_byte: record.at_byte,
                    finish_reason: record.finish_reason.as_deref().map(FinishReason::from_word),
                    error_code: record.error_code,
                    served_model: record.served_model,
                    trace_id: record.trace_id,
                    usage_raw: record.usage_raw,
                    created_at: Timestamp::from_millis(record.created_at_ms),
                })
            } else {
                Err(JsonImportError::Unknown("seam.at_byte"))
            }
        })
        .collect()
}

pub(crate) fn part_records(from: &[NewPart]) -> Vec<PartRecord> {
    let content = |content: &Content| ContentRecord {
        media_type: content.media_type.clone(),
        base64: BASE64_STANDARD.encode(&content.bytes),
    };
    let record = |part: &NewPart| PartRecord {
        kind: part.kind.word().to_owned(),
        name: part.name.clone(),
        text: part.text.clone(),
        attributes: part.attributes.clone(),
        content: part.content.as_ref().map(content),
    };
    from.iter().map(record).collect()
}

pub(crate) fn parts(from: Vec<PartRecord>) -> Result<Vec<NewPart>, JsonImportError> {
    from.into_iter()
        .map(|record| {
            let content = match record.content {
                None => None,
                Some(ContentRecord { media_type, base64 }) => {
                    let bytes =
                        BASE64_STANDARD.decode(&base64).map_err(|_| JsonImportError::Unknown("content.base64"))?;
                    Some(Content { media_type, bytes })
                }
            };
            Ok(NewPart {
                kind: PartKind::of_word(&record.kind).ok_or(JsonImportError::Unknown("part.kind"))?,
                name: record.name,
                text: record.text,
                attributes: record.attributes,
                content,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_standard_both_ways() {
        for (bytes, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(BASE64_STANDARD.encode(bytes), text);
            assert_eq!(BASE64_STANDARD.decode(text).ok().as_deref(), Some(bytes.as_bytes()));
        }
        // The same bytes are always the same text.
        for wrong in ["Z", "Zg", "Zg=", "Zh==", "Zm9v====", "Zm 9v", "Zm9v\n", "Zm-v", "深海"] {
            assert!(BASE64_STANDARD.decode(wrong).is_err(), "{wrong}");
        }
    }
}
