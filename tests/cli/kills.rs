//! Sudden death: the program is killed at random moments of a stream, and the history is opened again.
//!
//! After each kill the database is sound and holds every byte that was on screen more than 250 ms earlier.
//! `HADAL_KILLS=50` runs the whole proof, `HADAL_SEED=N` repeats one run.

use crate::program::Program;
use hadal_domain::{Role, Status, Timestamp};
use hadal_store::{ConversationQuery, Store};
use rusqlite::Connection;
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::task::JoinSet;

const PROMISE_MS: i64 = 250;

/// Rounds at the same time: as many as two cores serve without making the clock the subject of the test.
const AT_ONCE: u64 = 4;

/// What had been shown when it died.
struct Shown {
    killed_at_ms: i64,
    events: Vec<Value>,
}

impl Shown {
    /// The text of one kind that had been printed by this time.
    fn until(&self, kind: &str, at_ms: i64) -> String {
        let events = self.events.iter().filter(|event| event["type"] == kind);
        let early = events.filter(|event| event["at_ms"].as_i64().unwrap() <= at_ms);
        early.map(|event| event["text"].as_str().unwrap()).collect()
    }

    fn has_started(&self) -> bool {
        self.events.iter().any(|event| event["type"] == "started")
    }
}

async fn killed(program: &Program, dir: &Path, seed: u64, after: Duration) -> Shown {
    let question = format!("Go on [[sim reasoning=60 tokens=3000 seed={seed} rate=200]]");
    let mut child =
        program.command(&["ask", "--json", "--data-dir", dir.to_str().unwrap(), &question]).spawn().unwrap();
    let stdout = child.stdout.take().unwrap();
    let mut reading = JoinSet::new();
    reading.spawn(async move {
        let (mut lines, mut events) = (BufReader::new(stdout).lines(), Vec::new());
        while let Ok(Some(line)) = lines.next_line().await {
            // The last line may be half a line: nobody saw more of it.
            events.extend(serde_json::from_str::<Value>(&line));
        }
        events
    });
    tokio::time::sleep(after).await;
    let killed_at_ms = Timestamp::now().as_millis();
    child.kill().await.unwrap();
    Shown { killed_at_ms, events: reading.join_next().await.unwrap().unwrap() }
}

/// Checks what the killed program left; tells how much text that was.
async fn check(dir: &Path, shown: &Shown, round: &str) -> usize {
    let path = dir.join("history.db");
    if !shown.has_started() && !path.exists() {
        return 0;
    }
    let db = Connection::open(&path).unwrap();
    let sound: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok", "{round}");
    drop(db);
    let opened = Store::open(dir).unwrap();
    assert_eq!(opened.set_aside, None, "{round}: a kill is no damage");
    let query = ConversationQuery { before: None, limit: 9, title_contains: None };
    let page = opened.store.conversations(query).await.unwrap();
    let mut kept = 0;
    if shown.has_started() {
        assert_eq!(page.rows.len(), 1, "{round}: the question was durable before it was told");
    }
    for row in &page.rows {
        let messages = opened.store.messages(row.id).await.unwrap();
        let answer = messages.iter().find(|message| message.role == Role::Assistant).unwrap();
        assert_eq!(answer.status, Status::Interrupted, "{round}");
        for (kind, stored) in [("text", &answer.text), ("reasoning", &answer.reasoning)] {
            let promised = shown.until(kind, shown.killed_at_ms - PROMISE_MS);
            assert!(
                stored.starts_with(&promised),
                "{round}: {kind} of {} bytes was shown, {} are stored",
                promised.len(),
                stored.len()
            );
            let all = shown.until(kind, i64::MAX);
            assert!(all.starts_with(stored.as_str()) || stored.starts_with(&all), "{round}: {kind} is another text");
            kept += stored.len();
        }
    }
    opened.store.close();
    kept
}

/// Steele, Lea, Flood: `SplitMix64`, for moments that can be repeated.
fn random(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *seed;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_program_leaves_a_sound_history_with_all_that_was_on_screen() {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let rounds = number("HADAL_KILLS").unwrap_or(12);
    let seed = number("HADAL_SEED").unwrap_or_else(|| Timestamp::now().as_millis().unsigned_abs());
    eprintln!("{rounds} kills, HADAL_SEED={seed}");
    let program = Arc::new(Program::new().await);
    let mut running = JoinSet::new();
    let (mut state, mut kept, mut with_text) = (seed, 0, 0);
    for round in 0..rounds + AT_ONCE {
        if round < rounds {
            let (program, seed) = (Arc::clone(&program), random(&mut state));
            running.spawn(async move {
                let after = Duration::from_millis(200 + random(&mut seed.clone()) % 4_300);
                let dir = program.home().join(format!("round-{round}"));
                let shown = killed(&program, &dir, seed, after).await;
                check(&dir, &shown, &format!("round {round}, killed after {after:?}")).await
            });
        }
        if round >= AT_ONCE - 1
            && let Some(bytes) = running.join_next().await
        {
            let bytes = bytes.unwrap();
            kept += bytes;
            with_text += usize::from(bytes > 0);
        }
    }
    eprintln!("{with_text} of {rounds} died with text, {kept} bytes were kept");
    assert!(with_text * 2 > usize::try_from(rounds).unwrap(), "most kills shall hit a stream");
}
