//! What the window needs to know before it paints: version, mode, key, endpoint, history, settings.

use crate::{BalanceLine, EndpointInfo, KeyInfo, Settings, StandbyInfo};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Ask for [`AppInfo`].
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AppInfoGet {}

/// Which face the app shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum AppMode {
    /// No key yet: the first screen.
    Setup,
    /// Talking to the endpoint.
    Live,
    /// Talking to the built-in simulator; marked wherever it shows.
    Demo,
}

/// The app as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AppInfo {
    /// Of the program.
    pub version: String,
    /// Which face to show.
    pub mode: AppMode,
    /// The key of the endpoint.
    pub key: KeyInfo,
    /// Who is called.
    pub endpoint: EndpointInfo,
    /// Who answers when it cannot; absent when that is not allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub standby: Option<StandbyInfo>,
    /// Whether the history can be read and written.
    pub history: HistoryInfo,
    /// What the person chose.
    pub settings: Settings,
    /// What was typed for a conversation that does not exist yet.
    pub new_draft: String,
    /// What is left of an account that runs low, when that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub low_balance: Option<BalanceLine>,
    /// Models to offer; others may be typed.
    pub models: Vec<ModelInfo>,
    /// Longest message in bytes.
    pub message_max_bytes: u64,
    /// Answers that the end of the last start cut and that can go on; absent: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub cut_answers: Option<u32>,
    /// The window was asked to close while so many answers are being written; absent: it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub closing_answers: Option<u32>,
}

/// A model that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ModelInfo {
    /// What is sent.
    pub id: String,
    /// What is shown: `Flash`, `Pro`.
    pub name: String,
    /// It reads pictures; the other answers with an error to one.
    pub sees: bool,
}

/// Whether the history works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum HistoryState {
    /// Read and written.
    Ready,
    /// The data directory or the file cannot be written: reading works, sending does not.
    ReadOnly,
    /// The disk is full: reading works, sending does not.
    DiskFull,
    /// Its file was deleted, or another stands in its place, while it was open: reading works, sending does not.
    Moved,
    /// A part of it could not be read or written while it was open; what is asked for is tried again each time.
    DiskFailed,
    /// Written by a newer version: nothing was touched.
    Newer,
    /// Another Hadal has it open.
    InUse,
    /// Damaged or not ours; the files were left or set aside.
    Unusable,
}

/// Why a history is unusable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum HistoryTrouble {
    /// The file is no database, or that of another program; it was left as it is.
    NotOurs,
    /// The directory is on a network share, where locks do not hold.
    NetworkShare,
    /// The disk failed to read or write.
    DiskFailed,
}

/// What a damaged history was repaired from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RepairedFrom {
    /// From the damaged file; nothing else was needed or there.
    File,
    /// From the damaged file, and from a backup what it had lost.
    FileAndBackup,
    /// From a backup: what was said after it is only in the file that was kept.
    Backup,
    /// Nothing could be read: it begins empty.
    Nothing,
}

/// The history's state, with a path to name when something must be done by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HistoryInfo {
    /// Whether it works.
    pub state: HistoryState,
    /// Where it lies, shortened with `~`: shown to its owner, on their own screen only.
    pub place: String,
    /// After a repair: the file name of what was set aside.
    pub set_aside: Option<String>,
    /// After a repair: where the rows came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub repaired_from: Option<RepairedFrom>,
    /// When it is unusable: why, if that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub trouble: Option<HistoryTrouble>,
    /// The program that keeps its directory the same on several machines, which may break it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub synced_by: Option<String>,
}

/// The first frame is on the screen: the window may show.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AppPainted {}

/// Open a link of a message in the browser. Checked again in Rust.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LinkOpen {
    /// As it stands in the node.
    pub href: String,
}

/// It is done; there is nothing to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Done {}

/// The person's word on a window that was asked to close while answers come.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AppClose {
    /// Whether it closes; what has come is kept.
    pub close: bool,
}

/// The person's word on the answers that the end of the last start cut.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CutAnswersSettle {
    /// Whether they go on, all of them; else they are left as they are.
    pub go_on: bool,
}
