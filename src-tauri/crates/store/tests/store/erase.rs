//! Gone for good: the files are read byte by byte for words that were in them.

use crate::scene::{Scene, at, checkpoint, conversation, end, finished, turn};
use hadal_domain::{Message, Status, Timestamp};
use hadal_store::{SearchQuery, Store, StoreError};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const DAY: i64 = 24 * 60 * 60 * 1_000;

/// Files below a directory that hold one of these words, in any case: the index folds them.
fn holding(dir: &Path, words: &[&str]) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holding(&path, words));
            continue;
        }
        let bytes = fs::read(&path).unwrap().to_ascii_lowercase();
        for word in words {
            if bytes.windows(word.len()).any(|window| window == word.as_bytes()) {
                found.push((path.clone(), (*word).to_owned()));
            }
        }
    }
    found
}

/// Words that the index keeps whole, in every place that holds text.
const CANARIES: [&str; 7] = ["zqtitle", "zqquestion", "zqanswer", "zqreasoning", "zqdraft", "zqtail", "鹬蚌"];

async fn with_canaries(store: &Store, at_millis: i64) -> hadal_domain::ConversationId {
    let talk = conversation("zqtitle of it", at_millis);
    let first = turn(&talk, None, "zqquestion and more words 鹬蚌相争");
    let answer = first.answer.clone();
    store.begin_turn(first).await.unwrap();
    store.checkpoint(checkpoint(answer.id, 0, "zqtail is arriving")).await.unwrap();
    let mut whole = end(&answer, Status::Done, &"zqanswer is long 鹬蚌 ".repeat(500), at_millis);
    whole.reasoning.push_str("zqreasoning before it");
    store.finish(whole).await.unwrap();
    store.keep_draft(talk.id, "zqdraft not sent").await.unwrap();
    talk.id
}

/// Opens it again and waits for a backup with everything in it; one that was made too early is not waited for.
async fn reopened_with_backup(scene: &Scene) -> Store {
    let _ = fs::remove_dir_all(scene.path().join("backups"));
    let store = scene.store();
    backup_of(scene).await;
    store
}

async fn backup_of(scene: &Scene) {
    let backups = scene.path().join("backups");
    let until = Instant::now() + Duration::from_mins(1);
    let made = || {
        fs::read_dir(&backups)
            .is_ok_and(|found| found.flatten().any(|file| file.path().to_string_lossy().contains("history-")))
    };
    while !made() {
        assert!(Instant::now() < until, "the daily backup was not made");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn some_others(store: &Store, from: i64) {
    for n in 0..150 {
        finished(store, &format!("other {n}"), from + n, &"ordinary words 普通的话 ".repeat(40)).await;
    }
}

#[tokio::test]
async fn an_erased_conversation_leaves_no_word_in_any_file() {
    let scene = Scene::new();
    let store = scene.store();
    some_others(&store, 1).await;
    let id = with_canaries(&store, 5).await;
    some_others(&store, 1_000).await;
    store.close();
    let store = reopened_with_backup(&scene).await;
    assert!(holding(scene.path(), &CANARIES).len() > 6, "the test would see them");
    store.erase(id).await.unwrap();
    assert_eq!(holding(scene.path(), &CANARIES), [], "while it is open");
    assert_eq!(store.conversation(id).await.unwrap(), None);
    assert_eq!(store.erase(id).await, Err(StoreError::NotFound));
    finished(&store, "after", 9_000, "works").await;
    store.close();
    assert_eq!(holding(scene.path(), &CANARIES), [], "when it is closed");
    backup_of(&scene).await;
    let store = scene.store();
    let query = SearchQuery { text: "普通".into(), limit: 100, ..Default::default() };
    assert_eq!(store.search(query).await.unwrap().hits.len(), 100, "the others are found as before");
}

#[tokio::test]
async fn the_trash_is_kept_for_thirty_days_and_then_gone_for_good() {
    let scene = Scene::new();
    let store = scene.store();
    some_others(&store, 1).await;
    let id = with_canaries(&store, 5).await;
    store.delete(id).await.unwrap();
    let deleted = store.conversation(id).await.unwrap().unwrap().deleted_at.unwrap().as_millis();
    assert_eq!(store.purge_trash(at(deleted + 30 * DAY - 1)).await, Ok(0));
    store.restore(id).await.unwrap();
    store.delete(id).await.unwrap();
    assert_eq!(store.purge_trash(at(0)).await, Ok(0), "a clock that jumped back empties nothing");
    assert_eq!(store.purge_trash(at(deleted + 31 * DAY)).await, Ok(1));
    assert_eq!(store.restore(id).await, Err(StoreError::NotFound));
    assert_eq!(holding(scene.path(), &CANARIES), []);
}

#[tokio::test]
async fn the_start_empties_what_is_due_and_finishes_an_erasure_that_was_cut() {
    let scene = Scene::new();
    let store = scene.store();
    some_others(&store, 1).await;
    let due = with_canaries(&store, 5).await;
    let cut = with_canaries(&store, 6).await;
    store.close();
    let db = rusqlite::Connection::open(scene.database()).unwrap();
    let long_ago = Timestamp::now().as_millis() - 31 * DAY;
    db.execute("UPDATE conversations SET deleted_at = ?1 WHERE id = ?2", (long_ago, due.as_bytes())).unwrap();
    db.execute("UPDATE conversations SET deleted_at = 0, active_leaf = NULL WHERE id = ?1", [cut.as_bytes()]).unwrap();
    drop(db);
    let store = scene.store();
    assert!(matches!(store.restore(cut).await, Err(StoreError::NotFound)), "what is half erased does not come back");
    let until = Instant::now() + Duration::from_mins(1);
    while store.conversation(due).await.unwrap().is_some() || store.conversation(cut).await.unwrap().is_some() {
        assert!(Instant::now() < until, "the start empties the trash");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn after_erasing_everything_no_word_is_left_in_any_file() {
    let scene = Scene::new();
    let store = scene.store();
    some_others(&store, 1).await;
    with_canaries(&store, 5).await;
    store.set_setting("prompt", "\"zqsetting\"").await.unwrap();
    store.keep_new_draft("zqnew").await.unwrap();
    store.make_folder("zqfolder", None).await.unwrap();
    store.make_tag("zqtag").await.unwrap();
    let gone = store.make_folder("zqgonefolder", None).await.unwrap().id;
    store.delete_folder(gone).await.unwrap();
    store.close();
    let store = reopened_with_backup(&scene).await;
    fs::write(scene.path().join("history.damaged-1.db"), "zqanswer").unwrap();
    let all = ["zqsetting", "zqnew", "zqfolder", "zqtag", "zqgonefolder", "ordinary", "普通"]
        .into_iter()
        .chain(CANARIES)
        .collect::<Vec<_>>();
    let before = fs::metadata(scene.database()).unwrap().len();
    assert_eq!(store.erase_everything().await, Ok(151));
    assert_eq!(holding(scene.path(), &all), []);
    assert!(fs::metadata(scene.database()).unwrap().len() < before, "the file gave the room back");
    finished(&store, "begins anew", 1, "hello").await;
    let query = SearchQuery { text: "hello".into(), limit: 9, ..Default::default() };
    assert_eq!(store.search(query).await.unwrap().hits.len(), 1);
    store.close();
    assert_eq!(holding(scene.path(), &all), []);
    assert_eq!(scene.open().set_aside, None);
}

#[tokio::test]
async fn a_large_conversation_is_erased_while_another_answer_arrives() {
    let scene = Scene::new();
    let store = scene.store();
    let talk = conversation("large", 1);
    let messages = (0..450).map(|n| Message::user(talk.id, None, format!("word{n} 深海"), at(n))).collect();
    store.import(vec![(talk.clone(), messages)]).await.unwrap();
    let running = turn(&conversation("running", 2), None, "q");
    let answer = running.answer.clone();
    store.begin_turn(running).await.unwrap();
    let mut erasing = tokio::task::JoinSet::new();
    erasing.spawn({
        let store = store.clone();
        async move { store.erase(talk.id).await }
    });
    let mut sent = 0;
    while erasing.try_join_next().is_none() {
        store.checkpoint(checkpoint(answer.id, sent, "x")).await.unwrap();
        sent += 1;
    }
    assert!(sent > 2, "checkpoints went on: {sent}");
    assert_eq!(store.message(answer.id).await.unwrap().unwrap().text.len() as u64, sent);
}

/// What a process has written where it could: its directory of passing things and where it runs.
#[tokio::test]
async fn a_temporary_history_never_touches_the_disk() {
    let scene = Scene::new();
    let program = std::env::current_exe().unwrap();
    let mut command = std::process::Command::new(program);
    command
        .args(["--exact", "erase::the_one_without_a_disk", "--ignored", "--nocapture"])
        .current_dir(scene.path())
        .env("HADAL_TEST_DIR", scene.path());
    for name in ["TMPDIR", "SQLITE_TMPDIR", "TEMP", "TMP", "HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"] {
        command.env(name, scene.path());
    }
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let left: Vec<_> = fs::read_dir(scene.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(left, Vec::<PathBuf>::new());
}

/// Seen from the outside: of all files, also those without a name and those that are gone again at once, none was made and
/// none was opened for writing.
#[tokio::test]
async fn a_temporary_history_opens_no_file_for_writing() {
    if !crate::watched::can_watch() {
        return;
    }
    let scene = Scene::new();
    let log = scene.path().join("calls");
    let home = scene.path().join("home");
    fs::create_dir(&home).unwrap();
    let calls = "trace=open,openat,openat2,creat,memfd_create,pwrite64,pwritev,rename,mkdir,link,symlink";
    let status = std::process::Command::new("strace")
        .args(["-f", "-y", "-e", calls, "-o"])
        .arg(&log)
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "erase::the_one_without_a_disk", "--ignored", "--nocapture"])
        .env("HADAL_TEST_DIR", &home)
        .stdout(std::process::Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    let log = fs::read_to_string(log).unwrap();
    assert!(log.contains("openat("), "the calls were seen");
    let writing =
        ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TMPFILE", "creat(", "memfd_create(", "pwrite", "mkdir(", "rename("];
    let written: Vec<&str> = log
        .lines()
        .filter(|line| writing.iter().any(|sign| line.contains(sign)) && !line.contains("\"/dev/null\""))
        .collect();
    assert_eq!(written, Vec::<&str>::new());
}

#[tokio::test]
#[ignore = "run by the two tests above, in a directory of its own"]
async fn the_one_without_a_disk() {
    let store = Store::temporary().unwrap();
    some_others(&store, 1).await;
    let id = with_canaries(&store, 5).await;
    let query = SearchQuery { text: "zqreasoning".into(), limit: 9, ..Default::default() };
    assert_eq!(store.search(query.clone()).await.unwrap().hits.len(), 1);
    let (talk, _) = finished(&store, "trash", 7, "text").await;
    store.delete(talk.id).await.unwrap();
    assert_eq!(store.purge_trash(at(Timestamp::now().as_millis() + 31 * DAY)).await, Ok(1));
    #[cfg(target_os = "linux")]
    {
        let dir = PathBuf::from(std::env::var_os("HADAL_TEST_DIR").unwrap());
        let open: Vec<_> = fs::read_dir("/proc/self/fd")
            .unwrap()
            .filter_map(|entry| fs::read_link(entry.unwrap().path()).ok())
            .filter(|path| path.starts_with(&dir) || path.to_string_lossy().contains("deleted"))
            .collect();
        assert_eq!(open, Vec::<PathBuf>::new(), "no file is open, not even one without a name");
        assert_eq!(fs::read_dir(&dir).unwrap().count(), 0);
    }
    store.erase(id).await.unwrap();
    assert_eq!(store.search(query).await.unwrap().hits, []);
    store.erase_everything().await.unwrap();
    let other = Store::temporary().unwrap();
    finished(&other, "t", 1, "a").await;
    assert_eq!(store.conversation(talk.id).await.unwrap(), None, "two temporary histories know nothing of each other");
    store.close();
}
