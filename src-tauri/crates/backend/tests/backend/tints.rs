//! Tints of code: line by line while it comes, at once when it stands, and always those of the text as it ended.

use crate::scene::{PATIENCE, Scene};
use hadal_backend::Backend;
use hadal_simulator::{Gate, Script};
use hadal_wire::{CodeTint, ErrorCode, TintPart, TintWatch, WatchLeave};
use std::collections::BTreeMap;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

const ANSWER: &str = "Look:\n\n```python\ndef f(x):\n    return x\n```\n\n- item\n\n  ```js\n  let a = 1\n  ```\n\n```no-such\nx\n```\n\n```rust\nlet b = \"open";

type Lines = BTreeMap<Vec<u32>, Vec<Vec<hadal_highlight::Run>>>;

struct Watcher {
    tints: mpsc::Receiver<CodeTint>,
    watch: JoinSet<()>,
    lines: Lines,
}

impl Watcher {
    fn new(backend: &Backend, answer: &str, part: TintPart) -> Self {
        let (sender, tints) = mpsc::channel(1_000);
        let request = TintWatch { watch_id: "t".to_owned(), message_id: answer.to_owned(), part };
        let backend = backend.clone();
        let mut watch = JoinSet::new();
        watch.spawn(async move {
            backend.tint_watch(request, Box::new(move |tint| sender.try_send(tint).is_ok())).await.unwrap();
        });
        Self { tints, watch, lines: Lines::new() }
    }

    /// Takes the next tint; `false` when there are no more.
    async fn step(&mut self) -> bool {
        let Some(tint) = tokio::time::timeout(PATIENCE, self.tints.recv()).await.unwrap() else { return false };
        let lines = self.lines.entry(tint.path).or_default();
        assert_eq!(lines.len(), tint.from as usize, "each line once, in order");
        lines.extend(tint.lines);
        true
    }

    async fn all(mut self) -> Lines {
        while self.step().await {}
        self.watch.join_next().await.unwrap().unwrap();
        self.lines
    }
}

#[tokio::test]
async fn code_of_an_ended_answer_is_tinted_at_once() {
    let scene = Scene::new().await;
    scene.simulator.script(Script::answer(ANSWER).reasoning("~~~c\nint a;\n~~~"));
    let row = scene.answer("Code?").await;
    let lines = Watcher::new(&scene.backend, &row.id.to_string(), TintPart::Answer).all().await;
    let counts: Vec<_> = lines.iter().map(|(path, lines)| (path.clone(), lines.len())).collect();
    assert_eq!(counts, [(vec![1], 2), (vec![2, 0, 1], 1), (vec![4], 1)], "no tint for a language that nobody knows");
    let lines = Watcher::new(&scene.backend, &row.id.to_string(), TintPart::Reasoning).all().await;
    assert_eq!(lines.keys().collect::<Vec<_>>(), [&vec![0]]);
}

#[tokio::test]
async fn code_that_comes_is_tinted_line_by_line_and_ends_like_code_that_stood() {
    let scene = Scene::new().await;
    let gate = Gate::new();
    let tokens: Vec<_> = ANSWER.split_inclusive([' ', '\n']).collect();
    // The opening event, three lines, two words, four spaces, one word: half of the second line of code.
    scene.simulator.script(Script::tokens(tokens).gate(&gate));
    let started = scene.ask("Code?").await;
    let mut watcher = Watcher::new(&scene.backend, &started.answer_id, TintPart::Answer);
    gate.release(11);
    assert!(watcher.step().await, "the first line is told while the second is still to come");
    gate.open();
    let grown = watcher.all().await;
    scene.ended(&started.answer_id).await;
    let stood = Watcher::new(&scene.backend, &started.answer_id, TintPart::Answer).all().await;
    assert_eq!(grown, stood);
}

#[tokio::test]
async fn a_watch_that_is_left_ends() {
    let scene = Scene::new().await;
    let gate = Gate::new();
    scene.simulator.script(Script::answer(ANSWER).gate(&gate));
    let started = scene.ask("Code?").await;
    let watcher = Watcher::new(&scene.backend, &started.answer_id, TintPart::Answer);
    tokio::task::yield_now().await;
    scene.backend.watch_leave(WatchLeave { watch_id: "t".to_owned() }).await.unwrap();
    gate.open();
    watcher.all().await;
}

#[tokio::test]
async fn what_is_typed_by_a_person_has_no_tints_and_what_is_not_there_is_not_found() {
    let scene = Scene::new().await;
    scene.simulator.script(Script::answer("ok"));
    let started = scene.ask("```rust\nlet a;\n```").await;
    scene.ended(&started.answer_id).await;
    assert!(Watcher::new(&scene.backend, &started.question_id, TintPart::Answer).all().await.is_empty());
    let request =
        TintWatch { watch_id: "t".to_owned(), message_id: uuid::Uuid::now_v7().to_string(), part: TintPart::Answer };
    let refused = scene.backend.tint_watch(request, Box::new(|_| true)).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotFound);
}
