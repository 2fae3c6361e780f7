//! Why the history could not be opened, read or written. Each variant tells what the reader may do next.

use rusqlite::ErrorCode;
use rusqlite::ffi;
use std::io;

/// Why the history did not open. Nothing was changed or deleted, whatever the variant.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// Written by a newer version: update, or use another data directory.
    #[error("the history has schema {found}, this version knows up to {known}")]
    Newer {
        /// The schema of the file.
        found: u32,
        /// The newest schema that this version knows.
        known: u32,
    },
    /// Another process has it open: go there, or wait until it ends.
    #[error("another process has this history open")]
    InUse,
    /// `history.db` is not an SQLite database. It was left where it is: move it away or use another directory.
    #[error("history.db is not a database")]
    NotADatabase,
    /// `history.db` is the database of another program. It was left where it is.
    #[error("history.db belongs to another program")]
    Foreign,
    /// It is damaged and could not be set aside either; `detail` has no user text.
    #[error("the history is damaged: {detail}")]
    Damaged {
        /// What the check or the system said.
        detail: String,
    },
    /// The text of an applied migration is not the one in this build: the build is wrong, the file is not.
    #[error("migration {version} differs from the one that was applied")]
    MigrationChanged {
        /// The migration that differs.
        version: u32,
    },
    /// The directory cannot be written and has no history to show.
    #[error("the data directory cannot be written and holds no readable history")]
    ReadOnly,
    /// No room to open: free some space and start again.
    #[error("the disk is full")]
    DiskFull,
    /// SQLite's locks do not hold on network shares: use a local directory.
    #[error("the data directory is on a network share ({kind})")]
    NetworkShare {
        /// The kind of file system, as the system names it.
        kind: String,
    },
    /// Anything else the system refused.
    #[error("the history cannot be opened: {0}")]
    Io(#[from] io::Error),
    /// Anything else SQLite refused.
    #[error("the history cannot be opened: {0}")]
    Sqlite(String),
}

/// Why a read or a write did not happen. A failed write changed nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// No room. The store goes on working when there is.
    #[error("the disk is full")]
    DiskFull,
    /// The history was opened for reading only.
    #[error("the history is read-only")]
    ReadOnly,
    /// No such conversation or message (any more), or a parent that is not in the same conversation.
    #[error("not found")]
    NotFound,
    /// A folder cannot lie in itself or in a folder that lies in it.
    #[error("a folder cannot lie in itself")]
    InItself,
    /// Another tag has this name.
    #[error("the name is taken")]
    NameTaken,
    /// The answer had ended already; nothing was changed.
    #[error("the answer had ended already")]
    Settled,
    /// An answer is still arriving there: it has to be stopped first.
    #[error("an answer is still arriving there")]
    Arriving,
    /// A checkpoint began after the text that is stored. Send again from `stored_bytes`.
    #[error("the stored text ends at byte {stored_bytes}")]
    Gap {
        /// Where the stored text of that kind ends.
        stored_bytes: u64,
    },
    /// Another process held the write lock for longer than the busy timeout; trying again may help.
    #[error("the database is busy")]
    Busy,
    /// The file is damaged: the next start sets it aside and recovers what can be read.
    #[error("the history is damaged: {0}")]
    Damaged(String),
    /// The disk or the system failed to read or write.
    #[error("reading or writing failed: {0}")]
    Io(String),
    /// The file was deleted, or another stands in its place: nothing is written until it is back, or the next start.
    #[error("the history was moved while it was open")]
    Moved,
    /// The store was closed.
    #[error("the history is closed")]
    Closed,
    /// A defect of ours, or an SQLite error without a state of its own.
    #[error("the history failed: {0}")]
    Other(String),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let code = match &error {
            rusqlite::Error::SqliteFailure(code, _) => *code,
            rusqlite::Error::QueryReturnedNoRows => return Self::NotFound,
            // A stored word, id or type that we never write.
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..) => return Self::Damaged(error.to_string()),
            _ => return Self::Other(error.to_string()),
        };
        match code.code {
            ErrorCode::DiskFull => Self::DiskFull,
            // The shared index beside the log could not grow: on a full disk this comes before SQLITE_FULL.
            ErrorCode::SystemIoFailure if code.extended_code == ffi::SQLITE_IOERR_SHMSIZE => Self::DiskFull,
            ErrorCode::ReadOnly if code.extended_code == ffi::SQLITE_READONLY_DBMOVED => Self::Moved,
            ErrorCode::ReadOnly => Self::ReadOnly,
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::Damaged(code.to_string()),
            ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::PermissionDenied => {
                // The number of it names the call that failed.
                Self::Io(format!("{code} ({})", code.extended_code))
            }
            ErrorCode::ConstraintViolation if code.extended_code == ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Self::NotFound,
            _ => Self::Other(code.to_string()),
        }
    }
}

impl From<StoreError> for OpenError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::DiskFull => Self::DiskFull,
            StoreError::ReadOnly => Self::ReadOnly,
            StoreError::Busy => Self::InUse,
            StoreError::Damaged(detail) => Self::Damaged { detail },
            // SQLite says no more than "cannot open" where a log cannot be made, and where files are too many.
            StoreError::Io(detail) => Self::Io(io::Error::other(detail)),
            other => Self::Sqlite(other.to_string()),
        }
    }
}

/// What happens to files beside the history while it is open.
impl From<OpenError> for StoreError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::DiskFull => Self::DiskFull,
            OpenError::ReadOnly => Self::ReadOnly,
            OpenError::InUse => Self::Busy,
            OpenError::Damaged { detail } => Self::Damaged(detail),
            OpenError::Io(error) => Self::Io(error.kind().to_string()),
            other => Self::Other(other.to_string()),
        }
    }
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        StoreError::from(error).into()
    }
}

/// An error of the file system on the way to an open history: the full disk has a state of its own.
pub(crate) fn file_error(error: io::Error) -> OpenError {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => OpenError::DiskFull,
        _ => OpenError::Io(error),
    }
}
