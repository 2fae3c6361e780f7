//! A conversation as a file.

use crate::ExportFormat;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Ask where, and write the conversation there.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConversationExport {
    /// Which.
    pub conversation_id: String,
    /// As what.
    pub format: ExportFormat,
}

/// Ask where, and write code of an answer there.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CodeSave {
    /// As it is named in its block; absent when it is not.
    #[serde(default)]
    #[ts(optional)]
    pub language: Option<String>,
    /// The code.
    pub text: String,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExportSaved {
    /// Name of the file, without its folder; absent when the person chose none.
    pub file_name: Option<String>,
}
