//! Refused requests, row by row, in the exact words of the service.

use hadal_simulator::{Check, Config, Simulator, TEST_KEY};
use serde_json::{Value, json};

use crate::client::{chat, http, post, question, simulator};

fn body(message: &str) -> String {
    json!({"error": {"message": message}})
        .to_string()
        .replace("}}", r#","type":"invalid_request_error","param":null,"code":"invalid_request_error"}}"#)
}

/// Each request with the message that refuses it.
fn rows() -> Vec<(Value, &'static str)> {
    let user = json!({"role": "user", "content": "x"});
    let call = json!({"role": "assistant", "content": "", "reasoning_content": "r", "tool_calls":
        [{"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{"}}]});
    let tools = json!([{"type": "function", "function": {"name": "f"}}]);
    vec![
        (
            json!({"model": "deepseek-chat"}),
            "The supported API model names are deepseek-flash, deepseek-v4-pro, but you passed deepseek-chat.",
        ),
        (json!({"messages": []}), "Empty input messages"),
        (
            json!({"messages": [{"role": "assistant", "content": null}, user]}),
            "Invalid assistant message: content or tool_calls must be set",
        ),
        (
            json!({"model": "deepseek-v4-pro", "messages": [{"role": "user", "content":
                [{"type": "image_url", "image_url": {"url": "data:,"}}]}]}),
            "This model does not support image",
        ),
        (
            json!({"messages": [{"role": "system", "content":
                [{"type": "file", "file_id": "file-api-1"}]}]}),
            "Images are only supported in user and tool messages",
        ),
        (
            json!({"tools": [{"type": "function", "function": {"name": "bad name"}}]}),
            "Invalid 'tools[0].function.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.",
        ),
        (
            json!({"messages": [user, call, user]}),
            "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. (insufficient tool messages following tool_calls message)",
        ),
        (
            json!({"messages": [user, {"role": "tool", "content": "1", "tool_call_id": "c1"}]}),
            "Messages with role 'tool' must be a response to a preceding message with 'tool_calls'",
        ),
        (json!({"tools": tools, "tool_choice": "required"}), "Thinking mode does not support this tool_choice"),
        (
            json!({"tools": tools, "tool_choice": {"type": "function", "function": {"name": "f"}}}),
            "Thinking mode does not support this tool_choice",
        ),
        (
            json!({"tools": tools, "messages": [user, {"role": "assistant", "content": "a"}, user]}),
            "The `reasoning_content` in the thinking mode must be passed back to the API.",
        ),
        (
            json!({"response_format": {"type": "json_object"}}),
            "Prompt must contain the word 'json' in some form to use 'response_format' of type 'json_object'.",
        ),
        (json!({"response_format": {"type": "json_schema"}}), "This response_format type is unavailable now"),
        (
            json!({"messages": [user, {"role": "assistant", "content": "a", "prefix": true}]}),
            "prefix is only available when using beta api (set base_url=\"https://api.deepseek.com/beta\")",
        ),
        (
            json!({"stream": false, "stream_options": {"include_usage": true}}),
            "stream_options should be set along with stream = true",
        ),
        (json!({"temperature": 2.5}), "Invalid temperature value, the valid range of temperature is [0, 2]"),
        (json!({"top_p": 0}), "Invalid top_p value, the valid range of top_p is (0, 1.0]"),
        (json!({"stop": vec!["x"; 17]}), "Invalid stop value, at most 16 stop sequences are allowed"),
        (json!({"top_logprobs": 3}), "top_logprobs requires logprobs to be true"),
        (json!({"user_id": "x".repeat(513)}), "Invalid user_id, at most 512 bytes are allowed"),
        (json!({"max_tokens": 0}), "Invalid max_tokens value, the valid range of max_tokens is [1, 393216]"),
    ]
}

#[tokio::test]
async fn every_broken_rule_is_named_in_the_words_of_the_service() {
    let simulator = simulator().await;
    for (request, message) in rows() {
        let refused = chat(&simulator, request.clone()).await;
        assert_eq!(refused.status(), 400, "{request}");
        assert_eq!(refused.headers()["content-type"], "application/json");
        assert_eq!(refused.text().await.unwrap(), body(message), "{request}");
    }
}

#[tokio::test]
async fn wrong_types_are_named_with_path_line_and_column() {
    let simulator = simulator().await;
    let rows = [
        (
            r#"{"model":"deepseek-flash","messages":[{"role":"developer","content":"x"}]}"#,
            "Failed to deserialize the JSON body into the target type: messages[0].role: unknown variant `developer`, expected one of `system`, `user`, `assistant`, `tool`, `latest_reminder` at line 1 column 57",
        ),
        (
            r#"{"model":"deepseek-flash","messages":[],"max_tokens":"many"}"#,
            "Failed to deserialize the JSON body into the target type: max_tokens: invalid type: string \"many\", expected i64 at line 1 column 59",
        ),
        (
            r#"{"messages":[]}"#,
            "Failed to deserialize the JSON body into the target type: missing field `model` at line 1 column 15",
        ),
        (
            "{\"model\":",
            "Failed to parse the request body as JSON: model: EOF while parsing a value at line 1 column 9",
        ),
    ];
    for (text, message) in rows {
        let refused = http()
            .post(format!("{}/chat/completions", simulator.base_url()))
            .bearer_auth(TEST_KEY)
            .header("content-type", "application/json")
            .body(text)
            .send()
            .await
            .unwrap();
        assert_eq!(refused.status(), 400, "{text}");
        assert_eq!(refused.text().await.unwrap(), body(message), "{text}");
    }
}

#[tokio::test]
async fn a_body_that_is_not_declared_json_is_refused_with_415() {
    let simulator = simulator().await;
    let url = format!("{}/chat/completions", simulator.base_url());
    let refused = http().post(url).bearer_auth(TEST_KEY).body("{}").send().await.unwrap();
    assert_eq!(refused.status(), 415);
}

#[tokio::test]
async fn too_long_a_prompt_is_refused_with_both_numbers() {
    let config = Config { context_tokens: 1000, ..Config::default() };
    let simulator = Simulator::start(config).await.unwrap();
    let long = json!({"messages": [{"role": "user", "content": "x".repeat(3000)}],
        "max_tokens": 200});
    let refused = chat(&simulator, long).await;
    assert_eq!(refused.status(), 400);
    assert_eq!(
        refused.text().await.unwrap(),
        body(
            "This model's maximum context length is 1000 tokens. However, you requested 1102 tokens (902 in the messages, 200 in the completion). Please reduce the length of the messages or completion."
        )
    );
}

#[tokio::test]
async fn good_requests_near_the_rules_are_accepted() {
    let simulator = simulator().await;
    let tools = json!([{"type": "function", "function": {"name": "f", "parameters": {}}}]);
    for request in [
        json!({"tools": tools, "tool_choice": "required", "thinking": {"type": "disabled"}}),
        json!({"reasoning_effort": "ultra", "frequency_penalty": 1, "unknown": {"a": 1}}),
        json!({"response_format": {"type": "json_object"},
            "messages": [{"role": "user", "content": "as JSON please"}]}),
        json!({"stop": "x", "temperature": 0, "top_p": 0.5, "logprobs": true, "top_logprobs": 2}),
        json!({"tools": tools, "messages": [
            {"role": "user", "content": "x"},
            {"role": "assistant", "content": "", "reasoning_content": "r", "tool_calls":
                [{"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{bad"}}]},
            {"role": "tool", "tool_call_id": "c1", "content": "1"},
        ]}),
    ] {
        assert_eq!(chat(&simulator, request.clone()).await.status(), 200, "{request}");
    }
}

#[tokio::test]
async fn the_order_of_checks_and_the_request_id_are_configurable() {
    let config = Config { checks: vec![Check::MaxTokens, Check::Model], request_ids: true, ..Config::default() };
    let simulator = Simulator::start(config).await.unwrap();
    let both = question(json!({"model": "gpt", "max_tokens": 0}));
    let refused = post(&simulator, "/chat/completions", &both).send().await.unwrap();
    let refused: Value = refused.json().await.unwrap();
    let message = refused["error"]["message"].as_str().unwrap();
    assert!(message.starts_with("Invalid max_tokens value"), "{message}");
    assert!(message.contains(" (request_id: ") && message.ends_with(')'), "{message}");
}
