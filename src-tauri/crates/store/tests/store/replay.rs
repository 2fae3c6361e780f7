//! Power cuts: every prefix of the log, torn sectors behind the last sync, and a fold into the database that was cut.
//!
//! A write that was acknowledged was synced, so a power cut may only take or tear what stands behind it. Each state of
//! the files that such a cut can leave is opened: it must be sound and hold the acknowledged writes up to some moment,
//! at least up to the last that was synced.

use crate::scene::{Scene, checkpoint, conversation, end, turn};
use hadal_domain::Status;
use hadal_store::Store;
use rusqlite::Connection;
use std::fs;
use std::path::Path;

const PAGE: usize = 16_384;
const LOG_HEADER: usize = 32;
const FRAME: usize = 24 + PAGE;

/// What a history holds, in one line.
fn state(db: &Connection) -> String {
    let sql = "SELECT (SELECT coalesce(group_concat(title, ','), '') FROM (SELECT title FROM conversations ORDER BY row)),
        (SELECT coalesce(group_concat(status || length(text), ','), '') FROM (
            SELECT m.row, m.status, coalesce((SELECT group_concat(t.text, '') FROM tails AS t WHERE t.message_id = m.id),
                (SELECT p.text FROM parts AS p WHERE p.message_id = m.id), '') AS text FROM messages AS m ORDER BY m.row)),
        (SELECT count(*) FROM search_docs)";
    db.query_row(sql, [], |row| {
        Ok(format!("{} {} {}", row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?))
    })
    .unwrap()
}

fn state_of(database: &[u8], log: &[u8]) -> String {
    let scene = Scene::new();
    fs::write(scene.database(), database).unwrap();
    fs::write(scene.path().join("history.db-wal"), log).unwrap();
    let db = Connection::open(scene.database()).unwrap();
    let verdict: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(verdict, "ok");
    state(&db)
}

struct Recorded {
    database: Vec<u8>,
    log: Vec<u8>,
    /// After each acknowledged write: the length of the log, and what the history holds.
    moments: Vec<(usize, String)>,
}

/// Turns, checkpoints, ends, titles and an erasure, each with the log it left.
async fn record(scene: &Scene) -> Recorded {
    scene.store().close();
    let database = fs::read(scene.database()).unwrap();
    let store = scene.store();
    let reader = Connection::open(scene.database()).unwrap();
    let log = scene.path().join("history.db-wal");
    let mut moments = vec![(0, state(&reader))];
    let moment = |moments: &mut Vec<(usize, String)>| {
        let length = usize::try_from(fs::metadata(&log).unwrap().len()).unwrap();
        assert!(length >= moments.last().unwrap().0, "the log was not begun anew");
        moments.push((length, state(&reader)));
    };
    for n in 0..5 {
        let first = turn(&conversation(&format!("t{n}"), n), None, "a question 深海");
        let (talk, answer) = (first.conversation.id, first.answer.clone());
        store.begin_turn(first).await.unwrap();
        moment(&mut moments);
        for piece in 0..3_u64 {
            store.checkpoint(checkpoint(answer.id, piece * 9, "深海 ab")).await.unwrap();
            moment(&mut moments);
        }
        store.finish(end(&answer, Status::Done, &"the whole answer 深海 ".repeat(30), n)).await.unwrap();
        moment(&mut moments);
        store.rename(talk, &format!("renamed {n}"), true).await.unwrap();
        moment(&mut moments);
    }
    let log = fs::read(&log).unwrap();
    drop(reader);
    store.close();
    Recorded { database, log, moments }
}

impl Recorded {
    /// The moments that may be seen when all of the log up to `kept` is there, and something of what is behind it.
    fn may_be(&self, kept: usize, seen: &str) -> bool {
        let certain = self.moments.iter().rposition(|(length, _)| *length <= kept).unwrap();
        self.moments[certain..].iter().any(|(_, state)| state == seen)
    }
}

#[tokio::test]
async fn every_prefix_of_the_log_holds_what_was_acknowledged_before_the_cut() {
    let scene = Scene::new();
    let recorded = record(&scene).await;
    let frames = (recorded.log.len() - LOG_HEADER) / FRAME;
    assert!(frames > 100, "{frames} frames are something to cut");
    let mut seen = std::collections::BTreeSet::new();
    let mut opened = 0;
    for frame in 0..=frames {
        let edge = LOG_HEADER + frame * FRAME;
        for cut in [edge, edge + 1, edge + 23, edge + 24 + frame * 37 % PAGE] {
            let Some(log) = recorded.log.get(..cut) else { continue };
            let found = state_of(&recorded.database, log);
            let certain = recorded.moments.iter().rposition(|(length, _)| *length <= cut).unwrap();
            assert_eq!(found, recorded.moments[certain].1, "cut at {cut}: exactly what was written until then");
            seen.insert(found);
            opened += 1;
        }
    }
    assert_eq!(seen.len(), recorded.moments.len(), "every moment was met, in {opened} cuts");
}

#[tokio::test]
async fn sectors_torn_behind_the_last_sync_cost_no_acknowledged_write() {
    let scene = Scene::new();
    let recorded = record(&scene).await;
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % below as u64).unwrap()
    };
    for window in recorded.moments.windows(2) {
        let (synced, written) = (window[0].0.max(LOG_HEADER), window[1].0);
        for _ in 0..6 {
            let mut log = recorded.log[..written].to_vec();
            for _ in 0..=next(3) {
                let from = synced + next(written - synced);
                let to = (from / 512 * 512 + 512).min(written);
                let value = u8::try_from(next(256)).unwrap();
                log[from..to].fill(value);
            }
            let found = state_of(&recorded.database, &log);
            assert!(recorded.may_be(window[0].0, &found), "torn behind {synced}: {found}");
        }
    }
}

#[tokio::test]
async fn a_fold_into_the_database_that_was_cut_is_made_good_from_the_log() {
    let scene = Scene::new();
    let recorded = record(&scene).await;
    let folded = fs::read(scene.database()).unwrap();
    let last = &recorded.moments.last().unwrap().1;
    for round in 0..40_usize {
        // Some pages of the database are new already, some are not; the log is only emptied when all are synced.
        let mut mixed = recorded.database.clone();
        mixed.resize(if round % 2 == 0 { folded.len() } else { mixed.len() }, 0);
        for (page, chunk) in mixed.chunks_mut(PAGE).enumerate() {
            if (page * 31 + round * 17) % 5 < round % 6 {
                chunk.copy_from_slice(&folded[page * PAGE..][..chunk.len()]);
            }
        }
        assert_eq!(state_of(&mixed, &recorded.log), *last, "round {round}");
    }
}

#[tokio::test]
async fn after_a_cut_the_store_opens_and_takes_new_turns() {
    let scene = Scene::new();
    let recorded = record(&scene).await;
    for part in 1..8 {
        let copy = Scene::new();
        fs::write(copy.database(), &recorded.database).unwrap();
        fs::write(copy.path().join("history.db-wal"), &recorded.log[..recorded.log.len() * part / 8]).unwrap();
        works(copy.path()).await;
    }
}

async fn works(dir: &Path) {
    let opened = Store::open(dir).unwrap();
    assert_eq!(opened.set_aside, None);
    let next = turn(&conversation("after", 99), None, "q");
    let answer = next.answer.clone();
    opened.store.begin_turn(next).await.unwrap();
    opened.store.finish(end(&answer, Status::Done, "works", 99)).await.unwrap();
    let query = hadal_store::SearchQuery { text: "works".into(), limit: 9, ..Default::default() };
    assert_eq!(opened.store.search(query).await.unwrap().hits.len(), 1);
}
