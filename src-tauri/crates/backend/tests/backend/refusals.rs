//! The API's own refusals, word for word as they were seen: each becomes the code that has the right sentence, is sent
//! once, and leaves a trace id to quote. Source: DeepSeek error page and reports, read 2026-11-22.

use crate::scene::Scene;
use hadal_domain::Status;
use hadal_simulator::{Fault, Rejection, Script};

#[rustfmt::skip]
const TABLE: [(u16, &str, &str); 23] = [
    (401, "Authentication Fails, Your api key: ****abcd is invalid", "key_refused"),
    (401, "Authentication Fails (no such user)", "key_refused"),
    (401, "Authentication Fails (governor)", "key_missing"),
    (401, "Authentication Fails (auth header format should be Bearer sk-...)", "key_refused"),
    (402, "Insufficient Balance", "balance_empty"),
    (400, "The supported API model names are deepseek-flash, deepseek-v4-pro, but you passed x.", "model_unknown"),
    (400, "Model Not Exist", "model_unknown"),
    (400, "Failed to deserialize the JSON body into the target type: messages: missing field at line 1 column 9", "request_refused"),
    (400, "Failed to parse the request body as JSON: EOF", "request_refused"),
    (400, "This model's maximum context length is 131072 tokens. However, you requested 200000 tokens (199000 in the messages, 1000 in the completion). Please reduce the length of the messages or completion.", "context_too_long"),
    (400, "Invalid max_tokens value, the valid range of max_tokens is [1, 8192]", "parameter_refused"),
    (400, "The `reasoning_content` in the thinking mode must be passed back to the API.", "messages_refused"),
    (400, "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'.", "messages_refused"),
    (400, "Thinking mode does not support this tool_choice", "request_refused"),
    (400, "This response_format type is unavailable now", "parameter_refused"),
    (400, "Prompt must contain the word 'json' in some form to use 'response_format' of type 'json_object'.", "parameter_refused"),
    (400, "Content Exists Risk", "content_refused"),
    (422, "Invalid parameters", "request_refused"),
    (429, "Too many requests. Your current concurrency is 26, which exceeds your concurrency limit of 25 based on your remaining balance. Please top up your balance to restore your concurrency.", "throttled_balance"),
    (429, "Rate limit reached for TPM", "throttled"),
    (500, "Internal Server Error", "server_failed"),
    (503, "Service is too busy. We advise users to temporarily switch to alternative LLM API service providers.", "server_busy"),
    (415, "unsupported media type", "request_refused"),
];

#[tokio::test]
async fn every_refusal_of_the_api_has_its_code_its_trace_id_and_was_sent_once() {
    let scene = Scene::new().await;
    let mut wrong = Vec::new();
    for (status, message, code) in TABLE {
        scene.simulator.reset();
        let rejection = Rejection { status, message: message.into(), kind: String::new(), retry_after: None };
        scene.simulator.script(Script::faulty(Fault::Reject(rejection)));
        let row = scene.answer("please").await;
        let sent = scene.simulator.chat_requests().len();
        let is_right = row.status == Status::Failed && row.error_code.as_deref() == Some(code) && sent == 1;
        if !is_right || row.trace_id.is_none() {
            wrong.push(format!("{status} {message}: {:?} {:?} sent {sent}", row.error_code, row.trace_id));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
