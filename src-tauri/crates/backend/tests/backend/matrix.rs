//! Every fault at every phase, and every pair of faults: the phases shown, the row that stays, the words in it, and what
//! was sent for it.

use crate::scene::Scene;
use hadal_domain::{Message, Status};
use hadal_engine::{PhaseName, UpdateKind, Watched};
use hadal_simulator::{Fault, Gate, Pulse, Rejection, Script, ThinkShape};
use hadal_wire::SettingsChange;
use std::time::Duration;

const ANSWER: [&str; 6] = ["One ", "two ", "三 ", "four ", "五", "."];
const THOUGHT: [&str; 3] = ["Let ", "me ", "想。"];

fn script() -> Script {
    Script::tokens(ANSWER).reasoning_tokens(THOUGHT)
}

fn whole() -> (String, String) {
    (ANSWER.concat(), THOUGHT.concat())
}

/// With what each request for an answer began.
fn begun(scene: &Scene) -> Vec<(String, String)> {
    let asked = scene.simulator.requests().into_iter().filter(|request| request.path.ends_with("/chat/completions"));
    let words = |body: &serde_json::Value| {
        let last = body.get("messages").and_then(|all| all.as_array()).and_then(|all| all.last()).cloned().unwrap();
        let text = |name: &str| last.get(name).and_then(|text| text.as_str()).unwrap_or_default().to_owned();
        let goes_on = last.get("prefix").is_some_and(|prefix| prefix == true);
        if goes_on { (text("content"), text("reasoning_content")) } else { Default::default() }
    };
    asked.map(|request| words(&request.body)).collect()
}

/// Asks, and answers with the row once it has ended and with what was shown on the way. The gate holds the first event back
/// until somebody looks.
async fn watched(scene: &Scene, gate: &Gate) -> (Message, Vec<PhaseName>) {
    let started = scene.ask("count").await;
    let turns = scene.backend.space().unwrap().turns;
    let mut watch = turns.attach(started.answer_id.parse().unwrap(), None).unwrap();
    let mut shown: Vec<_> = watch.snapshot.take().map(|snapshot| snapshot.phase.name).into_iter().collect();
    gate.open();
    while let Some(seen) = watch.next().await {
        match seen {
            Watched::Snapshot(snapshot) => shown.push(snapshot.phase.name),
            Watched::Update(update) => {
                if let UpdateKind::Phase(phase) = update.kind {
                    shown.push(phase.name);
                }
            }
        }
    }
    shown.dedup();
    (scene.ended(&started.answer_id).await, shown)
}

/// What is to be shown where each request began with these words.
fn phases(begun: &[(String, String)]) -> Vec<PhaseName> {
    let (text, thought) = whole();
    let mut phases = Vec::new();
    for (at, (had, had_thought)) in begun.iter().enumerate() {
        let (has, has_thought) = begun.get(at + 1).unwrap_or(&(text.clone(), thought.clone())).clone();
        if at > 0 {
            phases.push(PhaseName::Retrying);
        }
        phases.extend([PhaseName::Connecting, PhaseName::Queued]);
        phases.extend((has_thought.len() > had_thought.len()).then_some(PhaseName::Thinking));
        phases.extend((has.len() > had.len()).then_some(PhaseName::Answering));
    }
    phases
}

/// The same, but for what may be over before somebody looks, and for a connection that is reset before its head came.
fn are_shown(shown: &[PhaseName], begun: &[(String, String)], fault: &Fault) -> bool {
    let wanted = phases(begun);
    let without = |left_out: &[usize]| -> Vec<_> {
        wanted.iter().enumerate().filter(|(at, _)| !left_out.contains(at)).map(|(_, phase)| *phase).collect()
    };
    let headless = matches!(fault, Fault::ResetAfter(_))
        && begun.get(1).is_some_and(|(text, thought)| text.is_empty() && thought.is_empty());
    shown == wanted || shown == without(&[0]) || headless && (shown == without(&[1]) || shown == without(&[0, 1]))
}

/// Faults that strike at a place of the stream. Events: the opening, three of thinking, six of the answer, the last one.
fn striking(place: usize) -> Vec<Fault> {
    let mut all = vec![Fault::StallAfter(place), Fault::CutAfter(place), Fault::ResetAfter(150 + 300 * place as u64)];
    // A server that gives up has its word for that after each token.
    if place >= 1 {
        all.extend([Fault::InsufficientSystemResource(place), Fault::Aborted(place)]);
    }
    all
}

#[tokio::test]
async fn whatever_strikes_in_whichever_phase_it_is_shown_the_answer_arrives_whole_and_no_word_is_asked_for_twice() {
    let scene = Scene::with(|options| {
        options.idle_timeout = Duration::from_secs(1);
        options.retries = 2;
    })
    .await;
    let waits = Fault::KeepAlive(Pulse { count: 2, every_ms: 5 });
    let mut wrong = Vec::new();
    // Place 0 is the queue, 1 to 3 the thinking, 4 to 9 the answer, 10 its end.
    for place in 0..=10 {
        for fault in striking(place) {
            scene.simulator.reset();
            let gate = Gate::new();
            scene.simulator.script(script().fault(waits.clone()).fault(fault.clone()).gate(&gate));
            scene.simulator.script(script());
            let (row, shown) = watched(&scene, &gate).await;
            let found = (row.text.clone(), row.reasoning.clone());
            let begun = begun(&scene);
            let in_order =
                begun.windows(2).all(|pair| pair[1].0.starts_with(&pair[0].0) && pair[1].1.starts_with(&pair[0].1));
            let of_whole =
                begun.iter().all(|(text, thought)| whole().0.starts_with(text) && whole().1.starts_with(thought));
            let is_right = row.status == Status::Done && found == whole() && begun.len() <= 2 && in_order && of_whole;
            if !is_right || !are_shown(&shown, &begun, &fault) {
                let row = format!("{:?} {:?} {found:?}", row.status, row.error_code);
                wrong.push(format!("{fault:?}: {row} begun {begun:?} shown {shown:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn all() -> Vec<Fault> {
    let pulse = Pulse { count: 3, every_ms: 5 };
    let reject =
        |status| Fault::Reject(Rejection { status, message: "no".into(), kind: String::new(), retry_after: None });
    let mut all = vec![
        Fault::HeadDelay(20),
        Fault::NeverAnswer,
        Fault::RefuseToAnswer,
        Fault::Html(502),
        Fault::Html(200),
        Fault::Empty(200),
        Fault::Empty(504),
        Fault::Busy,
        Fault::ThrottledByBalance,
        Fault::ErrorWith200,
        Fault::Redirect("http://127.0.0.1:1/elsewhere".into()),
        Fault::WholeInsteadOfStream,
        Fault::KeepAlive(pulse),
        Fault::BlankLines(pulse),
        Fault::QueueClose(20),
        Fault::StallAfter(5),
        Fault::HangAfterDone,
        Fault::ResetAfter(900),
        Fault::CutAfter(5),
        Fault::NoDone,
        Fault::NoFinishReason,
        Fault::UnterminatedEnd,
        Fault::Length(4),
        Fault::InsufficientSystemResource(4),
        Fault::Aborted(4),
        Fault::ContentFilter(4),
        Fault::EmptyContent,
        Fault::AnswerInReasoning,
        Fault::ErrorEvent(5),
        Fault::PlainLine(5),
        Fault::BrokenEvent(5),
        Fault::DsmlLeak,
        Fault::LongLine(20_000),
        Fault::ReasoningField,
        Fault::InlineThink(ThinkShape::Plain),
        Fault::EmptyToolCalls,
        Fault::EmptyToolIds,
        Fault::BrokenArguments,
        Fault::InterleavedToolCalls,
        Fault::UsageOnlyChunk,
        Fault::ChoicesNull,
        Fault::DeltaNull,
        Fault::NamedEvents,
        Fault::OctetStream,
        Fault::NoContentType,
        Fault::SplitUtf8,
        Fault::FrameBytes(3),
        Fault::Crlf,
        Fault::Cr,
        Fault::Bom,
        Fault::NoSpaceAfterData,
    ];
    all.extend([400, 401, 402, 404, 422, 429, 500].map(reject));
    all
}

/// These put other words into the answer than the script has.
fn changes_words(fault: &Fault) -> bool {
    matches!(
        fault,
        Fault::DsmlLeak | Fault::LongLine(_) | Fault::InlineThink(_) | Fault::AnswerInReasoning | Fault::PlainLine(_)
    )
}

/// What must hold of an answer whatever happened.
fn trouble(row: &Message, sent: usize, faults: [&Fault; 2]) -> Option<String> {
    let says_why = match row.status {
        Status::Failed => row.error_code.is_some() && row.text.is_empty() && row.reasoning.is_empty(),
        Status::Interrupted => !row.text.is_empty() || !row.reasoning.is_empty(),
        Status::Done => true,
        Status::Streaming | Status::Stopped => false,
    };
    let (text, thought) = whole();
    let is_of_it =
        faults.into_iter().any(changes_words) || (text.starts_with(&row.text) && (thought.starts_with(&row.reasoning)));
    (!says_why || !is_of_it || sent != 1)
        .then(|| format!("{faults:?}: {:?} {:?} sent {sent}: {:?}", row.status, row.error_code, row.text))
}

/// A sample of all pairs; all of them with `HADAL_PAIRS=all`.
#[tokio::test]
async fn any_two_faults_at_once_leave_a_settled_row_of_true_words_and_one_request() {
    let step = if std::env::var("HADAL_PAIRS").is_ok_and(|wanted| wanted == "all") { 1 } else { 17 };
    let scene = Scene::with(|options| options.idle_timeout = Duration::from_millis(300)).await;
    let off = SettingsChange { auto_continue: Some(false), ..SettingsChange::default() };
    scene.backend.settings_change(off).await.unwrap();
    let faults = all();
    let pairs = faults.iter().enumerate().flat_map(|(at, one)| faults.iter().skip(at).map(move |other| (one, other)));
    let (mut wrong, mut tried) = (Vec::new(), 0);
    for (one, other) in pairs.step_by(step) {
        scene.simulator.reset();
        scene.simulator.script(script().fault(one.clone()).fault(other.clone()));
        let row = scene.answer("count").await;
        tried += 1;
        wrong.extend(trouble(&row, scene.simulator.chat_requests().len(), [one, other]));
    }
    assert!(wrong.is_empty(), "{} of {tried}\n{}", wrong.len(), wrong.join("\n"));
    eprintln!("{tried} pairs");
}
