//! Where conversations stand: folders, tags, and the shelves that the library shows.

use crate::Cursor;
use hadal_domain::{ConversationSummary, FolderId, TagId, Timestamp};

/// A folder of the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// Its id.
    pub id: FolderId,
    /// The folder it lies in; `None` at the top.
    pub parent_id: Option<FolderId>,
    /// Its name; several may have the same.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last renamed or moved.
    pub updated_at: Timestamp,
}

/// A tag of the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Its id.
    pub id: TagId,
    /// Its name; no other tag has it.
    pub name: String,
    /// Conversations that have it, without the trash.
    pub conversations: u64,
}

/// Where a conversation stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// The folder it lies in; `None` for no folder.
    pub folder: Option<FolderId>,
    /// Kept at the top of the library.
    pub pinned: bool,
    /// Put away: not in the library, but found by the search.
    pub archived: bool,
    /// Its tags, in the order of their names.
    pub tags: Vec<TagId>,
}

/// A part of the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shelf {
    /// All that is neither archived nor in the trash.
    #[default]
    Library,
    /// Of the library: what is pinned.
    Pinned,
    /// Of the library: what lies in this folder, not in those below it.
    Folder(FolderId),
    /// Of the library: what has this tag.
    Tag(TagId),
    /// What was archived and is not in the trash.
    Archive,
    /// The trash, what was thrown away last first.
    Trash,
}

/// Which rows of a shelf are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ShelfQuery {
    /// The shelf.
    pub shelf: Shelf,
    /// Continue after this mark of the same shelf; `None` begins with the newest.
    pub before: Option<Cursor>,
    /// Rows wanted, from 1 to 500; others are taken as the nearest of these.
    pub limit: u32,
}

/// Conversations of a shelf, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShelfPage {
    /// The rows.
    pub rows: Vec<ShelfRow>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<Cursor>,
}

/// A conversation on a shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShelfRow {
    /// What every list shows.
    pub summary: ConversationSummary,
    /// Where it stands.
    pub place: Place,
    /// When it was put into the trash; it is gone thirty days later.
    pub deleted_at: Option<Timestamp>,
    /// Grows whenever something of the conversation changes.
    pub rev: i64,
}
