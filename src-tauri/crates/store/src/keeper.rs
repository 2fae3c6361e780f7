//! The keeper: what has to be done beside the running program. It empties the trash when its time is over, makes the
//! daily backup, goes on with an index that is being made, and erases.

use crate::desk::Desk;
use crate::error::file_error;
use crate::files::Files;
use crate::open::{INDEX_STEP, database};
use crate::search::rebuild;
use crate::{OpenError, StoreError, backup, erase, pragmas};
use hadal_domain::{ConversationId, Timestamp};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::oneshot;

/// How often the program that runs for days looks at the clock.
const LOOK: Duration = Duration::from_hours(1);

/// What is due at the start waits until the window has opened.
const SETTLED: Duration = Duration::from_secs(3);

/// SQLite asks this often whether to go on, in its own instructions: some thousand times a second.
const ASK_EVERY: i32 = 10_000;

/// Where the words of the index begin, and what is looked up of each document that has them.
const WARMED: [&str; 6] = [
    "search_docs",
    "conversations",
    "search_texts_idx",
    "search_characters_idx",
    "search_titles_idx",
    "search_texts_docsize",
];

/// Calls that wait before whoever calls has to wait too.
const CALLS: usize = 16;

/// What the keeper is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Errand {
    /// Erase what was put into the trash more than thirty days before this instant.
    Purge(Timestamp),
    /// Erase one conversation.
    Erase(ConversationId),
    /// Erase the whole history with all copies of it.
    EraseEverything,
}

type Call = (Errand, oneshot::Sender<Result<u64, StoreError>>);

pub(crate) struct Keeper {
    stop: Arc<AtomicBool>,
    /// The thread sleeps on the other end.
    bell: Mutex<Option<mpsc::SyncSender<Call>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Keeper {
    pub(crate) fn start(dir: &Path, writer: Arc<Desk>, files: Arc<Files>) -> std::io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let (bell, asleep) = mpsc::sync_channel(CALLS);
        let work = Work { dir: dir.to_owned(), writer, files, stop: Arc::clone(&stop) };
        let thread =
            std::thread::Builder::new().name("history-keeper".to_owned()).spawn(move || work.until_closed(&asleep))?;
        Ok(Self { stop, bell: Mutex::new(Some(bell)), thread: Mutex::new(Some(thread)) })
    }

    /// Does an errand and answers how many conversations are gone.
    pub(crate) async fn send(&self, errand: Errand) -> Result<u64, StoreError> {
        let (answer, answered) = oneshot::channel();
        let sent = match self.bell.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            Some(bell) => bell.try_send((errand, answer)).map_err(|error| match error {
                mpsc::TrySendError::Full(_) => StoreError::Busy,
                mpsc::TrySendError::Disconnected(_) => StoreError::Closed,
            }),
            None => Err(StoreError::Closed),
        };
        sent?;
        answered.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Breaks off what can be taken up again later, and waits for the thread.
    pub(crate) fn close(&self) {
        self.stop.store(true, Ordering::Relaxed);
        drop(self.bell.lock().unwrap_or_else(PoisonError::into_inner).take());
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if thread.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the keeper's thread ended with a panic");
        }
    }
}

struct Work {
    dir: PathBuf,
    writer: Arc<Desk>,
    files: Arc<Files>,
    stop: Arc<AtomicBool>,
}

impl Work {
    fn until_closed(&self, asleep: &mpsc::Receiver<Call>) {
        let mut pause = SETTLED;
        let mut first = true;
        loop {
            match asleep.recv_timeout(pause) {
                Ok((errand, answer)) => {
                    // Whoever asked may have gone: it is done all the same.
                    let _ = answer.send(self.run(errand));
                }
                Err(RecvTimeoutError::Timeout) => {
                    self.look(std::mem::take(&mut first));
                    pause = LOOK;
                }
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// What is due at the start and every hour. Nothing of it is shown: the next look tries again.
    fn look(&self, first: bool) {
        let now = Timestamp::now();
        if let Err(error) = self.index() {
            tracing::warn!(%error, "the index of the search is not whole");
        }
        if first && let Err(error) = self.warm() {
            tracing::debug!(%error, "the index was not looked through");
        }
        if let Err(error) = self.purge(now) {
            tracing::warn!(%error, "the trash was not emptied");
        }
        if !self.is_stopped() && backup::is_due(&self.dir, now) {
            match self.back_up(now) {
                Ok(Some(_)) => tracing::info!("the daily backup was made"),
                Ok(None) => {}
                Err(error) => tracing::warn!(%error, "the daily backup failed"),
            }
        }
    }

    fn run(&self, errand: Errand) -> Result<u64, StoreError> {
        match errand {
            Errand::Purge(now) => self.purge(now),
            Errand::Erase(id) => self.erase(&[id]),
            Errand::EraseEverything => self.erase_everything(),
        }
    }

    fn index(&self) -> Result<(), StoreError> {
        while !self.is_stopped() && self.writer.ask_and_wait(|db| rebuild::step(db, INDEX_STEP))? {
            // Between two steps an answer that is arriving has its turn.
            std::thread::yield_now();
        }
        Ok(())
    }

    /// Reads what every search leads through, under a hundredth of the file, so that the first one does not wait for a disk
    /// that finds it piece by piece.
    fn warm(&self) -> Result<(), OpenError> {
        let db = pragmas::open_reader(&database(&self.dir))?;
        for table in WARMED {
            if self.is_stopped() {
                break;
            }
            db.query_row(&format!("SELECT count(*) FROM {table} NOT INDEXED"), [], |_| Ok(()))?;
        }
        Ok(())
    }

    fn purge(&self, now: Timestamp) -> Result<u64, StoreError> {
        while !self.is_stopped() && self.writer.ask_and_wait(move |db| erase::sweep(db, now))? {}
        let due = self.writer.ask_and_wait(move |db| erase::due(db, now))?;
        if due.is_empty() {
            // The last one may have ended between the rows and the copies.
            return self.renew_backups_if_due().map(|()| 0);
        }
        self.erase(&due)
    }

    fn erase(&self, all: &[ConversationId]) -> Result<u64, StoreError> {
        backup::want_renewal(&self.dir).map_err(|error| StoreError::from(file_error(error)))?;
        let mut gone = 0;
        for id in all.iter().copied() {
            match self.writer.ask_and_wait(move |db| erase::begin(db, id)) {
                // Another errand was quicker.
                Err(StoreError::NotFound) if all.len() > 1 => continue,
                other => other?,
            }
            let at = Timestamp::now();
            while self.writer.ask_and_wait(move |db| erase::slice(db, id, at))? {
                if self.is_stopped() {
                    return Err(StoreError::Closed);
                }
            }
            gone += 1;
        }
        self.writer.ask_and_wait(|db| erase::fold_log(db))?;
        self.renew_backups_if_due()?;
        Ok(gone)
    }

    fn erase_everything(&self) -> Result<u64, StoreError> {
        let gone = self.writer.ask_and_wait(|db| {
            let count: i64 = db.query_row("SELECT count(*) FROM conversations", [], |row| row.get(0))?;
            erase::everything(db)?;
            Ok(count.unsigned_abs())
        })?;
        backup::remove_copies(&self.dir).map_err(|error| StoreError::from(file_error(error)))?;
        self.writer.ask_and_wait(|db| erase::fold_log(db))?;
        Ok(gone)
    }

    /// Backups from before an erasure hold what was erased: a new one takes the place of all.
    fn renew_backups_if_due(&self) -> Result<(), StoreError> {
        if !backup::is_renewal_wanted(&self.dir) || self.is_stopped() {
            return Ok(());
        }
        let newest = self.back_up(Timestamp::now())?;
        if self.is_stopped() {
            return Ok(());
        }
        backup::keep_only(&self.dir, newest.as_deref()).map_err(|error| file_error(error).into())
    }

    /// `None`: there is nothing to copy, or it was broken off.
    fn back_up(&self, at: Timestamp) -> Result<Option<PathBuf>, OpenError> {
        let mut db = pragmas::open_reader(&database(&self.dir))?;
        // The copy is a write, if not to this file, which was opened for reading.
        db.pragma_update(None, "query_only", false)?;
        // Each page is read once, and what SQLite once took for its pages stays with the program.
        db.pragma_update(None, "cache_size", -backup::CHECK_CACHE_KIB)?;
        let stop = Arc::clone(&self.stop);
        db.progress_handler(ASK_EVERY, Some(move || stop.load(Ordering::Relaxed)))?;
        let anything: bool = db.query_row("SELECT EXISTS (SELECT 1 FROM conversations)", [], |row| row.get(0))?;
        // Another file in its place is no history of ours.
        if self.files.are_moved() {
            return Ok(None);
        }
        if anything { backup::make(&db, &self.dir, at).map(Some) } else { Ok(None) }
    }
}
