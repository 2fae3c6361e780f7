//! One process at a time: the lock file, which also remembers whether the last one ended cleanly.

use crate::error::file_error;
use crate::{OpenError, private};
use std::fs::{File, TryLockError};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::Duration;

const FILE: &str = "hadal.lock";
// Of one length: overwriting them needs no room, so a full disk cannot keep a clean end from being noted.
const RUNNING: &str = "running\n";
const CLEAN: &str = "stopped\n";

/// A process that is just ending, or a reader that looks whether the lock is taken, is waited for.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_millis(20);

/// Held as long as the history is open; the system frees it when the process dies.
pub(crate) struct Lock {
    file: File,
    /// The last process that had it closed the history before it ended.
    pub(crate) was_clean: bool,
}

impl Lock {
    /// Takes the lock. `Ok(None)`: the file cannot be written, so the directory is for reading only.
    pub(crate) fn take(dir: &Path) -> Result<Option<Self>, OpenError> {
        let mut file = match private::open_or_make(&dir.join(FILE)) {
            Ok(file) => file,
            Err(error) if matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) => {
                return Ok(None);
            }
            Err(error) => return Err(file_error(error)),
        };
        let mut tries = TRIES;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if tries > 0 => std::thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => return Err(OpenError::InUse),
                Err(TryLockError::Error(error)) => return Err(file_error(error)),
            }
            tries -= 1;
        }
        let mut mark = String::new();
        // Unreadable marks count as unclean: the check that follows costs time, not text.
        let was_clean = file.read_to_string(&mut mark).is_ok() && mark == CLEAN;
        Ok(Some(Self { file, was_clean }))
    }

    /// Another process has the history open right now. For readers, who take no lock.
    pub(crate) fn is_taken(dir: &Path) -> bool {
        match File::open(dir.join(FILE)) {
            Ok(file) => matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)),
            Err(_) => false,
        }
    }

    /// From now on a sudden end is seen by the next start.
    pub(crate) fn mark_running(&mut self) -> Result<(), OpenError> {
        self.mark(RUNNING).map_err(file_error)
    }

    /// The history was closed in order.
    pub(crate) fn mark_clean(&mut self) {
        if let Err(error) = self.mark(CLEAN) {
            tracing::warn!(kind = ?error.kind(), "the clean end could not be noted; the next start checks the history");
        }
    }

    fn mark(&mut self, word: &str) -> std::io::Result<()> {
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(word.as_bytes())?;
        self.file.set_len(word.len() as u64)?;
        self.file.sync_data()
    }
}
