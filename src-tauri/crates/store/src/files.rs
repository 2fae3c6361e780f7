//! The files of the open history, known by the numbers that the system gave them: somebody may delete them or put others
//! in their place, and what is written then would be lost, or in the wrong file.

use crate::StoreError;
use crate::open::log_of;
use std::path::{Path, PathBuf};

/// The database and its log as they were opened.
#[derive(Debug)]
pub(crate) struct Files {
    opened: Vec<(PathBuf, Number)>,
}

/// Device and number on it; nothing where the system lets nobody take away a file that is open.
type Number = Option<(u64, u64)>;

impl Files {
    /// After the first look into the database, which opens its log.
    pub(crate) fn of(database: &Path) -> Self {
        let all = [database.to_owned(), log_of(database)].into_iter();
        Self {
            opened: all
                .map(|path| {
                    let number = number(&path);
                    (path, number)
                })
                .collect(),
        }
    }

    /// Other files stand where these were opened, or none. Costs two questions to the system.
    pub(crate) fn are_moved(&self) -> bool {
        self.opened.iter().any(|(path, opened)| opened.is_some() && number(path) != *opened)
    }

    /// Does what is to be written, unless the files are not there. Nothing counts as written that went into files
    /// which were taken away meanwhile.
    pub(crate) fn guard<T>(&self, work: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
        if self.are_moved() {
            return Err(StoreError::Moved);
        }
        let done = work();
        if self.are_moved() { Err(StoreError::Moved) } else { done }
    }
}

#[cfg(unix)]
fn number(path: &Path) -> Number {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).ok().map(|file| (file.dev(), file.ino()))
}

#[cfg(not(unix))]
fn number(_: &Path) -> Number {
    None
}
