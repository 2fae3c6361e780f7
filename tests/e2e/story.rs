//! The story of a first day, as one test: from the key to the exported file.

use crate::canary;
use crate::desktop::{Desk, Launch};
use hadal_simulator::{Config, Gate, KeyRule, Script, Simulator};

/// What the story's key is; it must never be seen in a file.
const KEY: &str = "sk-e2e-canary-51b7c9d2f04e8a63";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_day_from_the_key_to_an_exported_file() {
    story().await;
}

async fn story() {
    let simulator = Simulator::start(Config { keys: vec![KeyRule::healthy(KEY)], ..Config::default() }).await.unwrap();
    let desk = Desk::new().await;
    let launch = || Launch::at(&simulator.base_url());

    // The key, pasted as it comes out of a mail.
    let window = desk.open(launch()).await;
    window.sees("Welcome to Hadal").await;
    desk.picture("first-start");
    desk.copy(&format!("  \n{KEY}\n \n"));
    window.paste_key().await;
    window.sees("The key works").await;
    window.sees("110.00").await;
    window.sees("in the system keychain").await;
    desk.picture("key-kept");
    window.press("Continue").await;
    window.sees("What is on your mind?").await;
    desk.picture("empty");

    // A first answer, seen as it comes.
    let gate = Gate::new();
    let script = Script::tokens(["The ", "moon ", "pulls ", "the sea."]).reasoning_tokens(["Tides ", "are ", "slow."]);
    simulator.script(script.gate(&gate));
    window.ask("Why are there tides?").await;
    gate.release(1 + 2);
    let thinking = window.answer_when("some thinking", |answer| answer.reasoning.contains("Tides are")).await;
    assert_eq!((thinking.status.as_str(), thinking.text.as_str()), ("streaming", ""));
    gate.release(1 + 2);
    let partial = window.answer_when("the first words", |answer| answer.text == "The moon").await;
    assert_eq!(partial.status, "streaming", "the rest waits behind the gate");
    desk.picture("streaming");
    gate.open();
    assert_eq!(window.wait_answer().await.text, "The moon pulls the sea.");
    canary::assert_unseen(&desk, KEY);
    window.quit(&desk).await;
}
