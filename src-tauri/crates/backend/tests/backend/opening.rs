//! Histories that are taken, newer, damaged, or not to be written: each has its state, and reading goes on.

use crate::library::{open, titles};
use crate::scene::{Scene, options, start, words};
use hadal_wire::{AppInfoGet, ErrorCode, HistoryState, SettingsChange, StatusWord, Theme};
use rusqlite::Connection;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;

async fn state(backend: &hadal_backend::Backend) -> HistoryState {
    backend.app_info(AppInfoGet {}).await.unwrap().history.state
}

#[tokio::test]
async fn a_second_start_is_told_that_the_history_is_in_use_and_disturbs_nothing() {
    let scene = Scene::new().await;
    scene.answer("first").await;
    let second = start(options(scene.dir.path(), &scene.simulator).await).await.unwrap();
    assert_eq!(state(&second).await, HistoryState::InUse);
    assert_eq!(second.turn_start(words("second")).await.unwrap_err().code, ErrorCode::HistoryInUse);
    assert_eq!(scene.answer("third").await.error_code, None);
    second.shutdown().await;
    assert_eq!(titles(&scene.backend).await.len(), 2);
}

#[tokio::test]
async fn who_only_reads_reads_beside_a_running_window_and_keeps_none_from_opening() {
    let scene = Scene::new().await;
    let started = scene.ask("beside").await;
    scene.ended(&started.answer_id).await;
    let mut reading = options(scene.dir.path(), &scene.simulator).await;
    reading.reading = true;
    let reader = start(reading).await.unwrap();
    assert_eq!(titles(&reader).await, ["beside"]);
    assert_eq!(open(&reader, &started.view.info.id).await.messages[1].status, StatusWord::Done);
    assert_eq!(reader.turn_start(words("no")).await.unwrap_err().code, ErrorCode::HistoryReadOnly);
    let scene = scene.again().await;
    assert_eq!(state(&scene.backend).await, HistoryState::Ready, "the reader holds no lock");
    reader.shutdown().await;
}

#[tokio::test]
async fn a_reader_that_comes_first_makes_the_history() {
    let scene = Scene::new().await;
    let dir = tempfile::tempdir().unwrap();
    let mut reading = options(&dir.path().join("new"), &scene.simulator).await;
    reading.reading = true;
    let reader = start(reading).await.unwrap();
    assert_eq!(titles(&reader).await, [""; 0]);
    reader.shutdown().await;
}

#[tokio::test]
async fn a_history_of_a_newer_version_is_not_touched() {
    let scene = Scene::new().await;
    scene.answer("old").await;
    scene.backend.shutdown().await;
    let path = scene.dir.path().join("history.db");
    let db = Connection::open(&path).unwrap();
    db.pragma_update(None, "user_version", 9_999).unwrap();
    drop(db);
    let before = std::fs::read(&path).unwrap();
    let backend = start(options(scene.dir.path(), &scene.simulator).await).await.unwrap();
    assert_eq!(state(&backend).await, HistoryState::Newer);
    assert_eq!(backend.turn_start(words("x")).await.unwrap_err().code, ErrorCode::HistoryNewer);
    backend.shutdown().await;
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[tokio::test]
async fn a_file_that_is_no_history_is_left_where_it_is() {
    let scene = Scene::new().await;
    let dir = tempfile::tempdir().unwrap();
    let note = b"Dear diary, this is no database at all, but it is mine.".repeat(40);
    std::fs::write(dir.path().join("history.db"), &note).unwrap();
    let backend = start(options(dir.path(), &scene.simulator).await).await.unwrap();
    assert_eq!(state(&backend).await, HistoryState::Unusable);
    assert_eq!(backend.turn_start(words("x")).await.unwrap_err().code, ErrorCode::HistoryUnusable);
    let change = SettingsChange { theme: Some(Theme::Dark), ..SettingsChange::default() };
    assert_eq!(backend.settings_change(change).await.unwrap().settings.theme, Theme::Dark, "for this run");
    backend.shutdown().await;
    assert_eq!(std::fs::read(dir.path().join("history.db")).unwrap(), note);
}

#[tokio::test]
async fn a_directory_that_cannot_be_written_can_be_read() {
    let scene = Scene::new().await;
    let started = scene.ask("readable").await;
    scene.ended(&started.answer_id).await;
    scene.backend.shutdown().await;
    let dir = scene.dir.path();
    let allow = |mode| {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                std::fs::set_permissions(path, Permissions::from_mode(mode & 0o666)).unwrap();
            }
        }
        std::fs::set_permissions(dir, Permissions::from_mode(mode)).unwrap();
    };
    allow(0o555);
    if std::fs::write(dir.join("probe"), "x").is_ok() {
        eprintln!("skipped: this user may write everywhere, so no directory is read-only");
        std::fs::remove_file(dir.join("probe")).unwrap();
        allow(0o755);
        return;
    }
    let backend = start(options(dir, &scene.simulator).await).await.unwrap();
    assert_eq!(state(&backend).await, HistoryState::ReadOnly);
    assert_eq!(titles(&backend).await, ["readable"]);
    assert_eq!(backend.turn_start(words("x")).await.unwrap_err().code, ErrorCode::HistoryReadOnly);
    backend.shutdown().await;
    allow(0o755);
}
