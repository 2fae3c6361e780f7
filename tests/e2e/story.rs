//! The story of a first day, as one test: from the key to the exported file.

use crate::canary;
use crate::desktop::{Desk, Launch};
use crate::wait::until;
use crate::window::Window;
use hadal_simulator::{Config, Gate, KeyRule, Script, Simulator};
use std::fs;
use std::time::Instant;

/// What the story's key is; it must never be seen in a file.
const KEY: &str = "sk-e2e-canary-51b7c9d2f04e8a63";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_day_from_the_key_to_an_exported_file() {
    story().await;
}

/// `HADAL_E2E_REPEAT=20 cargo nextest run -p hadal --test e2e --run-ignored only again_and_again`
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "repeats the story; on demand only"]
async fn the_first_day_again_and_again() {
    let times: usize = std::env::var("HADAL_E2E_REPEAT").ok().and_then(|times| times.parse().ok()).unwrap_or(20);
    for time in 1..=times {
        let began = Instant::now();
        story().await;
        eprintln!("{time} of {times}: {:.1} s", began.elapsed().as_secs_f64());
    }
}

async fn story() {
    let simulator = Simulator::start(Config { keys: vec![KeyRule::healthy(KEY)], ..Config::default() }).await.unwrap();
    let desk = Desk::new().await;
    let launch = || Launch::at(&simulator.base_url());

    let window = desk.open(launch()).await;
    the_key_is_pasted(&desk, &window).await;
    an_answer_comes_word_by_word(&desk, &window, &simulator).await;
    an_answer_is_stopped_and_asked_for_again(&window, &simulator).await;
    canary::assert_unseen(&desk, KEY);
    window.quit(&desk).await;

    let window = desk.open(launch()).await;
    everything_is_found_again(&desk, &window, &simulator).await;
    it_is_renamed_deleted_and_brought_back(&window).await;
    it_is_taken_away_as_a_file(&desk, &window).await;
    canary::assert_unseen(&desk, KEY);
    window.quit(&desk).await;
    canary::assert_unseen(&desk, KEY);
}

/// As it comes out of a mail: with spaces and line ends around it.
async fn the_key_is_pasted(desk: &Desk, window: &Window) {
    window.sees("Welcome to Hadal").await;
    desk.picture("first-start");
    desk.copy(&format!("  \n{KEY}\n \n"));
    window.paste_key().await;
    window.sees("The key works").await;
    window.sees("¥110.00").await;
    window.sees("in the system keychain").await;
    desk.picture("key-kept");
    window.press("Continue").await;
    window.sees("What is on your mind?").await;
    desk.picture("empty");
}

async fn an_answer_comes_word_by_word(desk: &Desk, window: &Window, simulator: &Simulator) {
    let gate = Gate::new();
    let script = Script::tokens(["The ", "moon ", "pulls ", "the sea."]).reasoning_tokens(["Tides ", "are ", "slow."]);
    simulator.script(script.gate(&gate));
    window.ask("Why are there tides?").await;
    gate.release(1 + 2);
    let thinking = window.answer_when("some thinking", |answer| answer.reasoning.contains("Tides are")).await;
    assert_eq!((thinking.status.as_str(), thinking.text.as_str()), ("streaming", ""));
    desk.picture("thinking");
    gate.release(1 + 2);
    let partial = window.answer_when("the first words", |answer| answer.text == "The moon").await;
    assert_eq!(partial.status, "streaming", "the rest waits behind the gate");
    gate.open();
    assert_eq!(window.wait_answer().await.text, "The moon pulls the sea.");
}

async fn an_answer_is_stopped_and_asked_for_again(window: &Window, simulator: &Simulator) {
    let gate = Gate::new();
    simulator.script(Script::tokens(["月亮", "的引力", "拉动海水。"]).gate(&gate));
    window.ask("为什么会有潮汐？请用中文回答。").await;
    gate.release(1 + 2);
    window.answer_when("two words of the answer", |answer| answer.text == "月亮的引力").await;
    window.stop().await;
    let stopped = window.answer_when("a stopped answer", |answer| answer.status == "stopped").await;
    assert_eq!((stopped.text.as_str(), stopped.note.as_str()), ("月亮的引力", "You stopped this answer.\n\nContinue"));
    assert!(simulator.wait_for_abort().await.is_some(), "the server is told to stop");

    simulator.script(Script::answer("因为**月亮**和太阳的引力。"));
    window.regenerate().await;
    let again = window.answer_when("the second version", |answer| answer.versions == "2/2").await;
    assert_eq!(window.wait_answer().await.text, "因为月亮和太阳的引力。", "after {again:?}");
    window.click("[data-testid=version-prev]").await;
    let first = window.answer_when("the first version", |answer| answer.versions == "1/2").await;
    assert_eq!((first.status.as_str(), first.text.as_str()), ("stopped", "月亮的引力"));
    window.click("[data-testid=version-next]").await;
    window.answer_when("the second version", |answer| answer.versions == "2/2").await;
}

async fn everything_is_found_again(desk: &Desk, window: &Window, simulator: &Simulator) {
    window.lists(&["Why are there tides"]).await;
    assert!(!window.has("[data-testid=key-field]").await, "nobody asks for the key again");
    window.open_conversation("Why are there tides").await;
    let messages = window.messages_when("the four messages", |messages| messages.len() == 4).await;
    let texts: Vec<&str> = messages.iter().map(|message| message.text.as_str()).collect();
    let expected =
        ["Why are there tides?", "The moon pulls the sea.", "为什么会有潮汐？请用中文回答。", "因为月亮和太阳的引力。"];
    assert_eq!(texts, expected);
    assert_eq!(messages.last().unwrap().versions, "2/2");
    desk.picture("found-again");
    // The key comes from the keychain now.
    simulator.script(Script::answer("Yes."));
    window.ask("Do you still know me?").await;
    assert_eq!(window.wait_answer().await.text, "Yes.");
}

async fn it_is_renamed_deleted_and_brought_back(window: &Window) {
    window.rename("Tides and the moon 潮汐").await;
    window.lists(&["Tides and the moon 潮汐"]).await;
    window.choose("Delete").await;
    window.lists(&[]).await;
    window.sees("Deleted “Tides and the moon 潮汐”").await;
    window.press("Undo").await;
    window.lists(&["Tides and the moon 潮汐"]).await;
    window.messages_when("the six messages", |messages| messages.len() == 6).await;
}

async fn it_is_taken_away_as_a_file(desk: &Desk, window: &Window) {
    let markdown = desk.path("taken-away.md");
    window.export_as("Markdown").await;
    desk.save_as(&markdown).await;
    window.sees("Saved as taken-away.md").await;
    window.press("Done").await;
    let text = fs::read_to_string(&markdown).unwrap();
    for part in ["Tides and the moon 潮汐", "为什么会有潮汐", "因为**月亮**和太阳的引力。"] {
        assert!(text.contains(part), "{part} is not in {text}");
    }

    let json = desk.path("taken-away.json");
    window.export_as("JSON").await;
    desk.save_as(&json).await;
    window.sees("Saved as taken-away.json").await;
    window.press("Done").await;
    let tree: serde_json::Value = serde_json::from_slice(&fs::read(&json).unwrap()).unwrap();
    let all = tree.to_string();
    assert!(all.contains("月亮的引力") && all.contains("因为**月亮**"), "every version is taken along: {all}");
    until("the dialog is gone", async || desk.dialog().is_none().then_some(())).await;
}
