//! An answer that was cut goes on in its own row: the joined text is the uncut one, byte for byte.

use crate::scene::{Scene, until};
use hadal_domain::{FinishReason, Message, Status};
use hadal_simulator::{Fault, Script, Simulator};
use hadal_wire::{ErrorCode, TurnContinue};
use std::time::Duration;

const THOUGHT: &str = "First 想一想, then:\n- a\n- b\n";

/// A seam may fall inside a word, a fence, a table, a formula, a Chinese sentence.
const ANSWER: &str = "Words and 深海里的中文句子。\n\n```rust\nfn main() { println!(\"深\"); }\n```\n\n| a | b |\n|---|---|\n| 1 | \
    $x^2$ |\n\n$$\n\\int_0^1 x\\,dx\n$$\n\n- one\n  - two 🐟\n\nThe end.";

impl Scene {
    async fn go_on(&self, answer: &Message) -> Message {
        let id = answer.id.to_string();
        self.backend.turn_continue(TurnContinue { message_id: id.clone() }).await.unwrap();
        self.ended(&id).await
    }
}

/// The requests for an answer, first to last: the words that each began with.
fn begun(simulator: &Simulator) -> Vec<(String, String)> {
    let last = |body: &serde_json::Value| {
        let last = body.get("messages").and_then(|all| all.as_array()).and_then(|all| all.last()).unwrap();
        let text = |name: &str| last.get(name).and_then(|text| text.as_str()).unwrap_or_default().to_owned();
        let is_prefix = last.get("prefix").is_some_and(|prefix| prefix == true);
        if is_prefix { (text("content"), text("reasoning_content")) } else { Default::default() }
    };
    let asked = simulator.requests().into_iter().filter(|request| request.path.ends_with("/chat/completions"));
    asked.map(|request| last(&request.body)).collect()
}

fn whole() -> Script {
    Script::tokens(pieces(ANSWER, 3)).reasoning_tokens(pieces(THOUGHT, 2))
}

/// Cut every `step` characters: no token ends where a word does.
fn pieces(text: &str, step: usize) -> Vec<String> {
    text.chars().collect::<Vec<_>>().chunks(step).map(|piece| piece.iter().collect()).collect()
}

#[tokio::test]
async fn a_cut_answer_goes_on_where_it_stopped_whatever_cut_it() {
    let scene = Scene::new().await;
    for fault in [
        Fault::CutAfter(9),
        Fault::ResetAfter(3_000),
        Fault::Length(20),
        Fault::InsufficientSystemResource(21),
        Fault::Aborted(22),
        Fault::ErrorEvent(25),
    ] {
        scene.simulator.reset();
        scene.simulator.script(whole().fault(fault.clone()));
        let cut = scene.answer("go").await;
        assert_ne!((cut.text.as_str(), cut.reasoning.as_str()), (ANSWER, THOUGHT), "{fault:?} cut nothing");
        scene.simulator.script(whole());
        let row = scene.go_on(&cut).await;
        assert_eq!((row.status, &row.finish_reason), (Status::Done, &Some(FinishReason::Stop)), "{fault:?}");
        assert_eq!((row.text.as_str(), row.reasoning.as_str()), (ANSWER, THOUGHT), "{fault:?}");
        assert_eq!(row.error_code, None, "{fault:?}: what ended it before is over");
        let expected = [Default::default(), (cut.text.clone(), cut.reasoning.clone())];
        assert_eq!(begun(&scene.simulator), expected, "{fault:?}: each word is asked for once");
        let seams = scene.backend.space().unwrap().store.seams(row.id).await.unwrap();
        let [seam] = seams.as_slice() else { panic!("{fault:?}: one seam, not {seams:?}") };
        let before = if seam.in_reasoning { &cut.reasoning } else { &cut.text };
        assert_eq!((seam.at_byte, &seam.finish_reason), (before.len() as u64, &cut.finish_reason), "{fault:?}");
    }
}

#[tokio::test]
async fn tokens_of_both_parts_are_paid_for_and_the_pause_is_not_timed() {
    let scene = Scene::new().await;
    scene.simulator.script(whole().fault(Fault::Length(20)));
    let cut = scene.answer("go").await;
    tokio::time::sleep(Duration::from_millis(700)).await;
    scene.simulator.script(whole());
    let row = scene.go_on(&cut).await;
    let (first, both) = (cut.usage.unwrap(), row.usage.unwrap());
    assert!(both.prompt > first.prompt && both.completion > first.completion, "{first:?} {both:?}");
    assert_eq!(row.timings.first_byte_ms, cut.timings.first_byte_ms);
    let (one, two) = (cut.timings.end_ms.unwrap(), row.timings.end_ms.unwrap());
    assert!(two >= one && two < one + 700, "the pause is nobody's time: {one} {two}");
}

#[tokio::test]
async fn an_answer_that_a_kill_cut_goes_on_after_the_start() {
    let scene = Scene::new().await;
    scene.simulator.script(whole().fault(Fault::StallAfter(30)));
    let started = scene.ask("go").await;
    until("words", async || !scene.row(&started.answer_id).await.text.is_empty()).await;
    let scene = scene.again().await;
    let cut = scene.row(&started.answer_id).await;
    assert_eq!(cut.status, Status::Interrupted);
    scene.simulator.script(whole());
    let row = scene.go_on(&cut).await;
    assert_eq!((row.text.as_str(), row.reasoning.as_str()), (ANSWER, THOUGHT));
}

#[tokio::test]
async fn going_on_with_a_whole_answer_is_refused_and_twice_is_once() {
    let scene = Scene::new().await;
    scene.simulator.script(whole());
    let row = scene.answer("go").await;
    let again = TurnContinue { message_id: row.id.to_string() };
    assert_eq!(scene.backend.turn_continue(again).await.unwrap_err().code, ErrorCode::AnswerWhole);

    scene.simulator.script(whole().fault(Fault::Length(5)));
    let cut = scene.answer("go").await;
    scene.simulator.reset();
    let gate = hadal_simulator::Gate::new();
    scene.simulator.script(whole().gate(&gate));
    let both = || scene.backend.turn_continue(TurnContinue { message_id: cut.id.to_string() });
    let (one, two) = tokio::join!(both(), both());
    assert_eq!((one.unwrap().answer_id, two.unwrap().answer_id), (cut.id.to_string(), cut.id.to_string()));
    gate.open();
    assert_eq!(scene.ended(&cut.id.to_string()).await.text, ANSWER);
    assert_eq!(begun(&scene.simulator).len(), 1, "the server was asked once");
}

#[tokio::test]
async fn a_failed_try_to_go_on_keeps_every_word_and_can_be_tried_again() {
    let scene = Scene::new().await;
    scene.simulator.script(whole().fault(Fault::CutAfter(30)));
    let cut = scene.answer("go").await;
    scene.simulator.script(Script::faulty(Fault::Busy));
    let row = scene.go_on(&cut).await;
    assert_eq!((row.status, row.error_code.as_deref()), (Status::Interrupted, Some("server_busy")));
    assert_eq!((&row.text, &row.reasoning), (&cut.text, &cut.reasoning));
    scene.simulator.script(whole());
    assert_eq!(scene.go_on(&row).await.text, ANSWER);
}

/// `HADAL_CUTS=1000` for the long form.
#[tokio::test]
async fn answers_cut_at_random_places_are_joined_byte_for_byte() {
    let wanted = std::env::var("HADAL_CUTS").ok().and_then(|count| count.parse().ok()).unwrap_or(60);
    let scene = Scene::new().await;
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut below = |limit: u64| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random % limit
    };
    let mut cuts = 0;
    while cuts < wanted {
        let seed = below(1_000_000);
        let text = Script::generated(40 + usize::try_from(below(80)).unwrap(), seed).answer_text();
        let step = 1 + usize::try_from(below(7)).unwrap();
        let script = || Script::tokens(pieces(&text, step)).reasoning_tokens(pieces(THOUGHT, step));
        let places = text.chars().count() as u64 / step as u64;
        let mut fault = || match below(5) {
            0 => Fault::CutAfter(usize::try_from(3 + below(places)).unwrap()),
            1 => Fault::ResetAfter(1_500 + below(places * 200)),
            2 => Fault::Length(usize::try_from(1 + below(places)).unwrap()),
            3 => Fault::Aborted(usize::try_from(1 + below(places)).unwrap()),
            _ => Fault::StallAfter(usize::try_from(3 + below(places)).unwrap()),
        };
        // A stall is ended by the person.
        let stop_stalled = |fault: &Fault| matches!(fault, Fault::StallAfter(_));
        let first = fault();
        scene.simulator.script(script().fault(first.clone()));
        let started = scene.ask("go").await;
        if stop_stalled(&first) {
            scene.stop_when_quiet(&started.answer_id).await;
        }
        let mut row = scene.ended(&started.answer_id).await;
        while hadal_engine::TurnRequest::can_go_on(&row) {
            cuts += 1;
            assert!(text.starts_with(&row.text) && THOUGHT.starts_with(&row.reasoning), "seed {seed}");
            let next = if below(3) == 0 {
                script().fault(Fault::Length(usize::try_from(1 + below(9)).unwrap()))
            } else {
                script()
            };
            scene.simulator.script(next);
            row = scene.go_on(&row).await;
        }
        if row.status == Status::Failed {
            // It was cut before the first word: there is nothing to go on from.
            continue;
        }
        assert_eq!((row.text.as_str(), row.reasoning.as_str()), (text.as_str(), THOUGHT), "seed {seed}, {first:?}");
    }
}

impl Scene {
    /// Stops an answer once nothing more has come for a while.
    async fn stop_when_quiet(&self, answer: &str) {
        let mut before = usize::MAX;
        loop {
            tokio::time::sleep(Duration::from_millis(150)).await;
            let row = self.row(answer).await;
            let now = row.text.len() + row.reasoning.len();
            if now == before {
                break;
            }
            before = now;
        }
        let request = hadal_wire::TurnStop { message_id: answer.to_owned() };
        self.backend.turn_stop(request).await.unwrap();
    }
}

#[tokio::test]
async fn closing_while_answers_come_is_asked_once_and_the_next_start_goes_on_with_all() {
    let scene = Scene::new().await;
    let listening = scene.backend.clone();
    let watch = hadal_wire::LibraryWatch { watch_id: "w".into() };
    let mut tasks = tokio::task::JoinSet::new();
    tasks.spawn(async move { listening.library_watch(watch, Box::new(|_| true)).await });
    assert!(scene.backend.may_close(), "nothing is being written");
    let mut answers = Vec::new();
    for text in ["one", "two"] {
        scene.simulator.script(whole().fault(Fault::StallAfter(20)));
        answers.push(scene.ask(text).await.answer_id);
    }
    for answer in &answers {
        let id = answer.parse().unwrap();
        until("words on the disk", async || {
            !scene.backend.space().unwrap().store.message(id).await.unwrap().unwrap().text.is_empty()
        })
        .await;
    }
    let app = async |scene: &Scene| scene.backend.app_info(hadal_wire::AppInfoGet {}).await.unwrap();
    assert!(!scene.backend.may_close());
    assert_eq!(app(&scene).await.closing_answers, Some(2));
    scene.backend.app_close(hadal_wire::AppClose { close: false }).await.unwrap();
    assert_eq!(app(&scene).await.closing_answers, None);
    assert!(!scene.backend.may_close());
    assert!(scene.backend.may_close(), "asked again before the answer, it closes");

    let scene = scene.again().await;
    assert_eq!(app(&scene).await.cut_answers, Some(2));
    let scene = scene.again().await;
    assert_eq!(app(&scene).await.cut_answers, Some(2), "until somebody has said what becomes of them");
    for _ in 0..2 {
        scene.simulator.script(whole());
    }
    let sent = scene.simulator.chat_requests().len();
    scene.backend.cut_answers_settle(hadal_wire::CutAnswersSettle { go_on: true }).await.unwrap();
    for answer in &answers {
        let row = scene.ended(answer).await;
        assert_eq!((row.status, row.text.as_str(), row.reasoning.as_str()), (Status::Done, ANSWER, THOUGHT));
    }
    assert_eq!(scene.simulator.chat_requests().len(), sent + 2, "each goes on once");
    let scene = scene.again().await;
    assert_eq!(app(&scene).await.cut_answers, None);
}
