//! A damaged history with a backup beside it: what the file lost comes from there, and what was said since stays.

use crate::scene::{Scene, finished};
use hadal_domain::{Conversation, MessageId};
use hadal_store::{FromBackup, OpenError, Opened, Recovered, Shelf, ShelfQuery, Store};
use rusqlite::Connection;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

const PAGE: usize = 16_384;

fn text(n: i64) -> String {
    format!("answer {n} {}", "深海 words ".repeat(80))
}

async fn say(store: &Store, numbers: std::ops::Range<i64>) -> Vec<(Conversation, MessageId, String)> {
    let mut said = Vec::new();
    for n in numbers {
        let (talk, answer) = finished(store, &format!("title {n}"), n, &text(n)).await;
        said.push((talk, answer, text(n)));
    }
    said
}

/// Opens it again until it has made a backup of all that is there.
async fn back_up(scene: &Scene) {
    let backups = scene.path().join("backups");
    let _ = fs::remove_dir_all(&backups);
    let store = scene.store();
    let until = Instant::now() + Duration::from_mins(1);
    let made = || {
        fs::read_dir(&backups)
            .is_ok_and(|found| found.flatten().any(|file| file.path().to_string_lossy().contains("history-")))
    };
    while !made() {
        assert!(Instant::now() < until, "the daily backup was not made");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    store.close();
}

fn copy_of(scene: &Scene) -> Scene {
    let copy = Scene::new();
    fs::copy(scene.database(), copy.database()).unwrap();
    fs::create_dir(copy.path().join("backups")).unwrap();
    if let Ok(entries) = fs::read_dir(scene.path().join("backups")) {
        for entry in entries.flatten() {
            fs::copy(entry.path(), copy.path().join("backups").join(entry.file_name())).unwrap();
        }
    }
    copy
}

fn pages_with(bytes: &[u8], needle: &str) -> Vec<usize> {
    let needle = needle.as_bytes();
    (0..bytes.len() / PAGE)
        .filter(|page| bytes[page * PAGE..][..PAGE].windows(needle.len()).any(|window| window == needle))
        .collect()
}

fn spoil(database: &Path, pages: &[usize], seed: u64) -> Vec<u8> {
    let mut bytes = fs::read(database).unwrap();
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64 ^ (seed + 1);
    for page in pages {
        for byte in &mut bytes[page * PAGE..][..PAGE] {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            *byte = seed.to_le_bytes()[3];
        }
    }
    fs::write(database, &bytes).unwrap();
    bytes
}

fn came(opened: &Opened) -> FromBackup {
    match opened.recovered {
        Some(Recovered::Rows { from_backup: Some(came), .. }) => came,
        ref other => panic!("{other:?}"),
    }
}

async fn has(store: &Store, said: &[(Conversation, MessageId, String)], what: &str) {
    for (talk, answer, text) in said {
        let stored = store.conversation(talk.id).await.unwrap().unwrap_or_else(|| panic!("{what}: {}", talk.title));
        assert_eq!(stored.title, talk.title, "{what}");
        let messages = store.messages(talk.id).await.unwrap();
        assert_eq!(messages.len(), 2, "{what}: {}", talk.title);
        assert_eq!((messages[1].id, &messages[1].text), (*answer, text), "{what}: {}", talk.title);
        assert_eq!(messages[0].text, "What lives down there?", "{what}: {}", talk.title);
        assert_eq!(stored.active_leaf, Some(*answer), "{what}: {}", talk.title);
    }
}

#[tokio::test]
async fn lost_texts_come_from_the_backup_and_what_was_said_since_stays() {
    let scene = Scene::new();
    let store = scene.store();
    let before = say(&store, 0..60).await;
    store.close();
    back_up(&scene).await;
    let store = scene.store();
    let since = say(&store, 100..160).await;
    store.rename(before[7].0.id, "renamed since", true).await.unwrap();
    store.close();
    let bytes = fs::read(scene.database()).unwrap();
    let pages = [pages_with(&bytes, "answer 10 "), pages_with(&bytes, "answer 40 ")].concat();
    let spoilt = spoil(&scene.database(), &pages, 1);
    fs::write(scene.path().join("hadal.lock"), "running\n").unwrap();

    let opened = scene.open();
    assert_eq!(fs::read(opened.set_aside.as_ref().unwrap()).unwrap(), spoilt);
    let came = came(&opened);
    assert!(came.texts >= 2 && came.messages == 0 && came.conversations == 0, "{came:?}");
    let mut before = before;
    before[7].0.title = "renamed since".to_owned();
    has(&opened.store, &before, "from before the backup").await;
    let mut kept = 0;
    for (_, answer, text) in &since {
        kept += usize::from(opened.store.message(*answer).await.unwrap().is_some_and(|m| m.text == *text));
    }
    assert!(kept > 50, "{kept} of 60 that no backup has: the broken pages may have held some");
    opened.store.close();
    assert_eq!(scene.open().set_aside, None, "the new file is sound");
}

#[tokio::test]
async fn whatever_page_breaks_nothing_of_the_backup_is_lost_and_the_file_is_kept() {
    let scene = Scene::new();
    let store = scene.store();
    let said = say(&store, 0..40).await;
    let (tag, folder) = (store.make_tag("tag").await.unwrap(), store.make_folder("f", None).await.unwrap().id);
    store.tag(said[3].0.id, tag).await.unwrap();
    store.put_into_folder(said[3].0.id, Some(folder)).await.unwrap();
    store.set_setting("theme", "\"dark\"").await.unwrap();
    store.close();
    back_up(&scene).await;
    let pages = fs::read(scene.database()).unwrap().len() / PAGE;
    assert!(pages > 30, "{pages} pages are something to break");
    let (mut set_aside, mut filled) = (0, 0);
    for page in 0..pages {
        let copy = copy_of(&scene);
        let spoilt = spoil(&copy.database(), &[page], page as u64);
        let what = format!("page {page}");
        let opened = Store::open(copy.path()).unwrap_or_else(|error| panic!("{what}: {error}"));
        if let Some(kept) = &opened.set_aside {
            assert_eq!(fs::read(kept).unwrap(), spoilt, "{what}");
            set_aside += 1;
            if let Some(Recovered::Rows { from_backup: Some(came), .. }) = opened.recovered {
                filled += u64::from(came.conversations + came.messages + came.texts > 0);
            }
        }
        has(&opened.store, &said, &what).await;
        let place = opened.store.place(said[3].0.id).await.unwrap().unwrap();
        assert_eq!((place.tags, place.folder), (vec![tag], Some(folder)), "{what}");
        assert_eq!(opened.store.setting("theme").await.unwrap().as_deref(), Some("\"dark\""), "{what}");
        opened.store.close();
        let db = Connection::open(copy.database()).unwrap();
        let verdict: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(verdict, "ok", "{what}");
    }
    assert!(set_aside > pages / 2 && filled > 0, "{set_aside} of {pages} were damage, {filled} needed the backup");
}

#[tokio::test]
async fn what_was_deleted_after_the_backup_does_not_come_back() {
    let scene = Scene::new();
    let store = scene.store();
    let said = say(&store, 0..30).await;
    let (tag, folder) = (store.make_tag("tag").await.unwrap(), store.make_folder("gone", None).await.unwrap().id);
    let other = store.make_tag("other").await.unwrap();
    store.tag(said[3].0.id, tag).await.unwrap();
    store.tag(said[4].0.id, other).await.unwrap();
    store.close();
    back_up(&scene).await;
    let store = scene.store();
    store.untag(said[3].0.id, tag).await.unwrap();
    store.delete_tag(other).await.unwrap();
    store.delete_folder(folder).await.unwrap();
    store.delete(said[5].0.id).await.unwrap();
    store.close();
    let bytes = fs::read(scene.database()).unwrap();
    spoil(&scene.database(), &pages_with(&bytes, "answer 10 "), 5);
    fs::write(scene.path().join("hadal.lock"), "running\n").unwrap();
    let opened = scene.open();
    assert!(came(&opened).texts > 0);
    assert_eq!(opened.store.folders().await.unwrap(), []);
    let tags = opened.store.tags().await.unwrap();
    assert_eq!(tags.iter().map(|tag| (tag.name.as_str(), tag.conversations)).collect::<Vec<_>>(), [("tag", 0)]);
    let trash = ShelfQuery { shelf: Shelf::Trash, limit: 9, ..Default::default() };
    assert_eq!(opened.store.shelf(trash).await.unwrap().rows[0].summary.id, said[5].0.id);
}

#[tokio::test]
async fn a_history_whose_beginning_broke_comes_from_the_backup_and_a_strange_file_stays() {
    let scene = Scene::new();
    let store = scene.store();
    let said = say(&store, 0..5).await;
    store.close();
    back_up(&scene).await;
    fs::write(scene.database(), "no database at all").unwrap();
    let opened = scene.open();
    assert!(matches!(opened.recovered, Some(Recovered::Backup { .. })), "{:?}", opened.recovered);
    assert_eq!(fs::read(opened.set_aside.as_ref().unwrap()).unwrap(), b"no database at all");
    has(&opened.store, &said, "all").await;
    opened.store.close();

    let strange = Scene::new();
    fs::write(strange.database(), "no database at all").unwrap();
    assert!(matches!(Store::open(strange.path()), Err(OpenError::NotADatabase)), "no backup says that it was ours");
}
