//! Killed at any moment: what was acknowledged is there.

use crate::scene::{Scene, checkpoint, conversation, turn};
use hadal_domain::{MessageId, Status};
use hadal_store::Store;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const ROUNDS: u64 = 20;

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
async fn after_twenty_kills_everything_acknowledged_is_there_and_marked_interrupted() {
    let scene = Scene::new();
    let whole = text_until(1_000_000);
    let mut seen: Vec<(MessageId, String)> = Vec::new();
    for round in 0..ROUNDS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "crash::the_one_who_is_killed", "--ignored", "--nocapture"])
            .env("HADAL_TEST_DIR", scene.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        // Spread over the start, the first rows and the stream; the generator of the ids gives the odd milliseconds.
        let pause = Duration::from_millis(20 + (round * 37 + u64::from(MessageId::new().as_bytes()[15]) / 4) % 300);
        let killer = std::thread::spawn(move || {
            std::thread::sleep(pause);
            child.kill().unwrap();
            child.wait().unwrap();
        });
        let mut acknowledged: Option<(MessageId, usize)> = None;
        for line in out.lines().map_while(Result::ok) {
            // A line that the kill cut short has no end mark.
            let Some(line) = line.strip_prefix("ack ").and_then(|line| line.strip_suffix(" .")) else { continue };
            let (id, bytes) = line.split_once(' ').unwrap();
            acknowledged = Some((id.parse().unwrap(), bytes.parse().unwrap()));
        }
        killer.join().unwrap();

        let opened = scene.open();
        assert_eq!(opened.set_aside, None, "round {round}: a kill does not damage the file");
        if let Some((id, bytes)) = acknowledged {
            let message = opened.store.message(id).await.unwrap().unwrap();
            assert_eq!(message.status, Status::Interrupted, "round {round}");
            assert!(message.text.len() >= bytes, "round {round}: {} of {bytes} bytes", message.text.len());
            assert!(whole.starts_with(&message.text), "round {round}: text was lost or doubled in the middle");
            seen.push((id, message.text));
        }
        opened.store.close();
        let db = rusqlite::Connection::open(scene.database()).unwrap();
        let verdict: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(verdict, "ok", "round {round}");
    }
    assert!(seen.iter().any(|(_, text)| !text.is_empty()), "no round got as far as a stream");
    let store = scene.store();
    for (id, text) in seen {
        assert_eq!(store.message(id).await.unwrap().unwrap().text, text, "later rounds leave it alone");
    }
}

#[tokio::test]
#[ignore = "started and killed by the test above"]
async fn the_one_who_is_killed() {
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
