//! What tests may ask about the requests that came.

use futures_util::StreamExt as _;
use hadal_simulator::{Fault, Gate, Script, TEST_KEY, masked};
use serde_json::json;

use crate::client::{chat, http, simulator};

#[tokio::test]
async fn a_request_is_recorded_with_a_key_that_compares_but_does_not_show() {
    let simulator = simulator().await;
    chat(&simulator, json!({"model": "deepseek-flash"})).await.text().await.unwrap();
    let all = simulator.wait_until_idle().await;
    assert_eq!(all.len(), 1);
    assert_eq!((all[0].method.as_str(), all[0].path.as_str()), ("POST", "/chat/completions"));
    assert_eq!(all[0].key.as_deref(), Some(masked(TEST_KEY).as_str()));
    assert_eq!(all[0].body["messages"][0]["content"], "hello");
    assert!(all[0].finished && !all[0].aborted && all[0].bytes_sent > 0);
    assert!(!format!("{all:?}").contains(TEST_KEY), "the key itself is nowhere");
}

#[tokio::test]
async fn a_client_that_leaves_is_seen_to_leave() {
    let simulator = simulator().await;
    let gate = Gate::new();
    simulator.script(Script::answer("a b c").gate(&gate));
    let mut body = chat(&simulator, json!({})).await.bytes_stream();
    gate.release(1);
    body.next().await.unwrap().unwrap();
    assert!(!simulator.requests()[0].aborted, "not yet");
    drop(body);
    let aborted = simulator.wait_for_abort().await.unwrap();
    assert_eq!((aborted.number, aborted.events_sent), (0, 1));
    assert!(!aborted.finished);
}

#[tokio::test]
async fn a_client_that_leaves_before_the_head_is_seen_to_leave() {
    let simulator = simulator().await;
    simulator.script(Script::faulty(Fault::NeverAnswer));
    let asked = tokio::select! {
        _ = chat(&simulator, json!({})) => false,
        all = simulator.wait_for_requests(1) => all.len() == 1,
    };
    assert!(asked);
    assert!(simulator.wait_for_abort().await.is_some());
}

#[tokio::test]
async fn scripts_are_taken_in_order_and_not_by_a_title_request() {
    let simulator = simulator().await;
    simulator.script(Script::answer("first"));
    simulator.script(Script::answer("then"));
    let title = json!({
        "stream": false, "max_tokens": 20, "thinking": {"type": "disabled"},
        "messages": [
            {"role": "system", "content": "Write a short title for this conversation."},
            {"role": "user", "content": "Where do eels spend the winter?"},
        ],
    });
    let title = chat(&simulator, title).await.json::<serde_json::Value>().await.unwrap();
    assert_eq!(title["choices"][0]["message"]["content"], "Where do eels spend the winter");
    assert_eq!(simulator.scripts_left(), 2);
    assert!(chat(&simulator, json!({})).await.text().await.unwrap().contains("first"));
    assert!(chat(&simulator, json!({})).await.text().await.unwrap().contains("then"));
}

#[tokio::test]
async fn other_processes_script_and_read_over_http() {
    let simulator = simulator().await;
    let base = simulator.base_url();
    let script = json!({"answer": "from afar", "reasoning": "far", "gate": "g",
        "faults": ["crlf", {"keep_alive": {"count": 1}}]});
    let sent = http().post(format!("{base}/__sim/script")).json(&script).send().await.unwrap();
    assert_eq!(sent.status(), 204);
    let order = json!({"name": "g", "open": true});
    http().post(format!("{base}/__sim/gate")).json(&order).send().await.unwrap();
    let body = chat(&simulator, json!({})).await.text().await.unwrap();
    assert!(body.starts_with(": keep-alive\r\n\r\n") && body.contains("afar"), "{body}");
    let seen = http().get(format!("{base}/__sim/requests")).send().await.unwrap();
    let seen: serde_json::Value = seen.json().await.unwrap();
    assert_eq!(seen.as_array().unwrap().len(), 1, "admin calls are not recorded");
    http().post(format!("{base}/__sim/reset")).send().await.unwrap();
    assert!(simulator.requests().is_empty());
}

#[tokio::test]
async fn a_stopped_simulator_closes_port_and_streams() {
    let simulator = simulator().await;
    simulator.script(Script::answer("a").gate(&Gate::new()));
    let mut body = chat(&simulator, json!({})).await.bytes_stream();
    simulator.shutdown().await;
    assert!(body.next().await.unwrap().is_err(), "the stream breaks");
    let again = http().get(format!("{}/models", simulator.base_url())).send().await;
    assert!(again.unwrap_err().is_connect());
}

#[tokio::test]
async fn a_dropped_simulator_closes_port_and_streams() {
    let simulator = simulator().await;
    let base = simulator.base_url();
    simulator.script(Script::answer("a").gate(&Gate::new()));
    let mut body = chat(&simulator, json!({})).await.bytes_stream();
    drop(simulator);
    assert!(body.next().await.unwrap().is_err(), "the stream breaks");
    assert!(http().get(base).send().await.unwrap_err().is_connect());
}

#[tokio::test]
async fn only_the_newest_requests_are_kept() {
    let config = hadal_simulator::Config { records: 2, ..hadal_simulator::Config::default() };
    let simulator = hadal_simulator::Simulator::start(config).await.unwrap();
    for _ in 0..3 {
        chat(&simulator, json!({})).await.text().await.unwrap();
    }
    let numbers: Vec<u64> = simulator.requests().iter().map(|request| request.number).collect();
    assert_eq!(numbers, [1, 2]);
}
