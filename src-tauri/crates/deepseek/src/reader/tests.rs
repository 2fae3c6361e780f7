//! Sections 5.4, 10 and 11 of the API notes as a table: a body, and what must come out of it.

mod properties;

use super::*;
use crate::event::FinishReason;

/// All events of a body that arrives in these pieces and then ends.
fn events(pieces: &[&[u8]]) -> Vec<Result<ChatEvent, ApiError>> {
    let envelope = Envelope { status: 200, ..Envelope::default() };
    let mut reader = Reader::new(envelope, ThinkTags::Paired, 1 << 20);
    let mut out = Outbox::new();
    for piece in pieces {
        reader.push(piece, &mut out);
    }
    reader.end(&mut out);
    assert!(reader.has_ended(), "a body that ended leaves nothing open");
    out.into()
}

/// Events in short: `R` reasoning, `T` text, `C` call, `U` usage, `F` finish, `K` keep-alive, `N` note, `E` error.
fn told(items: &[Result<ChatEvent, ApiError>]) -> String {
    let words: Vec<String> = items
        .iter()
        .map(|item| match item {
            Ok(ChatEvent::Started { .. }) => "S".to_owned(),
            Ok(ChatEvent::KeepAlive) => "K".to_owned(),
            Ok(ChatEvent::Reasoning(text)) => format!("R:{text}"),
            Ok(ChatEvent::Text(text)) => format!("T:{text}"),
            Ok(ChatEvent::ToolCall(call)) => format!(
                "C{}:{}:{}:{}",
                call.index,
                call.id.as_deref().unwrap_or("-"),
                call.name.as_deref().unwrap_or("-"),
                call.arguments
            ),
            Ok(ChatEvent::Logprobs(found)) => format!("P:{}", found.content.len()),
            Ok(ChatEvent::Usage(usage)) => format!("U:{}", usage.total_tokens),
            Ok(ChatEvent::Finished(reason)) => format!("F:{}", reason.as_str()),
            Ok(ChatEvent::Note(note)) => format!("N:{note:?}"),
            Ok(ChatEvent::LeakedMarkup(markup)) => format!("L:{markup}"),
            Ok(ChatEvent::Retrying { .. }) => "a reader never tries again".to_owned(),
            Err(error) => format!("E:{}:{}", error.code(), error.seen_bytes()),
        })
        .collect();
    words.join(" ")
}

/// A stream of chunks with these `choices[0]` contents, without an end.
fn sse(choices: &[&str]) -> String {
    let event =
        |choice: &&str| ["data: {\"id\":\"i\",\"model\":\"m\",\"choices\":[{\"index\":0,", choice, "}]}\n\n"].concat();
    choices.iter().map(event).collect()
}

const A: &str = r#""delta":{"content":"a"}"#;
const B: &str = r#""delta":{"content":"b"}"#;
const STOP: &str = r#""delta":{"content":""},"finish_reason":"stop""#;
const DONE: &str = "data: [DONE]\n\n";

#[test]
fn the_exact_sequence_of_a_thinking_answer_is_read() {
    let body = [
        sse(&[
            r#""delta":{"role":"assistant","content":null,"reasoning_content":""},"logprobs":null,"finish_reason":null"#,
            r#""delta":{"content":null,"reasoning_content":"why"}"#,
            r#""delta":{"content":"so","reasoning_content":null}"#,
        ]),
        "data: {\"id\":\"i\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\",\"reasoning_content\":null},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3}}\n\n".to_owned(),
        DONE.to_owned(),
    ]
    .concat();
    assert_eq!(told(&events(&[body.as_bytes()])), "S R:why T:so U:3 F:stop", "the empty first reasoning opens nothing");
}

#[test]
fn every_odd_body_gives_what_the_notes_say() {
    let ok = sse(&[A, STOP]);
    let cut = sse(&[A]);
    let table: Vec<(&str, String, &str)> = vec![
        ("plain", format!("{ok}{DONE}"), "S T:a F:stop"),
        ("data without a space", format!("{ok}{DONE}").replace("data: ", "data:"), "S T:a F:stop"),
        ("CRLF", format!("{ok}{DONE}").replace('\n', "\r\n"), "S T:a F:stop"),
        ("lone CR", format!("{ok}{DONE}").replace('\n', "\r"), "S T:a F:stop"),
        ("byte order mark", format!("\u{FEFF}{ok}{DONE}"), "S T:a F:stop"),
        ("blank lines first", format!("\n\r\n \n{ok}{DONE}"), "S T:a F:stop"),
        ("comments", format!(": keep-alive\n\n: OPENROUTER PROCESSING\n\n{ok}: ping\n\n{DONE}"), "K K S T:a K F:stop"),
        ("named events", format!("event: message\nid: 1\n{ok}{DONE}"), "S T:a F:stop"),
        ("data over two lines", "data: {\"choices\":[{\"delta\":\ndata: {\"content\":\"a\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n".to_owned(), "S T:a F:stop"),
        ("done with blanks", format!("{ok}data:  [DONE] \r\n\r\n"), "S T:a F:stop"),
        ("more after done", format!("{ok}{DONE}{cut}data: x\n\n"), "S T:a F:stop"),
        ("usage null", "data: {\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}],\"usage\":null}\n\ndata: [DONE]\n\n".to_owned(), "S T:a F:stop"),
        ("usage in a chunk without choices", format!("{ok}data: {{\"choices\":[],\"usage\":{{\"total_tokens\":9}}}}\n\n{DONE}"), "S T:a U:9 F:stop"),
        ("usage in a chunk with choices null", format!("{ok}data: {{\"choices\":null,\"usage\":{{\"total_tokens\":9}}}}\n\n{DONE}"), "S T:a U:9 F:stop"),
        ("no choices, no usage", format!("data: {{\"choices\":[]}}\n\n{ok}{DONE}"), "S T:a F:stop"),
        ("delta null or missing", format!("{}{DONE}", sse(&[r#""delta":null"#, r#""x":1"#, A, STOP])), "S T:a F:stop"),
        ("content null, absent or empty", format!("{}{DONE}", sse(&[r#""delta":{"content":null}"#, r#""delta":{}"#, r#""delta":{"content":""}"#, A, STOP])), "S T:a F:stop"),
        ("a second choice", format!("data: {{\"choices\":[{{\"index\":1,\"delta\":{{\"content\":\"x\"}}}}]}}\n\n{ok}{DONE}"), "S T:a F:stop"),
        ("empty tool calls on each chunk", format!("{}{DONE}", sse(&[r#""delta":{"content":"a","tool_calls":[]}"#, STOP])), "S T:a F:stop"),
        ("finish missing, then done", format!("{cut}{DONE}"), "S T:a N:NoFinishReason"),
        ("finish missing, then the end", cut.clone(), "S T:a E:cut:1"),
        ("finish, then the end", ok.clone(), "S T:a N:NoDoneMarker F:stop"),
        ("a finish word of tomorrow", format!("{}{DONE}", sse(&[A, r#""finish_reason":"tired""#])), "S T:a F:tired"),
        ("out of capacity", format!("{}{DONE}", sse(&[A, r#""finish_reason":"insufficient_system_resource""#])), "S T:a F:insufficient_system_resource"),
        ("aborted before any text", format!("{}{DONE}", sse(&[r#""delta":{},"finish_reason":"aborted""#])), "S F:aborted"),
        ("plain line after events", format!("{cut}upstream error: connection reset\n\n"), "S T:a E:cut:1"),
        ("error object after text", format!("{cut}data: {{\"error\":{{\"message\":\"x\"}}}}\n\n{ok}"), "S T:a E:error_in_stream:1"),
        ("error object as text", format!("{cut}data: {{\"error\":\"x\"}}\n\n"), "S T:a E:error_in_stream:1"),
        ("error beside choices", format!("{cut}data: {{\"error\":{{\"code\":502,\"message\":\"x\"}},\"choices\":[{{\"delta\":{{\"content\":\"\"}},\"finish_reason\":\"error\"}}]}}\n\n"), "S T:a E:error_in_stream:1"),
        ("error event with plain text", format!("{cut}event: error\ndata: overloaded\n\n"), "S T:a E:error_in_stream:1"),
        ("code and message as data", format!("{cut}data: {{\"code\":50508,\"message\":\"busy\",\"data\":null}}\n\n"), "S T:a E:error_in_stream:1"),
        ("error null on every chunk", "data: {\"error\":null,\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n".to_owned(), "S T:a F:stop"),
        ("an event that is not JSON", format!("{cut}data: {{\"choices\":[\n\n{ok}{DONE}"), "S T:a N:UnreadableEvent T:a F:stop"),
        ("unterminated last event", format!("{cut}{}", sse(&[B]).trim_end()), "S T:a E:cut:1"),
        ("last event without its blank line", format!("{cut}{}\n", sse(&[B]).trim_end()), "S T:a E:cut:1"),
        ("only an unterminated event", sse(&[A]).trim_end().to_owned(), "E:cut:0"),
        ("queue closed after keep-alives", ": keep-alive\n\n: keep-alive\n\n".to_owned(), "K K E:cut:0"),
        ("nothing at all", String::new(), "E:empty_answer:0"),
        ("blank lines only", "\n\n\n".to_owned(), "E:empty_answer:0"),
        ("stop with nothing", format!("{}{DONE}", sse(&[STOP])), "S E:empty_answer:0"),
        ("only done", DONE.to_owned(), "E:empty_answer:0"),
        ("blank content", format!("{}{DONE}", sse(&[r#""delta":{"content":" \n"}"#, STOP])), "S T: \n E:empty_answer:0"),
        ("all said in the reasoning", format!("{}{DONE}", sse(&[r#""delta":{"reasoning_content":"r"}"#, STOP])), "S R:r N:OnlyReasoning F:stop"),
        ("cut off while reasoning", format!("{}{DONE}", sse(&[r#""delta":{"reasoning_content":"r"},"finish_reason":"length""#])), "S R:r F:length"),
        ("role null, several tokens, matched_stop", format!("{}{DONE}", sse(&[r#""delta":{"role":null,"content":"a b c"}"#, r#""delta":{},"finish_reason":"stop","matched_stop":1"#])), "S T:a b c F:stop"),
        ("lone surrogate", format!("{}{DONE}", sse(&[r#""delta":{"content":"a\ud83d"}"#, STOP])), "S T:a\u{FFFD} F:stop"),
        ("NUL bytes", format!("{}{DONE}", sse(&["\"delta\":{\"content\":\"a\u{0}b\"}", STOP])), "S T:a\u{0}b F:stop"),
        ("the whole message once more at the end", format!("{}{DONE}", sse(&[A, r#""message":{"content":"a"},"finish_reason":"stop""#])), "S T:a F:stop"),
        ("a whole reply instead of a stream", r#"{"id":"i","choices":[{"index":0,"message":{"role":"assistant","content":"a","reasoning_content":"r"},"finish_reason":"stop"}],"usage":{"total_tokens":4}}"#.to_owned(), "S R:r T:a U:4 F:stop"),
        ("a whole reply after blank lines", format!("\n\n\n{}", r#"{"choices":[{"message":{"content":"a"},"finish_reason":"length"}]}"#), "S T:a F:length"),
        ("half a whole reply", r#"{"choices":[{"message":{"content":"a"#.to_owned(), "E:cut:0"),
        ("JSON that is no reply", r#"{"hello":"world"}"#.to_owned(), "E:not_an_api:0"),
        ("something that only begins like JSON", "{oops}".to_owned(), "E:not_an_api:0"),
        ("an error object with status 200", r#"{"error":{"message":"Insufficient Balance"}}"#.to_owned(), "E:insufficient_balance:0"),
        ("an error object of unknown cause", r#"{"error":{"message":"x"}}"#.to_owned(), "E:error_in_stream:0"),
        ("an error object in a list", r#"[{"error":{"message":"x","code":503}}]"#.to_owned(), "E:busy:0"),
        ("a page", "<!DOCTYPE html><html><title>Log in</title></html>".to_owned(), "E:not_an_api:0"),
        ("plain text", "Hello from another program\n".to_owned(), "E:not_an_api:0"),
    ];
    for (name, body, wanted) in table {
        assert_eq!(told(&events(&[body.as_bytes()])), wanted, "{name}");
        let bytes: Vec<&[u8]> = body.as_bytes().chunks(1).collect();
        assert_eq!(told(&events(&bytes)), wanted, "{name}, byte by byte");
    }
}

#[test]
fn reasoning_is_merged_from_every_source_and_inline_tags_count_only_without_a_field() {
    let table: [(&str, &[&str], &str); 7] = [
        ("reasoning", &[r#""delta":{"reasoning":"r"}"#, A, STOP], "S R:r T:a F:stop"),
        ("details", &[r#""delta":{"reasoning_details":[{"text":"r"}]}"#, A, STOP], "S R:r T:a F:stop"),
        (
            "both the same",
            &[r#""delta":{"reasoning":"r","reasoning_details":[{"text":"r"}]}"#, A, STOP],
            "S R:r T:a F:stop",
        ),
        (
            "inline, split",
            &[
                r#""delta":{"content":"\n<th"}"#,
                r#""delta":{"content":"ink>r</thi"}"#,
                r#""delta":{"content":"nk>\n\na"}"#,
                STOP,
            ],
            "S R:r T:a F:stop",
        ),
        ("inline, never closed", &[r#""delta":{"content":"<think>r"}"#, STOP], "S R:r N:OnlyReasoning F:stop"),
        (
            "a tag after a field",
            &[r#""delta":{"reasoning_content":"r"}"#, r#""delta":{"content":"<think>a"}"#, STOP],
            "S R:r T:<think>a F:stop",
        ),
        ("half a tag, then the end", &[r#""delta":{"content":"<thi"}"#, STOP], "S T:<thi F:stop"),
    ];
    for (name, choices, wanted) in table {
        let body = sse(choices) + DONE;
        assert_eq!(told(&events(&[body.as_bytes()])), wanted, "{name}");
    }
    let cut = sse(&[r#""delta":{"content":"<thi"}"#]);
    assert_eq!(
        told(&events(&[cut.as_bytes()])),
        "S T:<thi E:cut:4",
        "what was held back is kept when the answer is cut"
    );
}

#[test]
fn tool_calls_are_told_apart_by_index_and_get_an_id_if_they_have_none() {
    let table: [(&str, &[&str], &str); 5] = [
        (
            "interleaved",
            &[
                r#""delta":{"tool_calls":[{"index":0,"id":"x","type":"function","function":{"name":"f","arguments":""}}]}"#,
                r#""delta":{"tool_calls":[{"index":1,"id":"y","function":{"name":"g","arguments":"{"}},{"index":0,"function":{"arguments":"{}"}}]}"#,
                r#""delta":{"tool_calls":[{"index":1,"id":"","function":{"name":"","arguments":"}"}}]}"#,
            ],
            "S C0:x:f: C1:y:g:{ C0:-:-:{} C1:-:-:} F:tool_calls",
        ),
        (
            "empty id",
            &[r#""delta":{"tool_calls":[{"index":0,"id":"","function":{"name":"f","arguments":"{}"}}]}"#],
            "S C0:call_00:f:{} F:tool_calls",
        ),
        (
            "no index",
            &[
                r#""delta":{"tool_calls":[{"id":"x","function":{"name":"f","arguments":"{}"}},{"id":"y","function":{"name":"g","arguments":"{}"}}]}"#,
            ],
            "S C0:x:f:{} C1:y:g:{} F:tool_calls",
        ),
        (
            "arguments as an object",
            &[r#""delta":{"tool_calls":[{"index":0,"id":"x","function":{"name":"f","arguments":{"a":1}}}]}"#],
            "S C0:x:f:{\"a\":1} F:tool_calls",
        ),
        (
            "no function",
            &[r#""delta":{"tool_calls":[{"index":0,"id":"x","function":null},7]}"#],
            "S C0:x:-: F:tool_calls",
        ),
    ];
    for (name, choices, wanted) in table {
        let body = sse(choices) + &sse(&[r#""delta":{},"finish_reason":"tool_calls""#]) + DONE;
        assert_eq!(told(&events(&[body.as_bytes()])), wanted, "{name}");
    }
}

#[test]
fn a_broken_connection_after_the_finish_reason_costs_nothing() {
    for (choices, wanted) in [(&[A, STOP][..], "S T:a N:NoDoneMarker F:stop"), (&[A][..], "S T:a E:cut:1")] {
        let mut reader = Reader::new(Envelope::default(), ThinkTags::Paired, 1 << 20);
        let mut out = Outbox::new();
        reader.push(sse(choices).as_bytes(), &mut out);
        reader.broke(&mut out);
        reader.end(&mut out);
        assert_eq!(told(out.make_contiguous()), wanted);
    }
}

#[test]
fn whatever_a_server_sends_memory_has_an_end() {
    let mut reader = Reader::new(Envelope::default(), ThinkTags::Paired, 1000);
    let mut out = Outbox::new();
    let chunk = sse(&[r#""delta":{"content":"0123456789"}"#]);
    let pushes = (0..1000).take_while(|_| {
        reader.push(chunk.as_bytes(), &mut out);
        !reader.has_ended()
    });
    assert_eq!(pushes.count(), 100, "the answer's own limit");
    assert!(told(out.make_contiguous()).ends_with("E:too_large:1010"));

    for start in ["data: ", "x", "{", "<p>"] {
        let mut reader = Reader::new(Envelope::default(), ThinkTags::Paired, 1 << 20);
        let mut out = Outbox::new();
        reader.push(start.as_bytes(), &mut out);
        let filler = vec![b'x'; 1 << 20];
        let ended = (0..40).any(|_| {
            reader.push(&filler, &mut out);
            reader.has_ended()
        });
        assert!(ended, "a body that begins with {start:?} and never ends");
    }
}

#[test]
fn a_line_of_a_megabyte_is_an_event_like_any_other() {
    let token = "x".repeat(1 << 20);
    let choice = format!(r#""delta":{{"content":"{token}"}}"#);
    let body = sse(&[&choice, STOP]) + DONE;
    let pieces: Vec<&[u8]> = body.as_bytes().chunks(1460).collect();
    let items = events(&pieces);
    assert!(matches!(items.get(1), Some(Ok(ChatEvent::Text(text))) if *text == token));
    assert_eq!(items.last(), Some(&Ok(ChatEvent::Finished(FinishReason::Stop))));
}

#[test]
fn leaked_tool_markup_is_told_apart_from_the_answer() {
    let leak = |text: &str| format!(r#""delta":{{"content":"{text}"}}"#);
    let pieces = [leak("a<｜DS"), leak("ML｜tool_calls>x</｜DSML｜tool"), leak("_calls>b"), STOP.to_owned()];
    let body = sse(&pieces.each_ref().map(String::as_str)) + DONE;
    assert_eq!(told(&events(&[body.as_bytes()])), "S T:a L:<｜DSML｜tool_calls>x L:</｜DSML｜tool_calls> T:b F:stop");
    let only = sse(&[&leak("<｜DSML｜tool_calls>x"), STOP]) + DONE;
    assert_eq!(told(&events(&[only.as_bytes()])), "S L:<｜DSML｜tool_calls>x E:empty_answer:0", "markup is no answer");
}

#[test]
fn two_answers_glued_together_end_with_the_first() {
    let second = sse(&[A, STOP]).replace("\"id\":\"i\"", "\"id\":\"j\"") + DONE;
    let glued = sse(&[B, STOP]) + DONE + &second;
    assert_eq!(told(&events(&[glued.as_bytes()])), "S T:b F:stop");
}

#[test]
fn two_answers_in_turns_are_an_error_but_names_that_only_change_are_not() {
    let chunk = |id: &str, text: &str| {
        format!("data: {{\"id\":\"{id}\",\"choices\":[{{\"delta\":{{\"content\":\"{text}\"}}}}]}}\n\n")
    };
    let end = format!("{}{DONE}", sse(&[STOP]).replace("\"id\":\"i\",", ""));
    let turns = chunk("a", "x") + &chunk("a", "y") + &chunk("b", "1") + &chunk("a", "z") + &end;
    assert_eq!(told(&events(&[turns.as_bytes()])), "S T:x T:y T:1 E:garbled:3");
    let renamed = chunk("a", "x") + &chunk("b", "y") + &chunk("c", "z") + &chunk("", "!") + &end;
    assert_eq!(told(&events(&[renamed.as_bytes()])), "S T:x T:y T:z T:! F:stop");
}
