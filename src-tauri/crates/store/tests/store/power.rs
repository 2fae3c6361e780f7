//! Power cuts at every step of a life: first start, turns, titles, an import, an erasure with its backup, close, reopen.
//!
//! After every third step that a process took the files are put together as a cut at that moment could leave them, in
//! four ways in turn; the store must open, find no damage, and hold everything that had been acknowledged, once. With
//! `HADAL_TEST_POWER=10` it is every step, each in all four ways and in ten more that are torn.

use crate::disk::{Disk, Loss};
use crate::scene::{Scene, at, checkpoint, conversation, end, turn};
use crate::watched::{Step, can_watch, watch};
use hadal_domain::{ConversationId, Message, MessageId, Status};
use hadal_store::{NewTurn, SearchQuery, Store};
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

fn ack(what: &str) {
    // One call, so that the line is whole in the record.
    std::io::stdout().write_all(format!("ack {what}\n").as_bytes()).unwrap();
    std::io::stdout().flush().unwrap();
}

const PIECE: &str = "深海 piece ";

#[tokio::test]
#[ignore = "watched by the test below"]
async fn the_one_who_is_watched() {
    let dir = std::env::var_os("HADAL_TEST_DIR").unwrap();
    let dir = Path::new(&dir);
    println!();
    let store = Store::open(dir).unwrap().store;
    let mut first = None;
    for n in 0..3_i64 {
        let turn = turn(&conversation(&format!("t{n}"), n), None, "q");
        let (talk, answer) = (turn.conversation.id, turn.answer.clone());
        store.begin_turn(turn).await.unwrap();
        ack(&format!("talk {talk} 2"));
        for piece in 0..3_usize {
            store.checkpoint(checkpoint(answer.id, (piece * PIECE.len()) as u64, PIECE)).await.unwrap();
            ack(&format!("text {talk} {} {}", answer.id, (piece + 1) * PIECE.len()));
        }
        if n < 2 {
            store.finish(end(&answer, Status::Done, &PIECE.repeat(4), n)).await.unwrap();
            ack(&format!("done {talk} {}", answer.id));
        }
        store.rename(talk, &format!("renamed {n}"), true).await.unwrap();
        ack(&format!("title {talk} {n}"));
        first = first.or(Some(talk));
    }
    // Writes that wait together share a transaction.
    let turns: Vec<_> = (0..4).map(|n| turn(&conversation(&format!("at once {n}"), 5), None, "q")).collect();
    let [a, b, c, d] = turns.as_slice() else { panic!() };
    let begin = |turn: &NewTurn| store.begin_turn(turn.clone());
    let rows = tokio::join!(begin(a), begin(b), begin(c), begin(d));
    assert!(rows.0.is_ok() && rows.1.is_ok() && rows.2.is_ok() && rows.3.is_ok());
    for turn in &turns {
        ack(&format!("talk {} 2", turn.conversation.id));
    }
    let keep = |turn: &NewTurn| store.checkpoint(checkpoint(turn.answer.id, 0, PIECE));
    let kept = tokio::join!(keep(a), keep(b), keep(c), keep(d));
    assert!(kept.0.is_ok() && kept.1.is_ok() && kept.2.is_ok() && kept.3.is_ok());
    for turn in &turns {
        ack(&format!("text {} {} {}", turn.conversation.id, turn.answer.id, PIECE.len()));
    }
    let talk = conversation("import", 9);
    let messages = (0..12).map(|n| Message::user(talk.id, None, PIECE.repeat(9), at(n))).collect();
    store.import(vec![(talk.clone(), messages)]).await.unwrap();
    ack(&format!("talk {} 12", talk.id));
    // The log goes into the database, and a backup is made.
    store.erase(first.unwrap()).await.unwrap();
    ack(&format!("gone {}", first.unwrap()));
    store.close();
    let opened = Store::open(dir).unwrap();
    ack(&format!("interrupted {}", opened.interrupted[0]));
    opened.store.set_setting("last", "\"one\"").await.unwrap();
    ack("setting last");
    opened.store.close();
}

/// What was acknowledged up to a moment.
#[derive(Default)]
struct Promised {
    talks: BTreeMap<ConversationId, usize>,
    titles: BTreeMap<ConversationId, String>,
    texts: BTreeMap<MessageId, (ConversationId, usize)>,
    done: BTreeMap<MessageId, ConversationId>,
    gone: Option<ConversationId>,
    setting: bool,
}

impl Promised {
    fn take(&mut self, line: &str) {
        let words: Vec<&str> = line.split(' ').collect();
        match words[0] {
            "talk" => drop(self.talks.insert(words[1].parse().unwrap(), words[2].parse().unwrap())),
            "title" => drop(self.titles.insert(words[1].parse().unwrap(), format!("renamed {}", words[2]))),
            "text" => {
                let told = (words[1].parse().unwrap(), words[3].parse().unwrap());
                self.texts.insert(words[2].parse().unwrap(), told);
            }
            "done" => drop(self.done.insert(words[2].parse().unwrap(), words[1].parse().unwrap())),
            "gone" => self.gone = Some(words[1].parse().unwrap()),
            "setting" => self.setting = true,
            "interrupted" => {}
            other => panic!("{other}"),
        }
    }

    /// `erased`: the conversation whose erasure may have begun, which nothing is promised of.
    async fn is_kept_by(&self, store: &Store, erased: ConversationId, what: &str) {
        for (talk, count) in self.talks.iter().filter(|(talk, _)| **talk != erased) {
            let stored = store.conversation(*talk).await.unwrap().unwrap_or_else(|| panic!("{what}: {talk} is lost"));
            assert_eq!(store.messages(*talk).await.unwrap().len(), *count, "{what}");
            if let Some(title) = self.titles.get(talk) {
                assert_eq!(stored.title, *title, "{what}");
            }
        }
        for (id, (_, bytes)) in self.texts.iter().filter(|(_, (talk, _))| *talk != erased) {
            let message = store.message(*id).await.unwrap().unwrap_or_else(|| panic!("{what}: {id} is lost"));
            let bytes = if self.done.contains_key(id) { 4 * PIECE.len() } else { *bytes };
            assert!(message.text.len() >= bytes, "{what}: {} of {bytes} bytes", message.text.len());
            assert!(PIECE.repeat(4).starts_with(&message.text), "{what}: {:?}", message.text);
            let whole = message.text.len() == 4 * PIECE.len();
            assert_eq!(message.status, if whole { Status::Done } else { Status::Interrupted }, "{what}");
        }
        if let Some(gone) = self.gone {
            assert_eq!(store.conversation(gone).await.unwrap(), None, "{what}: erased means gone");
        }
        if self.setting {
            assert_eq!(store.setting("last").await.unwrap().as_deref(), Some("\"one\""), "{what}");
        }
    }
}

async fn stands(disk: &Disk, loss: Loss, promised: &Promised, erased: ConversationId, what: &str) {
    let scene = Scene::new();
    disk.after(loss, scene.path());
    let opened = Store::open(scene.path()).unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!(opened.set_aside, None, "{what}: a power cut is no damage");
    promised.is_kept_by(&opened.store, erased, what).await;
    let query = SearchQuery { text: "piece".into(), limit: 100, ..Default::default() };
    assert!(opened.store.search(query).await.unwrap().complete, "{what}");
    opened.store.close();
    let db = Connection::open(scene.database()).unwrap();
    let number = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let verdict: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok", "{what}");
    let (messages, docs) = (number("SELECT count(*) FROM messages"), number("SELECT count(*) FROM search_docs"));
    assert_eq!(messages, docs, "{what}: each message is in the index once");
    let dangling = number("SELECT count(*) FROM pragma_foreign_key_check");
    assert_eq!(dangling, 0, "{what}");
}

/// The disk of this test is one that would show a missing sync: had none been asked for, nothing would be left.
async fn loses_what_is_not_synced(steps: &[Step], promised: &Promised) {
    let mut disk = Disk::default();
    for step in steps.iter().filter(|step| !matches!(step, Step::Sync { .. })) {
        disk.take(step);
    }
    let scene = Scene::new();
    disk.after(Loss::Bytes, scene.path());
    let store = scene.store();
    for talk in promised.talks.keys() {
        assert_eq!(store.conversation(*talk).await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_power_cut_after_any_step_loses_nothing_acknowledged() {
    if !can_watch() {
        return;
    }
    let scene = Scene::new();
    let steps = watch("power::the_one_who_is_watched", scene.path());
    let acks = steps.iter().filter(|step| matches!(step, Step::Ack(_))).count();
    assert_eq!(acks, 29, "the record is whole: {} steps", steps.len());
    let erased = steps.iter().find_map(|step| match step {
        Step::Ack(line) => line.strip_prefix("gone ").map(|id| id.parse().unwrap()),
        _ => None,
    });
    let more: Option<u64> = std::env::var("HADAL_TEST_POWER").ok().and_then(|more| more.parse().ok());
    let (mut disk, mut promised, mut cuts) = (Disk::default(), Promised::default(), 0);
    for (n, step) in steps.iter().enumerate() {
        disk.take(step);
        if let Step::Ack(line) = step {
            promised.take(line);
        }
        let seed = n as u64 * 7_919 + 13;
        let ways = [Loss::Torn(seed), Loss::Bytes, Loss::BytesAndNames, Loss::Nothing];
        let chosen: Vec<Loss> = match (more, n % 3) {
            (Some(more), _) => ways.into_iter().chain((1..=more).map(|more| Loss::Torn(seed * 31 + more))).collect(),
            (None, 0) => vec![ways[n / 3 % ways.len()]],
            (None, _) => Vec::new(),
        };
        for loss in chosen {
            let what = format!("step {n} of {}, {loss:?}", steps.len());
            stands(&disk, loss, &promised, erased.unwrap(), &what).await;
            cuts += 1;
        }
    }
    loses_what_is_not_synced(&steps, &promised).await;
    eprintln!("{cuts} power cuts in {} steps, {acks} of them acknowledgements", steps.len());
}
