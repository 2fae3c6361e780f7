//! The keeper: makes the daily backup beside the running program.

use crate::{OpenError, backup, pragmas};
use hadal_domain::Timestamp;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// How often the program that runs for days looks at the clock.
const LOOK: Duration = Duration::from_hours(1);

/// SQLite asks this often whether to go on, in its own instructions: some thousand times a second.
const ASK_EVERY: i32 = 10_000;

pub(crate) struct Keeper {
    stop: Arc<AtomicBool>,
    /// The thread sleeps on the other end.
    bell: Mutex<Option<mpsc::SyncSender<()>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Keeper {
    pub(crate) fn start(dir: &Path, database: &Path) -> std::io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let (bell, asleep) = mpsc::sync_channel(0);
        let (dir, database, stopped) = (dir.to_owned(), database.to_owned(), Arc::clone(&stop));
        let thread = std::thread::Builder::new().name("history-keeper".to_owned()).spawn(move || {
            loop {
                look(&dir, &database, &stopped);
                if !matches!(asleep.recv_timeout(LOOK), Err(RecvTimeoutError::Timeout)) {
                    return;
                }
            }
        })?;
        Ok(Self { stop, bell: Mutex::new(Some(bell)), thread: Mutex::new(Some(thread)) })
    }

    /// Breaks off a backup that is being made, and waits for the thread.
    pub(crate) fn close(&self) {
        self.stop.store(true, Ordering::Relaxed);
        drop(self.bell.lock().unwrap_or_else(PoisonError::into_inner).take());
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if thread.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the backup thread ended with a panic");
        }
    }
}

fn look(dir: &Path, database: &Path, stop: &Arc<AtomicBool>) {
    let now = Timestamp::now();
    if stop.load(Ordering::Relaxed) || !backup::is_due(dir, now) {
        return;
    }
    match make(dir, database, now, stop) {
        Ok(Some(_)) => tracing::info!("the daily backup was made"),
        Ok(None) => {}
        // Not shown: the history itself is well, and the next look tries again.
        Err(error) => tracing::warn!(%error, "the daily backup failed"),
    }
}

fn make(dir: &Path, database: &Path, at: Timestamp, stop: &Arc<AtomicBool>) -> Result<Option<PathBuf>, OpenError> {
    let mut db = pragmas::open_reader(database)?;
    // The copy is a write, if not to this file, which was opened for reading.
    db.pragma_update(None, "query_only", false)?;
    let stop = Arc::clone(stop);
    db.progress_handler(ASK_EVERY, Some(move || stop.load(Ordering::Relaxed)))?;
    let anything: bool = db.query_row("SELECT EXISTS (SELECT 1 FROM conversations)", [], |row| row.get(0))?;
    if anything { backup::make(&db, dir, at).map(Some) } else { Ok(None) }
}
