//! Settings, and above all the base URL: which are usable, and whose key goes where.

use crate::scene::{PATIENCE, Scene, until};
use hadal_secrets::{Keychain, Origin, Secret};
use hadal_simulator::{Config, Simulator, TEST_KEY, masked};
use hadal_wire::{AppInfoGet, ErrorCode, KeyState, SettingsChange, Theme};

fn base_url(url: impl Into<String>) -> SettingsChange {
    SettingsChange { base_url: Some(url.into()), ..SettingsChange::default() }
}

/// A start whose base URL can be changed, with a key for its simulator in the keychain.
async fn free() -> Scene {
    let scene = Scene::with(|options| options.base_url = None).await;
    scene.backend.settings_change(base_url(scene.simulator.base_url())).await.unwrap();
    scene
}

#[tokio::test]
async fn what_was_chosen_is_there_at_the_next_start() {
    let scene = Scene::with(|options| options.base_url = None).await;
    let change = SettingsChange { theme: Some(Theme::Dark), sidebar_px: Some(9_999), ..SettingsChange::default() };
    let app = scene.backend.settings_change(change).await.unwrap();
    assert_eq!((app.settings.theme, app.settings.sidebar_px), (Theme::Dark, 600));
    let change = SettingsChange { language: Some("zh-CN".into()), ..SettingsChange::default() };
    scene.backend.settings_change(change).await.unwrap();
    let blank = SettingsChange { model: Some("  ".into()), ..SettingsChange::default() };
    assert_eq!(scene.backend.settings_change(blank).await.unwrap_err().code, ErrorCode::ModelUnknown);
    let scene = scene.again().await;
    let settings = scene.backend.app_info(AppInfoGet {}).await.unwrap().settings;
    assert_eq!((settings.theme, settings.language.as_str()), (Theme::Dark, "zh-CN"));
    assert!(!settings.model.trim().is_empty(), "a blank model changes nothing");
}

#[tokio::test]
async fn two_changes_at_once_are_both_kept() {
    let scene = Scene::new().await;
    for round in 0..20 {
        let theme = if round % 2 == 0 { Theme::Dark } else { Theme::Light };
        let one = SettingsChange { theme: Some(theme), ..SettingsChange::default() };
        let other = SettingsChange { sidebar_px: Some(200 + round), ..SettingsChange::default() };
        let (one, other) = tokio::join!(scene.backend.settings_change(one), scene.backend.settings_change(other));
        one.unwrap();
        other.unwrap();
        let settings = scene.backend.app_info(AppInfoGet {}).await.unwrap().settings;
        assert_eq!((settings.theme, settings.sidebar_px), (theme, 200 + round));
    }
}

#[tokio::test]
async fn a_base_url_may_have_a_version_a_path_or_a_slash_at_its_end() {
    let scene = free().await;
    let root = scene.simulator.base_url();
    for (typed, path) in [
        (root.clone(), "/chat/completions"),
        (format!("{root}/"), "/chat/completions"),
        (format!("  {root}/v1/ "), "/v1/chat/completions"),
        (format!("{root}/v1/chat/completions"), "/v1/chat/completions"),
    ] {
        let app = scene.backend.settings_change(base_url(&typed)).await.unwrap();
        assert_eq!(app.endpoint.chat_url, format!("{root}{path}"), "{typed:?}");
        assert_eq!(app.key.state, KeyState::Present, "the origin is the same");
        scene.simulator.reset();
        assert_eq!(scene.answer("hello").await.error_code, None, "{typed:?}");
        assert_eq!(scene.simulator.chat_requests()[0].path, path);
    }
    let app = scene.backend.settings_change(base_url(format!("{root}/proxy/deepseek/v1"))).await.unwrap();
    assert_eq!(app.endpoint.chat_url, format!("{root}/proxy/deepseek/v1/chat/completions"));
    assert_eq!(scene.answer("hello").await.error_code.as_deref(), Some("address_wrong"));
}

#[tokio::test]
async fn an_address_that_cannot_be_used_is_refused_with_a_sentence_and_nothing_changes() {
    let scene = free().await;
    let before = scene.backend.app_info(AppInfoGet {}).await.unwrap();
    for bad in
        ["", "   ", "not an address", "ftp://host/", "http://example.org", "https://user:pw@host/", "https://host/?a=1"]
    {
        let error = scene.backend.settings_change(base_url(bad)).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::BaseUrlUnusable, "{bad:?}");
        assert!(error.message.len() > 10, "{bad:?}: {}", error.message);
    }
    let after = scene.backend.app_info(AppInfoGet {}).await.unwrap();
    assert_eq!((after.endpoint, after.settings), (before.endpoint, before.settings));
}

#[tokio::test]
async fn another_origin_has_another_key_and_never_sees_the_old_one() {
    let scene = free().await;
    assert_eq!(scene.answer("hello").await.error_code, None);
    let other = Simulator::start(Config::default()).await.unwrap();
    let app = scene.backend.settings_change(base_url(other.base_url())).await.unwrap();
    assert_eq!((app.key.state, app.key.last4), (KeyState::Missing, None));
    assert_eq!(scene.answer("and here?").await.error_code.as_deref(), Some("key_missing"));
    assert_eq!(other.requests().len(), 0, "no request, and so no key, went there");
    let app = scene.backend.settings_change(base_url(scene.simulator.base_url())).await.unwrap();
    assert_eq!(app.key.state, KeyState::Present, "the old key is still the old origin's");
    scene.simulator.reset();
    assert_eq!(scene.answer("back again").await.error_code, None);
    assert_eq!(scene.simulator.chat_requests()[0].key, Some(masked(TEST_KEY)));
}

#[tokio::test]
async fn an_address_of_the_command_line_stays_whatever_the_settings_say() {
    let scene = Scene::new().await;
    let app = scene.backend.settings_change(base_url("https://elsewhere.example")).await.unwrap();
    assert!(app.endpoint.fixed);
    assert_eq!(app.endpoint.base_url, scene.simulator.base_url());
    assert_eq!(scene.answer("hello").await.error_code, None);
}

#[tokio::test]
async fn a_start_with_an_unusable_address_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let mut options = hadal_backend::Options::new(dir.path().to_owned());
    options.base_url = Some("nonsense".into());
    options.keychain = Keychain::memory();
    let error = crate::scene::start(options).await.err().unwrap();
    assert_eq!(error.code, ErrorCode::BaseUrlUnusable);
}

#[tokio::test]
async fn the_key_of_the_settings_own_address_is_found_at_the_start() {
    let scene = Scene::with(|options| options.base_url = None).await;
    scene.backend.settings_change(base_url("https://elsewhere.example")).await.unwrap();
    scene.backend.shutdown().await;
    let keychain = Keychain::memory();
    keychain
        .write(&Origin::new("https://elsewhere.example"), &Secret::new("sk-elsewhere-0000000000001234"))
        .await
        .unwrap();
    keychain
        .write(&Origin::new("https://api.deepseek.com"), &Secret::new("sk-deepseek-00000000000009876"))
        .await
        .unwrap();
    let mut options = hadal_backend::Options::new(scene.dir.path().to_owned());
    options.keychain = keychain;
    let backend = tokio::time::timeout(PATIENCE, crate::scene::start(options)).await.unwrap().unwrap();
    let info = async || backend.app_info(AppInfoGet {}).await.unwrap().key;
    until("the key", async || info().await.state == KeyState::Present).await;
    assert_eq!(info().await.last4.as_deref(), Some("1234"));
}

#[tokio::test]
async fn a_proxy_of_the_settings_is_what_requests_go_through_and_it_may_be_changed_at_any_time() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = format!("127.0.0.1:{}", listener.local_addr().unwrap().port());
    let mut heard = tokio::task::JoinSet::new();
    heard.spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut begun = [0; 512];
            let read = stream.read(&mut begun).await.unwrap();
            if read > 0 {
                stream.write_all(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n").await.unwrap();
                return String::from_utf8_lossy(&begun[..read]).into_owned();
            }
        }
    });
    let keychain = Keychain::memory();
    let key = Secret::new("sk-elsewhere-0000000000001234");
    keychain.write(&Origin::new("https://api.example.invalid"), &key).await.unwrap();
    let scene = Scene::with(|options| {
        options.base_url = None;
        options.keychain = keychain.clone();
        options.environment_key = None;
    })
    .await;
    scene.backend.settings_change(base_url("https://api.example.invalid")).await.unwrap();
    let through = |proxy: &str| SettingsChange { proxy: Some(proxy.into()), ..SettingsChange::default() };
    let app = scene.backend.settings_change(through(&proxy)).await.unwrap();
    assert_eq!(app.settings.proxy, format!("http://{proxy}"));
    let report = scene.backend.connection_test(hadal_wire::ConnectionTest {}).await.unwrap();
    assert_eq!(report.steps.last().and_then(|step| step.error), Some(ErrorCode::ProxyFailed), "{report:?}");
    assert!(heard.join_next().await.unwrap().unwrap().starts_with("CONNECT api.example.invalid:443 "));

    let error = scene.backend.settings_change(through("http://me:secret@proxy")).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::ProxyUnusable);
    let app = scene.backend.settings_change(through("direct")).await.unwrap();
    assert_eq!(app.settings.proxy, "direct");
}

#[tokio::test]
async fn any_language_can_be_chosen_that_the_window_may_have() {
    let scene = Scene::new().await;
    let speak = |tag: &str| SettingsChange { language: Some(tag.into()), ..SettingsChange::default() };
    for tag in ["pt-BR", "system", "zh-Hant-TW"] {
        assert_eq!(scene.backend.settings_change(speak(tag)).await.unwrap().settings.language, tag);
    }
    for bad in ["", "../en", "deutsch, bitte"] {
        assert_eq!(scene.backend.settings_change(speak(bad)).await.unwrap_err().code, ErrorCode::RequestMalformed);
    }
}
