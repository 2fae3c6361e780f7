//! The history in SQLite: one writer, read-only readers.
//!
//! `<dir>/history.db` with its log, `<dir>/hadal.lock`, `<dir>/backups/`. Writes go through one thread, each done as a
//! whole or not at all and on the disk when the call returns; those that wait together share a sync; reads go to other threads and never wait for it.
//! Nothing here deletes a file that holds history unless everything is to be erased: what is damaged is set aside.

mod attached;
mod backup;
mod belongings;
mod bookmarks;
mod branch;
mod conversations;
mod counter;
mod desk;
mod erase;
mod error;
mod figures;
mod files;
mod fill;
mod folders;
mod group;
mod header;
mod import;
mod journal;
mod keeper;
mod lock;
mod mend;
mod messages;
mod migrate;
mod open;
mod outbox;
mod page;
mod parts;
mod path;
mod places;
mod pragmas;
mod private;
mod queue;
mod recover;
mod restore;
mod resume;
mod row;
mod salvage;
mod search;
mod settings;
mod share;
mod shelf;
mod shelves;
mod shown;
mod spending;
mod store;
mod sync_folder;
mod tags;
mod tails;
mod tree;
mod turn;
mod turns;
mod whole;

pub use attached::{Content, ContentHash, ContentHashError, ContentInfo, NewPart, Part, PartKind, WholeMessage};
pub use belongings::{Belongings, FolderName, Whole};
pub use bookmarks::Bookmark;
pub use branch::{Deleted, Undelete};
pub use error::{OpenError, StoreError};
pub use figures::AnswerFigures;
pub use open::{Opened, StoreState};
pub use outbox::{TakenBack, UNSENT};
pub use page::{ConversationPage, ConversationQuery, Cursor, CursorError};
pub use path::{PathAt, PathPage, PathQuery, PathRow};
pub use recover::{FromBackup, Recovered};
pub use resume::Seam;
pub use search::page::{Hit, SearchCursor, SearchFilters, SearchPage, SearchQuery, SnippetPart};
pub use shelf::{Folder, Place, Shelf, ShelfPage, ShelfQuery, ShelfRow, Tag};
pub use spending::Spent;
pub use store::{Store, StoreTrouble};
pub use tree::TreeNode;
pub use turn::{AnswerEnd, BegunTurn, Checkpoint, NewTurn, TailWrite};
