//! Where keys outlive the app: the keychain of the operating system, or a stand-in for it.

use crate::session::Request;
use crate::worker::Worker;
use crate::{KeychainError, Origin, Secret, platform};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The name under which the keychain shows our entries; the account is the origin.
pub const SERVICE: &str = "Hadal";

/// Nobody waits longer than this for the keychain.
pub const ANSWER_LIMIT: Duration = Duration::from_secs(5);

/// A keychain. Clones speak to the same one.
#[derive(Clone)]
pub struct Keychain(Kind);

#[derive(Clone)]
enum Kind {
    System(Arc<Worker>),
    Memory(Arc<Mutex<HashMap<Origin, Secret>>>),
    Disabled,
}

impl Keychain {
    /// The keychain of this operating system. Nothing is touched before the first use.
    #[must_use]
    pub fn system() -> Self {
        Self(Kind::System(Arc::new(Worker::new(platform::open_store, ANSWER_LIMIT))))
    }

    /// Keeps keys in memory until the last clone goes: for tests and for sessions that should leave nothing.
    #[must_use]
    pub fn memory() -> Self {
        Self(Kind::Memory(Arc::default()))
    }

    /// Holds nothing and refuses to: as on a system that has none.
    #[must_use]
    pub fn disabled() -> Self {
        Self(Kind::Disabled)
    }

    /// Whether what it keeps is still there after the app quits.
    pub(crate) fn outlives_the_app(&self) -> bool {
        matches!(self.0, Kind::System(_))
    }

    /// The key of an origin, or none if none is kept.
    ///
    /// # Errors
    /// [`KeychainError`]. A locked keychain may also say "none": it knows only what it has been asked to keep.
    pub async fn read(&self, origin: &Origin) -> Result<Option<Secret>, KeychainError> {
        match &self.0 {
            Kind::System(worker) => worker.ask(Request::Read(origin.clone())).await,
            Kind::Memory(keys) => Ok(lock(keys).get(origin).cloned()),
            Kind::Disabled => Err(KeychainError::Missing),
        }
    }

    /// Keeps the key of an origin in place of an earlier one, and reads it back to be sure.
    ///
    /// # Errors
    /// [`KeychainError`]; after [`KeychainError::Silent`] the key may still get there, when a dialog is answered.
    pub async fn write(&self, origin: &Origin, secret: &Secret) -> Result<(), KeychainError> {
        match &self.0 {
            Kind::System(worker) => worker.ask(Request::Write(origin.clone(), secret.clone())).await.map(|_| ()),
            Kind::Memory(keys) => {
                lock(keys).insert(origin.clone(), secret.clone());
                Ok(())
            }
            Kind::Disabled => Err(KeychainError::Missing),
        }
    }

    /// Removes the key of an origin; that there was none is fine.
    ///
    /// # Errors
    /// [`KeychainError`]: the key may still be there.
    pub async fn remove(&self, origin: &Origin) -> Result<(), KeychainError> {
        match &self.0 {
            Kind::System(worker) => worker.ask(Request::Remove(origin.clone())).await.map(|_| ()),
            Kind::Memory(keys) => {
                lock(keys).remove(origin);
                Ok(())
            }
            Kind::Disabled => Ok(()),
        }
    }
}

impl std::fmt::Debug for Keychain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.0 {
            Kind::System(_) => "Keychain::System",
            Kind::Memory(_) => "Keychain::Memory",
            Kind::Disabled => "Keychain::Disabled",
        })
    }
}

fn lock(keys: &Mutex<HashMap<Origin, Secret>>) -> std::sync::MutexGuard<'_, HashMap<Origin, Secret>> {
    keys.lock().unwrap_or_else(PoisonError::into_inner)
}
