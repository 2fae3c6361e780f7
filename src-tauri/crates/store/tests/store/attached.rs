//! Images, files and tool calls of messages: written with the turn, read without their bytes, kept once, gone with the
//! last message that holds them.

use crate::scene::{Scene, at, conversation, end, turn};
use hadal_domain::{Conversation, ConversationId, Message, MessageId, Status};
use hadal_store::{Content, ContentHash, NewPart, Part, PartKind, PathAt, PathQuery, Store};
use proptest::prelude::*;
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};

fn image(name: &str, bytes: &[u8]) -> NewPart {
    NewPart {
        kind: PartKind::Image,
        name: name.to_owned(),
        text: String::new(),
        attributes: "{}".to_owned(),
        content: Some(Content { media_type: "image/png".to_owned(), bytes: bytes.to_vec() }),
    }
}

fn call(arguments: &str) -> NewPart {
    NewPart {
        kind: PartKind::ToolCall,
        name: "depth_of".to_owned(),
        text: arguments.to_owned(),
        attributes: r#"{"id":"call_1"}"#.to_owned(),
        content: None,
    }
}

/// The same part, written and read.
fn is_same(new: &NewPart, read: &Part) -> bool {
    let content = new.content.as_ref().map(|content| (ContentHash::of(&content.bytes), content.bytes.len() as u64));
    (new.kind, &new.name, &new.text, &new.attributes) == (read.kind, &read.name, &read.text, &read.attributes)
        && content == read.content.as_ref().map(|info| (info.hash, info.size_bytes))
}

/// A finished turn with these parts in its question and a call in its answer.
async fn told(store: &Store, parts: Vec<NewPart>) -> (Conversation, MessageId, MessageId) {
    let talk = conversation("with a picture", 1);
    let turn = turn(&talk, None, "What is this?");
    let (question, answer) = (turn.question.clone().unwrap().id, turn.answer.clone());
    store.begin_turn_with(turn, parts).await.unwrap();
    store.finish_with(end(&answer, Status::Done, "A snailfish.", 2), vec![call("{\"x\": 1}")]).await.unwrap();
    (talk, question, answer.id)
}

async fn shown(store: &Store, talk: ConversationId) -> Vec<Vec<Part>> {
    let page = store.path_page(talk, PathQuery { at: PathAt::End, limit: 50 }).await.unwrap();
    page.rows.into_iter().map(|row| row.parts).collect()
}

#[tokio::test]
async fn parts_come_back_in_order_with_the_page_and_bytes_when_asked_for() {
    let scene = Scene::new();
    let store = scene.store();
    let parts = vec![image("fish.png", b"\x89PNG\0fish"), call("not json"), image("again.png", b"\x89PNG\0fish")];
    let (talk, question, _) = told(&store, parts.clone()).await;
    store.close();
    let store = scene.store();
    let rows = shown(&store, talk.id).await;
    assert_eq!(rows[0].len(), 3);
    assert!(parts.iter().zip(&rows[0]).all(|(new, read)| is_same(new, read)), "{:?}", rows[0]);
    assert!(is_same(&call("{\"x\": 1}"), &rows[1][0]), "the answer's call");
    assert_eq!(store.parts(question).await.unwrap(), rows[0]);
    let messages = store.messages(talk.id).await.unwrap();
    assert_eq!((messages[0].text.as_str(), messages[1].text.as_str()), ("What is this?", "A snailfish."));
    let hash = ContentHash::of(b"\x89PNG\0fish");
    assert_eq!(store.content(hash).await.unwrap().as_deref(), Some(&b"\x89PNG\0fish"[..]));
    assert_eq!(store.content(ContentHash::of(b"other")).await.unwrap(), None);
    let db = Connection::open(scene.database()).unwrap();
    let kept: i64 = db.query_row("SELECT count(*) FROM attachments", [], |row| row.get(0)).unwrap();
    assert_eq!(kept, 1, "the same bytes are kept once");
}

/// What this process has read so far, from files and elsewhere; nothing where the system does not tell.
fn bytes_read() -> Option<u64> {
    let told = std::fs::read_to_string("/proc/self/io").ok()?;
    told.lines().find_map(|line| line.strip_prefix("rchar: ")).and_then(|count| count.parse().ok())
}

#[tokio::test]
async fn a_page_does_not_read_the_bytes_that_it_does_not_show() {
    let scene = Scene::new();
    let store = scene.store();
    let large = vec![7; 8 << 20];
    let (talk, ..) = told(&store, vec![image("large.png", &large)]).await;
    store.close();
    let store = scene.store();
    let Some(before) = bytes_read() else { return };
    assert_eq!(shown(&store, talk.id).await[0].len(), 1);
    let for_the_page = bytes_read().unwrap() - before;
    assert!(for_the_page < 2 << 20, "{for_the_page} bytes for a page");
    assert_eq!(store.content(ContentHash::of(&large)).await.unwrap().map(|bytes| bytes.len()), Some(8 << 20));
    assert!(bytes_read().unwrap() - before > 8 << 20, "the measure measures");
}

#[tokio::test]
async fn an_erased_picture_is_in_no_file_unless_another_message_holds_it() {
    let scene = Scene::new();
    let store = scene.store();
    let (once, twice) = (b"pixels-seen-once".repeat(3_000), b"pixels-seen-twice".repeat(3_000));
    let (first, ..) = told(&store, vec![image("a", &once), image("b", &twice)]).await;
    let (second, ..) = told(&store, vec![image("c", &twice)]).await;
    store.delete(first.id).await.unwrap();
    assert!(store.content(ContentHash::of(&once)).await.unwrap().is_some(), "the trash keeps it");
    store.erase(first.id).await.unwrap();
    assert_eq!(store.content(ContentHash::of(&once)).await.unwrap(), None);
    assert_eq!(store.content(ContentHash::of(&twice)).await.unwrap(), Some(twice));
    let holding = |bytes: &[u8]| {
        let mut folders = vec![scene.path().to_owned()];
        let mut holding = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
                if entry.path().is_dir() {
                    folders.push(entry.path());
                } else {
                    let all = std::fs::read(entry.path()).unwrap();
                    holding += usize::from(all.windows(bytes.len()).any(|window| window == bytes));
                }
            }
        }
        holding
    };
    assert_eq!(holding(b"pixels-seen-once"), 0, "no file has it, the new backup neither");
    assert!(holding(b"pixels-seen-twice") >= 2, "the database and the backup have the other");
    store.erase(second.id).await.unwrap();
    assert_eq!(holding(b"pixels-seen-twice"), 0);
}

#[tokio::test]
async fn an_import_brings_parts_and_a_temporary_history_has_them_too() {
    let scene = Scene::new();
    for store in [scene.store(), Store::temporary().unwrap()] {
        let talk = conversation("from elsewhere", 1);
        let message = Message::user(talk.id, None, "look".to_owned(), at(1));
        let (id, part) = (message.id, image("a.png", b"bytes"));
        let talk = Conversation { active_leaf: Some(id), ..talk };
        let all = vec![(talk, vec![(message, vec![part.clone()])])];
        assert_eq!(store.import_with(all.clone()).await.unwrap(), 1);
        assert_eq!(store.import_with(all).await.unwrap(), 0, "what is there stays");
        let read = store.parts(id).await.unwrap();
        assert!(read.len() == 1 && is_same(&part, &read[0]));
        assert_eq!(store.content(ContentHash::of(b"bytes")).await.unwrap().as_deref(), Some(&b"bytes"[..]));
        store.erase_everything().await.unwrap();
        assert_eq!(store.content(ContentHash::of(b"bytes")).await.unwrap(), None);
    }
}

#[derive(Debug, Clone)]
enum Step {
    /// A turn whose question holds these of the few pieces of bytes.
    Tell(Vec<u8>),
    Erase(usize),
    Reopen,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => prop::collection::vec(0..5_u8, 0..4).prop_map(Step::Tell),
        2 => (0..6_usize).prop_map(Step::Erase),
        1 => Just(Step::Reopen),
    ];
    prop::collection::vec(step, 1..16)
}

fn piece(number: u8) -> Vec<u8> {
    vec![number; 10 + 9_000 * usize::from(number)]
}

async fn follows_a_model(steps: Vec<Step>) -> Result<(), TestCaseError> {
    let scene = Scene::new();
    let mut store = scene.store();
    let mut held: BTreeMap<ConversationId, Vec<u8>> = BTreeMap::new();
    for step in steps {
        match step {
            Step::Tell(pieces) => {
                let parts = pieces.iter().map(|number| image(&number.to_string(), &piece(*number))).collect();
                let (talk, ..) = told(&store, parts).await;
                held.insert(talk.id, pieces);
            }
            Step::Erase(which) => {
                if let Some(id) = held.keys().nth(which).copied() {
                    store.erase(id).await.unwrap();
                    held.remove(&id);
                }
            }
            Step::Reopen => {
                store.close();
                store = scene.store();
            }
        }
        for (id, pieces) in &held {
            let names: Vec<String> = shown(&store, *id).await[0].iter().map(|part| part.name.clone()).collect();
            prop_assert_eq!(names, pieces.iter().map(u8::to_string).collect::<Vec<_>>());
        }
        let wanted: BTreeSet<u8> = held.values().flatten().copied().collect();
        for number in 0..5 {
            let bytes = store.content(ContentHash::of(&piece(number))).await.unwrap();
            prop_assert_eq!(bytes, wanted.contains(&number).then(|| piece(number)));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_told_and_erased_bytes_are_there_as_long_as_a_message_holds_them(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(follows_a_model(steps))?;
    }
}

#[tokio::test]
async fn what_a_deleted_message_held_goes_into_no_file() {
    let scene = Scene::new();
    let store = scene.store();
    let (talk, question, answer) = told(&store, vec![image("fish.png", b"fish")]).await;
    store.delete_branch(answer).await.unwrap();
    let held = store.whole(talk.id).await.unwrap().unwrap().belongings.parts;
    assert_eq!(held.into_keys().collect::<Vec<_>>(), [question]);
}

#[tokio::test]
async fn a_new_picture_does_not_look_through_all_that_are_there() {
    let scene = Scene::new();
    let store = scene.store();
    told(&store, vec![image("fish.png", b"fish")]).await;
    let db = Connection::open(scene.database()).unwrap();
    // Bytes that nobody holds tell whether somebody looked for such.
    let unheld = "INSERT INTO attachments (id, hash, media_type, size_bytes, content, created_at)
        VALUES (randomblob(16), randomblob(32), 'image/png', 1, x'00', 1)";
    db.execute(unheld, []).unwrap();
    told(&store, vec![image("squid.png", b"squid")]).await;
    let kept: i64 = db.query_row("SELECT count(*) FROM attachments", [], |row| row.get(0)).unwrap();
    assert_eq!(kept, 3);
}
