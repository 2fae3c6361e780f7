//! Every example against the simulator, as it stands in the documentation.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use hadal_deepseek::{ApiKey, BaseUrl, Client};
use hadal_simulator::{Config, Fault, Pulse, Script, Simulator, TEST_KEY};

#[expect(dead_code, reason = "the example's main")]
#[path = "../examples/chat.rs"]
mod chat;
#[expect(dead_code, reason = "the example's main")]
#[path = "../examples/many.rs"]
mod many;
#[expect(dead_code, reason = "the example's main")]
#[path = "../examples/prefix.rs"]
mod prefix;
#[expect(dead_code, reason = "the example's main")]
#[path = "../examples/stream.rs"]
mod stream;
#[expect(dead_code, reason = "the example's main")]
#[path = "../examples/tools.rs"]
mod tools;

async fn world() -> (Simulator, Client, ApiKey) {
    let simulator = Simulator::start(Config::default()).await.unwrap();
    let client = Client::builder().base_url(BaseUrl::parse(&simulator.base_url()).unwrap()).build().unwrap();
    (simulator, client, ApiKey::parse(TEST_KEY).unwrap())
}

#[tokio::test]
async fn the_chat_example_prints_the_answer_and_its_tokens() {
    let (simulator, client, key) = world().await;
    simulator.script(Script::answer("No light gets there."));
    let mut out = Vec::new();
    chat::run(&client, &key, &mut out).await.unwrap();
    let out = String::from_utf8(out).unwrap();
    assert!(out.starts_with("No light gets there.\n(") && out.contains("tokens in"), "{out}");
}

#[tokio::test]
async fn the_stream_example_prints_reasoning_waits_and_answer() {
    let (simulator, client, key) = world().await;
    let pulse = Pulse { count: 1, every_ms: 1 };
    simulator.script(Script::answer("Dark.").reasoning("Light fades.").fault(Fault::KeepAlive(pulse)));
    let mut out = Vec::new();
    stream::run(&client, &key, &mut out).await.unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), "(waiting 0 s)\nLight fades.\n---\nDark.\n(stop)\n");
    simulator.script(Script::answer("Dark and cold.").reasoning("x").fault(Fault::CutAfter(4)));
    let mut out = Vec::new();
    assert!(stream::run(&client, &key, &mut out).await.is_err());
    let out = String::from_utf8(out).unwrap();
    assert!(out.contains("---\nDark") && out.contains("try again: false"), "what came stays: {out}");
}

#[tokio::test]
async fn the_tools_example_runs_the_call_and_gives_back_the_reasoning() {
    let (simulator, client, key) = world().await;
    simulator.script(Script::answer("").reasoning("Look it up.").tool("depth", r#"{"trench":"Mariana"}"#));
    simulator.script(Script::answer("10,935 metres.").reasoning("Now I know."));
    let mut out = Vec::new();
    tools::run(&client, &key, &mut out).await.unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), "depth({\"trench\":\"Mariana\"})\n10,935 metres.\n");
    let second = &simulator.chat_requests()[1].body["messages"];
    assert_eq!(second[1]["reasoning_content"], "Look it up.");
    assert_eq!(second[2]["content"], "{\"metres\":10935}");
}

#[tokio::test]
async fn the_prefix_example_puts_the_halves_together() {
    let (simulator, client, key) = world().await;
    let whole = "The hadal zone lies below six thousand metres.";
    simulator.script(Script::answer(whole).fault(Fault::Length(4)));
    simulator.script(Script::answer(whole));
    let mut out = Vec::new();
    prefix::run(&client, &key, &mut out).await.unwrap();
    assert_eq!(String::from_utf8(out).unwrap().trim(), whole);
    assert!(simulator.chat_requests()[1].path.starts_with("/beta/"));
}

#[tokio::test]
async fn the_many_example_answers_everything_although_some_fail_at_first() {
    let (simulator, client, key) = world().await;
    (0..4).for_each(|_| simulator.script(Script::faulty(Fault::Busy)));
    let mut out = Vec::new();
    many::run(&client, &key, &mut out).await.unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), "100 answers, 0 failures\n");
    let asked = simulator.chat_requests().len();
    assert!(asked < 104, "repeats come from the cache: {asked}");
}
