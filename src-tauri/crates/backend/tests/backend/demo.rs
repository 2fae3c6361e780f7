//! The demo: its own history, its own server, and no trace in one's own.

use crate::library::titles;
use crate::scene::{Scene, until, words};
use hadal_domain::Status;
use hadal_wire::{AppInfoGet, AppMode, DemoEnter, DemoLeave, DraftKeep, LibraryEvent, LibraryWatch, TurnStop};
use std::sync::{Arc, Mutex};
use tokio::task::JoinSet;

#[tokio::test]
async fn the_demo_answers_without_a_key_and_leaves_ones_own_history_alone() {
    let scene = Scene::with(|options| options.keychain = hadal_secrets::Keychain::memory()).await;
    assert_eq!(scene.backend.demo_enter(DemoEnter {}).await.unwrap().mode, AppMode::Demo);
    let started = scene.ask("Show me around").await;
    let turns = scene.backend.space().unwrap().turns;
    let id = started.answer_id.parse().unwrap();
    until("words of the demo", async || {
        turns.attach(id, None).is_some_and(|a| a.snapshot.is_some_and(|s| !s.message.reasoning.is_empty()))
    })
    .await;
    scene.backend.turn_stop(TurnStop { message_id: started.answer_id.clone() }).await.unwrap();
    assert_eq!(scene.ended(&started.answer_id).await.status, Status::Stopped);
    assert_eq!(titles(&scene.backend).await, ["Show me around"]);
    assert_eq!(scene.simulator.requests().len(), 0, "the demo asks its own server");
    let app = scene.backend.demo_leave(DemoLeave {}).await.unwrap();
    assert_eq!(app.mode, AppMode::Setup, "looking around leaves no history behind");
    assert_eq!(titles(&scene.backend).await, [""; 0]);
    scene.backend.demo_enter(DemoEnter {}).await.unwrap();
    assert_eq!(titles(&scene.backend).await, ["Show me around"], "it is there when one comes back");
}

#[tokio::test]
async fn drafts_of_the_demo_and_ones_own_do_not_mix() {
    let scene = Scene::new().await;
    let keep = |text: &str| DraftKeep { conversation_id: None, text: text.to_owned() };
    let draft = async || scene.backend.app_info(AppInfoGet {}).await.unwrap().new_draft;
    scene.backend.draft_keep(keep("my own")).await.unwrap();
    scene.backend.demo_enter(DemoEnter {}).await.unwrap();
    assert_eq!(draft().await, "");
    scene.backend.draft_keep(keep("of the demo")).await.unwrap();
    scene.backend.turn_start(words("sent in the demo")).await.unwrap();
    assert_eq!(draft().await, "");
    scene.backend.demo_leave(DemoLeave {}).await.unwrap();
    assert_eq!(draft().await, "my own", "sending in the demo clears nothing of one's own");
}

#[tokio::test]
async fn the_list_hears_only_of_the_history_that_is_shown() {
    let scene = Scene::new().await;
    let heard = Arc::new(Mutex::new(Vec::new()));
    let (backend, sink) = (scene.backend.clone(), Arc::clone(&heard));
    let mut watch = JoinSet::new();
    watch.spawn(async move {
        let sink = Box::new(move |event| {
            if let LibraryEvent::Row { row } = event {
                sink.lock().unwrap().push(row.title);
            }
            true
        });
        backend.library_watch(LibraryWatch { watch_id: "list".into() }, sink).await.unwrap();
    });
    scene.answer("own one").await;
    until("the own row", async || heard.lock().unwrap().contains(&"own one".to_owned())).await;
    scene.backend.demo_enter(DemoEnter {}).await.unwrap();
    let started = scene.ask("demo one").await;
    until("the demo's row", async || heard.lock().unwrap().contains(&"demo one".to_owned())).await;
    let demo = scene.backend.space().unwrap();
    scene.backend.demo_leave(DemoLeave {}).await.unwrap();
    heard.lock().unwrap().clear();
    demo.turns.stop(started.answer_id.parse().unwrap());
    until("the demo's end", async || demo.turns.count() == 0).await;
    scene.answer("own two").await;
    until("the next own row", async || heard.lock().unwrap().contains(&"own two".to_owned())).await;
    assert!(!heard.lock().unwrap().contains(&"demo one".to_owned()), "a row of the demo is none of one's own list");
}
