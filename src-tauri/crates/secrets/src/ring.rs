//! What the app asks for keys: the environment first, then memory, then the keychain.

use crate::{Keychain, KeychainError, Origin, Secret};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Where a key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the environment of this process; never written anywhere.
    Environment,
    /// In the keychain: it is there at the next start.
    Keychain,
    /// Only in memory: it is gone when the app quits.
    Memory,
}

/// What was found for an origin.
#[derive(Debug)]
pub enum KeyLookup {
    /// A key.
    Present {
        /// The key.
        secret: Secret,
        /// Where it is.
        place: Place,
    },
    /// No key is kept for this origin.
    Missing,
    /// The keychain could not say.
    Unavailable(KeychainError),
}

/// What became of a key that was to be kept. It can be used in any case.
#[derive(Debug)]
pub struct Kept {
    /// Where it is now.
    pub place: Place,
    /// Why it is not in the keychain, if that is where it should be.
    pub problem: Option<KeychainError>,
}

/// The keys of this run of the app. Clones share them.
#[derive(Debug, Clone)]
pub struct KeyRing {
    keychain: Keychain,
    environment: Option<Secret>,
    held: Arc<Mutex<Held>>,
}

/// Keys read or typed in this run. A replaced or dropped [`Secret`] wipes its bytes.
#[derive(Debug, Default)]
struct Held {
    keys: HashMap<Origin, (Secret, Place)>,
    /// Counts changes, so that a slow read cannot bring back a key that was replaced or forgotten meanwhile.
    changes: u64,
}

impl KeyRing {
    /// A ring over this keychain.
    #[must_use]
    pub fn new(keychain: Keychain) -> Self {
        Self { keychain, environment: None, held: Arc::default() }
    }

    /// Sets the key of the environment, which wins over all others and for every origin: whoever sets it
    /// for a process also says where that process sends it. A blank one counts as none.
    #[must_use]
    pub fn with_environment(mut self, secret: Option<Secret>) -> Self {
        self.environment = secret.filter(|secret| !secret.is_blank());
        self
    }

    /// The key of an origin. The keychain is asked until it has given one, then no more.
    pub async fn key_for(&self, origin: &Origin) -> KeyLookup {
        if let Some(secret) = &self.environment {
            return KeyLookup::Present { secret: secret.clone(), place: Place::Environment };
        }
        self.kept_key_for(origin).await
    }

    /// The key that was kept for an origin, whatever the environment says: for addresses that whoever set the environment
    /// did not name.
    pub async fn kept_key_for(&self, origin: &Origin) -> KeyLookup {
        let changes = {
            let held = self.held();
            if let Some((secret, place)) = held.keys.get(origin) {
                return KeyLookup::Present { secret: secret.clone(), place: *place };
            }
            held.changes
        };
        match self.keychain.read(origin).await {
            Ok(Some(secret)) => {
                let mut held = self.held();
                if held.changes != changes {
                    return match held.keys.get(origin) {
                        Some((newer, place)) => KeyLookup::Present { secret: newer.clone(), place: *place },
                        None => KeyLookup::Missing,
                    };
                }
                let place = self.kept_place();
                held.keys.insert(origin.clone(), (secret.clone(), place));
                KeyLookup::Present { secret, place }
            }
            Ok(None) => KeyLookup::Missing,
            Err(error) => KeyLookup::Unavailable(error),
        }
    }

    /// Keeps a key for an origin, in the keychain if it can be, else in memory until the app quits.
    ///
    /// The key can be used from the moment of the call. The key of the environment is never written.
    pub async fn keep(&self, origin: &Origin, secret: Secret) -> Kept {
        if self.environment.as_ref().is_some_and(|environment| environment.is_same_as(&secret)) {
            return Kept { place: Place::Environment, problem: None };
        }
        self.keep_beside_environment(origin, secret).await
    }

    /// As [`KeyRing::keep`], also when the environment has the very same key: for an address that whoever set it did not
    /// name, it has to be kept like any other.
    pub async fn keep_beside_environment(&self, origin: &Origin, secret: Secret) -> Kept {
        let changes = {
            let mut held = self.held();
            held.changes += 1;
            held.keys.insert(origin.clone(), (secret.clone(), Place::Memory));
            held.changes
        };
        let written = self.keychain.write(origin, &secret).await;
        match written {
            Ok(()) => {
                let place = self.kept_place();
                let mut held = self.held();
                if held.changes == changes {
                    held.keys.insert(origin.clone(), (secret, place));
                }
                Kept { place, problem: None }
            }
            Err(problem) => Kept { place: Place::Memory, problem: Some(problem) },
        }
    }

    /// Forgets the key of an origin: at once in memory, then in the keychain.
    ///
    /// # Errors
    /// [`KeychainError`] when the keychain may still hold it.
    pub async fn forget(&self, origin: &Origin) -> Result<(), KeychainError> {
        {
            let mut held = self.held();
            held.changes += 1;
            held.keys.remove(origin);
        }
        self.keychain.remove(origin).await
    }

    fn kept_place(&self) -> Place {
        if self.keychain.outlives_the_app() { Place::Keychain } else { Place::Memory }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deepseek() -> Origin {
        Origin::new("https://api.deepseek.com")
    }

    async fn found(ring: &KeyRing, origin: &Origin) -> Option<(String, Place)> {
        match ring.key_for(origin).await {
            KeyLookup::Present { secret, place } => Some((secret.expose().to_owned(), place)),
            KeyLookup::Missing | KeyLookup::Unavailable(_) => None,
        }
    }

    #[tokio::test]
    async fn a_key_belongs_to_its_origin_alone() {
        let ring = KeyRing::new(Keychain::memory());
        ring.keep(&deepseek(), Secret::new("sk-1")).await;
        assert_eq!(found(&ring, &deepseek()).await, Some(("sk-1".to_owned(), Place::Memory)));
        let elsewhere = Origin::new("https://proxy.example");
        assert_eq!(found(&ring, &elsewhere).await, None, "a changed base address has no key");
    }

    #[tokio::test]
    async fn the_key_of_the_environment_wins_and_is_never_written() {
        let keychain = Keychain::memory();
        let ring = KeyRing::new(keychain.clone()).with_environment(Some(Secret::new("sk-env")));
        assert_eq!(ring.keep(&deepseek(), Secret::new("sk-env")).await.place, Place::Environment);
        assert!(keychain.read(&deepseek()).await.unwrap().is_none(), "it stays in the environment");
        ring.keep(&deepseek(), Secret::new("sk-typed")).await;
        assert_eq!(found(&ring, &deepseek()).await, Some(("sk-env".to_owned(), Place::Environment)));
    }

    #[tokio::test]
    async fn the_key_of_the_environment_is_not_for_an_address_that_it_was_not_set_for() {
        let ring = KeyRing::new(Keychain::memory()).with_environment(Some(Secret::new("sk-env")));
        assert!(matches!(ring.kept_key_for(&deepseek()).await, KeyLookup::Missing));
        for typed in ["sk-typed", "sk-env"] {
            ring.keep_beside_environment(&deepseek(), Secret::new(typed)).await;
            let KeyLookup::Present { secret, .. } = ring.kept_key_for(&deepseek()).await else { panic!("it was kept") };
            assert_eq!(secret.expose(), typed);
        }
    }

    #[tokio::test]
    async fn a_blank_key_in_the_environment_counts_as_none() {
        let ring = KeyRing::new(Keychain::memory()).with_environment(Some(Secret::new(" \n")));
        assert!(matches!(ring.key_for(&deepseek()).await, KeyLookup::Missing));
    }

    #[tokio::test]
    async fn without_a_keychain_the_key_lives_in_memory_and_the_problem_is_told() {
        let ring = KeyRing::new(Keychain::disabled());
        assert!(matches!(ring.key_for(&deepseek()).await, KeyLookup::Unavailable(KeychainError::Missing)));
        let kept = ring.keep(&deepseek(), Secret::new("sk-1")).await;
        assert_eq!((kept.place, kept.problem), (Place::Memory, Some(KeychainError::Missing)));
        assert_eq!(found(&ring, &deepseek()).await, Some(("sk-1".to_owned(), Place::Memory)));
    }

    #[tokio::test]
    async fn a_forgotten_key_is_gone_from_memory_and_keychain() {
        let keychain = Keychain::memory();
        let ring = KeyRing::new(keychain.clone());
        ring.keep(&deepseek(), Secret::new("sk-1")).await;
        ring.forget(&deepseek()).await.unwrap();
        assert_eq!(found(&ring, &deepseek()).await, None);
        assert!(keychain.read(&deepseek()).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn nothing_of_the_ring_prints_a_key() {
        let ring = KeyRing::new(Keychain::memory()).with_environment(Some(Secret::new("sk-canary")));
        ring.keep(&deepseek(), Secret::new("sk-canary-typed")).await;
        let printed = format!("{ring:?} {:?}", ring.key_for(&deepseek()).await);
        assert!(!printed.contains("canary"), "{printed}");
    }
}
