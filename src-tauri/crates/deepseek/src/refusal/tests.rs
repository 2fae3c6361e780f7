//! Every status and text of section 6.1 of the API notes, one row each.

use Body::{Json, Raw};

use super::*;
use crate::error::{Fault, RequestPart};

fn refused(status: u16, body: &str) -> ApiError {
    classify(Envelope { status, ..Envelope::default() }, body.as_bytes())
}

fn json(message: &str, kind: &str) -> String {
    serde_json::json!({"error": {"message": message, "type": kind, "param": null, "code": "invalid_request_error"}})
        .to_string()
}

/// A body, as the usual error object around a message or as it stands.
enum Body {
    Json(&'static str),
    Raw(&'static str),
}

/// Case, status, body, code.
const KNOWN: &[(&str, u16, Body, &str)] = &[
    ("no header", 401, Raw("Authentication Fails (governor)"), "no_key_sent"),
    ("odd header", 401, Raw("Authentication Fails (auth header format should be Bearer sk-...)"), "key_refused"),
    ("wrong key", 401, Json("Authentication Fails, Your api key: ****abcd is invalid"), "key_refused"),
    ("no such user", 401, Json("Authentication Fails (no such user)"), "key_refused"),
    ("no money", 402, Json("Insufficient Balance"), "insufficient_balance"),
    (
        "model",
        400,
        Json("The supported API model names are deepseek-flash, deepseek-v4-pro, but you passed X."),
        "unknown_model",
    ),
    ("model, older", 400, Json("Model Not Exist"), "unknown_model"),
    ("model, Ollama", 404, Json("model \"x\" not found, try pulling it first"), "unknown_model"),
    (
        "types",
        400,
        Json("Failed to deserialize the JSON body into the target type: messages: invalid type at line 1 column 9"),
        "invalid_request",
    ),
    ("types, older", 422, Json("Failed to deserialize the JSON body into the target type: x"), "invalid_request"),
    ("syntax", 400, Json("Failed to parse the request body as JSON: x"), "invalid_request"),
    (
        "context",
        400,
        Json("This model's maximum context length is 1048576 tokens. However, you requested 1200000 tokens"),
        "context_too_long",
    ),
    (
        "max_tokens",
        400,
        Json("Invalid max_tokens value, the valid range of max_tokens is [1, 393216]"),
        "invalid_request",
    ),
    (
        "reasoning",
        400,
        Json("The `reasoning_content` in the thinking mode must be passed back to the API."),
        "invalid_request",
    ),
    (
        "tool turns",
        400,
        Json("An assistant message with 'tool_calls' must be followed by tool messages"),
        "invalid_request",
    ),
    ("tool choice", 400, Json("Thinking mode does not support this tool_choice"), "invalid_request"),
    ("json word", 400, Json("Prompt must contain the word 'json' in some form"), "invalid_request"),
    ("json schema", 400, Json("This response_format type is unavailable now"), "invalid_request"),
    ("moderation", 400, Json("Content Exists Risk"), "content_risk"),
    ("moderation, very old", 400, Raw(r#"{"detail":"Content Exists Risk"}"#), "content_risk"),
    (
        "concurrency by balance",
        429,
        Json(
            "Too many requests. Your current concurrency is 26, which exceeds your concurrency limit of 25 based on your remaining balance. Please top up your balance to restore your concurrency.",
        ),
        "throttled_top_up",
    ),
    ("rate", 429, Json("Rate limit reached for TPM"), "throttled"),
    ("server", 500, Raw(""), "server_error"),
    ("busy", 503, Json("Service is too busy. We advise users to temporarily switch"), "busy"),
    ("busy, SiliconFlow", 503, Raw(r#"{"code":50508,"message":"System is too busy","data":null}"#), "busy"),
    ("gateway page", 504, Raw("<html><body><h1>504 Gateway Time-out</h1></body></html>"), "server_error"),
    ("gateway, empty", 502, Raw(""), "server_error"),
    ("media type", 415, Raw(""), "invalid_request"),
    ("too big", 413, Raw("<html>413</html>"), "not_an_api"),
    ("wrong path", 404, Raw("404 page not found"), "not_found"),
    ("wrong path, page", 404, Raw("<!doctype html><title>Not Found</title>"), "not_found"),
    ("firewall page", 403, Raw("<html>Access denied</html>"), "not_an_api"),
    ("proxy login page", 407, Raw("<html>Log in</html>"), "not_an_api"),
    ("redirect", 307, Raw(""), "redirected"),
    ("nothing known", 418, Raw("<html>teapot</html>"), "not_an_api"),
];

#[test]
fn every_known_refusal_gets_its_own_error() {
    for (name, status, body, code) in KNOWN {
        let body = match body {
            Json(message) => json(message, "invalid_request_error"),
            Raw(text) => (*text).to_owned(),
        };
        let error = refused(*status, &body);
        assert_eq!(error.code(), *code, "{name}");
        assert_eq!(error.status(), Some(*status), "{name}");
        let retryable = matches!(status, 500..=504) || *code == "throttled";
        assert_eq!(error.is_retryable(), retryable, "{name}");
    }
}

#[test]
fn the_message_is_found_in_every_shape_of_body() {
    let table = [
        (r#"{"error":{"message":"a","code":7}}"#, Some("a")),
        (r#"{"error":"a"}"#, Some("a")),
        (r#"{"message":"a","error":null}"#, Some("a")),
        (r#"{"code":20012,"message":"a","data":null}"#, Some("a")),
        (r#"{"msg":"a"}"#, Some("a")),
        (r#"{"detail":"a"}"#, Some("a")),
        (r#"{"detail":[{"loc":["body"]}]}"#, Some(r#"[{"loc":["body"]}]"#)),
        (r#"{"error":{"type":"x"}}"#, Some(r#"{"type":"x"}"#)),
        (r#"[{"error":{"message":"a"}}]"#, Some("a")),
        ("\u{FEFF}\r\n {\"error\":{\"message\":\"a\"}}", Some("a")),
        ("a plain line\n", Some("a plain line")),
        ("{\"error\":{\"mess", Some("{\"error\":{\"mess")),
        ("<p>a &amp; b</p>", Some("a & b")),
        ("", None),
        ("  \n", None),
    ];
    for (body, wanted) in table {
        assert_eq!(refused(400, body).server_message(), wanted, "{body}");
    }
}

#[test]
fn a_key_in_the_servers_words_is_masked_and_never_in_the_log_line() {
    let error = refused(401, &json("Your key sk-0123456789abcdef is invalid", "authentication_error"));
    assert_eq!(error.server_message(), Some("Your key sk-*** is invalid"));
    let line = error.to_string();
    assert_eq!(
        line, "key refused (status 401, trace none)",
        "a log line holds no server text: it may quote the prompt"
    );
    assert!(!format!("{error:?}").contains("0123456789"));
}

#[test]
fn the_numbers_of_a_context_overflow_are_read() {
    let text = "This model's maximum context length is 1048576 tokens. However, you requested 1200000 tokens (1100000 in the messages, 100000 in the completion).";
    match refused(400, &json(text, "invalid_request_error")) {
        ApiError::ContextTooLong { limit, requested, .. } => {
            assert_eq!((limit, requested), (Some(1_048_576), Some(1_200_000)));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_error_object_with_status_200_is_told_by_its_own_words() {
    let table = [
        (r#"{"error":{"message":"Insufficient Balance","type":"unknown_error"}}"#, "insufficient_balance"),
        (r#"{"error":{"message":"x","type":"authentication_error"}}"#, "key_refused"),
        (r#"{"error":{"message":"x","code":429}}"#, "throttled"),
        (r#"{"error":{"message":"x","code":"503"}}"#, "busy"),
        (r#"{"error":{"message":"Model Not Exist","type":"invalid_request_error"}}"#, "unknown_model"),
        (r#"{"code":20012,"message":"Model does not exist","data":null}"#, "error_in_stream"),
        (r#"{"error":"something odd"}"#, "error_in_stream"),
        // DeepSeek writes this code whatever the cause: it says least, so it counts last.
        (
            r#"{"error":{"message":"Internal server error","type":"server_error","code":"invalid_request_error"}}"#,
            "server_error",
        ),
        (r#"{"error":{"message":"Internal server error","type":"invalid_request_error"}}"#, "server_error"),
        (r#"{"error":{"message":"x","type":"server_error","code":"invalid_request_error"}}"#, "server_error"),
        (r#"{"error":{"message":"x","type":"api_error"}}"#, "server_error"),
        (r#"{"error":{"message":"x","code":"internal_error"}}"#, "server_error"),
        (r#"{"error":"502 Bad Gateway"}"#, "server_error"),
        (r#""overloaded""#, "busy"),
        (r#"{"error":{"message":"x","type":"insufficient_system_resource"}}"#, "busy"),
        (r#"{"error":{"message":"Overloaded","type":"overloaded_error"}}"#, "busy"),
        (r#"{"error":{"message":"x","type":"service_unavailable_error","code":"invalid_request_error"}}"#, "busy"),
        (r#"{"code":50508,"message":"System is too busy","data":null}"#, "busy"),
        (r#"{"error":{"message":"x","type":"aborted"}}"#, "server_error"),
        (r#"{"error":{"message":"x","code":"insufficient_quota"}}"#, "insufficient_balance"),
        (r#"{"error":{"message":"Content Exists Risk","type":"invalid_request_error"}}"#, "content_risk"),
        (r#"{"error":{"message":"Invalid max_tokens value","code":"invalid_request_error"}}"#, "invalid_request"),
    ];
    for (body, code) in table {
        let value: Value = serde_json::from_str(body).unwrap();
        assert!(is_error(&value) || value.is_string(), "{body}");
        let error = disguised(&value, Envelope { status: 200, ..Envelope::default() });
        assert_eq!(error.code(), code, "{body}");
    }
    for body in [r#"{"choices":[],"message":"x","code":1}"#, r#"{"error":null}"#, r#"{"message":"ping"}"#, "[]", "5"] {
        assert!(!is_error(&serde_json::from_str(body).unwrap()), "{body}");
    }
}

#[test]
fn someone_can_always_do_something_about_it() {
    let table = [
        (401, Fault::Account),
        (402, Fault::Account),
        (429, Fault::Account),
        (400, Fault::User),
        (404, Fault::User),
        (503, Fault::Server),
        (500, Fault::Server),
    ];
    for (status, fault) in table {
        assert_eq!(refused(status, "x").whose_fault(), fault, "{status}");
    }
}

#[test]
fn a_request_that_is_not_taken_says_what_of_it() {
    for (message, part) in [
        ("Invalid max_tokens value, the valid range of max_tokens is [1, 8192]", RequestPart::Parameter),
        ("This response_format type is unavailable now", RequestPart::Parameter),
        ("Prompt must contain the word 'json' in some form to use 'response_format'", RequestPart::Parameter),
        ("The `reasoning_content` in the thinking mode must be passed back to the API.", RequestPart::Messages),
        ("An assistant message with 'tool_calls' must be followed by tool messages", RequestPart::Messages),
        ("This model does not support image", RequestPart::Messages),
        ("Thinking mode does not support this tool_choice", RequestPart::Other),
        ("Failed to deserialize the JSON body: invalid max_tokens at line 1 column 9", RequestPart::Other),
    ] {
        let error = refused(400, &json(message, "invalid_request_error"));
        assert!(matches!(error, ApiError::InvalidRequest { about, .. } if about == part), "{message}: {error:?}");
    }
}
