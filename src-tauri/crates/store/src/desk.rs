//! A desk: a bounded queue of work and the plain threads that do it, each with a connection of its own.

use crate::StoreError;
use crate::files::Files;
use crate::group::{self, Asked, Shared};
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use tokio::sync::{mpsc, oneshot};

/// Work that waits at a desk before whoever asks has to wait too.
const QUEUE: usize = 256;

type Work = Box<dyn FnOnce(&mut Connection) + Send>;

enum Job {
    /// By itself.
    Run(Work),
    /// In one transaction with those that wait behind it.
    Share(Box<dyn Shared>),
    Close,
}

pub(crate) struct Desk {
    queue: mpsc::Sender<Job>,
    /// A place in the queue that is kept for the last job, so that closing never waits for room.
    last: Mutex<Option<mpsc::OwnedPermit<Job>>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    /// Nothing is done here while these are not in their place.
    files: Option<Arc<Files>>,
}

impl Desk {
    /// Starts one thread for each connection; what stands beside the connection gets it back when the thread ends.
    /// Nothing is done there while `files` are not in their place.
    pub(crate) fn start<E>(
        name: &str,
        connections: Vec<(Connection, E)>,
        files: Option<Arc<Files>>,
    ) -> std::io::Result<Self>
    where
        E: FnOnce(Connection) + Send + 'static,
    {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let last = queue.clone().try_reserve_owned().ok();
        let jobs = Arc::new(Mutex::new(jobs));
        let mut threads = Vec::with_capacity(connections.len());
        for (connection, at_end) in connections {
            let jobs = Arc::clone(&jobs);
            let guarding = files.clone();
            let work = move || at_end(work_until_closed(&jobs, guarding.as_deref(), connection));
            threads.push(std::thread::Builder::new().name(name.to_owned()).spawn(work)?);
        }
        Ok(Self { queue, last: Mutex::new(last), threads: Mutex::new(threads), files })
    }

    /// Does `work` on a thread of this desk and answers with what it returned.
    ///
    /// Work that has reached the queue is done even when nobody waits for the answer any more.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, answered) = oneshot::channel();
        let files = self.files.clone();
        let job = Job::Run(Box::new(move |connection| {
            // Whoever asked may have gone: the work is done all the same.
            let _ = answer.send(guarded(files.as_deref(), || work(connection)));
        }));
        self.queue.send(job).await.map_err(|_| StoreError::Closed)?;
        answered.await.unwrap_or(Err(StoreError::Closed))
    }

    /// The same for a write that is one [`crate::counter::Unit`] and nothing else: those that wait one behind the other
    /// share a transaction, and are answered when it is on the disk. It is done again where that one did not hold.
    pub(crate) async fn ask_sharing<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, answered) = oneshot::channel();
        let asked = Asked { work, done: None, answer };
        self.queue.send(Job::Share(Box::new(asked))).await.map_err(|_| StoreError::Closed)?;
        answered.await.unwrap_or(Err(StoreError::Closed))
    }

    /// The same for a plain thread, which waits. Never from a task.
    pub(crate) fn ask_and_wait<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, answered) = oneshot::channel();
        let files = self.files.clone();
        let job = Job::Run(Box::new(move |connection| {
            let _ = answer.send(guarded(files.as_deref(), || work(connection)));
        }));
        self.queue.blocking_send(job).map_err(|_| StoreError::Closed)?;
        answered.blocking_recv().unwrap_or(Err(StoreError::Closed))
    }

    /// Lets the queued work finish, takes no more, and waits for the threads. Twice is harmless.
    pub(crate) fn close(&self) {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(last) = last {
            last.send(Job::Close);
        }
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            if thread.join().is_err() {
                tracing::error!("a thread of the history ended with a panic");
            }
        }
    }
}

fn guarded<T>(files: Option<&Files>, work: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
    match files {
        Some(files) => files.guard(work),
        None => work(),
    }
}

fn work_until_closed(
    jobs: &Mutex<mpsc::Receiver<Job>>,
    files: Option<&Files>,
    mut connection: Connection,
) -> Connection {
    // What stood behind writes that shared a transaction, and cannot share it.
    let mut behind = None;
    loop {
        match behind.take().or_else(|| wait_for_job(jobs)) {
            Some(Job::Run(work)) => {
                // A defect in one piece of work must not end the desk; its transaction was rolled back on the way.
                if catch_unwind(AssertUnwindSafe(|| work(&mut connection))).is_err() {
                    tracing::error!("work on the history ended with a panic");
                }
            }
            Some(Job::Share(first)) => behind = share(jobs, files, &mut connection, first),
            Some(Job::Close) => {}
            None => return connection,
        }
    }
}

/// Does this write with those that wait right behind it, answers them, and returns what it met there that is another job.
fn share(
    jobs: &Mutex<mpsc::Receiver<Job>>,
    files: Option<&Files>,
    connection: &mut Connection,
    first: Box<dyn Shared>,
) -> Option<Job> {
    let mut behind = None;
    let mut taken = vec![first];
    let next = || {
        if behind.is_some() {
            return None;
        }
        match job_that_waits(jobs) {
            Some(Job::Share(write)) => Some(write),
            other => {
                behind = other;
                None
            }
        }
    };
    let kept = guarded(files, || group::run(connection, &mut taken, next));
    for write in taken {
        write.answer(kept.clone());
    }
    behind
}

/// `None`: the desk was closed, and everything is done.
fn wait_for_job(jobs: &Mutex<mpsc::Receiver<Job>>) -> Option<Job> {
    // The thread that waits holds the lock; the others wait for the lock. Either way one job wakes one thread.
    let mut queue = queue(jobs);
    let job = queue.blocking_recv();
    if matches!(job, Some(Job::Close)) {
        // Before the lock goes: the next one would wait for ever.
        queue.close();
    }
    job
}

fn job_that_waits(jobs: &Mutex<mpsc::Receiver<Job>>) -> Option<Job> {
    let mut queue = queue(jobs);
    let job = queue.try_recv().ok();
    if matches!(job, Some(Job::Close)) {
        queue.close();
    }
    job
}

fn queue(jobs: &Mutex<mpsc::Receiver<Job>>) -> MutexGuard<'_, mpsc::Receiver<Job>> {
    jobs.lock().unwrap_or_else(PoisonError::into_inner)
}
