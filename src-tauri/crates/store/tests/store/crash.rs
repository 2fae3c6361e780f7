//! Killed at any moment: what was acknowledged is there, once, and the file is sound.
//!
//! Twenty kills in an ordinary run; `HADAL_TEST_KILLS=200` for more. What a kill meets is counted and printed.

use crate::scene::{Scene, at, checkpoint, conversation, turn};
use hadal_domain::{ConversationId, Message, MessageId, Status};
use hadal_store::{SearchQuery, Store};
use rusqlite::Connection;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Kills in all: half of them in streams, a quarter each in imports and migrations; and a quarter more
/// among streams that share transactions.
fn kills() -> u64 {
    std::env::var("HADAL_TEST_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(20)
}

/// Starts a test of this program, kills it after a pause, and answers with what it had acknowledged until then.
fn kill(test: &str, dir: &Path, pause: Duration) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--ignored", "--nocapture"])
        .env("HADAL_TEST_DIR", dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let killer = std::thread::spawn(move || {
        std::thread::sleep(pause);
        child.kill().unwrap();
        child.wait().unwrap();
    });
    let lines = out.lines().map_while(Result::ok);
    // A line that the kill cut short has no end mark.
    let acknowledged = lines.filter_map(|line| Some(line.strip_prefix("ack ")?.strip_suffix(" .")?.to_owned()));
    let acknowledged = acknowledged.collect();
    killer.join().unwrap();
    acknowledged
}

/// From `least` milliseconds on; the generator of the ids gives the odd ones.
fn pause(round: u64, least: u64, spread: u64) -> Duration {
    let odd = u64::from(MessageId::new().as_bytes()[15]) / 4;
    Duration::from_millis(least + (round * 37 + odd) % spread)
}

fn is_sound(database: &Path) {
    let db = Connection::open(database).unwrap();
    let verdict: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok");
}

/// Character by character different, so that a lost or doubled piece shows.
fn text_until(bytes: usize) -> String {
    let mut text = String::new();
    for n in 0.. {
        if text.len() >= bytes {
            break;
        }
        text += &n.to_string();
        text += " 深海 ";
    }
    text
}

#[tokio::test]
async fn after_kills_in_streams_everything_acknowledged_is_there_and_marked_interrupted() {
    let scene = Scene::new();
    let whole = text_until(1_000_000);
    let mut seen: Vec<(MessageId, String)> = Vec::new();
    for round in 0..kills() / 2 {
        // Spread over the start, the first rows and the stream.
        let lines = kill("crash::the_one_who_streams", scene.path(), pause(round, 20, 300));
        let opened = scene.open();
        assert_eq!(opened.set_aside, None, "round {round}: a kill does not damage the file");
        if let Some(line) = lines.last() {
            let (id, bytes) = line.split_once(' ').unwrap();
            let (id, bytes): (MessageId, usize) = (id.parse().unwrap(), bytes.parse().unwrap());
            let message = opened.store.message(id).await.unwrap().unwrap();
            assert_eq!(message.status, Status::Interrupted, "round {round}");
            assert!(message.text.len() >= bytes, "round {round}: {} of {bytes} bytes", message.text.len());
            assert!(whole.starts_with(&message.text), "round {round}: text was lost or doubled in the middle");
            seen.push((id, message.text));
        }
        opened.store.close();
        is_sound(&scene.database());
    }
    assert!(seen.iter().any(|(_, text)| !text.is_empty()), "no round got as far as a stream");
    let store = scene.store();
    for (id, text) in &seen {
        assert_eq!(store.message(*id).await.unwrap().unwrap().text, *text, "later rounds leave it alone");
    }
    let query = SearchQuery { text: "海".into(), limit: 100, ..Default::default() };
    let found = store.search(query).await.unwrap().hits.len();
    let texts = seen.iter().filter(|(_, text)| text.contains('海')).count();
    assert!(found >= texts.min(100), "{found} of {texts} interrupted answers are found");
    eprintln!("{} kills in streams, {} after the first row, {texts} with text", kills() / 2, seen.len());
}

#[tokio::test]
#[ignore = "started and killed by the test above"]
async fn the_one_who_streams() {
    let dir = std::env::var_os("HADAL_TEST_DIR").unwrap();
    let store = Store::open(Path::new(&dir)).unwrap().store;
    let turn = turn(&conversation("killed", 1), None, "q");
    let answer = turn.answer.id;
    store.begin_turn(turn).await.unwrap();
    let whole = text_until(1_000_000);
    let mut out = std::io::stdout();
    let mut sent = 0;
    // On a line of its own: the test runner may have begun one.
    writeln!(out, "\nack {answer} 0 .").unwrap();
    for piece in whole.split_inclusive(' ') {
        store.checkpoint(checkpoint(answer, sent as u64, piece)).await.unwrap();
        sent += piece.len();
        writeln!(out, "ack {answer} {sent} .").unwrap();
        out.flush().unwrap();
    }
}

/// Answers that arrive at once, so that their checkpoints wait together and share transactions.
const AT_ONCE: usize = 20;

#[tokio::test]
async fn after_kills_among_many_streams_what_was_acknowledged_of_each_is_there() {
    let whole = text_until(1_000_000);
    let (mut acknowledged, mut texts) = (0, 0);
    for round in 0..kills() / 4 {
        let scene = Scene::new();
        let lines = kill("crash::those_who_stream", scene.path(), pause(round, 200, 500));
        let opened = scene.open();
        assert_eq!(opened.set_aside, None, "round {round}: a kill does not damage the file");
        for line in &lines {
            let (id, bytes) = line.split_once(' ').unwrap();
            let (id, bytes): (MessageId, usize) = (id.parse().unwrap(), bytes.parse().unwrap());
            let text = opened.store.message(id).await.unwrap().unwrap().text;
            assert!(text.len() >= bytes, "round {round}: {} of {bytes} bytes", text.len());
            assert!(whole.starts_with(&text), "round {round}: text was lost or doubled in the middle");
            texts += usize::from(bytes > 0);
        }
        acknowledged += lines.len();
        opened.store.close();
        is_sound(&scene.database());
    }
    assert!(texts > 0, "no round got as far as a stream");
    eprintln!("{} kills among {AT_ONCE} streams, {acknowledged} acknowledged, {texts} with text", kills() / 4);
}

#[tokio::test]
#[ignore = "started and killed by the test above"]
async fn those_who_stream() {
    let dir = std::env::var_os("HADAL_TEST_DIR").unwrap();
    let store = Store::open(Path::new(&dir)).unwrap().store;
    let whole = text_until(100_000);
    let mut streams = tokio::task::JoinSet::new();
    for n in 0..AT_ONCE {
        let (store, whole) = (store.clone(), whole.clone());
        streams.spawn(async move {
            let turn = turn(&conversation(&format!("killed {n}"), 1), None, "q");
            let answer = turn.answer.id;
            store.begin_turn(turn).await.unwrap();
            let acknowledge = |sent| {
                let mut out = std::io::stdout().lock();
                writeln!(out, "\nack {answer} {sent} .").unwrap();
                out.flush().unwrap();
            };
            acknowledge(0);
            let mut sent = 0;
            for piece in whole.split_inclusive(' ') {
                store.checkpoint(checkpoint(answer, sent as u64, piece)).await.unwrap();
                sent += piece.len();
                acknowledge(sent);
            }
        });
    }
    streams.join_all().await;
}

const BATCH: usize = 40;

#[tokio::test]
async fn after_kills_in_imports_each_one_is_there_whole_or_not_at_all() {
    let scene = Scene::new();
    let mut acknowledged = Vec::new();
    for round in 0..kills() / 4 {
        let lines = kill("crash::the_one_who_imports", scene.path(), pause(round, 60, 400));
        acknowledged.extend(lines.iter().map(|line| line.parse::<ConversationId>().unwrap()));
        let opened = scene.open();
        assert_eq!(opened.set_aside, None, "round {round}");
        for id in &acknowledged {
            assert_eq!(opened.store.messages(*id).await.unwrap().len(), BATCH, "round {round}: it was acknowledged");
        }
        opened.store.close();
        is_sound(&scene.database());
        let db = Connection::open(scene.database()).unwrap();
        let of = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
        let (talks, messages) = (of("SELECT count(*) FROM conversations"), of("SELECT count(*) FROM messages"));
        assert_eq!(messages, talks * i64::try_from(BATCH).unwrap(), "none is half there");
        assert_eq!(of("SELECT count(*) FROM search_docs"), messages, "all of them can be searched");
    }
    assert!(!acknowledged.is_empty(), "no round got as far as an import");
    eprintln!("{} kills in imports, {} imports acknowledged", kills() / 4, acknowledged.len());
}

#[tokio::test]
#[ignore = "started and killed by the test above"]
async fn the_one_who_imports() {
    let dir = std::env::var_os("HADAL_TEST_DIR").unwrap();
    let store = Store::open(Path::new(&dir)).unwrap().store;
    let mut out = std::io::stdout();
    writeln!(out).unwrap();
    for n in 0.. {
        let talk = conversation(&format!("import {n}"), n);
        let text = "words 深海 ".repeat(20);
        let messages = (0..BATCH).map(|_| Message::user(talk.id, None, text.clone(), at(n))).collect();
        store.import(vec![(talk.clone(), messages)]).await.unwrap();
        writeln!(out, "ack {} .", talk.id).unwrap();
        out.flush().unwrap();
    }
}

/// As schema 1 left it: the texts without the index.
fn without_search(database: &Path) {
    let db = Connection::open(database).unwrap();
    db.execute_batch(
        "DROP TABLE search_texts; DROP TABLE search_characters; DROP TABLE search_titles; DROP TABLE search_docs; DROP TABLE search_state;
         DROP INDEX messages_path; DROP INDEX messages_parent; ALTER TABLE messages DROP COLUMN on_path;
         ALTER TABLE messages DROP COLUMN served_by;
         DROP INDEX messages_bookmarked; ALTER TABLE messages DROP COLUMN bookmarked_at;
         DROP INDEX messages_deleted; ALTER TABLE messages DROP COLUMN deleted_at;
         CREATE INDEX messages_parent ON messages (conversation_id, parent_id);
         DELETE FROM migrations WHERE version > 1; PRAGMA user_version = 1; VACUUM;",
    )
    .unwrap();
}

/// Hits when the index is whole: on a slow day the keeper makes the rest of it after the start.
async fn found_in_all(store: &Store, query: SearchQuery) -> usize {
    let until = Instant::now() + Duration::from_mins(1);
    loop {
        let page = store.search(query.clone()).await.unwrap();
        if page.complete {
            return page.hits.len();
        }
        assert!(Instant::now() < until, "the index is made after the start");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn after_kills_in_migrations_the_history_is_whole_and_is_migrated_the_next_time() {
    let old = Scene::new();
    let store = old.store();
    let mut all = Vec::new();
    for n in 0..60 {
        let talk = conversation(&format!("t{n}"), n);
        let text = format!("number{n} {}", "words of a migration 深海 ".repeat(10));
        let messages = (0..20).map(|_| Message::user(talk.id, None, text.clone(), at(n))).collect::<Vec<_>>();
        all.push((talk, messages));
    }
    store.import(all.clone()).await.unwrap();
    store.close();
    without_search(&old.database());
    let mut unfinished = 0;
    for round in 0..kills() / 4 {
        let scene = Scene::new();
        fs::copy(old.database(), scene.database()).unwrap();
        let lines = kill("crash::the_one_who_migrates", scene.path(), pause(round, 30, 500));
        unfinished += u64::from(lines.is_empty());
        let opened = scene.open();
        assert_eq!(opened.set_aside, None, "round {round}");
        let store = opened.store;
        for (talk, messages) in &all {
            assert_eq!(store.messages(talk.id).await.unwrap(), *messages, "round {round}");
        }
        for n in [0, 31, 59] {
            let query = SearchQuery { text: format!("\"number{n}\""), limit: 100, ..Default::default() };
            assert_eq!(found_in_all(&store, query).await, 20, "round {round}");
        }
        store.close();
        is_sound(&scene.database());
    }
    assert!(unfinished > 0, "no kill met a migration");
    eprintln!("{} kills around migrations, {unfinished} before they were done", kills() / 4);
}

#[tokio::test]
#[ignore = "started and killed by the test above"]
async fn the_one_who_migrates() {
    let dir = std::env::var_os("HADAL_TEST_DIR").unwrap();
    let _open = Store::open(Path::new(&dir)).unwrap();
    println!("\nack migrated .");
    std::thread::sleep(Duration::from_mins(1));
}
