//! The one thread on which the keychain is spoken to.
//!
//! The calls block, some of them for as long as a dialog stays open, and zbus panics when its blocking calls
//! run on a thread of a tokio runtime. One thread means that a keychain that hangs costs one thread, however
//! often it is asked.

use crate::{KeychainError, Origin, SERVICE, Secret, platform};
use keyring_core::{CredentialStore, Error};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// Calls that may wait behind the one that runs; more than these only come when it hangs.
const QUEUE: usize = 16;

type Open = dyn Fn() -> Result<Arc<CredentialStore>, Error> + Send + Sync;
type Answer = Result<Option<Secret>, KeychainError>;

/// What the thread is asked to do.
#[derive(Debug, Clone)]
pub(crate) enum Request {
    Read(Origin),
    Write(Origin, Secret),
    Remove(Origin),
}

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
    let mut session = Session { open, store: None };
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

/// The open store, if any, and how to open one.
struct Session<'a> {
    open: &'a Open,
    store: Option<Arc<CredentialStore>>,
}

impl Session<'_> {
    /// A store that was opened earlier may have gone stale (the service was restarted): then once more with
    /// a new one. All three requests may be repeated without harm.
    fn answer(&mut self, request: &Request) -> Answer {
        let was_open = self.store.is_some();
        match self.attempt(request) {
            Err(Failure::Call(Error::PlatformFailure(_)) | Failure::Panic) if was_open => {
                self.store = None;
                self.attempt(request)
            }
            other => other,
        }
        .map_err(|failure| {
            self.store = None;
            failure.meaning()
        })
    }

    fn attempt(&mut self, request: &Request) -> Result<Option<Secret>, Failure> {
        // The store crates panic on a poisoned lock and the like; the thread outlives that.
        catch_unwind(AssertUnwindSafe(|| {
            let store = match &self.store {
                Some(store) => Arc::clone(store),
                None => Arc::clone(self.store.insert((self.open)().map_err(Failure::Open)?)),
            };
            carry_out(&*store, request)
        }))
        .unwrap_or(Err(Failure::Panic))
    }
}

enum Failure {
    Open(Error),
    Call(Error),
    Mismatch,
    Panic,
}

impl Failure {
    fn meaning(&self) -> KeychainError {
        match self {
            Self::Open(error) => platform::opening_failed(error),
            Self::Call(error) => platform::meaning(error),
            Self::Mismatch => KeychainError::Refused("it did not give back what was written".to_owned()),
            Self::Panic => KeychainError::Refused("the keychain library broke off".to_owned()),
        }
    }
}

fn carry_out(store: &CredentialStore, request: &Request) -> Result<Option<Secret>, Failure> {
    match request {
        Request::Read(origin) => read(&entry(store, origin)?),
        Request::Write(origin, secret) => {
            write(&entry(store, origin)?, secret)?;
            // Looked up anew: a store may say yes and keep nothing.
            match read(&entry(store, origin)?)? {
                Some(back) if back.is_same_as(secret) => Ok(None),
                _ => Err(Failure::Mismatch),
            }
        }
        Request::Remove(origin) => remove(&entry(store, origin)?).map(|()| None),
    }
}

fn entry(store: &CredentialStore, origin: &Origin) -> Result<keyring::Entry, Failure> {
    let inner = store.build(SERVICE, origin.as_str(), None).map_err(Failure::Call)?;
    Ok(keyring::Entry { inner })
}

fn read(entry: &keyring::Entry) -> Result<Option<Secret>, Failure> {
    match entry.get_password() {
        Ok(text) => Ok(Some(Secret::new(text))),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(Failure::Call(error)),
    }
}

fn write(entry: &keyring::Entry, secret: &Secret) -> Result<(), Failure> {
    match entry.set_password(secret.expose()) {
        // The same name in two collections, left by another program: ours takes the place of all.
        Err(Error::Ambiguous(_)) => {
            remove(entry)?;
            entry.set_password(secret.expose()).map_err(Failure::Call)
        }
        other => other.map_err(Failure::Call),
    }
}

fn remove(entry: &keyring::Entry) -> Result<(), Failure> {
    match entry.delete_credential() {
        Ok(()) | Err(Error::NoEntry) => Ok(()),
        Err(Error::Ambiguous(entries)) => {
            entries.iter().try_for_each(keyring_core::Entry::delete_credential).map_err(Failure::Call)
        }
        Err(error) => Err(Failure::Call(error)),
    }
}
