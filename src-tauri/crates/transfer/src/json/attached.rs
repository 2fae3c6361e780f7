//! What messages hold beside their texts, in the JSON: bytes as base64.

use super::JsonImportError;
use crate::json_file::AttachmentRecord;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use hadal_domain::MessageId;
use std::collections::HashMap;

/// A picture or another file that belongs to a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The history's word for what it is, such as `image`.
    pub kind: String,
    /// Name of the file or the tool.
    pub name: String,
    /// Arguments of a call, answer of a tool, description of a picture.
    pub text: String,
    /// What else belongs to it, as JSON.
    pub attributes: String,
    /// Media type and bytes, if it has any.
    pub content: Option<(String, Vec<u8>)>,
}

/// The attachments of those messages that have some, in their order.
pub type Attachments = HashMap<MessageId, Vec<Attachment>>;

pub(super) fn attachment_record(from: &Attachment) -> AttachmentRecord {
    AttachmentRecord {
        kind: from.kind.clone(),
        name: from.name.clone(),
        text: from.text.clone(),
        attributes: from.attributes.clone(),
        media_type: from.content.as_ref().map(|(media_type, _)| media_type.clone()),
        base64: from.content.as_ref().map(|(_, bytes)| BASE64_STANDARD.encode(bytes)),
    }
}

pub(super) fn attachment(from: AttachmentRecord) -> Result<Attachment, JsonImportError> {
    let bytes = from.base64.map(|text| BASE64_STANDARD.decode(text)).transpose();
    let bytes = bytes.map_err(|_| JsonImportError::Unknown("message.attachments.base64"))?;
    Ok(Attachment {
        kind: from.kind,
        name: from.name,
        text: from.text,
        attributes: from.attributes,
        content: bytes.map(|bytes| (from.media_type.unwrap_or_default(), bytes)),
    })
}
