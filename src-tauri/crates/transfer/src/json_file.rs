//! The shape of an exported JSON file, version 1. Never changed: a new shape is a new version.
//!
//! These types belong to the file and not to the domain, so that renaming a field there cannot change what
//! old files mean. Missing optional fields read as absent, unknown ones are ignored.

use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct File {
    pub format: String,
    pub version: u32,
    pub conversation: ConversationRecord,
    pub messages: Vec<MessageRecord>,
}

/// Read first, so that a file of another kind or a newer version is named as such.
#[derive(Debug, Deserialize)]
pub(crate) struct Header {
    pub format: Option<String>,
    pub version: Option<u32>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ConversationRecord {
    pub id: String,
    pub title: String,
    #[serde(default)]
    pub titled_by_user: bool,
    pub model: String,
    pub thinking: String,
    #[serde(default)]
    pub parameters: ParametersRecord,
    #[serde(default)]
    pub active_leaf: Option<String>,
    #[serde(default)]
    pub draft: String,
    pub created_at_ms: i64,
    pub updated_at_ms: i64,
    #[serde(default)]
    pub deleted_at_ms: Option<i64>,
    #[serde(default)]
    pub pinned: bool,
    #[serde(default)]
    pub archived: bool,
    #[serde(default)]
    pub folders: Vec<FolderRecord>,
    #[serde(default)]
    pub tags: Vec<String>,
    #[serde(default)]
    pub queue: Vec<QueuedRecord>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct FolderRecord {
    pub id: String,
    #[serde(default)]
    pub name: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct QueuedRecord {
    pub client_id: String,
    pub text: String,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct ParametersRecord {
    pub system: String,
    pub temperature_hundredths: Option<u16>,
    pub top_p_hundredths: Option<u16>,
    pub max_tokens: Option<u32>,
    pub stop: Vec<String>,
    pub json: bool,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct MessageRecord {
    pub id: String,
    #[serde(default)]
    pub parent_id: Option<String>,
    pub role: String,
    pub status: String,
    pub text: String,
    #[serde(default)]
    pub reasoning: String,
    #[serde(default)]
    pub model: Option<String>,
    #[serde(default)]
    pub served_model: Option<String>,
    #[serde(default)]
    pub served_by: Option<String>,
    #[serde(default)]
    pub finish_reason: Option<String>,
    #[serde(default)]
    pub error_code: Option<String>,
    #[serde(default)]
    pub error_detail: Option<String>,
    #[serde(default)]
    pub usage: Option<UsageRecord>,
    #[serde(default)]
    pub usage_raw: Option<String>,
    #[serde(default)]
    pub trace_id: Option<String>,
    #[serde(default)]
    pub timings: TimingsRecord,
    #[serde(default)]
    pub client_id: Option<String>,
    #[serde(default)]
    pub bookmarked_at_ms: Option<i64>,
    pub created_at_ms: i64,
    pub updated_at_ms: i64,
    #[serde(default)]
    pub seams: Vec<SeamRecord>,
    #[serde(default)]
    pub parts: Vec<PartRecord>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SeamRecord {
    #[serde(rename = "in")]
    pub within: String,
    pub at_byte: u64,
    #[serde(default)]
    pub finish_reason: Option<String>,
    #[serde(default)]
    pub error_code: Option<String>,
    #[serde(default)]
    pub served_model: Option<String>,
    #[serde(default)]
    pub trace_id: Option<String>,
    #[serde(default)]
    pub usage_raw: Option<String>,
    pub created_at_ms: i64,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct PartRecord {
    pub kind: String,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub attributes: String,
    #[serde(default)]
    pub content: Option<ContentRecord>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ContentRecord {
    #[serde(default)]
    pub media_type: String,
    pub base64: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct UsageRecord {
    pub prompt: u64,
    pub completion: u64,
    pub cache_hit: u64,
    pub cache_miss: u64,
    pub reasoning: u64,
}

#[expect(clippy::struct_field_names, reason = "the unit belongs into the names of a file's fields")]
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct TimingsRecord {
    #[serde(default)]
    pub first_byte_ms: Option<u64>,
    #[serde(default)]
    pub first_reasoning_ms: Option<u64>,
    #[serde(default)]
    pub first_content_ms: Option<u64>,
    #[serde(default)]
    pub end_ms: Option<u64>,
}
