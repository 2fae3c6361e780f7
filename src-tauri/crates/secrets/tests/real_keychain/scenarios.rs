//! What people meet: a keychain that works, none, a locked one, one that hangs, one that comes back.

use crate::session::{Home, Offer, START_UNLOCKED, WAIT, daemon, part, shell};
use hadal_secrets::{ANSWER_LIMIT, KeyLookup, KeyRing, Keychain, KeychainError, Origin, Place, Secret};
use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

const KEY: &str = "sk-canary-0123456789abcdef";

fn deepseek() -> Origin {
    Origin::new("https://api.deepseek.com")
}

fn ring() -> KeyRing {
    KeyRing::new(Keychain::system())
}

/// Two threads, as the app has more than one: what blocks a thread must not block the rest.
fn run(scene: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(scene);
}

fn found(lookup: KeyLookup) -> (String, Place) {
    match lookup {
        KeyLookup::Present { secret, place } => (secret.expose().to_owned(), place),
        other => panic!("a key was expected, not {other:?}"),
    }
}

fn problem(lookup: KeyLookup) -> KeychainError {
    match lookup {
        KeyLookup::Unavailable(problem) => problem,
        other => panic!("a problem was expected, not {other:?}"),
    }
}

/// The key can be used although the keychain failed, and the failure is told.
async fn keeps_in_memory(ring: &KeyRing, expected: KeychainError) {
    let kept = ring.keep(&deepseek(), Secret::new(KEY)).await;
    assert_eq!((kept.place, kept.problem), (Place::Memory, Some(expected)));
    assert_eq!(found(ring.key_for(&deepseek()).await), (KEY.to_owned(), Place::Memory));
}

fn files_with_the_key(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with_the_key(&path));
        } else if path.is_file() && std::fs::read(&path).unwrap().windows(KEY.len()).any(|part| part == KEY.as_bytes())
        {
            found.push(path.display().to_string());
        }
    }
    found
}

#[test]
fn a_key_survives_the_session_and_belongs_to_its_origin_alone() {
    let name = "scenarios::a_key_survives_the_session_and_belongs_to_its_origin_alone";
    match part().as_deref() {
        None => {
            let home = Home::new();
            home.play(Offer::Unlocked, name, "first start");
            home.play(Offer::Unlocked, name, "second start");
            home.play(Offer::Unlocked, name, "after forgetting");
            assert!(home.path().join("data/keyrings").exists(), "the daemon kept its keyring in this home");
            assert_eq!(files_with_the_key(home.path()), Vec::<String>::new(), "no file holds the key in the clear");
        }
        Some("first start") => run(async {
            let ring = ring();
            assert!(matches!(ring.key_for(&deepseek()).await, KeyLookup::Missing), "nothing is kept yet");
            let kept = ring.keep(&deepseek(), Secret::new("sk-mistyped")).await;
            assert_eq!((kept.place, kept.problem), (Place::Keychain, None));
            ring.keep(&deepseek(), Secret::new(KEY)).await;
            assert_eq!(found(ring.key_for(&deepseek()).await), (KEY.to_owned(), Place::Keychain));
        }),
        Some("second start") => run(async {
            let ring = ring();
            assert_eq!(found(ring.key_for(&deepseek()).await), (KEY.to_owned(), Place::Keychain));
            let elsewhere = Origin::new("https://proxy.example");
            assert!(matches!(ring.key_for(&elsewhere).await, KeyLookup::Missing), "another origin has no key");
            ring.forget(&deepseek()).await.unwrap();
            ring.forget(&elsewhere).await.unwrap();
            assert!(matches!(ring.key_for(&deepseek()).await, KeyLookup::Missing));
        }),
        Some(_) => run(async {
            assert!(
                matches!(ring().key_for(&deepseek()).await, KeyLookup::Missing),
                "a forgotten key is gone for good"
            );
        }),
    }
}

#[test]
fn without_a_keychain_service_the_key_stays_in_memory() {
    let name = "scenarios::without_a_keychain_service_the_key_stays_in_memory";
    if part().is_none() {
        Home::new().play(Offer::NoService, name, "no service");
        Home::new().play(Offer::NoBus, name, "no bus");
        return;
    }
    run(async {
        let (ring, began) = (ring(), Instant::now());
        assert_eq!(problem(ring.key_for(&deepseek()).await), KeychainError::Missing);
        keeps_in_memory(&ring, KeychainError::Missing).await;
        assert!(began.elapsed() < ANSWER_LIMIT * 2, "a missing service is noticed, not waited for");
    });
}

#[test]
fn a_service_without_a_keyring_counts_as_missing_when_asked_to_keep() {
    let name = "scenarios::a_service_without_a_keyring_counts_as_missing_when_asked_to_keep";
    if part().is_none() {
        return Home::new().play(Offer::Locked, name, "fresh home");
    }
    run(async {
        let ring = ring();
        assert!(matches!(ring.key_for(&deepseek()).await, KeyLookup::Missing), "it holds no key");
        keeps_in_memory(&ring, KeychainError::Missing).await;
    });
}

#[test]
fn a_locked_keychain_says_so_and_gives_the_key_once_it_is_unlocked() {
    let name = "scenarios::a_locked_keychain_says_so_and_gives_the_key_once_it_is_unlocked";
    match part().as_deref() {
        None => {
            let home = Home::new();
            home.play(Offer::Unlocked, name, "keep");
            home.play(Offer::Locked, name, "locked");
        }
        Some("keep") => run(async {
            assert_eq!(ring().keep(&deepseek(), Secret::new(KEY)).await.place, Place::Keychain);
        }),
        Some(_) => run(async {
            let reader = ring();
            assert_eq!(problem(reader.key_for(&deepseek()).await), KeychainError::Locked);
            let elsewhere = Origin::new("https://proxy.example");
            let kept = ring().keep(&elsewhere, Secret::new("sk-2")).await;
            assert_eq!((kept.place, kept.problem), (Place::Memory, Some(KeychainError::Locked)));
            // The person logs in anew: another daemon takes over, and the ring that was refused asks again.
            shell(&format!("kill {}; sleep 1; {START_UNLOCKED}; {WAIT}", daemon()));
            assert_eq!(found(reader.key_for(&deepseek()).await), (KEY.to_owned(), Place::Keychain));
            shell(
                "kill $(dbus-send --session --print-reply=literal --dest=org.freedesktop.DBus /org/freedesktop/DBus \
                 org.freedesktop.DBus.GetConnectionUnixProcessID string:org.freedesktop.secrets | grep -o '[0-9]*$')",
            );
        }),
    }
}

#[test]
fn a_keychain_that_hangs_is_left_after_the_limit_and_found_again_when_it_answers() {
    let name = "scenarios::a_keychain_that_hangs_is_left_after_the_limit_and_found_again_when_it_answers";
    if part().is_none() {
        return Home::new().play(Offer::Unlocked, name, "hang");
    }
    run(async {
        let keychain = Keychain::system();
        assert_eq!(KeyRing::new(keychain.clone()).keep(&deepseek(), Secret::new(KEY)).await.place, Place::Keychain);
        let ticks = Arc::new(AtomicU32::new(0));
        let counter = Arc::clone(&ticks);
        let mut others = tokio::task::JoinSet::new();
        others.spawn(async move {
            loop {
                tokio::time::sleep(Duration::from_millis(20)).await;
                counter.fetch_add(1, Ordering::Relaxed);
            }
        });

        shell(&format!("kill -STOP {}", daemon()));
        // A ring that has read nothing yet: the first would answer from memory and never ask.
        let ring = KeyRing::new(keychain);
        let began = Instant::now();
        assert_eq!(problem(ring.key_for(&deepseek()).await), KeychainError::Silent);
        let waited = began.elapsed();
        assert!(waited >= ANSWER_LIMIT && waited < ANSWER_LIMIT * 2, "left after the limit, not after {waited:?}");
        assert!(ticks.load(Ordering::Relaxed) > 20, "the rest of the app went on meanwhile");

        let began = Instant::now();
        keeps_in_memory(&ring, KeychainError::Silent).await;
        assert!(began.elapsed() < ANSWER_LIMIT, "a keychain known to hang is not waited for again");

        shell(&format!("kill -CONT {}", daemon()));
        let later = KeyRing::new(Keychain::system());
        assert_eq!(found(later.key_for(&deepseek()).await).1, Place::Keychain, "the service is back");
        for _ in 0..100 {
            let kept = ring.keep(&deepseek(), Secret::new(KEY)).await;
            if kept.place == Place::Keychain {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the keychain answers again, but the ring that met it hanging never noticed");
    });
}
