//! The first screen when things are not as they should be, and the look around.

use crate::desktop::{Desk, Launch};
use hadal_simulator::{Config, Simulator, TEST_KEY};
use std::net::{Ipv4Addr, TcpListener};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_key_says_why_and_a_better_one_goes_through() {
    let simulator = Simulator::start(Config::default()).await.unwrap();
    let desk = Desk::new().await;
    let window = desk.open(Launch::at(&simulator.base_url())).await;
    window.type_key("hello world").await;
    window.sees("That does not look like an API key.").await;
    assert!(simulator.requests().is_empty(), "what is no key is not sent anywhere");
    window.type_key("sk-nobody-knows-this-key-000000000").await;
    window.sees("The server refused this key. It may be mistyped, deleted, or belong to another service.").await;
    desk.picture("key-refused");
    window.type_key(TEST_KEY).await;
    window.sees("The key works").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_answers_without_key_or_network_and_is_marked() {
    let desk = Desk::new().await;
    let window = desk.open(Launch::at(&closed_port())).await;
    window.press("Look around first").await;
    window.sees("Built-in demo: nothing leaves this computer").await;
    window.ask("Show me around").await;
    window.answer_when("the demo's thinking", |answer| !answer.reasoning.is_empty()).await;
    desk.picture("demo-thinking");
    window.answer_when("the demo's answer", |answer| answer.text.chars().count() > 200).await;
    desk.picture("streaming");
    let answer = window.wait_answer().await;
    assert!(answer.text.chars().count() > 400, "worth reading: {}", answer.text);
    window.sees("Built-in demo: nothing leaves this computer").await;
    desk.picture("demo");
    window.press("Use my key").await;
    window.sees("Welcome to Hadal").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_down_is_told_in_one_sentence_and_the_question_waits_for_it_even_over_a_kill() {
    let desk = Desk::new().await;
    let launch = || Launch::at(&closed_port());
    let window = desk.open(launch()).await;
    window.type_key(TEST_KEY).await;
    window.sees("Nothing answers at this address. Check the address, or whether the server is running.").await;
    window.kill().await;

    let window = desk.open(launch().with("DEEPSEEK_API_KEY", TEST_KEY)).await;
    window.ask("Is anybody there?").await;
    window.sees("Waiting to be sent").await;
    desk.picture("outbox");
    assert_eq!(window.messages().await.first().unwrap().text, "Is anybody there?");
    window.kill().await;

    let window = desk.open(launch().with("DEEPSEEK_API_KEY", TEST_KEY)).await;
    window.open_conversation("Is anybody there?").await;
    window.sees("Waiting to be sent").await;
}

/// An address on which nobody listens.
fn closed_port() -> String {
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
    format!("http://127.0.0.1:{port}")
}
