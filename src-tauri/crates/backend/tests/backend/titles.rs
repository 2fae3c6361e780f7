//! Titles: made by the model while a window is there, never over what a person typed.

use crate::scene::{Scene, until};
use hadal_backend::Backend;
use hadal_domain::Timestamp;
use hadal_simulator::{Gate, Script};
use hadal_wire::{ConversationRename, LibraryWatch, SettingsChange};
use tokio::task::JoinSet;

/// A window that looks at the library, until the value goes.
async fn window(backend: &Backend) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    let watching = backend.clone();
    let (told, mut seen) = tokio::sync::mpsc::channel(8);
    tasks.spawn(async move {
        let watch = LibraryWatch { watch_id: "w".into() };
        let tell = Box::new(move |_| told.try_send(()).is_ok() || !told.is_closed());
        watching.library_watch(watch, tell).await.unwrap();
    });
    // The watch is there when it has heard something.
    until("the window to listen", async || backend.settings_change(SettingsChange::default()).await.is_ok()).await;
    assert!(seen.recv().await.is_some());
    tasks.spawn(async move { while seen.recv().await.is_some() {} });
    tasks
}

async fn title(backend: &Backend, id: &str) -> (String, bool) {
    let found = backend.space().unwrap().store.conversation(id.parse().unwrap()).await.unwrap().unwrap();
    (found.title, found.titled_by_user)
}

/// Requests for a title so far.
fn asked_for_titles(scene: &Scene) -> usize {
    let bodies = scene.simulator.requests().into_iter().map(|request| request.body.to_string());
    bodies.filter(|body| body.contains("Write a title for this conversation")).count()
}

const LONG: &str = "Where do the eels of the northern rivers go in the winter months, and why do they come back?";

#[tokio::test]
async fn the_model_names_a_conversation_after_its_first_answer_without_thinking() {
    let scene = Scene::new().await;
    let _window = window(&scene.backend).await;
    let started = scene.ask(LONG).await;
    let id = started.view.info.id.clone();
    assert!(started.view.info.title.ends_with('…'), "the first words until then: {}", started.view.info.title);
    until("a title that is not the first words", async || !title(&scene.backend, &id).await.0.ends_with('…')).await;
    assert!(!title(&scene.backend, &id).await.1, "nobody typed it");
    let (home, far) = (scene.backend.space().unwrap(), Timestamp::from_millis(i64::MAX));
    let spent = || async { home.store.spent(Timestamp::from_millis(0), far).await.unwrap() };
    let (prompts, answers) = (spent().await.iter().map(|s| s.usage.prompt).sum::<u64>(), spent().await[0].answers);
    assert_eq!(answers, 1, "a title is no answer");
    let asked = home.store.messages(id.parse().unwrap()).await.unwrap()[1].usage.unwrap().prompt;
    assert!(prompts > asked, "the title was paid for too: {prompts} tokens, {asked} of them for the answer");
    let next = scene.ask_after(&started, Some(&started.answer_id), "and then?").await;
    scene.ended(&next.answer_id).await;
    assert_eq!(asked_for_titles(&scene), 1, "a further turn asks for none");
}

#[tokio::test]
async fn a_title_that_somebody_typed_while_one_was_made_stays() {
    let scene = Scene::new().await;
    let _window = window(&scene.backend).await;
    let gate = Gate::new();
    scene.simulator.script(Script::tokens(["one ", "two"]).gate(&gate));
    let started = scene.ask(LONG).await;
    let id = started.view.info.id.clone();
    let rename = ConversationRename { conversation_id: id.clone(), title: "Mine".into() };
    scene.backend.conversation_rename(rename).await.unwrap();
    gate.open();
    scene.ended(&started.answer_id).await;
    scene.backend.shutdown().await;
    let scene = scene.again().await;
    assert_eq!(title(&scene.backend, &id).await, ("Mine".to_owned(), true));
}

#[tokio::test]
async fn with_the_setting_off_and_without_a_window_nothing_is_asked() {
    let scene = Scene::new().await;
    scene.answer(LONG).await;
    let _window = window(&scene.backend).await;
    let off = SettingsChange { auto_title: Some(false), ..SettingsChange::default() };
    scene.backend.settings_change(off).await.unwrap();
    scene.answer(LONG).await;
    scene.backend.shutdown().await;
    assert_eq!(asked_for_titles(&scene), 0);
}
