//! Opening: modes, locks, half answers, files that are not for us, directories that cannot be written.

use crate::scene::{Scene, checkpoint, conversation, finished, turn};
use hadal_domain::Status;
use hadal_store::{ConversationQuery, OpenError, Store, StoreError, StoreState};
use rusqlite::Connection;
use std::fs;
use std::path::Path;

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_may_read_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let scene = Scene::new();
    let dir = scene.path().join("new/hadal");
    let store = Store::open(&dir).unwrap().store;
    finished(&store, "t", 1, "a").await;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&dir), 0o700);
    for name in ["history.db", "history.db-wal", "history.db-shm", "hadal.lock"] {
        assert_eq!(mode(&dir.join(name)), 0o600, "{name}");
    }
}

#[tokio::test]
async fn a_second_open_is_refused_while_the_first_lives() {
    let scene = Scene::new();
    let store = scene.store();
    assert!(matches!(Store::open(scene.path()), Err(OpenError::InUse)));
    store.close();
    assert!(Store::open(scene.path()).is_ok());
}

#[tokio::test]
async fn a_reader_beside_the_window_sees_what_is_written_and_cannot_write() {
    let scene = Scene::new();
    let store = scene.store();
    let (talk, _) = finished(&store, "t", 1, "a").await;
    let running = turn(&conversation("running", 2), None, "q");
    let answer = running.answer.id;
    store.begin_turn(running).await.unwrap();

    let beside = Store::open_reading(scene.path()).unwrap();
    assert_eq!(beside.state, StoreState::ReadOnly);
    assert_eq!(beside.store.messages(talk.id).await.unwrap().len(), 2);
    let seen = beside.store.message(answer).await.unwrap().unwrap();
    assert_eq!(seen.status, Status::Streaming, "the other process is writing it");
    assert_eq!(beside.store.rename(talk.id, "x", true).await, Err(StoreError::ReadOnly));
}

#[tokio::test]
async fn reading_where_no_history_is_says_so_and_makes_none() {
    let scene = Scene::new();
    assert!(matches!(Store::open_reading(scene.path()), Err(OpenError::ReadOnly)));
    assert_eq!(scene.files_like("history"), Vec::<String>::new());
}

#[tokio::test]
async fn what_was_streaming_is_interrupted_at_the_next_start_with_its_text() {
    let scene = Scene::new();
    let store = scene.store();
    let turn = turn(&conversation("t", 1), None, "q");
    let answer = turn.answer.id;
    store.begin_turn(turn).await.unwrap();
    store.checkpoint(checkpoint(answer, 0, "half an ")).await.unwrap();
    store.checkpoint(checkpoint(answer, 8, "answer")).await.unwrap();
    store.close();

    let opened = scene.open();
    assert_eq!(opened.interrupted, [answer]);
    let message = opened.store.message(answer).await.unwrap().unwrap();
    assert_eq!((message.status, message.text.as_str()), (Status::Interrupted, "half an answer"));
    opened.store.close();
    let db = Connection::open(scene.database()).unwrap();
    let pieces: i64 = db.query_row("SELECT count(*) FROM tails", [], |row| row.get(0)).unwrap();
    assert_eq!(pieces, 0, "its pieces became one text, as search and export want it");
    drop(db);
    assert_eq!(scene.open().interrupted, [], "once");
}

#[test]
fn a_file_that_is_not_a_database_stays_as_it_is() {
    let scene = Scene::new();
    fs::write(scene.database(), "Dear diary").unwrap();
    assert!(matches!(Store::open(scene.path()), Err(OpenError::NotADatabase)));
    assert_eq!(fs::read(scene.database()).unwrap(), b"Dear diary");
    assert_eq!(scene.files_like("history"), ["history.db"]);
}

#[test]
fn the_database_of_another_program_stays_as_it_is() {
    let scene = Scene::new();
    let other = Connection::open(scene.database()).unwrap();
    other.execute_batch("CREATE TABLE recipes (name TEXT); INSERT INTO recipes VALUES ('soup')").unwrap();
    other.close().unwrap();
    let before = fs::read(scene.database()).unwrap();
    assert!(matches!(Store::open(scene.path()), Err(OpenError::Foreign)));
    assert_eq!(fs::read(scene.database()).unwrap(), before);
}

#[tokio::test]
async fn a_history_from_a_newer_version_stays_as_it_is() {
    let scene = Scene::new();
    let store = scene.store();
    finished(&store, "t", 1, "a").await;
    store.close();
    let newer = Connection::open(scene.database()).unwrap();
    newer.pragma_update(None, "user_version", 99).unwrap();
    let refused = || matches!(Store::open(scene.path()), Err(OpenError::Newer { found: 99, .. }));
    assert!(refused(), "its version is in the log only");
    let contents = || ["history.db", "history.db-wal"].map(|name| fs::read(scene.path().join(name)).ok());
    let before = contents();
    assert!(before[1].as_ref().is_some_and(|log| !log.is_empty()), "the test has a log to lose");
    assert!(refused());
    assert_eq!(contents(), before);
    newer.close().unwrap();
    let before = contents();
    assert!(refused());
    assert_eq!(contents(), before);
}

#[test]
fn a_directory_that_is_a_file_is_an_error_and_no_panic() {
    let scene = Scene::new();
    let file = scene.path().join("file");
    fs::write(&file, "").unwrap();
    assert!(matches!(Store::open(&file), Err(OpenError::Io(_))));
}

/// Tests that cannot be done by root, whom modes do not bind, go on as nobody in another process.
#[cfg(unix)]
fn as_somebody_else(test: &str, dir: &Path) {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    let me = fs::metadata("/proc/self").map_or(1, |process| process.uid());
    let program = dir.join("as-somebody-else");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let mut command = std::process::Command::new(&program);
    command.args(["--exact", test, "--ignored", "--nocapture"]).env("HADAL_TEST_DIR", dir.join("data"));
    if me == 0 {
        fs::set_permissions(dir, fs::Permissions::from_mode(0o755)).unwrap();
        for entry in fs::read_dir(dir.join("data")).unwrap() {
            std::os::unix::fs::chown(entry.unwrap().path(), Some(65534), Some(65534)).unwrap();
        }
        std::os::unix::fs::chown(dir.join("data"), Some(65534), Some(65534)).unwrap();
        command.uid(65534).gid(65534);
    }
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}{}", String::from_utf8_lossy(&output.stderr));
}

#[cfg(unix)]
#[tokio::test]
async fn a_directory_that_cannot_be_written_opens_for_reading() {
    use std::os::unix::fs::PermissionsExt;
    let scene = Scene::new();
    let data = scene.path().join("data");
    let store = Store::open(&data).unwrap().store;
    finished(&store, "still here", 1, "text").await;
    let turn = turn(&conversation("cut", 2), None, "q");
    let answer = turn.answer.id;
    store.begin_turn(turn).await.unwrap();
    store.checkpoint(checkpoint(answer, 0, "half")).await.unwrap();
    store.close();
    for (lock, dir, database) in [(0o600, 0o500, 0o600), (0o400, 0o500, 0o400), (0o600, 0o700, 0o400)] {
        fs::set_permissions(data.join("hadal.lock"), fs::Permissions::from_mode(lock)).unwrap();
        fs::set_permissions(data.join("history.db"), fs::Permissions::from_mode(database)).unwrap();
        fs::set_permissions(&data, fs::Permissions::from_mode(dir)).unwrap();
        as_somebody_else("opening::the_other_who_may_only_read", scene.path());
    }
    fs::set_permissions(&data, fs::Permissions::from_mode(0o700)).unwrap();
}

#[cfg(unix)]
#[tokio::test]
#[ignore = "run by the test above, as a user who may not write"]
async fn the_other_who_may_only_read() {
    let dir = std::env::var_os("HADAL_TEST_DIR").unwrap();
    let opened = Store::open(Path::new(&dir)).unwrap();
    assert_eq!(opened.state, StoreState::ReadOnly);
    let store = opened.store;
    let query = ConversationQuery { limit: 9, ..Default::default() };
    let rows = store.conversations(query).await.unwrap().rows;
    assert_eq!(rows.iter().map(|row| row.title.as_str()).collect::<Vec<_>>(), ["cut", "still here"]);
    assert!(!rows[0].running, "nobody writes it any more");
    let cut = store.messages(rows[0].id).await.unwrap().pop().unwrap();
    assert_eq!((cut.status, cut.text.as_str()), (Status::Interrupted, "half"));
    assert_eq!(store.rename(rows[0].id, "x", true).await, Err(StoreError::ReadOnly));
    assert_eq!(store.keep_new_draft("x").await, Err(StoreError::ReadOnly));
    if fs::metadata(&dir).unwrap().permissions().readonly() {
        assert!(matches!(Store::open(&Path::new(&dir).join("new")), Err(OpenError::ReadOnly)));
    }
}
