//! Opening: the lock, the checks, the migrations, the answers that were cut, and then the threads.

use crate::desk::Desk;
use crate::error::file_error;
use crate::files::Files;
use crate::header::{self, Header};
use crate::keeper::Keeper;
use crate::lock::Lock;
use crate::recover::{self, Recovered};
use crate::search::rebuild;
use crate::store::Inner;
use crate::{
    OpenError, Store, StoreError, backup, journal, migrate, pragmas, private, restore, share, sync_folder, turns,
};
use hadal_domain::{MessageId, Timestamp};
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const READERS: usize = 2;

/// Messages that are indexed in one transaction, and how long opening waits for them.
pub(crate) const INDEX_STEP: u32 = 200;
const INDEX_AT_ONCE: Duration = Duration::from_secs(2);

/// A history that is open, and what happened on the way.
#[derive(Debug)]
pub struct Opened {
    /// The history.
    pub store: Store,
    /// Answers that were arriving when the last process ended. They are interrupted now, their text is kept.
    pub interrupted: Vec<MessageId>,
    /// The damaged file, kept under this name, with its log beside it.
    pub set_aside: Option<PathBuf>,
    /// What the history was made from when a damaged file was set aside.
    pub recovered: Option<Recovered>,
    /// The history went back to a backup, as was wished for.
    pub restored: bool,
    /// Whether it can be written.
    pub state: StoreState,
    /// The program that seems to keep the directory the same on several machines: it may put back older files.
    pub synced_by: Option<String>,
}

/// Whether the history can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreState {
    /// It reads and writes.
    Ready,
    /// It can be read only; every write gives [`crate::StoreError::ReadOnly`].
    ReadOnly,
}

impl Store {
    /// Opens the history of a directory, which is made if it is missing. Blocks: checks, migrations and a recovery
    /// happen here. One process at a time.
    ///
    /// # Errors
    /// See [`OpenError`]; the files are as they were.
    pub fn open(dir: &Path) -> Result<Opened, OpenError> {
        match private::make_dir(dir) {
            Ok(()) => {}
            Err(error) if private::cannot_write(&error) => return Err(OpenError::ReadOnly),
            Err(error) => return Err(file_error(error)),
        }
        share::refuse(dir)?;
        let Some(lock) = Lock::take(dir)? else { return open_for_reading(dir, true) };
        match open_for_writing(dir, lock) {
            // The lock file can be written, its directory or the database cannot.
            Err(error) if is_read_only(dir, &error) => open_for_reading(dir, true),
            // It can, whatever SQLite made of it: nobody is sent to look for a write protection that is not there.
            Err(OpenError::ReadOnly) => {
                Err(OpenError::Io(std::io::Error::other("a file of it did not open for writing")))
            }
            other => other,
        }
    }

    /// Opens a history for reading only, also while another process has it open: for commands beside the window.
    ///
    /// # Errors
    /// [`OpenError::ReadOnly`] when there is no history yet; see [`OpenError`].
    pub fn open_reading(dir: &Path) -> Result<Opened, OpenError> {
        share::refuse(dir)?;
        open_for_reading(dir, !Lock::is_taken(dir))
    }

    /// A history in memory, for conversations that are to leave nothing behind: it has every call of the others, never
    /// touches the disk, and is gone with the last clone.
    ///
    /// # Errors
    /// [`OpenError::Sqlite`] and [`OpenError::Io`] when there is no memory or no thread.
    pub fn temporary() -> Result<Self, OpenError> {
        open_temporary()
    }
}

pub(crate) fn database(dir: &Path) -> PathBuf {
    dir.join("history.db")
}

/// The log beside a database.
pub(crate) fn log_of(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

fn open_for_writing(dir: &Path, mut lock: Lock) -> Result<Opened, OpenError> {
    let path = database(dir);
    recover::resume(dir, &path, Timestamp::now())?;
    let restored = restore::fulfil(dir, &path, Timestamp::now())?;
    let damaged = match header::read(&path) {
        Ok(Header::Database) => {
            journal::set_aside_if_strange(&path, Timestamp::now()).map_err(file_error)?;
            false
        }
        Ok(Header::Damaged) => true,
        // A log without its database: SQLite would throw it away.
        Ok(Header::Missing) => std::fs::metadata(log_of(&path)).is_ok_and(|log| log.len() > 0),
        // A backup beside it says that it was ours until its beginning broke.
        Err(OpenError::NotADatabase) if backup::newest_good(dir).is_some() => true,
        Err(error) => return Err(error),
    };
    lock.mark_running()?;
    let first = if damaged {
        Err(OpenError::Damaged { detail: "the file ends too soon".to_owned() })
    } else {
        prepare(dir, &path, !lock.was_clean)
    };
    // A single read that failed looks like damage too. Only what is there a second time is acted on.
    let first = match first {
        Err(OpenError::Damaged { .. }) if !damaged => prepare(dir, &path, true),
        other => other,
    };
    let mut aside = None;
    let (writer, interrupted) = match first {
        Err(OpenError::Damaged { detail }) => {
            tracing::error!(detail, "the history is damaged and is set aside");
            let (kept, recovered) = recover::recover(dir, &path, Timestamp::now())?;
            aside = Some((kept, recovered));
            prepare(dir, &path, true)?
        }
        other => other?,
    };
    let readers = (0..READERS).map(|_| pragmas::open_reader(&path)).collect::<Result<_, _>>()?;
    let readers = start_readers(readers)?;
    let suspect = Arc::new(AtomicBool::new(false));
    let files = Arc::new(Files::of(&path));
    let at_end = closing(lock, Arc::clone(&suspect), Arc::clone(&files));
    let writer = Desk::start("history-writer", vec![(writer, at_end)], Some(Arc::clone(&files)))?;
    let writer = Arc::new(writer);
    let keeper = Keeper::start(dir, Arc::clone(&writer), Arc::clone(&files))?;
    let (set_aside, recovered) = aside.unzip();
    let mut inner = Inner::reading(readers, suspect, false);
    inner.writer = Some(writer);
    inner.keeper = Some(keeper);
    inner.files = Some(files);
    let store = Store::new(inner);
    Ok(Opened {
        store,
        interrupted,
        set_aside,
        recovered,
        restored,
        state: StoreState::Ready,
        synced_by: sync_folder::keeper_of(dir),
    })
}

/// The connection that writes, to a history that is sound, of today's schema and without half answers.
fn prepare(dir: &Path, path: &Path, check: bool) -> Result<(Connection, Vec<MessageId>), OpenError> {
    match private::open_or_make(path) {
        Ok(_) => {}
        Err(error) if private::cannot_write(&error) => return Err(OpenError::ReadOnly),
        Err(error) => return Err(file_error(error)),
    }
    header::look(path)?;
    let mut writer = pragmas::open_writer(path)?;
    // Where files are too many, SQLite takes what it can get.
    if writer.is_readonly("main")? {
        return Err(OpenError::ReadOnly);
    }
    if check {
        backup::quick_check(&writer)?;
    }
    migrate::run(&mut writer, migrate::known(), |db| backup::make(db, dir, Timestamp::now()).map(|_| ()))?;
    index_at_once(&mut writer)?;
    let interrupted = turns::interrupt_left_over(&mut writer, Timestamp::now())?;
    Ok((writer, interrupted))
}

/// Makes the index if it is not there or made by other rules; what takes longer than this is left to the keeper.
fn index_at_once(writer: &mut Connection) -> Result<(), OpenError> {
    let begun = Instant::now();
    let indexed = rebuild::begin_if_due(writer).and_then(|()| {
        while rebuild::step(writer, INDEX_STEP)? && begun.elapsed() < INDEX_AT_ONCE {}
        Ok(())
    });
    match indexed {
        // The history can be read without it.
        Err(StoreError::DiskFull) => tracing::warn!("no room to make the index of the search"),
        other => other?,
    }
    Ok(())
}

/// The last act of the writer: the log goes into the database, and a clean end is noted unless damage was seen.
fn closing(mut lock: Lock, suspect: Arc<AtomicBool>, files: Arc<Files>) -> impl FnOnce(Connection) + Send + 'static {
    move |db| {
        if let Err(error) = db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())) {
            tracing::warn!(%error, "the log stays beside the history");
        }
        if files.are_moved() {
            // Closing deletes the log by its name, which may be that of another history by now.
            let _ = db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
            suspect.store(true, Ordering::Relaxed);
        }
        match db.close() {
            Ok(()) if suspect.load(Ordering::Relaxed) => {}
            Ok(()) => lock.mark_clean(),
            Err((_, error)) => tracing::warn!(%error, "the history did not close"),
        }
    }
}

fn open_for_reading(dir: &Path, left_over: bool) -> Result<Opened, OpenError> {
    let path = database(dir);
    match header::read(&path)? {
        Header::Database => {}
        Header::Missing => return Err(OpenError::ReadOnly),
        Header::Damaged => return Err(OpenError::Damaged { detail: "the file ends too soon".to_owned() }),
    }
    let readers = (0..READERS).map(|_| connect_for_reading(&path)).collect::<Result<_, _>>()?;
    let readers = start_readers(readers)?;
    let suspect = Arc::new(AtomicBool::new(false));
    let store = Store::new(Inner::reading(readers, suspect, left_over));
    Ok(Opened {
        store,
        interrupted: Vec::new(),
        set_aside: None,
        recovered: None,
        restored: false,
        state: StoreState::ReadOnly,
        synced_by: sync_folder::keeper_of(dir),
    })
}

/// The system decides what is for reading only, not what SQLite made of an error.
fn is_read_only(dir: &Path, error: &OpenError) -> bool {
    matches!(error, OpenError::ReadOnly | OpenError::Io(_)) && private::refuses_writing(&database(dir))
}

fn connect_for_reading(path: &Path) -> Result<Connection, OpenError> {
    let look = |db: Connection| match header::check(&db)? {
        version if version == migrate::known() => Ok(db),
        // An older schema would have to be migrated first.
        _ => Err(OpenError::ReadOnly),
    };
    match pragmas::open_reader(path).map_err(OpenError::from).and_then(look) {
        // Where no log can be made, a file without one is whole by itself; with a journal it is not.
        Err(OpenError::ReadOnly | OpenError::Io(_)) if private::refuses_writing(path) => {
            if std::fs::metadata(log_of(path)).is_ok_and(|log| log.len() > 0) || journal::pages_before(path).is_some() {
                return Err(OpenError::ReadOnly);
            }
            look(pragmas::open_immutable(path)?)
        }
        other => other,
    }
}

fn start_readers(connections: Vec<Connection>) -> std::io::Result<Arc<Desk>> {
    let close: fn(Connection) = drop;
    Desk::start("history-reader", connections.into_iter().map(|db| (db, close)).collect(), None).map(Arc::new)
}

fn open_temporary() -> Result<Store, OpenError> {
    let mut db = pragmas::open_temporary()?;
    migrate::run(&mut db, migrate::known(), |_| Ok(()))?;
    rebuild::begin_if_due(&mut db)?;
    while rebuild::step(&mut db, INDEX_STEP)? {}
    // One connection does everything: in memory nobody waits for a disk.
    let desk = start_readers(vec![db])?;
    let (readers, suspect) = (Arc::clone(&desk), Arc::new(AtomicBool::new(false)));
    let mut inner = Inner::reading(readers, suspect, false);
    inner.writer = Some(desk);
    Ok(Store::new(inner))
}
