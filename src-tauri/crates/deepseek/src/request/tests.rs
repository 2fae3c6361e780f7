//! Requests as they go over the wire, and those that are refused before they go.

use super::*;
use crate::message::ToolCall;
use serde_json::{Value, json};

fn sent(request: &ChatRequest, stream: bool) -> Value {
    serde_json::from_slice(&request.body(stream, ThinkingSwitch::default()).unwrap()).unwrap()
}

fn hello() -> ChatRequest {
    ChatRequest::new("deepseek-flash", vec![Message::system("Be brief."), Message::user("你好")])
}

#[test]
fn a_plain_stream_request_has_exactly_the_documented_fields() {
    assert_eq!(
        sent(&hello(), true),
        json!({
            "model": "deepseek-flash",
            "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "你好"}],
            "stream": true, "stream_options": {"include_usage": true}
        })
    );
    assert_eq!(sent(&hello(), false).get("stream_options"), None, "400 unless streamed");
}

#[test]
fn thinking_and_temperature_exclude_each_other() {
    let thinking = sent(&hello().without_thinking_at(0.5).thinking(Thinking::Enabled(Effort::Max)), true);
    assert_eq!(thinking["thinking"], json!({"type": "enabled"}));
    assert_eq!(thinking["reasoning_effort"], "max");
    assert_eq!(thinking.get("temperature"), None);

    let plain = sent(&hello().without_thinking_at(0.5).thinking(Thinking::Disabled), true);
    assert_eq!(plain["thinking"], json!({"type": "disabled"}));
    assert_eq!(plain["temperature"], 0.5);
    assert_eq!(plain.get("reasoning_effort"), None, "an effort would contradict the switch");
}

#[test]
fn reasoning_goes_back_only_where_the_api_wants_it() {
    let turns = vec![Message::user("a"), Message::assistant("b", Some("why".into())), Message::user("c")];
    let bare = ChatRequest::new("m", turns);
    assert_eq!(sent(&bare, true)["messages"][1].get("reasoning_content"), None);
    let tool = Tool::new("now", "the time");
    let tooled = bare.clone().tools(vec![tool]);
    assert_eq!(sent(&tooled, true)["messages"][1]["reasoning_content"], "why");
    assert_eq!(
        sent(&tooled, true)["tools"],
        json!([{"type": "function", "function": {"name": "now", "description": "the time"}}])
    );
    let plain = tooled.thinking(Thinking::Disabled);
    assert_eq!(sent(&plain, true)["messages"][1].get("reasoning_content"), None);
    let continued = bare.prefix("half an ans", Some("because".into()));
    assert!(continued.needs_beta());
    assert_eq!(
        sent(&continued, true)["messages"][3],
        json!({"role": "assistant", "content": "half an ans", "reasoning_content": "because", "prefix": true})
    );
}

#[test]
fn tool_turns_have_the_shape_the_server_checks() {
    let call = ToolCall { id: "call_00_x".into(), name: "now".into(), arguments: "{}".into() };
    let turn = Message::Assistant { content: String::new(), reasoning: None, tool_calls: vec![call], prefix: false };
    let request = ChatRequest::new("m", vec![turn, Message::tool("call_00_x", "noon")]);
    assert_eq!(
        sent(&request, false)["messages"],
        json!([
            {"role": "assistant", "content": "", "tool_calls": [{"id": "call_00_x", "type": "function", "function": {"name": "now", "arguments": "{}"}}]},
            {"role": "tool", "tool_call_id": "call_00_x", "content": "noon"}
        ])
    );
}

#[test]
fn the_remaining_fields_appear_only_when_set() {
    let request = hello().max_tokens(0).user_id("u-1").stop(vec!["END".into()]).json_object();
    let body = sent(&request, false);
    assert_eq!(body["max_tokens"], 1, "0 would be refused");
    assert_eq!(body["user_id"], "u-1");
    assert_eq!(body["stop"], json!(["END"]));
    assert_eq!(body["response_format"], json!({"type": "json_object"}));
}

#[test]
fn a_forced_call_exists_only_without_thinking() {
    let tool = || vec![Tool::new("now", "the time")];
    let forced = hello().tools(tool()).without_thinking_calling(ForcedCall::Named("now".into()));
    let body = sent(&forced, true);
    assert_eq!(body["tool_choice"], json!({"type": "function", "function": {"name": "now"}}));
    assert_eq!(body["thinking"], json!({"type": "disabled"}));
    let cooled = sent(&forced.clone().without_thinking_at(0.0), true);
    assert_eq!((&cooled["temperature"], &cooled["tool_choice"]["type"]), (&json!(0.0), &json!("function")));
    let thinking = sent(&forced.thinking(Thinking::Enabled(Effort::Low)), true);
    assert_eq!(thinking.get("tool_choice"), None, "the server answers 400 to both together");
    let any = sent(&hello().tools(tool()).without_thinking_calling(ForcedCall::Any), true);
    assert_eq!(any["tool_choice"], "required");
    assert_eq!(sent(&hello().past_tools(tool()), true)["tool_choice"], "none");
}

#[test]
fn likelihoods_and_shares_are_asked_for_only_where_they_mean_something() {
    let body = sent(&hello().logprobs(99), true);
    assert_eq!((&body["logprobs"], &body["top_logprobs"]), (&json!(true), &json!(20)));
    let body = sent(&hello().logprobs(0), true);
    assert_eq!((&body["logprobs"], body.get("top_logprobs")), (&json!(true), None));
    let within = hello().thinking_within(Effort::Low, 0.5);
    let share = |request: &ChatRequest| sent(request, true).get("top_p").and_then(Value::as_f64);
    assert!(share(&within).is_some_and(|share| (share - 0.95).abs() < 1e-6), "the server would lift it as well");
    assert!(share(&within.clone().thinking(Thinking::Enabled(Effort::Max))).is_some(), "an effort keeps it");
    assert_eq!(share(&within.thinking(Thinking::Disabled)), None, "without thinking it is ignored");
    assert_eq!(share(&hello().thinking_within(Effort::Low, f32::NAN)), None);
}

#[test]
fn every_word_for_the_effort_is_read() {
    let table = [
        ("none", Thinking::Disabled),
        ("minimal", Thinking::Enabled(Effort::Low)),
        ("medium", Thinking::Enabled(Effort::High)),
        ("xhigh", Thinking::Enabled(Effort::High)),
        ("ultra", Thinking::Enabled(Effort::Max)),
    ];
    for (word, thinking) in table {
        assert_eq!(Thinking::from_word(word), Some(thinking), "{word}");
    }
    assert_eq!(Thinking::from_word("much"), None);
}

#[test]
fn strict_tools_are_all_strict_and_go_to_the_beta_base() {
    let tools = vec![Tool::new("a", ""), Tool::new("b", "").parameters(json!({"type": "object"}))];
    let request = hello().strict_tools(tools);
    assert!(request.needs_beta());
    let body = sent(&request, true);
    assert!((0..2).all(|index| body["tools"][index]["function"]["strict"] == true), "{body}");
    assert!(!hello().strict_tools(Vec::new()).needs_beta());
}

#[test]
fn each_host_gets_its_own_switch_for_thinking() {
    use ThinkingSwitch::{EffortWord, EnableThinking, Fixed, ReasoningObject, TemplateArgument, ThinkingObject};
    let names = ["thinking", "reasoning_effort", "enable_thinking", "reasoning", "chat_template_kwargs"];
    let table = [
        (
            ThinkingObject,
            json!([{"type": "enabled"}, "max", null, null, null]),
            json!([{"type": "disabled"}, null, null, null, null]),
        ),
        (EnableThinking, json!([null, "max", true, null, null]), json!([null, null, false, null, null])),
        (
            ReasoningObject,
            json!([null, null, null, {"effort": "high"}, null]),
            json!([null, null, null, {"enabled": false}, null]),
        ),
        (EffortWord, json!([null, "high", null, null, null]), json!([null, "none", null, null, null])),
        (
            TemplateArgument,
            json!([null, null, null, null, {"thinking": true}]),
            json!([null, null, null, null, {"thinking": false}]),
        ),
        (Fixed, json!([null, null, null, null, null]), json!([null, null, null, null, null])),
    ];
    for (switch, on, off) in table {
        for (thinking, wanted) in [(Thinking::Enabled(Effort::Max), on), (Thinking::Disabled, off)] {
            let body: Value = serde_json::from_slice(&hello().thinking(thinking).body(true, switch).unwrap()).unwrap();
            let found: Vec<Value> = names.iter().map(|name| body.get(*name).cloned().unwrap_or_default()).collect();
            assert_eq!(Value::from(found), wanted, "{switch:?} {thinking:?}");
        }
        let silent: Value = serde_json::from_slice(&hello().body(true, switch).unwrap()).unwrap();
        assert!(names.iter().all(|name| silent.get(*name).is_none()), "the host's own default: {switch:?}");
    }
}
