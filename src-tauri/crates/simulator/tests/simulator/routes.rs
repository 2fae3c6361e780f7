//! The routes beside the stream, and the keys.

use hadal_simulator::{BUSY_KEY, Config, DEMO_KEY, EMPTY_KEY, Fault, Script, Simulator, TEST_KEY};
use reqwest::Response;
use serde_json::{Value, json};

use crate::client::{chat, events, http, joined, post, question, simulator};

async fn get(simulator: &Simulator, path: &str, key: &str) -> Response {
    let url = format!("{}{path}", simulator.base_url());
    http().get(url).bearer_auth(key).send().await.unwrap()
}

#[tokio::test]
async fn models_are_the_two_ids_on_every_base() {
    let simulator = simulator().await;
    for base in ["", "/v1", "/beta"] {
        let reply = get(&simulator, &format!("{base}/models"), TEST_KEY).await;
        assert_eq!(reply.headers()["content-type"], "application/json");
        assert_eq!(
            reply.text().await.unwrap(),
            r#"{"object":"list","data":[{"id":"deepseek-flash","object":"model","owned_by":"deepseek"},{"id":"deepseek-v4-pro","object":"model","owned_by":"deepseek"}]}"#
        );
    }
}

#[tokio::test]
async fn the_balance_has_amounts_as_strings() {
    let simulator = simulator().await;
    let balance = get(&simulator, "/user/balance", TEST_KEY).await.text().await.unwrap();
    assert_eq!(
        balance,
        r#"{"is_available":true,"balance_infos":[{"currency":"CNY","total_balance":"110.00","granted_balance":"10.00","topped_up_balance":"100.00"}]}"#
    );
    let empty: Value = get(&simulator, "/user/balance", EMPTY_KEY).await.json().await.unwrap();
    assert_eq!(empty["is_available"], false);
}

#[tokio::test]
async fn a_script_can_stand_at_another_path() {
    let simulator = simulator().await;
    simulator.script(Script::faulty(Fault::Html(502)).at("/user/balance"));
    let chat = chat(&simulator, json!({})).await;
    assert_eq!(chat.status(), 200, "the chat leaves it alone");
    let reply = get(&simulator, "/user/balance", TEST_KEY).await;
    assert_eq!(reply.status(), 502);
    assert!(reply.text().await.unwrap().starts_with("<html>"));
    assert_eq!(get(&simulator, "/user/balance", TEST_KEY).await.status(), 200);
}

#[tokio::test]
async fn a_reply_that_is_not_streamed_has_the_recorded_shape() {
    let simulator = simulator().await;
    simulator.script(Script::answer("Hi there").reasoning("We need."));
    let body = chat(&simulator, json!({"stream": false})).await.text().await.unwrap();
    let reply: Value = serde_json::from_str(&body).unwrap();
    let wanted = format!(
        r#"{{"id":{},"object":"chat.completion","created":{},"model":"deepseek-flash","choices":[{{"index":0,"message":{{"role":"assistant","content":"Hi there","reasoning_content":"We need."}},"logprobs":null,"finish_reason":"stop"}}],"usage":{{"prompt_tokens":4,"completion_tokens":5,"total_tokens":9,"prompt_tokens_details":{{"cached_tokens":0}},"completion_tokens_details":{{"reasoning_tokens":3}},"prompt_cache_hit_tokens":0,"prompt_cache_miss_tokens":4}},"system_fingerprint":{}}}"#,
        reply["id"], reply["created"], reply["system_fingerprint"]
    );
    assert_eq!(body, wanted);
}

#[tokio::test]
async fn a_prefix_on_the_beta_base_is_continued() {
    let simulator = simulator().await;
    simulator.script(Script::answer("The sea is deep.").reasoning("dropped"));
    let request = question(json!({"messages": [
        {"role": "user", "content": "go on"},
        {"role": "assistant", "content": "The sea", "prefix": true},
    ]}));
    let body = post(&simulator, "/beta/chat/completions", &request).send().await.unwrap();
    let events = events(&body.text().await.unwrap());
    assert_eq!(joined(&events, "content"), " is deep.");
    assert_eq!(joined(&events, "reasoning_content"), "");
}

#[tokio::test]
async fn fill_in_the_middle_answers_on_the_beta_base_only() {
    let simulator = simulator().await;
    simulator.script(Script::answer("return a"));
    let request = json!({"model": "deepseek-v4-pro", "prompt": "def f(a):\n", "suffix": "\n",
        "stream": true, "stream_options": {"include_usage": true}});
    let body = post(&simulator, "/beta/completions", &request).send().await.unwrap();
    let events = events(&body.text().await.unwrap());
    assert_eq!(events[0]["object"], "text_completion");
    let text: String = events.iter().filter_map(|event| event["choices"][0]["text"].as_str()).collect();
    assert_eq!(text, "return a");
    let last = events.last().unwrap();
    assert_eq!(last["choices"], json!([]), "usage stands alone on this route");
    assert_eq!(last["usage"]["completion_tokens"], 3);
    let whole = json!({"model": "deepseek-flash", "prompt": "x", "echo": true});
    let whole = post(&simulator, "/beta/completions", &whole).send().await.unwrap();
    let whole: Value = whole.json().await.unwrap();
    assert!(whole["choices"][0]["text"].as_str().unwrap().starts_with('x'), "{whole}");
    let plain = post(&simulator, "/completions", &request).send().await.unwrap();
    assert_eq!(plain.status(), 400);
}

#[tokio::test]
async fn cache_hits_come_in_whole_units_and_for_the_same_user_only() {
    let simulator = simulator().await;
    let long = "deep ".repeat(100);
    let ask = |user: &'static str| {
        let message = json!([{"role": "system", "content": long}, {"role": "user", "content": "q"}]);
        json!({"messages": message, "stream": false, "user_id": user})
    };
    let mut hits = Vec::new();
    for user in ["a", "a", "b"] {
        let reply: Value = chat(&simulator, ask(user)).await.json().await.unwrap();
        let usage = &reply["usage"];
        let hit = usage["prompt_cache_hit_tokens"].as_u64().unwrap();
        let miss = usage["prompt_cache_miss_tokens"].as_u64().unwrap();
        assert_eq!(hit + miss, usage["prompt_tokens"].as_u64().unwrap());
        assert_eq!(usage["prompt_tokens_details"]["cached_tokens"], hit);
        hits.push(hit);
    }
    assert_eq!(hits, [0, 128, 0]);
}

#[tokio::test]
async fn keys_are_refused_in_the_exact_words() {
    let simulator = simulator().await;
    let url = format!("{}/chat/completions", simulator.base_url());
    let ask = || http().post(&url).json(&question(json!({})));
    let no_key = ask().send().await.unwrap();
    assert_eq!(no_key.status(), 401);
    assert!(no_key.headers().get("content-type").is_none());
    assert_eq!(no_key.headers()["content-length"], "31");
    assert_eq!(no_key.text().await.unwrap(), "Authentication Fails (governor)");
    for odd in ["", "pk-1234"] {
        let odd = ask().header("authorization", format!("Bearer {odd}")).send().await.unwrap();
        assert!(odd.headers().get("content-type").is_none());
        assert_eq!(odd.text().await.unwrap(), "Authentication Fails (auth header format should be Bearer sk-...)");
    }
    for (key, status, body) in [
        (
            "sk-wrong-9876",
            401,
            r#"{"error":{"message":"Authentication Fails, Your api key: ****9876 is invalid","type":"authentication_error","param":null,"code":"invalid_request_error"}}"#,
        ),
        (
            EMPTY_KEY,
            402,
            r#"{"error":{"message":"Insufficient Balance","type":"unknown_error","param":null,"code":"invalid_request_error"}}"#,
        ),
        (
            BUSY_KEY,
            429,
            r#"{"error":{"message":"Too many requests. Your current concurrency is 26, which exceeds your concurrency limit of 25 based on your remaining balance. Please top up your balance to restore your concurrency.","type":"rate_limit_error","param":null,"code":"invalid_request_error"}}"#,
        ),
    ] {
        let refused = ask().bearer_auth(key).send().await.unwrap();
        assert_eq!(refused.status(), status);
        assert_eq!(refused.text().await.unwrap(), body);
    }
}

#[tokio::test]
async fn a_key_has_no_more_replies_at_once_than_its_rule_says() {
    let mut config = Config::default();
    config.keys[0].concurrency = Some(1);
    let simulator = Simulator::start(config).await.unwrap();
    let gate = hadal_simulator::Gate::new();
    simulator.script(Script::answer("a").gate(&gate));
    let first = chat(&simulator, json!({})).await;
    assert_eq!(chat(&simulator, json!({})).await.status(), 429);
    gate.open();
    first.text().await.unwrap();
    assert_eq!(chat(&simulator, json!({})).await.status(), 200);
}

#[tokio::test]
async fn every_reply_has_the_headers_of_the_service() {
    let simulator = simulator().await;
    let reply = chat(&simulator, json!({})).await;
    let headers = reply.headers();
    assert_eq!(headers["server"], "openresty");
    assert_eq!(headers["x-ds-trace-id"].len(), 32);
    assert_eq!(headers["content-type"], "text/event-stream; charset=utf-8");
    assert_eq!(headers["cache-control"], "no-cache");
    assert!(!headers.keys().any(|name| name.as_str().starts_with("x-ratelimit")));
}

#[tokio::test]
async fn the_demo_takes_only_its_key_and_has_no_admin() {
    let simulator = Simulator::start(Config::demo()).await.unwrap();
    assert_eq!(get(&simulator, "/models", DEMO_KEY).await.status(), 200);
    assert_eq!(get(&simulator, "/models", TEST_KEY).await.status(), 401);
    assert_eq!(get(&simulator, "/__sim/requests", DEMO_KEY).await.status(), 404);
}

#[tokio::test]
async fn an_unknown_path_is_a_recorded_404() {
    let simulator = simulator().await;
    assert_eq!(get(&simulator, "/api/chat/completions", TEST_KEY).await.status(), 404);
    assert_eq!(simulator.requests()[0].path, "/api/chat/completions");
    assert_eq!(simulator.requests()[0].status, Some(404));
}
