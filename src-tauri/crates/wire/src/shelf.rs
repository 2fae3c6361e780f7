//! The order of the library: folders, tags, shelves, and what is done with several conversations at once.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Most conversations that one request may name.
pub const SELECTION_MAX: usize = 20_000;

/// A part of the library.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Shelf {
    /// All that is neither archived nor in the trash.
    #[default]
    Library,
    /// Of the library: what is pinned.
    Pinned,
    /// Of the library: what lies in this folder, not in those below it.
    Folder {
        /// Which.
        folder_id: String,
    },
    /// Of the library: what has this tag.
    Tag {
        /// Which.
        tag_id: String,
    },
    /// What was put away: found by the search, not in the library.
    Archive,
    /// What was thrown away, the last first. It is gone for good thirty days later.
    Trash,
}

/// Ask for [`Shelves`].
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShelvesGet {}

/// Folders and tags as they are now.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Shelves {
    /// Siblings in the order a person gave them; the tree is made of the parents.
    pub folders: Vec<FolderRow>,
    /// In the order of their names.
    pub tags: Vec<TagRow>,
}

/// A folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FolderRow {
    /// Its id.
    pub id: String,
    /// The folder it lies in; absent at the top.
    pub parent_id: Option<String>,
    /// Its name.
    pub name: String,
}

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TagRow {
    /// Its id.
    pub id: String,
    /// Its name; no other tag has it.
    pub name: String,
    /// Conversations that have it, without the trash.
    pub conversations: u64,
}

/// Make a folder, as the last of its siblings.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FolderMake {
    /// Trimmed and cut to 200 characters; not blank.
    pub name: String,
    /// The folder it shall lie in; absent for the top.
    #[serde(default)]
    #[ts(optional)]
    pub parent_id: Option<String>,
}

/// Name a folder.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FolderRename {
    /// Which.
    pub folder_id: String,
    /// As in [`FolderMake::name`].
    pub name: String,
}

/// Move a folder with all that is in it. Into itself is refused.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FolderMove {
    /// Which.
    pub folder_id: String,
    /// The folder it shall lie in; absent for the top.
    #[serde(default)]
    #[ts(optional)]
    pub parent_id: Option<String>,
    /// Its place among its new siblings, from 0; beyond the last is the last.
    pub place: u32,
}

/// Remove a folder. What is in it comes to lie in the folder around it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FolderDelete {
    /// Which.
    pub folder_id: String,
}

/// Make a tag; one of this name is taken as it is.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TagMake {
    /// As in [`FolderMake::name`].
    pub name: String,
}

/// Name a tag. The name of another is refused.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TagRename {
    /// Which.
    pub tag_id: String,
    /// As in [`FolderMake::name`].
    pub name: String,
}

/// Remove a tag; its conversations stay.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TagDelete {
    /// Which.
    pub tag_id: String,
}

/// What to change about where conversations stand; what is absent stays.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[ts(optional_fields)]
pub struct Arrangement {
    /// Keep them at the top, or no longer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pinned: Option<bool>,
    /// Put them away, or take them back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub archived: Option<bool>,
    /// Put them into this folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folder_id: Option<String>,
    /// Take them out of their folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_folder: Option<bool>,
    /// Give them this tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub add_tag_id: Option<String>,
    /// Take this tag from them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remove_tag_id: Option<String>,
}

/// Change where conversations stand.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SelectionArrange {
    /// Which.
    pub conversation_ids: Vec<String>,
    /// How.
    pub change: Arrangement,
}

/// Put conversations into the trash; their running answers are stopped and kept.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SelectionDelete {
    /// Which.
    pub conversation_ids: Vec<String>,
}

/// Take conversations out of the trash.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SelectionRestore {
    /// Which.
    pub conversation_ids: Vec<String>,
}

/// Erase conversations of the trash for good.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SelectionErase {
    /// Which.
    pub conversation_ids: Vec<String>,
}

/// Erase all that is in the trash.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TrashEmpty {}

/// How many conversations something was done with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SelectionDone {
    /// How many.
    pub conversations: u64,
}

/// A conversation is in sight: it is not unread any more.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConversationSeen {
    /// Which.
    pub conversation_id: String,
}
