//! A desk: a bounded queue of work and the plain threads that do it, each with a connection of its own.

use crate::StoreError;
use crate::files::Files;
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use tokio::sync::{mpsc, oneshot};

/// Work that waits at a desk before whoever asks has to wait too.
const QUEUE: usize = 64;

type Work = Box<dyn FnOnce(&mut Connection) + Send>;

enum Job {
    Run(Work),
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
    pub(crate) fn start<E>(name: &str, connections: Vec<(Connection, E)>) -> std::io::Result<Self>
    where
        E: FnOnce(Connection) + Send + 'static,
    {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let last = queue.clone().try_reserve_owned().ok();
        let jobs = Arc::new(Mutex::new(jobs));
        let mut threads = Vec::with_capacity(connections.len());
        for (connection, at_end) in connections {
            let jobs = Arc::clone(&jobs);
            let work = move || at_end(work_until_closed(&jobs, connection));
            threads.push(std::thread::Builder::new().name(name.to_owned()).spawn(work)?);
        }
        Ok(Self { queue, last: Mutex::new(last), threads: Mutex::new(threads), files: None })
    }

    /// The same, for work that goes into these files.
    pub(crate) fn guarded_by(self, files: Arc<Files>) -> Self {
        Self { files: Some(files), ..self }
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

fn work_until_closed(jobs: &Mutex<mpsc::Receiver<Job>>, mut connection: Connection) -> Connection {
    loop {
        // The thread that waits holds the lock; the others wait for the lock. Either way one job wakes one thread.
        let work = {
            let mut queue = jobs.lock().unwrap_or_else(PoisonError::into_inner);
            match queue.blocking_recv() {
                Some(Job::Run(work)) => work,
                Some(Job::Close) => {
                    queue.close();
                    continue;
                }
                None => return connection,
            }
        };
        // A defect in one piece of work must not end the desk; its transaction was rolled back on the way.
        if catch_unwind(AssertUnwindSafe(|| work(&mut connection))).is_err() {
            tracing::error!("work on the history ended with a panic");
        }
    }
}
