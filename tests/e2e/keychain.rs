//! A keychain that is missing or silent, and a key that comes from the environment.

use crate::canary;
use crate::desktop::{Desk, Launch};
use crate::processes;
use crate::wait::within;
use hadal_simulator::{Config, KeyRule, Script, Simulator, TEST_KEY};
use std::time::Duration;

const UNAVAILABLE: &str = "The system keychain does not answer. A key entered now is kept in memory until Hadal quits.";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_keychain_a_notice_says_so_and_the_key_lives_in_memory() {
    let simulator = Simulator::start(Config::default()).await.unwrap();
    let desk = Desk::without_bus().await;
    let window = desk.open(Launch::at(&simulator.base_url())).await;
    window.sees(UNAVAILABLE).await;
    desk.picture("no-keychain");
    window.type_key(TEST_KEY).await;
    window.sees("in memory until Hadal quits").await;
    window.press("Continue").await;
    simulator.script(Script::answer("It works all the same."));
    window.ask("Does it work?").await;
    assert_eq!(window.wait_answer().await.text, "It works all the same.");
    window.sees("The key is kept in memory only").await;
    desk.picture("key-in-memory");
    window.quit(&desk).await;

    let window = desk.open(Launch::at(&simulator.base_url())).await;
    window.sees("A key entered now is kept in memory until Hadal quits.").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_keychain_that_never_answers_is_told_while_typing_goes_on() {
    let simulator = Simulator::start(Config::default()).await.unwrap();
    let desk = Desk::new().await;
    processes::signal("STOP", &[desk.keychain()]);
    let window = desk.open(Launch::at(&simulator.base_url())).await;
    let field = window.key_field().await;
    let typing = async {
        for letter in "sk-typed-while-waiting".chars() {
            let stroke = field.send_keys(letter.encode_utf8(&mut [0; 4])).await;
            stroke.expect("the field takes every letter");
        }
        window.value("input[placeholder^='sk-']").await
    };
    // Five seconds is what the keychain gets; ten are for a machine that is busy.
    let typed = tokio::time::timeout(Duration::from_secs(10), typing).await.expect("typing is not held up");
    assert_eq!(typed, "sk-typed-while-waiting");
    within(Duration::from_secs(15), "the notice", async || window.text().await.contains(UNAVAILABLE).then_some(()))
        .await;
    processes::signal("CONT", &[desk.keychain()]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_from_the_environment_works_at_once_and_lands_in_no_file() {
    let key = "sk-e2e-environment-7d20c1f9b6a4";
    let simulator = Simulator::start(Config { keys: vec![KeyRule::healthy(key)], ..Config::default() }).await.unwrap();
    let desk = Desk::new().await;
    let window = desk.open(Launch::at(&simulator.base_url()).with("DEEPSEEK_API_KEY", key)).await;
    simulator.script(Script::answer("Good."));
    window.ask("Good morning").await;
    assert_eq!(window.wait_answer().await.text, "Good.");
    canary::assert_unseen(&desk, key);
    window.quit(&desk).await;
    canary::assert_unseen(&desk, key);
    let window = desk.open(Launch::at(&simulator.base_url())).await;
    window.sees("There is no API key yet.").await;
}
