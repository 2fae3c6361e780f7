//! The key: checked before it is kept, bound to its origin, never given out.

use crate::scene::{Scene, options, start, until, words};
use hadal_secrets::Keychain;
use hadal_simulator::{EMPTY_KEY, Fault, Script, Simulator, TEST_KEY, masked};
use hadal_wire::{AppInfoGet, AppMode, BalanceGet, ErrorCode, KeyForget, KeyKeep, KeyPlace, KeyState};

fn key(text: &str) -> KeyKeep {
    KeyKeep { key: text.to_owned(), for_standby: false }
}

/// A start without any key.
async fn keyless() -> Scene {
    Scene::with(|options| options.keychain = Keychain::memory()).await
}

#[tokio::test]
async fn a_start_finds_the_key_without_waiting_for_it() {
    let scene = Scene::new().await;
    let state = async || scene.backend.app_info(AppInfoGet {}).await.unwrap().key.state;
    until("the key", async || state().await == KeyState::Present).await;
    let app = scene.backend.app_info(AppInfoGet {}).await.unwrap();
    assert_eq!((app.mode, app.key.last4.as_deref()), (AppMode::Live, Some("0000")));
}

#[tokio::test]
async fn without_a_key_the_first_screen_shows_and_a_question_says_what_is_missing() {
    let scene = keyless().await;
    let info = async || scene.backend.app_info(AppInfoGet {}).await.unwrap();
    until("the look-up", async || info().await.key.state == KeyState::Missing).await;
    assert_eq!(info().await.mode, AppMode::Setup);
    let row = scene.answer("hello").await;
    assert_eq!(row.error_code.as_deref(), Some("key_missing"));
    assert_eq!(scene.simulator.requests().len(), 0, "nothing leaves without a key");
    assert_eq!(info().await.mode, AppMode::Live, "there is something to read now");
}

#[tokio::test]
async fn a_pasted_key_may_have_blanks_and_line_ends_around_it() {
    let scene = keyless().await;
    let kept = scene.backend.key_keep(key(&format!(" \n\t{TEST_KEY}\r\n "))).await.unwrap();
    assert_eq!((kept.app.key.state, kept.app.key.place), (KeyState::Present, Some(KeyPlace::Memory)));
    let balance = kept.balance.unwrap();
    assert_eq!((balance.available, balance.lines[0].total.as_str()), (true, "110.00"));
    assert_eq!(scene.simulator.requests()[0].key, Some(masked(TEST_KEY)));
    assert_eq!(scene.answer("hello").await.error_code, None);
}

#[tokio::test]
async fn a_refused_or_impossible_key_is_not_kept() {
    let scene = keyless().await;
    for (text, code) in [
        ("sk-nobody-knows-this-key-000000000000", ErrorCode::KeyRefused),
        ("", ErrorCode::KeyMalformed),
        ("two words", ErrorCode::KeyMalformed),
        ("sk-схема", ErrorCode::KeyMalformed),
    ] {
        let error = scene.backend.key_keep(key(text)).await.unwrap_err();
        assert_eq!(error.code, code, "{text:?}");
        assert!(text.is_empty() || !error.message.contains(text), "no error repeats a key: {}", error.message);
    }
    assert_ne!(scene.backend.app_info(AppInfoGet {}).await.unwrap().key.state, KeyState::Present);
}

#[tokio::test]
async fn a_key_without_money_is_kept_and_the_balance_says_so() {
    let scene = keyless().await;
    let kept = scene.backend.key_keep(key(EMPTY_KEY)).await.unwrap();
    let balance = kept.balance.unwrap();
    assert!(!balance.available);
    assert_eq!(kept.app.key.state, KeyState::Present);
    assert_eq!(kept.app.low_balance.unwrap().total, "0.00", "the window says so above the conversations");
    assert_eq!(scene.answer("hello").await.error_code.as_deref(), Some("balance_empty"));
    let richer = scene.backend.key_keep(key(TEST_KEY)).await.unwrap();
    assert_eq!(richer.app.low_balance, None);
}

#[tokio::test]
async fn a_host_without_a_balance_page_is_asked_for_its_models() {
    let scene = keyless().await;
    scene.simulator.script(Script::error(404, "no such page").at("/user/balance"));
    let kept = scene.backend.key_keep(key(TEST_KEY)).await.unwrap();
    assert_eq!((kept.balance, kept.app.key.state), (None, KeyState::Present));
    scene.simulator.script(Script::faulty(Fault::Html(200)).at("/user/balance"));
    let wrong = scene.backend.key_keep(key("sk-nobody-knows-this-key-000000000000")).await.unwrap_err();
    assert_eq!(wrong.code, ErrorCode::KeyRefused);
}

#[tokio::test]
async fn without_a_keychain_the_key_lives_in_memory_and_the_window_is_told() {
    let scene = Scene::with(|options| options.keychain = Keychain::disabled()).await;
    let info = async || scene.backend.app_info(AppInfoGet {}).await.unwrap().key;
    until("the look-up", async || info().await.state == KeyState::Unavailable).await;
    assert!(info().await.keychain_down);
    let kept = scene.backend.key_keep(key(TEST_KEY)).await.unwrap().app.key;
    assert_eq!((kept.state, kept.place, kept.keychain_down), (KeyState::Present, Some(KeyPlace::Memory), true));
    assert_eq!(scene.answer("hello").await.error_code, None);
}

#[tokio::test]
async fn a_forgotten_key_is_not_sent_any_more() {
    let scene = keyless().await;
    scene.backend.key_keep(key(TEST_KEY)).await.unwrap();
    let app = scene.backend.key_forget(KeyForget::default()).await.unwrap();
    assert_eq!((app.key.state, app.key.last4), (KeyState::Missing, None));
    scene.simulator.reset();
    assert_eq!(scene.answer("hello").await.error_code.as_deref(), Some("key_missing"));
    assert_eq!(scene.backend.balance_get(BalanceGet {}).await.unwrap_err().code, ErrorCode::KeyMissing);
    assert_eq!(scene.simulator.requests().len(), 0);
}

#[tokio::test]
async fn the_key_of_the_environment_wins_and_is_written_nowhere() {
    let simulator = Simulator::start(hadal_simulator::Config::default()).await.unwrap();
    let dir = tempfile::tempdir().unwrap();
    let mut options = options(dir.path(), &simulator).await;
    options.keychain = Keychain::memory();
    options.environment_key = Some(format!("{TEST_KEY}\n"));
    let backend = start(options).await.unwrap();
    let scene = Scene { backend, simulator, dir };
    assert_eq!(scene.answer("the word is kelp").await.error_code, None);
    let app = scene.backend.app_info(AppInfoGet {}).await.unwrap();
    assert_eq!(app.key.place, Some(KeyPlace::Environment));
    scene.backend.shutdown().await;
    let mut found_question = false;
    for entry in std::fs::read_dir(scene.dir.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap_or_default();
        let holds = |what: &str| bytes.windows(what.len()).any(|part| part == what.as_bytes());
        assert!(!holds(TEST_KEY), "no file of ours holds the key");
        found_question |= holds("the word is kelp");
    }
    assert!(found_question, "the search looks where it should");
}

#[tokio::test]
async fn a_question_with_a_key_in_it_is_the_persons_own_business() {
    let scene = Scene::new().await;
    let started = scene.backend.turn_start(words("is sk-abc a key?")).await.unwrap();
    assert_eq!(started.view.messages[0].text, "is sk-abc a key?");
}
