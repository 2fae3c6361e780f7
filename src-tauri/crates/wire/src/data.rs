//! Where everything lies, how large it is, its backups, the folder that is kept up to date, and erasing it all.

use crate::ExportFormat;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Ask for [`DataInfo`].
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DataGet {}

/// What lies on the disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DataInfo {
    /// Where the history lies, shortened with `~`.
    pub place: String,
    /// Size of the history in bytes.
    pub bytes: u64,
    /// Its backups, newest first.
    pub backups: Vec<BackupInfo>,
    /// The folder that is kept up to date.
    pub kept_folder: KeptFolder,
}

/// A backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BackupInfo {
    /// When it was made.
    pub made_at_ms: i64,
    /// Its size in bytes.
    pub bytes: u64,
}

/// When the folder is brought up to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum KeepWhen {
    /// Never.
    #[default]
    Off,
    /// When Hadal quits.
    Quit,
    /// At most every hour, when something changed.
    Hourly,
    /// At most every day, when something changed.
    Daily,
}

/// A folder of files that follows the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeptFolder {
    /// Where it lies, shortened with `~`; absent while none is chosen.
    pub place: Option<String>,
    /// Kind of its files.
    pub format: ExportFormat,
    /// When it is brought up to date.
    pub when: KeepWhen,
    /// When that was done last.
    pub last_at_ms: Option<i64>,
    /// Files written then.
    pub last_files: u64,
    /// Why it failed then; absent when it did not.
    pub last_problem: Option<String>,
}

/// Change the folder that is kept up to date; what is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[ts(optional_fields)]
pub struct KeptFolderChange {
    /// Ask the person for another folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choose: Option<bool>,
    /// See [`KeptFolder::format`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<ExportFormat>,
    /// See [`KeptFolder::when`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<KeepWhen>,
    /// Bring it up to date now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<bool>,
}

/// Go back to a backup: Hadal ends, and its next start has the history of then. What is there now becomes a backup.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BackupRestore {
    /// See [`BackupInfo::made_at_ms`].
    pub made_at_ms: i64,
}

/// Erase everything: conversations, drafts, folders, tags, what was spent, backups. The key stays.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DataErase {
    /// The person typed that it is meant.
    pub confirmed: bool,
}
