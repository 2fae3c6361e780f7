//! A damaged history: kept under another name, and a new one made from what can be read.

use crate::error::file_error;
use crate::header::{self, Header};
use crate::open::log_of;
use crate::{OpenError, backup, migrate, pragmas, private, salvage};
use hadal_domain::Timestamp;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A recovered history that has not yet its name.
const WHOLE: &str = "recovered.db";

/// What a history was made from after its file was set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recovered {
    /// From the readable rows of the damaged file, and a backup for the others.
    Rows {
        /// Conversations that are there again.
        conversations: u64,
        /// Messages that are there again.
        messages: u64,
        /// Places in the file that could not be read; each may have held several rows.
        unreadable: u64,
        /// What of it came from a backup; `None` when there was none.
        from_backup: Option<FromBackup>,
    },
    /// No row could be read: the newest sound backup took its place.
    Backup {
        /// When it was made: what was said since is in the file that was set aside, if anywhere.
        made_at: Timestamp,
    },
    /// Neither rows nor a backup: it begins empty. The damaged file is still there.
    Nothing,
}

/// What a backup gave to a history that was recovered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FromBackup {
    /// When it was made.
    pub made_at: Timestamp,
    /// Conversations that only it had.
    pub conversations: u64,
    /// Messages that only it had.
    pub messages: u64,
    /// Messages that were there and had lost their text.
    pub texts: u64,
}

/// Makes a new history beside the damaged one, sets the damaged files aside, together, and puts the new one in their
/// place. Nothing is deleted. Answers with the name under which the damaged file is kept.
///
/// The new file is whole before the old one moves: a full disk or a sudden end on the way leaves the damaged history
/// where it was, and a sudden end between the two moves is made good by [`resume`].
pub(crate) fn recover(dir: &Path, database: &Path, at: Timestamp) -> Result<(PathBuf, Recovered), OpenError> {
    let recovering = dir.join("recovering.db");
    remove_with_log(&recovering)?;
    let backup = backup::newest_good(dir);
    let recovered = match rows(database, &recovering, backup.as_ref().map(|(_, path)| path.as_path())) {
        Ok(salvaged) if salvaged.messages > 0 || salvaged.conversations > 0 => Recovered::Rows {
            conversations: salvaged.conversations,
            messages: salvaged.messages,
            unreadable: salvaged.unreadable,
            from_backup: backup.zip(salvaged.filled).map(|((made_at, _), filled)| FromBackup {
                made_at,
                conversations: filled.conversations,
                messages: filled.messages,
                texts: filled.texts,
            }),
        },
        Err(OpenError::DiskFull) => {
            remove_with_log(&recovering)?;
            return Err(OpenError::DiskFull);
        }
        other => {
            if let Err(error) = other {
                tracing::warn!(%error, "no row of the damaged history can be read");
            }
            remove_with_log(&recovering)?;
            from_backup(backup, &recovering)?
        }
    };
    let whole = dir.join(WHOLE);
    fs::rename(&recovering, &whole).map_err(file_error)?;
    private::sync_dir(dir).map_err(file_error)?;
    let kept = set_aside(dir, database, at)?;
    fs::rename(&whole, database).map_err(file_error)?;
    private::sync_dir(dir).map_err(file_error)?;
    Ok((kept, recovered))
}

/// A copy of a backup, whole and on the disk, under the name of a recovered history.
pub(crate) fn place_beside(dir: &Path, chosen: &Path) -> Result<(), OpenError> {
    let (copying, whole) = (dir.join("recovering.db"), dir.join(WHOLE));
    remove_with_log(&copying)?;
    // Made by us first, so that nobody else can read it while it is filled.
    private::open_or_make(&copying).map_err(file_error)?;
    fs::copy(chosen, &copying).map_err(file_error)?;
    private::open_or_make(&copying).and_then(|file| file.sync_all()).map_err(file_error)?;
    fs::rename(&copying, &whole).map_err(file_error)?;
    private::sync_dir(dir).map_err(file_error)
}

/// What was placed beside becomes the history. The one before is removed where a copy of it is kept, else set aside.
pub(crate) fn take_the_place(dir: &Path, database: &Path, at: Timestamp, is_kept: bool) -> Result<(), OpenError> {
    if is_kept {
        // The database first: alone its log is seen as damage, the other way round words could be missed.
        remove_with_log(database)?;
    } else {
        set_aside(dir, database, at)?;
    }
    fs::rename(dir.join(WHOLE), database).map_err(file_error)?;
    private::sync_dir(dir).map_err(file_error)
}

/// A recovered history that waits for its name: the last start ended between the two moves.
pub(crate) fn resume(dir: &Path, database: &Path, at: Timestamp) -> Result<(), OpenError> {
    let whole = dir.join(WHOLE);
    if database.exists() || !whole.exists() {
        return Ok(());
    }
    // Its old log may still be there.
    set_aside(dir, database, at)?;
    fs::rename(&whole, database).map_err(file_error)?;
    tracing::warn!("a recovery that was broken off was finished");
    private::sync_dir(dir).map_err(file_error)
}

/// The database first: a log without a database is seen as damage, while a database without its log would pass for
/// a sound one that lacks its last messages.
fn set_aside(dir: &Path, database: &Path, at: Timestamp) -> Result<PathBuf, OpenError> {
    let kept = dir.join(format!("history.damaged-{}.db", at.as_millis()));
    for ending in ["", "-journal", "-wal", "-shm"] {
        match fs::rename(with(database, ending), with(&kept, ending)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(file_error(error)),
            _ => {}
        }
    }
    private::sync_dir(dir).map_err(file_error)?;
    Ok(if kept.exists() { kept } else { with(&kept, "-wal") })
}

fn rows(damaged: &Path, recovering: &Path, backup: Option<&Path>) -> Result<salvage::Salvaged, OpenError> {
    // SQLite throws the log away when it opens a database that has no page.
    if header::read(damaged)? != Header::Database {
        return Err(OpenError::NotADatabase);
    }
    // Writable, for reading through the log may need its index to be made anew; nothing is written to the database.
    let from = pragmas::open_damaged(damaged)?;
    private::open_or_make(recovering).map_err(file_error)?;
    let mut to = pragmas::open_writer(recovering)?;
    let then = migrate::version(&from).ok().filter(|version| (1..=migrate::known()).contains(version));
    migrate::run(&mut to, then.unwrap_or_else(migrate::known), |_| Ok(()))?;
    if let Some(backup) = backup {
        pragmas::attach_immutable(&to, backup, "backup")?;
    }
    let salvaged = salvage::copy(&from, &mut to, backup.is_some())?;
    if backup.is_some() {
        to.execute_batch("DETACH backup")?;
    }
    to.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    to.close().map_err(|(_, error)| error)?;
    Ok(salvaged)
}

fn from_backup(backup: Option<(Timestamp, PathBuf)>, recovering: &Path) -> Result<Recovered, OpenError> {
    let Some((made_at, backup)) = backup else {
        private::open_or_make(recovering).map_err(file_error)?;
        return Ok(Recovered::Nothing);
    };
    fs::copy(backup, recovering).map_err(file_error)?;
    private::open_or_make(recovering).and_then(|file| file.sync_all()).map_err(file_error)?;
    Ok(Recovered::Backup { made_at })
}

fn remove_with_log(path: &Path) -> Result<(), OpenError> {
    for file in [path.to_owned(), log_of(path), with(path, "-shm")] {
        backup::remove_if_there(&file).map_err(file_error)?;
    }
    Ok(())
}

fn with(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
