//! Streams as recorded from the real service, and pacing.

use futures_util::StreamExt as _;
use hadal_simulator::{Config, Gate, Script, Simulator, split_tokens};
use proptest::prelude::*;
use serde_json::json;

use crate::client::{chat, events, joined, simulator};

/// The sequence of a recorded stream, with the parts that differ from reply to reply as words.
fn golden(body: &str, lines: &[&str]) {
    let first = &events(body)[0];
    let told: Vec<&str> = body.split_terminator("\n\n").collect();
    let head = format!(
        "data: {{\"id\":{},\"object\":\"chat.completion.chunk\",\"created\":{},\
         \"model\":\"deepseek-flash\",\"system_fingerprint\":{},\"choices\":[{{\"index\":0,\"delta\":",
        first["id"], first["created"], first["system_fingerprint"]
    );
    let wanted: Vec<String> = lines.iter().map(|line| line.replace("HEAD", &head)).collect();
    assert_eq!(told, wanted);
    assert!(body.ends_with("data: [DONE]\n\n"), "the last event is terminated");
}

#[tokio::test]
async fn a_thinking_stream_is_the_recorded_one_byte_for_byte() {
    let simulator = simulator().await;
    simulator.script(Script::answer("Hi 深海").reasoning("We need.").tool("look_up", "{\"q\":1}"));
    let request = json!({"stream_options": {"include_usage": true}});
    let body = chat(&simulator, request).await.text().await.unwrap();
    let call_id = events(&body)[7]["choices"][0]["delta"]["tool_calls"][0]["id"].to_string();
    let open = format!(
        r#"HEAD{{"tool_calls":[{{"index":0,"id":{call_id},"type":"function","function":{{"name":"look_up","arguments":""}}}}]}},"logprobs":null,"finish_reason":null}}],"usage":null}}"#
    );
    let arguments = |fragment: &str| {
        format!(
            r#"HEAD{{"tool_calls":[{{"index":0,"function":{{"arguments":{}}}}}]}},"logprobs":null,"finish_reason":null}}],"usage":null}}"#,
            json!(fragment)
        )
    };
    let fragments: Vec<String> = split_tokens("{\"q\":1}").iter().map(|part| arguments(part)).collect();
    let mut lines = vec![
        r#"HEAD{"role":"assistant","content":null,"reasoning_content":""},"logprobs":null,"finish_reason":null}],"usage":null}"#,
        r#"HEAD{"content":null,"reasoning_content":"We"},"logprobs":null,"finish_reason":null}],"usage":null}"#,
        r#"HEAD{"content":null,"reasoning_content":" need"},"logprobs":null,"finish_reason":null}],"usage":null}"#,
        r#"HEAD{"content":null,"reasoning_content":"."},"logprobs":null,"finish_reason":null}],"usage":null}"#,
        r#"HEAD{"content":"Hi","reasoning_content":null},"logprobs":null,"finish_reason":null}],"usage":null}"#,
        r#"HEAD{"content":" ","reasoning_content":null},"logprobs":null,"finish_reason":null}],"usage":null}"#,
        r#"HEAD{"content":"深海","reasoning_content":null},"logprobs":null,"finish_reason":null}],"usage":null}"#,
        open.as_str(),
    ];
    lines.extend(fragments.iter().map(String::as_str));
    lines.push(
        r#"HEAD{"content":"","reasoning_content":null},"logprobs":null,"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":4,"completion_tokens":13,"total_tokens":17,"prompt_tokens_details":{"cached_tokens":0},"completion_tokens_details":{"reasoning_tokens":3},"prompt_cache_hit_tokens":0,"prompt_cache_miss_tokens":4}}"#,
    );
    lines.push("data: [DONE]");
    golden(&body, &lines);
}

#[tokio::test]
async fn a_stream_without_thinking_is_the_recorded_one_byte_for_byte() {
    let simulator = simulator().await;
    simulator.script(Script::answer("Hi there").reasoning("never sent"));
    let request = json!({"thinking": {"type": "disabled"}});
    let body = chat(&simulator, request).await.text().await.unwrap();
    golden(
        &body,
        &[
            r#"HEAD{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}]}"#,
            r#"HEAD{"content":"Hi"},"logprobs":null,"finish_reason":null}]}"#,
            r#"HEAD{"content":" there"},"logprobs":null,"finish_reason":null}]}"#,
            r#"HEAD{"content":""},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":4,"completion_tokens":2,"total_tokens":6,"prompt_tokens_details":{"cached_tokens":0},"prompt_cache_hit_tokens":0,"prompt_cache_miss_tokens":4}}"#,
            "data: [DONE]",
        ],
    );
    assert!(!body.contains("reasoning"), "no such key anywhere");
}

#[tokio::test]
async fn a_gate_lets_exactly_the_released_events_through() {
    let simulator = simulator().await;
    let gate = Gate::new();
    simulator.script(Script::tokens(["a", "b", "c"]).gate(&gate));
    let mut body = chat(&simulator, json!({})).await.bytes_stream();
    let mut seen = String::new();
    for token in ["\"role\"", "\"a\"", "\"b\""] {
        gate.release(1);
        let frame = body.next().await.unwrap().unwrap();
        seen = String::from_utf8(frame.to_vec()).unwrap();
        assert!(seen.contains(token), "{seen}");
        assert_eq!(seen.matches("data:").count(), 1, "one event at a time");
    }
    assert_eq!(gate.passed(), 3, "{seen}");
    gate.open();
    let rest: Vec<_> = body.collect().await;
    let rest: Vec<u8> = rest.into_iter().flat_map(|frame| frame.unwrap().to_vec()).collect();
    assert!(String::from_utf8(rest).unwrap().ends_with("data: [DONE]\n\n"));
}

#[tokio::test]
async fn the_limit_of_tokens_ends_an_answer_with_length() {
    let simulator = simulator().await;
    simulator.script(Script::answer("one two three").reasoning("so so"));
    let body = chat(&simulator, json!({"max_tokens": 3})).await.text().await.unwrap();
    let events = events(&body);
    assert_eq!(joined(&events, "content"), "one");
    let last = events.last().unwrap();
    assert_eq!(last["choices"][0]["finish_reason"], "length");
    assert_eq!(last["usage"]["completion_tokens"], 3);
}

#[tokio::test]
async fn a_rate_spreads_the_tokens_over_time() {
    let simulator = simulator().await;
    simulator.script(Script::tokens(vec!["x"; 41]).rate(100.0));
    let started = std::time::Instant::now();
    chat(&simulator, json!({})).await.text().await.unwrap();
    assert!(started.elapsed().as_millis() >= 400, "40 gaps of 10 ms");
}

#[tokio::test]
async fn aliases_are_served_under_the_served_name() {
    let simulator = simulator().await;
    let body = chat(&simulator, json!({"model": "deepseek-v4-flash"})).await.text().await.unwrap();
    assert_eq!(events(&body)[0]["model"], "deepseek-flash");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]
    #[test]
    fn the_tokens_of_a_stream_join_to_the_text(
        answer in "\\PC{0,60}|[ \\n`$|a-z深海之光🌊👩‍🚀é]{1,80}",
        reasoning in "\\PC{0,40}|[深海🌊 \\n]{1,40}",
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let body = runtime.block_on(async {
            let simulator = Simulator::start(Config::default()).await.unwrap();
            simulator.script(Script::answer(&answer).reasoning(&reasoning));
            chat(&simulator, json!({})).await.text().await.unwrap()
        });
        let events = events(&body);
        prop_assert_eq!(joined(&events, "content"), answer);
        prop_assert_eq!(joined(&events, "reasoning_content"), reasoning);
    }
}
