//! One request carried out: open the store if it is not, do it, make sure, name what went wrong.

use crate::{KeychainError, Origin, SERVICE, Secret, platform};
use keyring_core::{CredentialStore, Error};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Opens the store; blocks.
pub(crate) type Open = dyn Fn() -> Result<Arc<CredentialStore>, Error> + Send + Sync;
/// A key or none for a read, none for the rest.
pub(crate) type Answer = Result<Option<Secret>, KeychainError>;

/// What can be asked.
#[derive(Debug, Clone)]
pub(crate) enum Request {
    Read(Origin),
    Write(Origin, Secret),
    Remove(Origin),
}

/// The open store, if any, and how to open one.
pub(crate) struct Session<'a> {
    open: &'a Open,
    store: Option<Arc<CredentialStore>>,
}

impl<'a> Session<'a> {
    pub(crate) fn new(open: &'a Open) -> Self {
        Self { open, store: None }
    }

    /// A store that was opened earlier may have gone stale (the service was restarted): then once more with
    /// a new one. All three requests may be repeated without harm.
    pub(crate) fn answer(&mut self, request: &Request) -> Answer {
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

#[cfg(test)]
mod tests {
    use super::*;
    use keyring_core::api::{CredentialApi, CredentialStoreApi};
    use keyring_core::{Credential, Entry, mock};
    use std::any::Any;
    use std::collections::HashMap;
    use std::sync::atomic::{AtomicU32, Ordering};

    fn origin() -> Origin {
        Origin::new("https://api.deepseek.com")
    }

    fn unreachable() -> Error {
        Error::PlatformFailure("no bus".into())
    }

    /// A store gone wrong: says yes to all and keeps nothing, breaks off, or has lost its service.
    #[derive(Clone, Copy)]
    enum Faulty {
        Forgetful,
        Panicking,
        Stale,
    }

    impl CredentialStoreApi for Faulty {
        fn vendor(&self) -> String {
            String::new()
        }
        fn id(&self) -> String {
            String::new()
        }
        fn build(&self, _: &str, _: &str, _: Option<&HashMap<&str, &str>>) -> keyring_core::Result<Entry> {
            Ok(Entry::new_with_credential(Arc::new(*self)))
        }
        fn as_any(&self) -> &dyn Any {
            self
        }
    }

    impl CredentialApi for Faulty {
        fn set_secret(&self, _: &[u8]) -> keyring_core::Result<()> {
            match self {
                Self::Forgetful => Ok(()),
                Self::Panicking => panic!("a lock is poisoned"),
                Self::Stale => Err(unreachable()),
            }
        }
        fn get_secret(&self) -> keyring_core::Result<Vec<u8>> {
            self.set_secret(b"").and(Err(Error::NoEntry))
        }
        fn delete_credential(&self) -> keyring_core::Result<()> {
            self.set_secret(b"")
        }
        fn get_credential(&self) -> keyring_core::Result<Option<Arc<Credential>>> {
            Ok(None)
        }
        fn get_specifiers(&self) -> Option<(String, String)> {
            None
        }
        fn as_any(&self) -> &dyn Any {
            self
        }
    }

    #[test]
    fn a_store_that_could_not_be_opened_is_tried_again() {
        let tries = AtomicU32::new(0);
        let open = move || match tries.fetch_add(1, Ordering::Relaxed) {
            0 => Err(unreachable()),
            _ => Ok(mock::Store::new()? as Arc<CredentialStore>),
        };
        let mut session = Session::new(&open);
        assert_eq!(session.answer(&Request::Read(origin())).unwrap_err(), KeychainError::Missing);
        assert!(session.answer(&Request::Write(origin(), Secret::new("sk-1"))).is_ok());
        assert_eq!(session.answer(&Request::Read(origin())).unwrap().unwrap().expose(), "sk-1");
        session.answer(&Request::Remove(origin())).unwrap();
        assert!(session.answer(&Request::Read(origin())).unwrap().is_none());
        assert!(session.answer(&Request::Remove(origin())).is_ok(), "removing what is not there is fine");
    }

    #[test]
    fn a_store_that_went_stale_is_opened_anew_within_the_same_request() {
        let open = || Ok(mock::Store::new()? as Arc<CredentialStore>);
        let mut session = Session { open: &open, store: Some(Arc::new(Faulty::Stale)) };
        assert!(session.answer(&Request::Write(origin(), Secret::new("sk-1"))).is_ok());
    }

    #[test]
    fn a_store_that_keeps_nothing_is_found_out() {
        let open = || Ok(Arc::new(Faulty::Forgetful) as Arc<CredentialStore>);
        let answer = Session::new(&open).answer(&Request::Write(origin(), Secret::new("sk-1")));
        assert!(matches!(answer, Err(KeychainError::Refused(_))), "it said yes, but the key did not come back");
    }

    #[test]
    fn a_store_that_breaks_off_is_an_error_and_not_the_end_of_the_thread() {
        let open = || Ok(Arc::new(Faulty::Panicking) as Arc<CredentialStore>);
        let answer = Session::new(&open).answer(&Request::Read(origin()));
        assert!(matches!(answer, Err(KeychainError::Refused(_))));
    }

    #[test]
    fn bytes_that_are_no_text_are_not_repeated_in_the_error() {
        let meaning = platform::meaning(&Error::BadEncoding(b"sk-canary\xff".to_vec()));
        assert!(!format!("{meaning} {meaning:?}").contains("canary"));
    }
}
