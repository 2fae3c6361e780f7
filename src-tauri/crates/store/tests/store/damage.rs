//! Damage and full disks: nothing is deleted, what can be read is there again, and the store goes on.

use crate::scene::{Scene, checkpoint, conversation, finished, turn};
use hadal_domain::{ConversationId, ConversationSummary};
use hadal_store::{ConversationQuery, Opened, Recovered, Store, StoreError};
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

const PAGE: usize = 16_384;

/// As after a crash: the next start checks the file.
fn forget_the_clean_end(scene: &Scene) {
    fs::write(scene.path().join("hadal.lock"), "running\n").unwrap();
}

async fn history_of(scene: &Scene, conversations: i64) -> Vec<ConversationId> {
    let store = scene.store();
    let mut ids = Vec::new();
    for n in 0..conversations {
        let text = format!("answer {n} {}", "深海 ".repeat(400));
        ids.push(finished(&store, &format!("t{n}"), n, &text).await.0.id);
    }
    store.close();
    // On a slow day the first look of the keeper saw a part of it already.
    let _ = fs::remove_dir_all(scene.path().join("backups"));
    ids
}

async fn all(store: &Store) -> Vec<ConversationSummary> {
    store.conversations(ConversationQuery { limit: 500, ..Default::default() }).await.unwrap().rows
}

/// It lists, reads every conversation, and takes a new turn.
async fn works(store: &Store) {
    for row in all(store).await {
        store.messages(row.id).await.unwrap();
        store.conversation(row.id).await.unwrap().unwrap();
    }
    finished(store, "after", 1_000_000, "works").await;
}

fn kept(opened: &Opened) -> PathBuf {
    opened.set_aside.clone().unwrap()
}

#[tokio::test]
async fn one_broken_page_costs_its_rows_and_no_more() {
    let scene = Scene::new();
    let ids = history_of(&scene, 300).await;
    let mut bytes = fs::read(scene.database()).unwrap();
    let needle = "answer 150 ".as_bytes();
    let at = bytes.windows(needle.len()).position(|window| window == needle).unwrap() / PAGE * PAGE;
    bytes[at..at + PAGE].fill(0xA5);
    fs::write(scene.database(), &bytes).unwrap();
    forget_the_clean_end(&scene);

    let opened = scene.open();
    assert_eq!(fs::read(kept(&opened)).unwrap(), bytes, "the damaged file is kept as it was");
    let Some(Recovered::Rows { conversations: 300, messages: 600, unreadable, from_backup: None }) = opened.recovered
    else {
        panic!("{:?}", opened.recovered)
    };
    assert!(unreadable > 0, "what could not be read is counted");
    let mut whole = 0;
    for id in &ids {
        let messages = opened.store.messages(*id).await.unwrap();
        assert_eq!(messages.len(), 2);
        whole += usize::from(messages[1].text.starts_with("answer "));
    }
    assert!((260..300).contains(&whole), "{whole} of 300 answers kept their text");
    works(&opened.store).await;
    opened.store.close();
    assert_eq!(scene.open().set_aside, None, "the new file is sound");
}

#[tokio::test]
async fn damage_that_shows_while_running_is_dealt_with_at_the_next_start() {
    let scene = Scene::new();
    let ids = history_of(&scene, 50).await;
    let mut bytes = fs::read(scene.database()).unwrap();
    let needle = "answer 25 ".as_bytes();
    let at = bytes.windows(needle.len()).position(|window| window == needle).unwrap() / PAGE * PAGE;
    bytes[at..at + PAGE].fill(0xA5);
    fs::write(scene.database(), &bytes).unwrap();

    let opened = scene.open();
    assert_eq!(opened.set_aside, None, "after a clean end nobody looks");
    let read = opened.store.messages(ids[25]).await;
    assert!(matches!(read, Err(StoreError::Damaged(_))), "{read:?}");
    opened.store.close();
    let opened = scene.open();
    assert!(opened.set_aside.is_some());
    works(&opened.store).await;
}

#[tokio::test]
async fn a_file_cut_in_half_is_set_aside_and_its_first_half_recovered() {
    let scene = Scene::new();
    history_of(&scene, 600).await;
    let bytes = fs::read(scene.database()).unwrap();
    fs::write(scene.database(), &bytes[..bytes.len() / 2]).unwrap();
    forget_the_clean_end(&scene);
    let opened = scene.open();
    assert_eq!(fs::read(kept(&opened)).unwrap().len(), bytes.len() / 2);
    let Some(Recovered::Rows { messages, .. }) = opened.recovered else { panic!("{:?}", opened.recovered) };
    assert!((100..1_200).contains(&messages), "{messages} of 1,200 messages");
    works(&opened.store).await;
}

#[tokio::test]
async fn where_no_row_is_left_the_newest_backup_takes_its_place() {
    let scene = Scene::new();
    history_of(&scene, 20).await;
    let store = scene.store();
    let backups = scene.path().join("backups");
    let until = Instant::now() + Duration::from_secs(30);
    let made = || {
        fs::read_dir(&backups)
            .is_ok_and(|found| found.flatten().any(|file| file.path().to_string_lossy().contains("history-")))
    };
    while !made() {
        assert!(Instant::now() < until, "the daily backup was not made");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    store.close();
    fs::write(scene.database(), vec![0; 40 * PAGE]).unwrap();
    let opened = scene.open();
    assert!(matches!(opened.recovered, Some(Recovered::Backup { .. })), "{:?}", opened.recovered);
    assert_eq!(all(&opened.store).await.len(), 20);
    works(&opened.store).await;
}

#[tokio::test]
async fn without_rows_and_backups_it_begins_empty_beside_the_kept_file() {
    let scene = Scene::new();
    fs::write(scene.database(), &b"SQLite format 3\0 and then nothing"[..]).unwrap();
    let opened = scene.open();
    assert_eq!(opened.recovered, Some(Recovered::Nothing));
    assert!(kept(&opened).exists());
    works(&opened.store).await;
}

#[tokio::test]
async fn a_log_without_its_database_is_kept() {
    let scene = Scene::new();
    let store = scene.store();
    finished(&store, "t", 1, "a").await;
    let log = fs::read(scene.path().join("history.db-wal")).unwrap();
    store.close();
    fs::remove_file(scene.database()).unwrap();
    fs::write(scene.path().join("history.db-wal"), &log).unwrap();
    let opened = scene.open();
    assert_eq!(fs::read(kept(&opened)).unwrap(), log);
    works(&opened.store).await;
}

#[tokio::test]
async fn a_recovery_that_ended_between_its_two_moves_is_finished() {
    let scene = Scene::new();
    history_of(&scene, 3).await;
    fs::rename(scene.database(), scene.path().join("recovered.db")).unwrap();
    fs::write(scene.path().join("history.db-wal"), "the damaged file's log").unwrap();
    let opened = scene.open();
    assert_eq!(all(&opened.store).await.len(), 3);
    let aside = scene.files_like("damaged");
    assert_eq!(fs::read(scene.path().join(&aside[0])).unwrap(), b"the damaged file's log");
    works(&opened.store).await;
}

#[tokio::test]
async fn while_a_recovery_cannot_be_written_the_damaged_file_stays_in_its_place() {
    let scene = Scene::new();
    history_of(&scene, 3).await;
    let bytes = fs::read(scene.database()).unwrap();
    fs::write(scene.database(), &bytes[..bytes.len() / 2]).unwrap();
    forget_the_clean_end(&scene);
    // A directory of this name is in the way as a full disk would be.
    fs::create_dir(scene.path().join("recovering.db")).unwrap();
    assert!(Store::open(scene.path()).is_err());
    assert_eq!(fs::read(scene.database()).unwrap().len(), bytes.len() / 2);
    assert_eq!(scene.files_like("damaged"), Vec::<String>::new());
    fs::remove_dir(scene.path().join("recovering.db")).unwrap();
    assert!(scene.open().set_aside.is_some(), "the next start tries again");
}

#[tokio::test]
async fn a_log_cut_anywhere_keeps_what_was_committed_before_the_cut() {
    let scene = Scene::new();
    let store = scene.store();
    let (first, _) = finished(&store, "first", 1, "a").await;
    let running = turn(&conversation("second", 2), None, "q");
    let (second, answer) = (running.conversation.id, running.answer.id);
    store.begin_turn(running).await.unwrap();
    store.checkpoint(checkpoint(answer, 0, "half")).await.unwrap();
    let files = ["history.db", "history.db-wal"].map(|name| (name, fs::read(scene.path().join(name)).unwrap()));
    let log = &files[1].1;
    assert!(!log.is_empty());
    let mut last = 0;
    for part in 0..=24 {
        let copy = Scene::new();
        fs::write(copy.path().join("history.db"), &files[0].1).unwrap();
        fs::write(copy.path().join("history.db-wal"), &log[..log.len() * part / 24]).unwrap();
        let opened = copy.open();
        assert_eq!(opened.set_aside, None, "a log that ends early is no damage");
        let count = opened.store.messages(first.id).await.unwrap().len()
            + opened.store.messages(second).await.unwrap().len()
            + opened.store.message(answer).await.unwrap().map_or(0, |message| message.text.len());
        assert!(count >= last, "more of the log cannot hold less");
        last = count;
        works(&opened.store).await;
    }
    assert_eq!(last, 8, "the whole log holds four messages and four bytes");
}

#[tokio::test]
async fn whatever_breaks_opening_ends_and_no_file_is_lost() {
    let original = Scene::new();
    history_of(&original, 60).await;
    let sound = fs::read(original.database()).unwrap();
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % below as u64).unwrap()
    };
    let mut recovered = 0;
    for round in 0..40 {
        let scene = Scene::new();
        let mut bytes = sound.clone();
        for _ in 0..=next(6) {
            let (from, length) = (next(bytes.len()), 1 + next(2 * PAGE));
            let to = (from + length).min(bytes.len());
            let value = u8::try_from(next(256)).unwrap();
            bytes[from..to].fill(value);
        }
        fs::write(scene.database(), &bytes).unwrap();
        match Store::open(scene.path()) {
            Ok(opened) => {
                if let Some(kept) = &opened.set_aside {
                    assert_eq!(fs::read(kept).unwrap(), bytes, "round {round}");
                    recovered += 1;
                    works(&opened.store).await;
                }
            }
            Err(error) => assert_eq!(fs::read(scene.database()).unwrap(), bytes, "round {round}: {error}"),
        }
    }
    assert!(recovered > 20, "the damage was real in {recovered} rounds of 40");
}

/// A disk of eight megabytes, in a mount namespace of its own so that nothing is left behind.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_when_there_is_room_again_the_store_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let program = std::env::current_exe().unwrap();
    let script = "mount -t tmpfs -o size=8m tmpfs \"$HADAL_TEST_DIR\" || exit 77; exec \"$0\" \"$@\"";
    let output = std::process::Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", script])
        .arg(program)
        .args(["--exact", "damage::the_one_on_a_small_disk", "--ignored", "--nocapture"])
        .env("HADAL_TEST_DIR", dir.path())
        .output();
    let output = match output {
        Ok(output) if output.status.success() || output.status.code() == Some(101) => output,
        // Without the right to mount, the limit on pages in the crate's own tests stands in for the disk.
        other => return eprintln!("no small disk could be made here: {other:?}"),
    };
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}{}", String::from_utf8_lossy(&output.stderr));
}

#[cfg(target_os = "linux")]
#[tokio::test]
#[ignore = "run by the test above, on a disk of eight megabytes"]
async fn the_one_on_a_small_disk() {
    let dir = PathBuf::from(std::env::var_os("HADAL_TEST_DIR").unwrap());
    let store = Store::open(&dir).unwrap().store;
    let (talk, _) = finished(&store, "before", 1, "a").await;
    let running = turn(&conversation("running", 2), None, "q");
    let answer = running.answer.id;
    store.begin_turn(running).await.unwrap();
    let ballast = dir.join("ballast");
    fs::write(&ballast, vec![1; 3_500_000]).unwrap();
    let mut sent = 0;
    let full = loop {
        match store.checkpoint(checkpoint(answer, sent, &"x".repeat(50_000))).await {
            Ok(()) => sent += 50_000,
            Err(error) => break error,
        }
    };
    assert_eq!(full, StoreError::DiskFull);
    assert_eq!(store.messages(talk.id).await.unwrap().len(), 2, "it still reads");
    let kept = store.message(answer).await.unwrap().unwrap().text.len() as u64;
    assert_eq!(kept, sent, "what was acknowledged is there, what was refused is not");

    fs::remove_file(&ballast).unwrap();
    store.checkpoint(checkpoint(answer, sent, "room again")).await.unwrap();
    assert!(store.message(answer).await.unwrap().unwrap().text.ends_with("room again"));
    store.close();
    assert_eq!(Store::open(&dir).unwrap().interrupted, [answer]);
}
