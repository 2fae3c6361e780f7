//! Conversations as files: what kinds there are, what one would look like, and writing them.

use crate::{ExportFormat, Shelf};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A choice of what goes into a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ExportChoice {
    /// The model's thinking.
    Reasoning,
    /// Versions that are not shown.
    Branches,
    /// Times, models, ids and tokens.
    Metadata,
    /// The instructions that the model was given.
    Instructions,
    /// What the answers cost.
    Cost,
}

/// What goes out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ExportScope {
    /// One message.
    Message {
        /// Which.
        message_id: String,
    },
    /// These conversations.
    Conversations {
        /// Which.
        conversation_ids: Vec<String>,
    },
    /// All that stands on a shelf; of a folder also what lies in the folders inside.
    Shelf {
        /// Which.
        shelf: Shelf,
    },
    /// The library and the archive.
    Everything,
}

/// What is wanted of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExportWish {
    /// What goes out.
    pub scope: ExportScope,
    /// As what.
    pub format: ExportFormat,
    /// What goes into it beside the texts.
    pub choices: Vec<ExportChoice>,
}

/// Ask what an export would be like.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExportPreviewGet {
    /// Which.
    pub wish: ExportWish,
}

/// What an export would be like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExportPreview {
    /// Files that it makes.
    pub files: u64,
    /// The name of the first one.
    pub file_name: String,
    /// The size of the first one in bytes.
    pub bytes: u64,
    /// How the first one begins, if it is text.
    pub text: Option<String>,
    /// The text goes on.
    pub cut: bool,
    /// How the first one begins, as a PNG in base64, if it is pages or a picture.
    pub picture: Option<String>,
}

/// Ask for the whole text of an export of one file.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExportTextGet {
    /// Which.
    pub wish: ExportWish,
}

/// The text of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExportText {
    /// The text.
    pub text: String,
}

/// Ask where, and write there, told step by step. One file goes where the person says, several into a folder.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExportWrite {
    /// Name of this watch, to leave it by.
    pub watch_id: String,
    /// What is written.
    pub wish: ExportWish,
    /// The name that is proposed for one file, without its extension; absent for the title.
    #[serde(default)]
    #[ts(optional)]
    pub name: Option<String>,
}

/// A step of an export. After `saved`, `stopped` and `nowhere` nothing follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ExportEvent {
    /// The place is chosen; so many files are written from here on.
    Begun {
        /// Stops it, see `job_stop`.
        job_id: String,
        /// Files to write.
        files: u64,
    },
    /// So many are written.
    Progress {
        /// Files written.
        files: u64,
    },
    /// All is written.
    Saved {
        /// Shows it, see `export_reveal`.
        export_id: String,
        /// Files written.
        files: u64,
        /// Name of the file, or of the folder when there are several.
        name: String,
        /// Bytes written.
        bytes: u64,
    },
    /// It was stopped; what is written stays.
    Stopped {
        /// Files written.
        files: u64,
        /// Name of the folder.
        name: String,
    },
    /// The person chose no place.
    Nowhere,
}

/// Show what an export wrote in the system's file manager.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ExportReveal {
    /// Which.
    pub export_id: String,
}

/// Stop an export or an import that runs. One that is over is stopped already.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct JobStop {
    /// Which.
    pub job_id: String,
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
