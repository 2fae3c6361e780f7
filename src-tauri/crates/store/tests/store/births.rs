//! The moments in which `history.db` is being made: a sudden end there must not keep the next start out.
//!
//! SQLite writes the first page under a rollback journal, before the log takes over. Killed then, the journal stays
//! behind, and whoever opens for reading only is told that it may not write.

use crate::scene::{Scene, finished};
use hadal_store::{OpenError, Store, StoreState};
use rusqlite::Connection;
use std::fs;
use std::path::{Path, PathBuf};

const PAGE: usize = 16_384;
const SECTOR: usize = 512;

fn journal(scene: &Scene) -> PathBuf {
    scene.path().join("history.db-journal")
}

/// The journal of a transaction that began with so many pages and kept none. "Database File Format", section 3.
fn journal_of(pages: u32) -> Vec<u8> {
    let mut bytes = vec![0; SECTOR];
    bytes[..8].copy_from_slice(&[0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7]);
    bytes[16..20].copy_from_slice(&pages.to_be_bytes());
    bytes[20..24].copy_from_slice(&u32::try_from(SECTOR).unwrap().to_be_bytes());
    bytes[24..28].copy_from_slice(&u32::try_from(PAGE).unwrap().to_be_bytes());
    bytes
}

/// The first page as SQLite writes it.
fn first_page() -> Vec<u8> {
    let scene = Scene::new();
    let db = Connection::open(scene.database()).unwrap();
    db.pragma_update(None, "page_size", 16_384).unwrap();
    db.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(())).unwrap();
    db.close().unwrap();
    let page = fs::read(scene.database()).unwrap();
    assert_eq!(page.len(), PAGE);
    page
}

async fn begins(dir: &Path, what: &str) {
    let opened = Store::open(dir).unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!((opened.state, opened.set_aside), (StoreState::Ready, None), "{what}");
    finished(&opened.store, "t", 1, "a").await;
    opened.store.close();
    let opened = Store::open(dir).unwrap();
    assert_eq!(opened.set_aside, None, "{what}");
}

#[tokio::test]
async fn a_first_start_that_was_cut_while_the_file_was_made_is_begun_again() {
    let page = first_page();
    let torn = [&page[..SECTOR], &vec![0; PAGE - SECTOR]].concat();
    let states = [
        ("the journal was still there", page.clone()),
        ("the page did not reach the disk", vec![0; PAGE]),
        ("half of the page reached it", page[..PAGE / 2].to_vec()),
        ("a part of the header reached it", page[..60].to_vec()),
        ("one sector reached it", torn),
        ("only its name reached it", Vec::new()),
    ];
    for (what, database) in states {
        let scene = Scene::new();
        fs::write(scene.path().join("hadal.lock"), "running\n").unwrap();
        fs::write(scene.database(), database).unwrap();
        fs::write(journal(&scene), journal_of(0)).unwrap();
        begins(scene.path(), what).await;
    }
    // The journal's own first sector comes in two writes.
    for (what, bytes) in [("a journal without its mark", vec![0; SECTOR]), ("an empty journal", Vec::new())] {
        let scene = Scene::new();
        fs::write(scene.database(), "").unwrap();
        fs::write(journal(&scene), bytes).unwrap();
        begins(scene.path(), what).await;
    }
}

#[tokio::test]
async fn the_journal_of_another_program_stays_with_its_database() {
    let scene = Scene::new();
    let other = Connection::open(scene.database()).unwrap();
    other.pragma_update(None, "page_size", 16_384).unwrap();
    other.execute_batch("CREATE TABLE recipes (name TEXT); INSERT INTO recipes VALUES ('soup')").unwrap();
    other.close().unwrap();
    fs::write(journal(&scene), journal_of(2)).unwrap();
    let files = || (fs::read(scene.database()).unwrap(), fs::read(journal(&scene)).unwrap());
    let before = files();
    assert!(matches!(Store::open(scene.path()), Err(OpenError::Foreign)));
    assert_eq!(files(), before);
}

#[tokio::test]
async fn a_history_whose_mode_somebody_changed_is_rolled_back_and_opens() {
    let scene = Scene::new();
    let store = scene.store();
    let (talk, _) = finished(&store, "t", 1, "a").await;
    store.close();
    let shell = Connection::open(scene.database()).unwrap();
    shell.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(())).unwrap();
    // Spilled to the file, and then the program was killed.
    shell.pragma_update(None, "cache_size", 1).unwrap();
    shell.execute_batch("BEGIN; UPDATE conversations SET title = 'half'").unwrap();
    let grow = "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 300)
        INSERT INTO settings (key, value, updated_at) SELECT i, hex(zeroblob(2000)), 0 FROM n";
    shell.execute_batch(grow).unwrap();
    let copy = Scene::new();
    fs::copy(scene.database(), copy.database()).unwrap();
    fs::copy(journal(&scene), journal(&copy)).unwrap();
    assert!(fs::metadata(journal(&copy)).unwrap().len() > 512, "the test has something to roll back");
    let opened = copy.open();
    assert_eq!(opened.set_aside, None);
    assert_eq!(opened.store.conversation(talk.id).await.unwrap().unwrap().title, "t");
    assert_eq!(opened.store.setting("1").await.unwrap(), None);
}

#[tokio::test]
async fn a_journal_left_from_another_birth_does_not_empty_a_history() {
    let scene = Scene::new();
    let store = scene.store();
    let (talk, _) = finished(&store, "t", 1, "a").await;
    store.close();
    fs::write(journal(&scene), journal_of(0)).unwrap();
    let opened = scene.open();
    assert_eq!(opened.set_aside, None);
    assert_eq!(opened.store.messages(talk.id).await.unwrap().len(), 2);
    assert!(scene.files_like("damaged").iter().any(|name| name.ends_with("-journal")), "it is kept");
}

#[tokio::test]
async fn a_journal_is_set_aside_with_its_damaged_database() {
    let scene = Scene::new();
    fs::write(scene.database(), vec![0; 3 * PAGE]).unwrap();
    fs::write(journal(&scene), journal_of(3)).unwrap();
    let opened = scene.open();
    assert!(opened.set_aside.is_some());
    assert!(!journal(&scene).exists(), "it would be rolled back into the new file");
    assert!(scene.files_like("damaged").iter().any(|name| name.ends_with("-journal")));
}
