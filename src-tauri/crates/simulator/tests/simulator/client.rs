//! A plain HTTP client for these tests: no timeouts to wait for, no redirects, no decoding.

use hadal_simulator::{Config, Simulator, TEST_KEY};
use reqwest::{Client, RequestBuilder, Response, redirect};
use serde_json::{Value, json};

pub(crate) async fn simulator() -> Simulator {
    Simulator::start(Config::default()).await.unwrap()
}

pub(crate) fn http() -> Client {
    Client::builder().no_proxy().no_gzip().redirect(redirect::Policy::none()).build().unwrap()
}

pub(crate) fn post(simulator: &Simulator, path: &str, body: &Value) -> RequestBuilder {
    http().post(format!("{}{path}", simulator.base_url())).bearer_auth(TEST_KEY).json(body)
}

/// Sends a chat request that is good unless `body` changes it.
pub(crate) async fn chat(simulator: &Simulator, body: Value) -> Response {
    post(simulator, "/chat/completions", &question(body)).send().await.unwrap()
}

/// A good streamed question, with the fields of `body` over it.
pub(crate) fn question(body: Value) -> Value {
    let mut whole = json!({
        "model": "deepseek-flash",
        "messages": [{"role": "user", "content": "hello"}],
        "stream": true,
    });
    for (key, value) in body.as_object().unwrap() {
        whole[key] = value.clone();
    }
    whole
}

/// The JSON of every `data:` line but `[DONE]`.
pub(crate) fn events(body: &str) -> Vec<Value> {
    let lines = body.lines().filter_map(|line| line.strip_prefix("data:"));
    let lines = lines.map(str::trim).filter(|line| *line != "[DONE]");
    lines.map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// One field of all deltas, joined.
pub(crate) fn joined(events: &[Value], field: &str) -> String {
    let tokens = events.iter().filter_map(|event| event["choices"][0]["delta"][field].as_str());
    tokens.collect()
}
