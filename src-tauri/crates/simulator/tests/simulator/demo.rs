//! The demo mode as the app uses it.

use hadal_simulator::{Config, DEMO_KEY, Pace, Simulator};
use serde_json::{Value, json};

use crate::client::{events, http, joined, question};

async fn ask(simulator: &Simulator, body: Value) -> String {
    let url = format!("{}/chat/completions", simulator.base_url());
    let sent = http().post(url).bearer_auth(DEMO_KEY).json(&question(body)).send();
    sent.await.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn the_first_answer_is_a_tour_with_reasoning_that_says_what_it_is() {
    let config = Config { pace: Pace::instant(), ..Config::demo() };
    let simulator = Simulator::start(config).await.unwrap();
    let events = events(&ask(&simulator, json!({})).await);
    let answer = joined(&events, "content");
    for part in ["# Welcome", "built-in demo", "1. ", "| :--- |", "```rust", "$$", "中文", "- [ ]", "> "] {
        assert!(answer.contains(part), "{part} is missing");
    }
    assert!(joined(&events, "reasoning_content").len() > 200);
    let title = json!({"stream": false, "max_tokens": 24, "thinking": {"type": "disabled"},
        "messages": [{"role": "user", "content": "Give this conversation a title:\n\nhello"}]});
    let title: Value = serde_json::from_str(&ask(&simulator, title).await).unwrap();
    assert_eq!(title["choices"][0]["message"]["content"], "hello");
}

#[tokio::test]
async fn the_demo_writes_no_faster_than_a_reader_follows() {
    let simulator = Simulator::start(Config::demo()).await.unwrap();
    let started = std::time::Instant::now();
    let body = ask(&simulator, json!({"max_tokens": 91})).await;
    assert!(body.contains("\"length\""));
    assert!(started.elapsed().as_millis() > 1400, "a breath, then 90 gaps at 90 a second at most");
}
