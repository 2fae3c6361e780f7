//! The one thread on which the keychain is spoken to.
//!
//! The calls block, some of them for as long as a dialog stays open, and zbus panics when its blocking calls
//! run on a thread of a tokio runtime. One thread means that a keychain that hangs costs one thread, however
//! often it is asked.

use crate::KeychainError;
use crate::session::{Answer, Open, Request, Session};
use keyring_core::{CredentialStore, Error};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// Calls that may wait behind the one that runs; more than these only come when it hangs.
const QUEUE: usize = 16;

struct Job {
    request: Request,
    reply: oneshot::Sender<Answer>,
}

/// A handle to the thread, which starts with the first request and ends with the last handle.
pub(crate) struct Worker {
    open: Arc<Open>,
    limit: Duration,
    jobs: Mutex<Option<SyncSender<Job>>>,
    /// Since when the thread has been on its present job. A time and not a flag: a caller that gives up at
    /// the very moment the answer comes cannot leave a wrong mark behind.
    busy_since: Arc<Mutex<Option<Instant>>>,
}

impl Worker {
    pub(crate) fn new(
        open: impl Fn() -> Result<Arc<CredentialStore>, Error> + Send + Sync + 'static,
        limit: Duration,
    ) -> Self {
        Self { open: Arc::new(open), limit, jobs: Mutex::new(None), busy_since: Arc::default() }
    }

    /// Asks, and waits no longer than the limit; not at all while the thread hangs on an earlier request.
    pub(crate) async fn ask(&self, request: Request) -> Answer {
        if self.hangs() {
            return Err(KeychainError::Silent);
        }
        let (reply, answer) = oneshot::channel();
        self.send(Job { request, reply })?;
        match tokio::time::timeout(self.limit, answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(KeychainError::Refused("the keychain thread ended".to_owned())),
            Err(_) => Err(KeychainError::Silent),
        }
    }

    fn hangs(&self) -> bool {
        let since = *self.busy_since.lock().unwrap_or_else(PoisonError::into_inner);
        since.is_some_and(|since| since.elapsed() >= self.limit)
    }

    fn send(&self, job: Job) -> Result<(), KeychainError> {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        let sender = match &*jobs {
            Some(sender) => sender,
            None => jobs.insert(self.start()?),
        };
        match sender.try_send(job) {
            Ok(()) => Ok(()),
            Err(TrySendError::Full(_)) => Err(KeychainError::Silent),
            Err(TrySendError::Disconnected(_)) => {
                *jobs = None;
                Err(KeychainError::Refused("the keychain thread ended".to_owned()))
            }
        }
    }

    fn start(&self) -> Result<SyncSender<Job>, KeychainError> {
        let (sender, receiver) = sync_channel(QUEUE);
        let (open, busy_since) = (Arc::clone(&self.open), Arc::clone(&self.busy_since));
        // The handle is let go on purpose: a thread that hangs in the keychain must not hold up the exit.
        std::thread::Builder::new()
            .name("keychain".to_owned())
            .spawn(move || serve(&receiver, &*open, &busy_since))
            .map_err(|error| KeychainError::refused(&error))?;
        Ok(sender)
    }
}

fn serve(jobs: &Receiver<Job>, open: &Open, busy_since: &Mutex<Option<Instant>>) {
    let mut session = Session::new(open);
    while let Ok(Job { request, reply }) = jobs.recv() {
        // Its caller was already told that nothing came of it.
        if reply.is_closed() {
            continue;
        }
        *busy_since.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        let answer = session.answer(&request);
        *busy_since.lock().unwrap_or_else(PoisonError::into_inner) = None;
        if reply.send(answer).is_err() {
            tracing::info!("the keychain answered after the wait was over");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Origin, Secret};
    use keyring_core::mock;
    use std::sync::mpsc::channel;

    const SHORT: Duration = Duration::from_secs(1);

    fn origin() -> Origin {
        Origin::new("https://api.deepseek.com")
    }

    #[tokio::test]
    async fn a_hanging_store_is_left_after_the_limit_and_used_again_when_it_answers() {
        let (answer, gate) = channel::<()>();
        let gate = Mutex::new(gate);
        let open = move || {
            gate.lock().unwrap().recv().unwrap();
            Ok(mock::Store::new()? as Arc<CredentialStore>)
        };
        let worker = Worker::new(open, SHORT);
        let write = Request::Write(origin(), Secret::new("sk-late"));
        assert_eq!(worker.ask(write).await.unwrap_err(), KeychainError::Silent);
        let began = Instant::now();
        for _ in 0..QUEUE * 2 {
            assert_eq!(worker.ask(Request::Read(origin())).await.unwrap_err(), KeychainError::Silent);
        }
        // The worker may have begun a moment after the first asker, so one more may wait; all of them may not.
        assert!(began.elapsed() < SHORT * 4, "while it hangs, nobody waits");
        answer.send(()).unwrap();
        for _ in 0..500 {
            if let Ok(read) = worker.ask(Request::Read(origin())).await {
                assert_eq!(read.unwrap().expose(), "sk-late", "the write that was begun came to its end");
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the worker never recovered");
    }

    #[tokio::test]
    async fn a_request_that_was_given_up_before_its_turn_is_not_carried_out() {
        let (answer, gate) = channel::<()>();
        let gate = Mutex::new(gate);
        let open = move || {
            gate.lock().unwrap().recv().unwrap();
            Ok(mock::Store::new()? as Arc<CredentialStore>)
        };
        let worker = Worker::new(open, Duration::from_secs(30));
        let first = worker.ask(Request::Read(origin()));
        let write = worker.ask(Request::Write(origin(), Secret::new("sk-given-up")));
        let both = async { tokio::join!(first, write) };
        assert!(tokio::time::timeout(SHORT, both).await.is_err(), "the store hangs");
        answer.send(()).unwrap();
        assert!(worker.ask(Request::Read(origin())).await.unwrap().is_none(), "nothing was written behind the back");
    }
}
