//! Every way in which a server can misbehave, and what becomes of the answer: one row each.

use crate::scene::Scene;
use hadal_domain::Status;
use hadal_simulator::{Fault, Pulse, Rejection, Script, ThinkShape};
use std::time::Duration;

/// Events: the opening, two of thinking, four of the answer, the last one, `[DONE]`.
fn script() -> Script {
    Script::tokens(["One ", "two ", "三 ", "four"]).reasoning_tokens(["Let ", "me."])
}

const ALL: &str = "One two 三 four";

fn reject(status: u16, message: &str) -> Fault {
    Fault::Reject(Rejection { status, message: message.into(), kind: String::new(), retry_after: None })
}

#[rustfmt::skip]
fn table() -> Vec<(Fault, Status, Option<&'static str>, &'static str)> {
    use Status::{Done, Failed, Interrupted};
    let pulse = Pulse { count: 3, every_ms: 10 };
    vec![
        // Nothing comes.
        (Fault::RefuseToAnswer, Failed, Some("cut"), ""),
        (Fault::Html(200), Failed, Some("intercepted"), ""),
        (Fault::Html(511), Failed, Some("intercepted"), ""),
        (Fault::Html(504), Failed, Some("server_failed"), ""),
        (Fault::Html(502), Failed, Some("server_failed"), ""),
        (Fault::Empty(200), Failed, Some("answer_empty"), ""),
        (Fault::Empty(504), Failed, Some("server_failed"), ""),
        (Fault::Busy, Failed, Some("server_busy"), ""),
        (Fault::ThrottledByBalance, Failed, Some("throttled_balance"), ""),
        (reject(400, "bad field"), Failed, Some("request_refused"), ""),
        (reject(400, "Content Exists Risk"), Failed, Some("content_refused"), ""),
        (reject(401, "who are you"), Failed, Some("key_refused"), ""),
        (reject(402, "Insufficient Balance"), Failed, Some("balance_empty"), ""),
        (reject(404, "no such path"), Failed, Some("address_wrong"), ""),
        (reject(422, "bad type"), Failed, Some("request_refused"), ""),
        (reject(429, "slow down"), Failed, Some("throttled"), ""),
        (reject(500, "boom"), Failed, Some("server_failed"), ""),
        (Fault::ErrorWith200, Failed, Some("server_failed"), ""),
        (Fault::Redirect("http://127.0.0.1:1/elsewhere".into()), Failed, Some("intercepted"), ""),
        (Fault::QueueClose(20), Failed, Some("cut"), ""),
        // It comes late or in another dress.
        (Fault::HeadDelay(30), Done, None, ALL),
        (Fault::WholeInsteadOfStream, Done, None, ALL),
        (Fault::KeepAlive(pulse), Done, None, ALL),
        (Fault::BlankLines(pulse), Done, None, ALL),
        (Fault::HangAfterDone, Done, None, ALL),
        (Fault::NoDone, Done, None, ALL),
        (Fault::NoFinishReason, Done, None, ALL),
        (Fault::UnterminatedEnd, Done, None, ALL),
        (Fault::BrokenEvent(4), Done, None, ALL),
        (Fault::ReasoningField, Done, None, ALL),
        (Fault::UsageOnlyChunk, Done, None, ALL),
        (Fault::ChoicesNull, Done, None, ALL),
        (Fault::DeltaNull, Done, None, ALL),
        (Fault::NamedEvents, Done, None, ALL),
        (Fault::OctetStream, Done, None, ALL),
        (Fault::NoContentType, Done, None, ALL),
        (Fault::SplitUtf8, Done, None, ALL),
        (Fault::FrameBytes(3), Done, None, ALL),
        (Fault::Crlf, Done, None, ALL),
        (Fault::Cr, Done, None, ALL),
        (Fault::Bom, Done, None, ALL),
        (Fault::NoSpaceAfterData, Done, None, ALL),
        (Fault::EmptyToolCalls, Done, None, ALL),
        // It ends before its end.
        (Fault::StallAfter(5), Interrupted, Some("stalled"), "One two "),
        (Fault::CutAfter(5), Interrupted, Some("cut"), "One two "),
        (Fault::ErrorEvent(5), Interrupted, Some("answer_broken"), "One two "),
        (Fault::PlainLine(5), Interrupted, Some("cut"), "One two "),
        (Fault::InsufficientSystemResource(4), Interrupted, None, "One two "),
        (Fault::Aborted(4), Interrupted, None, "One two "),
        (Fault::Length(4), Done, None, "One two "),
        (Fault::ContentFilter(4), Done, Some("content_refused"), "One two "),
        // It says nothing, or says it elsewhere.
        (Fault::EmptyContent, Done, None, ""),
        (Fault::AnswerInReasoning, Done, None, ""),
    ]
}

#[tokio::test]
async fn every_fault_has_its_status_its_code_and_keeps_its_text() {
    let scene = Scene::with(|options| options.idle_timeout = Duration::from_millis(900)).await;
    let mut wrong = Vec::new();
    for (fault, status, code, text) in table() {
        scene.simulator.script(script().fault(fault.clone()));
        let row = scene.answer("count").await;
        let found = (row.status, row.error_code.as_deref(), row.text.as_str());
        if found != (status, code, text) {
            wrong.push(format!(
                "{fault:?}: expected {:?}, found {found:?} ({:?})",
                (status, code, text),
                row.error_detail
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_reset_at_any_byte_leaves_a_prefix_of_the_answer() {
    let scene = Scene::new().await;
    for bytes in (100..3_000).step_by(190) {
        scene.simulator.script(script().fault(Fault::ResetAfter(bytes)));
        let row = scene.answer("count").await;
        assert!(ALL.starts_with(&row.text), "{bytes}: {:?}", row.text);
        match row.status {
            Status::Done => assert_eq!(row.text, ALL, "{bytes}"),
            Status::Interrupted => assert!(!row.text.is_empty() || !row.reasoning.is_empty(), "{bytes}"),
            Status::Failed => assert_eq!((row.text.as_str(), row.reasoning.as_str()), ("", ""), "{bytes}"),
            other => panic!("{bytes}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn thinking_in_tags_and_one_endless_line_arrive_whole() {
    let scene = Scene::new().await;
    scene.simulator.script(script().fault(Fault::LongLine(300_000)));
    let row = scene.answer("long").await;
    assert_eq!(row.status, Status::Done);
    assert!(row.text.len() >= 300_000, "{}", row.text.len());
    scene.simulator.script(script().fault(Fault::InlineThink(ThinkShape::Split)));
    let row = scene.answer("tags").await;
    assert_eq!(row.status, Status::Done);
    assert!(row.text.ends_with(ALL), "{:?}", row.text);
}

#[tokio::test]
async fn an_answer_in_the_reasoning_alone_is_done_and_readable() {
    let scene = Scene::new().await;
    scene.simulator.script(script().fault(Fault::AnswerInReasoning));
    let row = scene.answer("count").await;
    assert_eq!((row.status, row.text.as_str()), (Status::Done, ""));
    assert!(row.reasoning.ends_with(ALL), "{:?}", row.reasoning);
}

#[tokio::test]
async fn a_closed_port_is_said_to_be_one() {
    let scene = Scene::with(|options| options.outbox = None).await;
    scene.simulator.shutdown().await;
    let row = scene.answer("hello?").await;
    assert_eq!((row.status, row.error_code.as_deref()), (Status::Failed, Some("connect_refused")));
}

#[tokio::test]
async fn a_server_that_takes_the_question_and_never_says_a_byte_is_given_up() {
    // The first byte may take as long as connecting (20 s) and the idle limit together.
    let scene = Scene::with(|options| options.idle_timeout = Duration::from_millis(100)).await;
    scene.simulator.script(Script::faulty(Fault::NeverAnswer));
    let row = scene.answer("hello?").await;
    assert_eq!((row.status, row.error_code.as_deref()), (Status::Failed, Some("timed_out")));
}
