//! Watching an answer come: what a window shows is always what a parse of the whole text gives.

use crate::scene::{PATIENCE, Scene, until};
use hadal_backend::Backend;
use hadal_domain::Status;
use hadal_engine::{UpdateKind, Watched};
use hadal_markdown::{Block, Patch};
use hadal_simulator::{Fault, Gate, Script};
use hadal_wire::{StatusWord, TurnAttach, TurnContinue, TurnEvent, TurnEventKind, TurnStop, WatchLeave};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// A window that watches one answer and applies what it is told.
struct Window {
    events: mpsc::Receiver<TurnEvent>,
    watch: JoinSet<()>,
    seq: Option<u64>,
    reasoning: Vec<Block>,
    answer: Vec<Block>,
    snapshots: usize,
    ended: Option<StatusWord>,
}

impl Window {
    fn attach(backend: &Backend, answer: &str, watch_id: &str, after_seq: Option<u64>) -> Self {
        let (sender, events) = mpsc::channel(10_000);
        let request = TurnAttach { watch_id: watch_id.to_owned(), message_id: answer.to_owned(), after_seq };
        let backend = backend.clone();
        let mut watch = JoinSet::new();
        watch.spawn(async move {
            backend.turn_attach(request, Box::new(move |event| sender.try_send(event).is_ok())).await.unwrap();
        });
        Self { events, watch, seq: after_seq, reasoning: vec![], answer: vec![], snapshots: 0, ended: None }
    }

    /// Applies the next event; `false` when there are no more.
    async fn step(&mut self) -> bool {
        let event = tokio::time::timeout(PATIENCE, self.events.recv()).await.unwrap();
        let Some(event) = event else { return false };
        assert!(self.ended.is_none(), "nothing follows the end: {event:?}");
        match event.kind {
            TurnEventKind::Snapshot { message, .. } => {
                self.snapshots += 1;
                (self.reasoning, self.answer) = (message.reasoning, message.blocks);
            }
            kind => {
                assert_eq!(Some(event.seq), self.seq.map(|seq| seq + 1), "numbered without a gap");
                match kind {
                    TurnEventKind::Patch { reasoning, answer } => {
                        Patch { ops: reasoning }.apply(&mut self.reasoning);
                        Patch { ops: answer }.apply(&mut self.answer);
                    }
                    TurnEventKind::Ended { message } => self.ended = Some(message.status),
                    _ => {}
                }
            }
        }
        self.seq = Some(event.seq);
        true
    }

    async fn watch_out(&mut self) -> StatusWord {
        while self.step().await {}
        self.watch.join_next().await;
        self.ended.unwrap()
    }
}

fn scripts() -> Vec<Script> {
    let text = "# 深海\n\nSome *words* and a list:\n\n- one\n- two\n\n```rust\nfn main() {}\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n$$x^2$$\n\n[late][l] and **bold\n\n[l]: https://example.org\n";
    vec![
        Script::answer(text).reasoning("We *think* about\n\n1. this\n2. that"),
        Script::generated(400, 7).reasoning("short"),
        Script::generated(300, 11).rate(1_500.0),
        Script::answer("```\nnever closed").fault(Fault::CutAfter(4)),
        Script::answer("only thought").fault(Fault::AnswerInReasoning),
        Script::answer("split bytes: 深度求索 — “ok”").fault(Fault::SplitUtf8),
        Script::error(500, "boom"),
    ]
}

#[tokio::test]
async fn what_watchers_show_at_the_end_is_the_parse_of_the_whole_text() {
    let scene = Scene::new().await;
    for script in scripts() {
        let named = format!("{script:?}").chars().take(80).collect::<String>();
        scene.simulator.script(script);
        let started = scene.ask("show").await;
        let mut early = Window::attach(&scene.backend, &started.answer_id, "early", None);
        // Another one comes in the middle, leaves, and comes back for the rest.
        let mut guest = Window::attach(&scene.backend, &started.answer_id, "guest", None);
        guest.step().await;
        scene.backend.watch_leave(WatchLeave { watch_id: "guest".into() }).await.unwrap();
        early.watch_out().await;
        let mut late = Window::attach(&scene.backend, &started.answer_id, "late", None);
        late.watch_out().await;
        let row = scene.ended(&started.answer_id).await;
        for window in [&early, &late] {
            assert_eq!(window.answer, hadal_markdown::parse(&row.text), "{named}");
            assert_eq!(window.reasoning, hadal_markdown::parse(&row.reasoning), "{named}");
            assert_eq!(window.ended, Some(row.status.into()), "{named}");
        }
    }
}

#[tokio::test]
async fn one_who_comes_back_up_to_date_gets_the_rest_without_a_snapshot() {
    let scene = Scene::new().await;
    let gate = Gate::new();
    scene.simulator.script(Script::tokens(["**One** ", "two ", "three"]).gate(&gate));
    let started = scene.ask("count").await;
    gate.release(3);
    let mut window = Window::attach(&scene.backend, &started.answer_id, "w", None);
    while window.answer != hadal_markdown::parse("**One** two ") && window.step().await {}
    // Phases may still be on their way; what counts is that the number is the newest when it comes back.
    let turns = scene.backend.space().unwrap().turns;
    let id = started.answer_id.parse().unwrap();
    let newest = turns.attach(id, None).unwrap().snapshot.unwrap().seq;
    while window.seq < Some(newest) {
        window.step().await;
    }
    scene.backend.watch_leave(WatchLeave { watch_id: "w".into() }).await.unwrap();
    let mut again = Window::attach(&scene.backend, &started.answer_id, "again", window.seq);
    (again.answer, again.reasoning) = (window.answer.clone(), window.reasoning.clone());
    // The watch has begun when it receives; only then the rest comes.
    until("the watch", async || turns.attach(id, window.seq).is_some()).await;
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    gate.open();
    assert_eq!(again.watch_out().await, StatusWord::Done);
    assert_eq!(again.answer, hadal_markdown::parse("**One** two three"));
    assert_eq!(again.snapshots, 0, "it had all that was there");
}

#[tokio::test]
async fn one_who_missed_something_gets_a_snapshot() {
    let scene = Scene::new().await;
    let gate = Gate::new();
    scene.simulator.script(Script::tokens(["One ", "two ", "three"]).gate(&gate));
    let started = scene.ask("count").await;
    gate.release(3);
    let turns = scene.backend.space().unwrap().turns;
    let id = started.answer_id.parse().unwrap();
    until("two words", async || {
        turns.attach(id, None).is_some_and(|a| a.snapshot.is_some_and(|s| s.message.text == "One two "))
    })
    .await;
    let mut window = Window::attach(&scene.backend, &started.answer_id, "w", Some(0));
    window.seq = None;
    assert!(window.step().await);
    assert_eq!((window.snapshots, &window.answer), (1, &hadal_markdown::parse("One two ")));
    gate.open();
    assert_eq!(window.watch_out().await, StatusWord::Done);
    assert_eq!(window.answer, hadal_markdown::parse("One two three"));
}

#[tokio::test]
async fn a_watcher_that_falls_behind_gets_a_snapshot_and_loses_nothing() {
    let scene = Scene::with(|options| options.pace.frame = std::time::Duration::ZERO).await;
    let gate = Gate::new();
    // More changes than the queue holds, one by one.
    let words: Vec<String> = (0..700).map(|n| format!("w{n} ")).collect();
    scene.simulator.script(Script::tokens(words.clone()).gate(&gate));
    let started = scene.ask("much").await;
    let turns = scene.backend.space().unwrap().turns;
    let mut slow = turns.attach(started.answer_id.parse().unwrap(), None).unwrap();
    gate.open();
    let row = scene.ended(&started.answer_id).await;
    assert_eq!(row.text, words.concat());
    let (mut text, mut snapshots) = (String::new(), 0);
    let mut answer = slow.snapshot.take().unwrap().answer;
    let mut ended = false;
    while let Some(watched) = tokio::time::timeout(PATIENCE, slow.next()).await.unwrap() {
        match watched {
            Watched::Snapshot(snapshot) => {
                snapshots += 1;
                text.clone_from(&snapshot.message.text);
                answer.clone_from(&snapshot.answer);
                ended |= snapshot.message.status == Status::Done;
            }
            Watched::Update(update) => match &update.kind {
                UpdateKind::Patch { answer: ops, answer_text, .. } => {
                    text.push_str(answer_text);
                    Patch { ops: ops.clone() }.apply(&mut answer);
                }
                UpdateKind::Ended(message) => ended = message.status == Status::Done,
                UpdateKind::Phase(_) | UpdateKind::ServedBy(_) => {}
            },
        }
    }
    assert!(snapshots > 0, "the queue is bounded, so something was missed");
    assert!(ended, "and it learned how it ended");
    assert_eq!(text, row.text);
    assert_eq!(answer, hadal_markdown::parse(&row.text));
}

#[tokio::test]
async fn a_watch_that_is_left_gets_nothing_more_and_the_answer_goes_on() {
    let scene = Scene::new().await;
    let gate = Gate::new();
    scene.simulator.script(Script::tokens(["One ", "two"]).gate(&gate));
    let started = scene.ask("count").await;
    let mut window = Window::attach(&scene.backend, &started.answer_id, "w", None);
    window.step().await;
    scene.backend.watch_leave(WatchLeave { watch_id: "w".into() }).await.unwrap();
    window.watch.join_next().await;
    gate.open();
    assert_eq!(scene.ended(&started.answer_id).await.text, "One two");
    while window.step().await {}
    assert_eq!(window.ended, None, "it had left before the end");
    scene.backend.watch_leave(WatchLeave { watch_id: "w".into() }).await.unwrap();
}

#[tokio::test]
async fn a_stop_is_told_to_every_watcher() {
    let scene = Scene::new().await;
    let gate = Gate::new();
    scene.simulator.script(Script::tokens(["One ", "two"]).gate(&gate));
    let started = scene.ask("count").await;
    let mut left = Window::attach(&scene.backend, &started.answer_id, "left", None);
    let mut right = Window::attach(&scene.backend, &started.answer_id, "right", None);
    left.step().await;
    right.step().await;
    scene.backend.turn_stop(TurnStop { message_id: started.answer_id }).await.unwrap();
    assert_eq!(left.watch_out().await, StatusWord::Stopped);
    assert_eq!(right.watch_out().await, StatusWord::Stopped);
}

#[tokio::test]
async fn quitting_ends_every_watch() {
    let scene = Scene::new().await;
    let gate = Gate::new();
    scene.simulator.script(Script::tokens(["One ", "two"]).gate(&gate));
    let started = scene.ask("count").await;
    let mut window = Window::attach(&scene.backend, &started.answer_id, "w", None);
    window.step().await;
    tokio::time::timeout(PATIENCE, scene.backend.shutdown()).await.unwrap();
    tokio::time::timeout(PATIENCE, window.watch.join_next()).await.unwrap();
    tokio::time::timeout(PATIENCE, scene.backend.shutdown()).await.unwrap();
}

#[tokio::test]
async fn an_answer_that_goes_on_is_watched_to_its_end() {
    let scene = Scene::new().await;
    scene.simulator.script(Script::answer("one two three four five").fault(Fault::CutAfter(4)));
    let id = scene.answer("count").await.id.to_string();
    let gate = Gate::new();
    scene.simulator.script(Script::answer("one two three four five").gate(&gate));
    scene.backend.turn_continue(TurnContinue { message_id: id.clone() }).await.unwrap();
    let mut window = Window::attach(&scene.backend, &id, "window", None);
    assert!(window.step().await, "it is shown as it is");
    gate.open();
    while window.step().await {}
    assert_eq!(window.ended, Some(StatusWord::Done), "and not as it was when it was cut");
}
