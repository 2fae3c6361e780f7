//! System calls that fail: no room, a broken disk, too many open files, in the middle of everything.
//!
//! `strace` makes one call of a kind fail, or all from one on, in a process that goes on asking. Whatever it was told is
//! done must be there afterwards, and what failed must have been told by a state that says what it was.

use crate::scene::{Scene, checkpoint, conversation, end, finished, turn};
use crate::watched::can_watch;
use hadal_domain::{ConversationId, Status};
use hadal_store::{ConversationQuery, OpenError, Store, StoreError};
use rusqlite::Connection;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// Opens, as often as it takes, and runs turns; tells what was acknowledged and what failed.
#[tokio::test]
#[ignore = "run by the tests below, on a broken system"]
async fn the_one_with_bad_luck() {
    let dir = std::env::var_os("HADAL_TEST_DIR").unwrap();
    println!();
    let mut opened = None;
    for _ in 0..3 {
        match Store::open(Path::new(&dir)) {
            Ok(open) => {
                opened = Some(open);
                break;
            }
            Err(error) => println!("open {}", kind_of_open(&error)),
        }
    }
    let Some(opened) = opened else { return };
    println!("state {:?} {:?}", opened.state, opened.set_aside);
    let store = opened.store;
    for n in 0..12_i64 {
        let turn = turn(&conversation(&format!("t{n}"), n), None, "q");
        let (talk, answer) = (turn.conversation.id, turn.answer.clone());
        let turns = async {
            store.begin_turn(turn).await?;
            println!("ack {talk} 0");
            store.checkpoint(checkpoint(answer.id, 0, &"深海 ".repeat(9_000))).await?;
            store.finish(end(&answer, Status::Done, &"深海 ".repeat(10_000), n)).await?;
            println!("ack {talk} 1");
            Ok::<(), StoreError>(())
        };
        if let Err(error) = turns.await {
            println!("failed {}", kind_of(&error));
        }
    }
    store.close();
}

fn kind_of(error: &StoreError) -> &'static str {
    match error {
        StoreError::DiskFull => "full",
        StoreError::Io(_) => "io",
        StoreError::Damaged(_) => "damaged",
        StoreError::Busy => "busy",
        StoreError::ReadOnly => "read-only",
        _ => "other",
    }
}

fn kind_of_open(error: &OpenError) -> &'static str {
    match error {
        OpenError::DiskFull => "full",
        OpenError::Io(_) => "io",
        OpenError::Damaged { .. } => "damaged",
        OpenError::ReadOnly => "read-only",
        _ => "other",
    }
}

struct Told {
    acknowledged: Vec<(ConversationId, bool)>,
    failures: Vec<String>,
}

/// Opens a history of many pages and reads all of it; tells what failed and what the store says of it afterwards.
#[tokio::test]
#[ignore = "run by the test below, on a disk that cannot be read"]
async fn the_one_who_only_reads() {
    let dir = std::env::var_os("HADAL_TEST_DIR").unwrap();
    println!();
    let Ok(opened) = Store::open(Path::new(&dir)) else { return };
    let store = opened.store;
    println!("opened {:?}", *store.trouble().borrow());
    let query = ConversationQuery { limit: 500, ..ConversationQuery::default() };
    let talks = store.conversations(query).await.map(|page| page.rows).unwrap_or_default();
    for talk in talks {
        if let Err(error) = store.messages(talk.id).await {
            println!("failed {} {:?}", kind_of(&error), *store.trouble().borrow());
        }
    }
}

#[tokio::test]
async fn a_disk_that_cannot_be_read_while_the_history_is_open_has_a_state_of_its_own() {
    if !can_watch() {
        return;
    }
    let scene = Scene::new();
    let store = scene.store();
    for n in 0..60 {
        finished(&store, &format!("t{n}"), n, &format!("{n} {}", "深海 ".repeat(9_000))).await;
    }
    store.close();
    let (mut failed, mut told) = (0, 0);
    for when in [60, 90, 120, 150] {
        let said = said_by(&scene, "faults::the_one_who_only_reads", "pread64", &format!("error=EIO:when={when}+"));
        for line in said.lines().filter_map(|line| line.strip_prefix("failed ")) {
            failed += 1;
            assert!(line.starts_with("io ") || line.starts_with("damaged "), "{when}: {line}");
            told += u32::from(line.ends_with(" Some(DiskFailed)"));
        }
    }
    assert!(told > 0 && told == failed, "{told} of {failed} failed reads were told");
    scene.store().close();
}

fn run(scene: &Scene, calls: &str, how: &str) -> Told {
    let said = said_by(scene, "faults::the_one_with_bad_luck", calls, how);
    let inject = format!("{calls}:{how}");
    let mut told = Told { acknowledged: Vec::new(), failures: Vec::new() };
    for line in said.lines() {
        match line.split(' ').collect::<Vec<_>>()[..] {
            ["ack", talk, whole] => told.acknowledged.push((talk.parse().unwrap(), whole == "1")),
            ["failed" | "open", kind] => told.failures.push(kind.to_owned()),
            ["state", state, set_aside] => assert_eq!((state, set_aside), ("Ready", "None"), "{inject}"),
            _ => {}
        }
    }
    told
}

/// What a child says whose calls to files of the history fail.
fn said_by(scene: &Scene, child: &str, calls: &str, how: &str) -> String {
    let inject = format!("inject={calls}:{how}");
    let mut command = Command::new("timeout");
    command.args(["60", "strace", "-f", "-o", "/dev/null", "-e", &format!("trace={calls}"), "-e", &inject]);
    // The test program writes and reads elsewhere too: only files of the history fail.
    for name in ["history.db", "history.db-wal", "history.db-journal", "hadal.lock"] {
        command.arg("-P").arg(scene.path().join(name));
    }
    let output = command
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", child, "--ignored", "--nocapture"])
        .env("HADAL_TEST_DIR", scene.path())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{inject}: {said}\n{}", String::from_utf8_lossy(&output.stderr));
    said
}

/// The disk is well again: everything that was acknowledged is there, once.
async fn is_whole(scene: &Scene, told: &Told, what: &str) {
    let opened = scene.open();
    assert_eq!(opened.set_aside, None, "{what}: a failed call is no damage");
    for (talk, whole) in &told.acknowledged {
        let messages = opened.store.messages(*talk).await.unwrap();
        assert_eq!(messages.len(), 2, "{what}");
        if *whole {
            assert_eq!((messages[1].status, messages[1].text.len()), (Status::Done, 70_000), "{what}");
        }
    }
    opened.store.close();
    let db = Connection::open(scene.database()).unwrap();
    let verdict: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok", "{what}");
}

/// Calls, how they fail, the states that may be told, and when: SQLite asks some calls seldom.
const FAULTS: [(&str, &str, &[&str], &[u32]); 9] = [
    ("pwrite64", "error=ENOSPC", &["full"], &[1, 2, 3, 5, 9, 14, 30, 60, 90]),
    ("pwrite64", "error=EIO", &["io"], &[1, 2, 3, 5, 9, 14, 30, 60, 90]),
    ("fdatasync,fsync", "error=EIO", &["io"], &[1, 2, 3, 4, 5, 7, 9, 14, 20]),
    // SQLite takes a read that fails for damage.
    ("pread64", "error=EIO", &["io", "damaged"], &[1, 2, 3, 5, 9, 14]),
    ("ftruncate", "error=EIO", &["io"], &[1, 2]),
    ("openat", "error=EMFILE", &["io"], &[1, 2, 3, 4, 5, 6, 7, 8]),
    ("openat", "error=EIO", &["io"], &[1, 2, 3, 4, 5, 6, 7, 8]),
    ("unlink", "error=EIO", &["io"], &[1]),
    ("write", "error=ENOSPC", &["full"], &[1]),
];

#[tokio::test]
async fn a_call_that_fails_once_is_told_and_costs_nothing_acknowledged() {
    if !can_watch() {
        return;
    }
    let (mut runs, mut failed) = (0, 0);
    for (calls, how, kinds, moments) in FAULTS {
        for when in moments {
            let scene = Scene::new();
            let what = format!("{calls} {how}, number {when}");
            let told = run(&scene, calls, &format!("{how}:when={when}"));
            for kind in &told.failures {
                assert!(kinds.contains(&kind.as_str()), "{what} was told as {:?}", told.failures);
            }
            assert!(told.acknowledged.len() >= 20, "{what}: {} of 24; {:?}", told.acknowledged.len(), told.failures);
            is_whole(&scene, &told, &what).await;
            runs += 1;
            failed += u32::from(!told.failures.is_empty());
        }
    }
    assert!(failed > runs / 2, "{failed} of {runs} faults were noticed");
    eprintln!("{runs} runs, {failed} with a failure that was told");
}

#[tokio::test]
async fn a_disk_that_fails_for_good_is_told_and_what_was_acknowledged_before_is_there_when_it_is_well_again() {
    if !can_watch() {
        return;
    }
    for (calls, how, kind) in
        [("pwrite64", "error=ENOSPC", "full"), ("pwrite64", "error=EIO", "io"), ("fdatasync,fsync", "error=EIO", "io")]
    {
        for when in [1, 5, 12] {
            let scene = Scene::new();
            let what = format!("{calls} {how} from number {when} on");
            let told = run(&scene, calls, &format!("{how}:when={when}+"));
            assert!(
                told.failures.iter().all(|told| told == kind) && !told.failures.is_empty(),
                "{what}: {:?}",
                told.failures
            );
            is_whole(&scene, &told, &what).await;
        }
    }
}

/// Without `strace`: the limit on open files, which SQLite answers with "cannot open".
#[cfg(unix)]
#[test]
fn too_many_open_files_are_not_taken_for_a_directory_that_cannot_be_written() {
    let scene = Scene::new();
    scene.store().close();
    let mut kinds = Vec::new();
    for limit in 6..30 {
        let output = Command::new("sh")
            .args(["-c", &format!("ulimit -n {limit}; exec \"$0\" \"$@\"")])
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", "faults::the_one_who_only_opens", "--ignored", "--nocapture", "--test-threads=1"])
            .env("HADAL_TEST_DIR", scene.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        kinds.extend(said.lines().filter_map(|line| line.strip_prefix("open ").map(str::to_owned)));
    }
    assert!(kinds.iter().any(|kind| kind == "io"), "{kinds:?}");
    assert!(kinds.iter().all(|kind| kind == "io" || kind == "well"), "{kinds:?}");
}

#[test]
#[ignore = "run by the test above, with few files to open"]
fn the_one_who_only_opens() {
    let dir = std::env::var_os("HADAL_TEST_DIR").unwrap();
    println!();
    match Store::open(Path::new(&dir)) {
        Ok(opened) => {
            println!("open well");
            opened.store.close();
        }
        Err(error) => println!("open {}", kind_of_open(&error)),
    }
    std::thread::sleep(Duration::from_millis(1));
}
