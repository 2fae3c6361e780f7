//! Each fault switch, as a client sees it; and some together.

use futures_util::StreamExt as _;
use hadal_simulator::{Fault, Pulse, Rejection, Script, Simulator, ThinkShape};
use serde_json::{Value, json};

use crate::client::{chat, events, joined, simulator};

/// What arrived, and whether the body ended as HTTP wants it.
struct Arrived {
    bytes: Vec<u8>,
    frames: usize,
    whole: bool,
}

impl Arrived {
    fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }

    fn events(&self) -> Vec<Value> {
        events(&self.text())
    }
}

async fn arrived(simulator: &Simulator, script: Script, body: Value) -> Arrived {
    simulator.script(script);
    let mut stream = chat(simulator, body).await.bytes_stream();
    let mut arrived = Arrived { bytes: Vec::new(), frames: 0, whole: true };
    while let Some(frame) = stream.next().await {
        let Ok(frame) = frame else {
            arrived.whole = false;
            break;
        };
        arrived.frames += 1;
        arrived.bytes.extend(frame);
    }
    arrived
}

fn script() -> Script {
    Script::answer("Hello 深海").reasoning("We need.")
}

/// A streamed reply with one fault.
async fn with(fault: Fault) -> Arrived {
    arrived(&simulator().await, script().fault(fault), json!({})).await
}

/// A reply that is not streamed, with one fault.
async fn whole_with(fault: Fault) -> Arrived {
    let request = json!({"stream": false});
    arrived(&simulator().await, script().fault(fault), request).await
}

fn finish(events: &[Value]) -> Vec<&str> {
    let reasons = events.iter().filter_map(|event| event["choices"][0]["finish_reason"].as_str());
    reasons.collect()
}

const DONE: &str = "data: [DONE]\n\n";

#[tokio::test]
async fn a_reset_comes_after_exactly_so_many_bytes() {
    for bytes in [0_u64, 1, 500, 777] {
        let simulator = simulator().await;
        let arrived = arrived(&simulator, script().fault(Fault::ResetAfter(bytes)), json!({})).await;
        assert_eq!(u64::try_from(arrived.bytes.len()).unwrap(), bytes);
        assert!(!arrived.whole, "the client sees a broken body");
        let record = &simulator.wait_until_idle().await[0];
        assert!(record.faulted && !record.aborted && record.bytes_sent == bytes);
    }
}

#[tokio::test]
async fn a_reset_is_a_reset_on_the_wire() {
    use std::io::{ErrorKind, Read as _, Write as _};
    let simulator = simulator().await;
    simulator.script(script().fault(Fault::ResetAfter(300)));
    let addr = simulator.addr();
    let read = tokio::task::spawn_blocking(move || {
        let body = r#"{"model":"deepseek-flash","messages":[{"role":"user","content":"x"}],"stream":true}"#;
        let mut socket = std::net::TcpStream::connect(addr).unwrap();
        write!(
            socket,
            "POST /chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            hadal_simulator::TEST_KEY,
            body.len()
        )
        .unwrap();
        let mut seen = Vec::new();
        socket.read_to_end(&mut seen).map_err(|error| error.kind())
    });
    assert_eq!(read.await.unwrap(), Err(ErrorKind::ConnectionReset));
}

#[tokio::test]
async fn a_refused_answer_is_a_broken_connection() {
    let simulator = simulator().await;
    simulator.script(Script::faulty(Fault::RefuseToAnswer));
    let request = crate::client::question(json!({}));
    let sent = crate::client::post(&simulator, "/chat/completions", &request).send().await;
    assert!(sent.is_err());
}

#[tokio::test]
async fn endings_without_done_end_cleanly() {
    let cut = with(Fault::CutAfter(3)).await;
    assert!(cut.whole && cut.events().len() == 3 && finish(&cut.events()).is_empty());
    let no_done = with(Fault::NoDone).await;
    assert!(no_done.whole && !no_done.text().contains("[DONE]"));
    assert_eq!(finish(&no_done.events()), ["stop"]);
    let no_reason = with(Fault::NoFinishReason).await;
    assert!(finish(&no_reason.events()).is_empty() && no_reason.text().ends_with(DONE));
    let unterminated = with(Fault::UnterminatedEnd).await;
    assert!(unterminated.text().ends_with("data: [DONE]"));
}

#[tokio::test]
async fn an_answer_can_be_cut_for_every_reason() {
    for (fault, reason) in [
        (Fault::Length(4), "length"),
        (Fault::InsufficientSystemResource(4), "insufficient_system_resource"),
        (Fault::Aborted(4), "aborted"),
        (Fault::ContentFilter(4), "content_filter"),
    ] {
        for arrived in [with(fault.clone()).await, whole_with(fault.clone()).await] {
            let text = arrived.text();
            assert!(text.contains(&format!("\"finish_reason\":\"{reason}\"")), "{text}");
            assert!(text.contains("\"completion_tokens\":4"), "{text}");
        }
    }
    let simulator = simulator().await;
    let arrived = arrived(&simulator, script().finish("brand_new"), json!({})).await;
    assert_eq!(finish(&arrived.events()), ["brand_new"]);
}

#[tokio::test]
async fn waiting_shows_as_comments_or_blank_lines() {
    let pulse = Pulse { count: 2, every_ms: 1 };
    let waited = with(Fault::KeepAlive(pulse)).await.text();
    assert!(waited.starts_with(": keep-alive\n\n: keep-alive\n\ndata: {"), "{waited}");
    let blank = whole_with(Fault::BlankLines(pulse)).await.text();
    assert!(blank.starts_with("\n\n{\"id\""), "{blank}");
    let closed = with(Fault::QueueClose(20)).await;
    assert!(closed.whole);
    assert_eq!(closed.text(), ": keep-alive\n\n".repeat(4));
}

#[tokio::test]
async fn a_stalled_stream_keeps_the_connection_open() {
    for (fault, seen) in [(Fault::StallAfter(2), 2), (Fault::HangAfterDone, 9)] {
        let simulator = simulator().await;
        simulator.script(script().fault(fault));
        let mut stream = chat(&simulator, json!({})).await.bytes_stream();
        let mut bytes = Vec::new();
        let more = async {
            while let Some(frame) = stream.next().await {
                bytes.extend(frame.unwrap());
            }
        };
        let more = tokio::time::timeout(std::time::Duration::from_millis(300), more).await;
        assert!(more.is_err(), "neither end nor error");
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text.matches("data:").count(), seen, "{text}");
    }
}

#[tokio::test]
async fn whole_responses_can_be_replaced() {
    let reject =
        Fault::Reject(Rejection { status: 500, message: "boom".into(), kind: String::new(), retry_after: Some(7) });
    for (fault, status, kind, start) in [
        (Fault::Html(502), 502, "text/html", "<html>"),
        (Fault::Html(504), 504, "text/html", "<html>"),
        (Fault::Empty(200), 200, "", ""),
        (Fault::Empty(504), 504, "", ""),
        (
            Fault::Busy,
            503,
            "application/json",
            r#"{"error":{"message":"Service is too busy. We advise users to temporarily switch to alternative LLM API service providers.","type":"service_unavailable_error","param":null,"code":"service_unavailable_error"}}"#,
        ),
        (Fault::ThrottledByBalance, 429, "application/json", r#"{"error":{"message":"Too many"#),
        (reject, 500, "application/json", r#"{"error":{"message":"boom","type":"server_error""#),
        (Fault::ErrorWith200, 200, "application/json", r#"{"error":"#),
        (Fault::Redirect("http://127.0.0.1:1/x".into()), 307, "", ""),
        (Fault::HeadDelay(1), 200, "text/event-stream; charset=utf-8", "data: "),
        (Fault::WholeInsteadOfStream, 200, "application/json", r#"{"id":"#),
    ] {
        let simulator = simulator().await;
        simulator.script(script().fault(fault.clone()));
        let reply = chat(&simulator, json!({})).await;
        assert_eq!(reply.status(), status, "{fault:?}");
        let found = reply.headers().get("content-type").map(|kind| kind.to_str().unwrap());
        assert_eq!(found.unwrap_or_default(), kind, "{fault:?}");
        match fault {
            Fault::Reject(_) => assert_eq!(reply.headers()["retry-after"], "7"),
            Fault::Redirect(to) => assert_eq!(reply.headers()["location"], to.as_str()),
            _ => {}
        }
        let text = reply.text().await.unwrap();
        assert!(text.starts_with(start) && text.is_empty() == start.is_empty(), "{text}");
        assert!(simulator.wait_until_idle().await[0].finished);
    }
}

#[tokio::test]
async fn content_can_be_missing_or_misplaced() {
    let empty = with(Fault::EmptyContent).await.events();
    assert_eq!((joined(&empty, "content").as_str(), finish(&empty)), ("", vec!["stop"]));
    assert_eq!(joined(&empty, "reasoning_content"), "We need.");
    let inside = with(Fault::AnswerInReasoning).await.events();
    assert_eq!(joined(&inside, "reasoning_content"), "We need.Hello 深海");
    assert_eq!(joined(&inside, "content"), "");
    let renamed = with(Fault::ReasoningField).await;
    assert_eq!(joined(&renamed.events(), "reasoning"), "We need.");
    assert!(!renamed.text().contains("reasoning_content"));
    let tagged = with(Fault::InlineThink(ThinkShape::Split)).await.events();
    assert_eq!(joined(&tagged, "content"), "<think>We need.</think>Hello 深海");
    assert_eq!(joined(&tagged, "reasoning_content"), "");
    let leaked = with(Fault::DsmlLeak).await.events();
    assert!(joined(&leaked, "content").contains("<｜DSML｜tool_calls>"));
}

#[tokio::test]
async fn bad_lines_stand_among_good_events() {
    let error = with(Fault::ErrorEvent(3)).await;
    assert_eq!(error.events().len(), 4);
    assert_eq!(error.events()[3]["error"]["code"], "internal_error");
    let plain = with(Fault::PlainLine(2)).await.text();
    assert!(plain.ends_with("\n\nupstream error: connection closed\n\n"), "{plain}");
    let broken = with(Fault::BrokenEvent(1)).await.text();
    assert!(broken.contains("{\"de\n\n") && broken.ends_with(DONE), "{broken}");
    let long = with(Fault::LongLine(1_000_000)).await.text();
    assert!(long.lines().any(|line| line.len() > 1_000_000));
    let odd = with(Fault::DeltaNull).await;
    assert!(odd.text().contains("\"delta\":null") && odd.text().contains("{\"index\":0,\"logprobs\""));
    assert_eq!(joined(&odd.events(), "content"), "Hello 深海");
    let named = with(Fault::NamedEvents).await.text();
    assert!(named.starts_with("event: message\nid: 1\ndata: {"), "{named}");
}

#[tokio::test]
async fn tool_calls_can_be_odd() {
    let calls = || script().tool("f", "{\"city\":\"深圳\"}");
    let simulator = simulator().await;
    let ask = async |fault| arrived(&simulator, calls().fault(fault), json!({})).await.events();
    let empty = ask(Fault::EmptyToolIds).await;
    assert!(empty.iter().any(|event| event["choices"][0]["delta"]["tool_calls"][0]["id"] == ""));
    let each = ask(Fault::EmptyToolCalls).await;
    assert_eq!(each[1]["choices"][0]["delta"]["tool_calls"], json!([]));
    let arguments = |events: &[Value], wanted: u64| {
        let calls = events.iter().map(|event| &event["choices"][0]["delta"]["tool_calls"][0]);
        let mine = calls.filter(|call| call["index"] == wanted);
        mine.filter_map(|call| call["function"]["arguments"].as_str().map(str::to_owned)).collect::<String>()
    };
    let broken = arguments(&ask(Fault::BrokenArguments).await, 0);
    assert!(serde_json::from_str::<Value>(&broken).is_err(), "{broken}");
    let mixed = ask(Fault::InterleavedToolCalls).await;
    for index in [0, 1] {
        let call: Value = serde_json::from_str(&arguments(&mixed, index)).unwrap();
        assert_eq!(call["city"], "深圳");
    }
    assert_eq!(finish(&mixed), ["tool_calls"]);
}

#[tokio::test]
async fn usage_can_come_in_a_chunk_of_its_own() {
    for (fault, choices) in [(Fault::UsageOnlyChunk, json!([])), (Fault::ChoicesNull, json!(null))] {
        let events = with(fault).await.events();
        let last = events.last().unwrap();
        assert_eq!(last["choices"], choices);
        assert_eq!(last["usage"]["completion_tokens"], 6);
        assert!(events[events.len() - 2].get("usage").is_none());
    }
}

#[tokio::test]
async fn bytes_can_be_cut_and_dressed_otherwise() {
    let good = with(Fault::HeadDelay(0)).await.text();
    let single = with(Fault::SplitUtf8).await;
    assert_eq!(single.frames, single.bytes.len(), "every byte in a chunk of its own");
    assert_eq!(joined(&single.events(), "content"), "Hello 深海");
    let sevens = with(Fault::FrameBytes(7)).await;
    assert!(sevens.frames >= sevens.bytes.len() / 7);
    assert_eq!(sevens.bytes.len(), good.len());
    let crlf = with(Fault::Crlf).await.text();
    assert_eq!(crlf.matches("\r\n\r\n").count(), 9);
    assert!(!crlf.replace("\r\n", "").contains('\n'));
    let cr = with(Fault::Cr).await.text();
    assert!(cr.ends_with("data: [DONE]\r\r") && !cr.contains('\n'));
    let bom = with(Fault::Bom).await.text();
    assert!(bom.starts_with("\u{feff}data: ") && bom.matches('\u{feff}').count() == 1);
    let tight = with(Fault::NoSpaceAfterData).await.text();
    assert!(tight.starts_with("data:{") && tight.ends_with("data:[DONE]\n\n"));
}

#[tokio::test]
async fn the_content_type_can_lie_or_be_missing() {
    let simulator = simulator().await;
    for (faults, kind) in [
        (vec![Fault::OctetStream], Some("application/octet-stream")),
        (vec![Fault::NoContentType], None),
        (vec![Fault::OctetStream, Fault::Busy], Some("application/octet-stream")),
    ] {
        let script = faults.into_iter().fold(script(), Script::fault);
        simulator.script(script);
        let reply = chat(&simulator, json!({})).await;
        let found = reply.headers().get("content-type").map(|kind| kind.to_str().unwrap());
        assert_eq!(found, kind);
        reply.bytes().await.unwrap();
    }
}

#[tokio::test]
async fn faults_combine() {
    let simulator = simulator().await;
    let pulse = Pulse { count: 1, every_ms: 1 };
    let all = script()
        .fault(Fault::Bom)
        .fault(Fault::Crlf)
        .fault(Fault::NoSpaceAfterData)
        .fault(Fault::KeepAlive(pulse))
        .fault(Fault::SplitUtf8)
        .fault(Fault::UsageOnlyChunk)
        .fault(Fault::InlineThink(ThinkShape::Plain))
        .fault(Fault::NoDone);
    let arrived = arrived(&simulator, all, json!({})).await;
    let text = arrived.text();
    assert!(text.starts_with("\u{feff}: keep-alive\r\n\r\ndata:{"), "{text}");
    assert!(!text.contains("[DONE]") && arrived.frames == text.len());
    assert_eq!(joined(&arrived.events(), "content"), "<think>We need.</think>Hello 深海");
    assert_eq!(arrived.events().last().unwrap()["choices"], json!([]));
}

#[tokio::test]
async fn markers_in_messages_and_headers_script_a_reply() {
    let simulator = simulator().await;
    let marked = "go [[sim reasoning=5 tokens=40 seed=7 end=MARK stall_after=999 crlf]]";
    let request = json!({"messages": [{"role": "user", "content": marked}]});
    let body = chat(&simulator, request).await.text().await.unwrap();
    let told = events(&body);
    assert!(joined(&told, "content").ends_with("\n\nMARK") && body.contains("\r\n"));
    assert_eq!(told.last().unwrap()["usage"]["completion_tokens_details"]["reasoning_tokens"], 5);
    let request = crate::client::question(json!({}));
    let sent = crate::client::post(&simulator, "/chat/completions", &request)
        .header("x-sim", "text=\"by header\" no_done")
        .send();
    let body = sent.await.unwrap().text().await.unwrap();
    assert_eq!(joined(&events(&body), "content"), "by header");
    assert!(!body.contains("[DONE]"));
}
