//! Requests that no window of ours would make: each gets an error with a code, and the app goes on.

use crate::fixture::{Fixture, OWN_PAGE, call_from, code, sample};
use serde_json::{Map, Value, json};

#[test]
fn a_value_of_the_wrong_type_is_an_error_with_a_code() {
    let fixture = Fixture::new();
    let wrong = [json!(null), json!(7), json!(-1.5), json!(true), json!([]), json!({ "a": 1 }), json!([["x"]])];
    for command in hadal_wire::NAMES {
        for (field, good) in fields(command) {
            for value in wrong.iter().filter(|value| kind(value) != kind(&good)) {
                let answer = fixture.call(command, &with(command, &field, value.clone()));
                // An optional field may be null; then it is a request like another.
                assert!(value.is_null() || told(&answer), "{command} with {field} = {value} answered {answer:?}");
            }
        }
    }
    goes_on(&fixture);
}

#[test]
fn a_request_of_the_wrong_shape_is_an_error_with_a_code() {
    let fixture = Fixture::new();
    for command in hadal_wire::NAMES {
        let more = with(command, "nobodyKnowsThis", json!(1));
        assert!(told(&fixture.call(command, &more)), "{command} took a field that it does not have");
        for request in [json!(null), json!("x"), json!(3), json!([1, 2])] {
            assert!(told(&fixture.call(command, &request)), "{command} took {request}");
        }
        for body in [json!({}), json!({ "Request": {} }), json!(null), json!([]), json!("request")] {
            let answer = call_from(&fixture.main, OWN_PAGE, command, &body);
            assert!(told(&answer), "{command} with the body {body} answered {answer:?}");
        }
        for (field, _) in fields(command) {
            let mut request = sample(command);
            request.as_object_mut().unwrap().remove(&field);
            if let Err(error) = endless_is_ended(&fixture, command, &request) {
                assert!(code(&error).is_some(), "{command} without {field} answered {error}");
            }
        }
    }
    goes_on(&fixture);
}

/// Nothing is found by it, and nothing of it is kept: an answer like another.
const ONLY_LOOKED_FOR: [(&str, &str); 3] =
    [("conversation_list", "titleContains"), ("watch_leave", "watchId"), ("job_stop", "jobId")];

#[test]
fn ten_megabytes_in_any_text_are_an_error_with_a_code() {
    let fixture = Fixture::new();
    let long = "长".repeat(10 * 1024 * 1024 / 3);
    for command in hadal_wire::NAMES {
        for (field, _) in fields(command).into_iter().filter(|(_, good)| good.is_string()) {
            let answer = fixture.call(command, &with(command, &field, json!(long)));
            if ONLY_LOOKED_FOR.contains(&(*command, field.as_str())) {
                let size = answer.unwrap().to_string().len();
                assert!(size < 4000, "{command} sent {size} bytes back for {field}");
                continue;
            }
            assert!(told(&answer), "{command} took ten megabytes as {field}");
            let size = answer.unwrap_err().to_string().len();
            assert!(size < 4000, "{command} sent {size} bytes back for {field}");
        }
    }
    goes_on(&fixture);
}

#[test]
fn an_id_that_looks_like_something_else_is_an_error_with_a_code() {
    let fixture = Fixture::new();
    let odd = [
        "",
        " ",
        "../../../../etc/passwd",
        "/etc/passwd",
        "C:\\Windows\\win.ini",
        "file:///etc/passwd",
        "history.db",
        "01939b6e-7c00-7000-8000-000000000001/..",
        "01939b6e-7c00-7000-8000-000000000001\0",
        "' OR 1=1 --",
        "\u{202e}evil",
        "-1",
        "NaN",
        "%2e%2e%2f",
    ];
    for command in hadal_wire::NAMES {
        for field in ["conversationId", "messageId", "parentId", "folderId", "tagId"] {
            if !fields(command).iter().any(|(name, _)| name == field) {
                continue;
            }
            for id in odd {
                let answer = fixture.call(command, &with(command, field, json!(id)));
                assert!(told(&answer), "{command} with {field} = {id:?} answered {answer:?}");
            }
        }
    }
    goes_on(&fixture);
}

/// The fields of a command's sample, with their values.
fn fields(command: &str) -> Vec<(String, Value)> {
    sample(command).as_object().unwrap_or(&Map::new()).clone().into_iter().collect()
}

fn with(command: &str, field: &str, value: Value) -> Value {
    let mut request = sample(command);
    request.as_object_mut().unwrap().insert(field.to_owned(), value);
    request
}

fn kind(value: &Value) -> std::mem::Discriminant<Value> {
    std::mem::discriminant(value)
}

/// An error of ours.
fn told(answer: &Result<Value, Value>) -> bool {
    answer.as_ref().is_err_and(|error| code(error).is_some())
}

/// A watch of the library without a fault would never answer.
fn endless_is_ended(fixture: &Fixture, command: &str, request: &Value) -> Result<Value, Value> {
    if command == "library_watch" && request.get("watchId").is_some() {
        return Ok(Value::Null);
    }
    fixture.call(command, request)
}

/// Whatever came before, the app answers.
fn goes_on(fixture: &Fixture) {
    let info = fixture.call("app_info", &json!({})).unwrap();
    assert!(info.get("version").is_some(), "{info}");
}
