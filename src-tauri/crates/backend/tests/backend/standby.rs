//! Another server answers when the chosen one cannot: only then, only before the first word, only once, and it says so.

use crate::scene::{Scene, options, until};
use hadal_domain::Status;
use hadal_simulator::{Config, Fault, Script, Simulator, TEST_KEY};
use hadal_wire::{ErrorCode, KeyForget, KeyKeep, KeyState, SettingsChange, Standby, TurnEventKind};
use std::time::Duration;

async fn other() -> Simulator {
    let other = Simulator::start(Config::default()).await.unwrap();
    other.script(Script::answer("from the standby"));
    other
}

fn allowed(base_url: String) -> SettingsChange {
    let standby = Standby { on: true, base_url, model: "deepseek-v4-pro".into() };
    SettingsChange { standby: Some(standby), ..SettingsChange::default() }
}

impl Scene {
    /// Allows this standby, with a key that it knows.
    async fn stand_by(&self, other: &Simulator) {
        self.backend.settings_change(allowed(other.base_url())).await.unwrap();
        let key = KeyKeep { key: TEST_KEY.into(), for_standby: true };
        self.backend.key_keep(key).await.unwrap();
    }
}

#[tokio::test]
async fn without_a_way_to_the_server_the_standby_answers_and_its_row_says_so() {
    let other = other().await;
    let scene = Scene::new().await;
    scene.stand_by(&other).await;
    scene.simulator.shutdown().await;
    let row = scene.answer("Why?").await;
    assert_eq!((row.status, row.text.as_str()), (Status::Done, "from the standby"));
    let place = other.base_url().trim_start_matches("http://").to_owned();
    assert_eq!(row.served_by, Some(place));
    let [asked] = other.chat_requests().try_into().expect("it was asked once");
    assert_eq!(asked.body["model"], "deepseek-v4-pro", "by its own name for the model");
}

#[tokio::test]
async fn while_the_server_works_nobody_else_hears_of_the_question() {
    let other = other().await;
    let scene = Scene::new().await;
    scene.stand_by(&other).await;
    scene.simulator.script(Script::answer("from the server"));
    let row = scene.answer("Why?").await;
    assert_eq!((row.text.as_str(), row.served_by), ("from the server", None));
    assert!(other.chat_requests().is_empty());
}

#[tokio::test]
async fn a_server_that_is_down_is_asked_again_first_and_then_the_standby() {
    let other = other().await;
    let scene = Scene::with(|options| options.retries = 1).await;
    scene.stand_by(&other).await;
    for _ in 0..2 {
        scene.simulator.script(Script::faulty(Fault::Busy));
    }
    let row = scene.answer("Why?").await;
    assert_eq!(row.text, "from the standby");
    assert_eq!((scene.simulator.chat_requests().len(), other.chat_requests().len()), (2, 1));
}

#[tokio::test]
async fn what_the_server_may_have_taken_is_never_asked_of_another() {
    let other = other().await;
    let scene = Scene::new().await;
    scene.stand_by(&other).await;
    for (fault, status) in [
        (Fault::RefuseToAnswer, Status::Failed),
        (Fault::CutAfter(0), Status::Failed),
        (Fault::CutAfter(3), Status::Interrupted),
    ] {
        scene.simulator.script(Script::answer("one two three").fault(fault.clone()));
        let row = scene.answer("Why?").await;
        assert_eq!(row.status, status, "{fault:?}: {:?}", row.error_code);
        assert!(other.chat_requests().is_empty(), "{fault:?}");
    }
}

#[tokio::test]
async fn an_answer_of_the_standby_that_is_cut_stays_its_own() {
    let other = Simulator::start(Config::default()).await.unwrap();
    other.script(Script::tokens(["one ", "two ", "three"]).fault(Fault::CutAfter(3)));
    let scene = Scene::with(|options| options.retries = 2).await;
    scene.stand_by(&other).await;
    scene.simulator.shutdown().await;
    let row = scene.answer("Why?").await;
    assert_eq!((row.status, row.served_by.is_some()), (Status::Interrupted, true));
    assert_eq!(other.chat_requests().len(), 1, "nobody asks again for an answer that has begun elsewhere");
    let again = hadal_wire::TurnContinue { message_id: row.id.to_string() };
    let refused = scene.backend.turn_continue(again).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::AnswerWhole, "the server does not go on in another one's words");
}

#[tokio::test]
async fn a_standby_that_is_away_changes_nothing_and_the_question_waits() {
    let other = other().await;
    let scene = Scene::with(|options| options.outbox = Some(Duration::from_hours(1))).await;
    scene.stand_by(&other).await;
    other.shutdown().await;
    scene.simulator.shutdown().await;
    let started = scene.ask("Why?").await;
    let turns = scene.backend.space().unwrap().turns;
    until("it waits", async || turns.waiting().len() == 1).await;
    assert_eq!(scene.row(&started.answer_id).await.status, Status::Streaming);
}

#[tokio::test]
async fn after_a_try_that_may_have_arrived_neither_the_standby_nor_another_start_has_the_question() {
    let other = other().await;
    let scene = Scene::with(|options| {
        options.retries = 1;
        options.outbox = Some(Duration::from_hours(1));
    })
    .await;
    scene.stand_by(&other).await;
    scene.simulator.script(Script::faulty(Fault::NeverAnswer));
    let started = scene.ask("Why?").await;
    scene.simulator.wait_for_requests(1).await;
    scene.simulator.shutdown().await;
    let turns = scene.backend.space().unwrap().turns;
    until("it waits", async || turns.waiting().len() == 1).await;
    let row = scene.row(&started.answer_id).await;
    assert_eq!((row.status, row.error_code), (Status::Streaming, None), "its row does not say that nothing was sent");
    let scene = scene.again().await;
    assert_eq!(scene.row(&started.answer_id).await.status, Status::Interrupted);
    assert!(scene.backend.space().unwrap().turns.waiting().is_empty());
    assert!(other.chat_requests().is_empty(), "the server may be at work on it");
}

#[tokio::test]
async fn its_key_is_kept_for_its_address_and_the_servers_key_is_never_shown_to_it() {
    let other = other().await;
    let scene = Scene::new().await;
    let app = scene.backend.settings_change(allowed(other.base_url())).await.unwrap();
    let standby = app.standby.unwrap();
    assert_eq!((standby.local, standby.key), (true, KeyState::Missing));
    scene.simulator.shutdown().await;
    // It is this computer, so it is asked without a key; this one wants one.
    let row = scene.answer("Why?").await;
    assert_eq!((row.status, row.error_code.as_deref()), (Status::Failed, Some("key_refused")));
    assert!(row.served_by.is_some(), "whose refusal it is");
    let sent = other.requests();
    assert!(!sent.is_empty() && !format!("{sent:?}").contains(TEST_KEY), "the server's key stays with the server");
    let kept = scene.backend.key_keep(KeyKeep { key: TEST_KEY.into(), for_standby: true }).await.unwrap();
    assert_eq!(kept.app.standby.unwrap().key, KeyState::Present);
    let wrong = KeyKeep { key: "sk-0123456789abcdef0123456789abcdef".into(), for_standby: true };
    assert_eq!(scene.backend.key_keep(wrong).await.unwrap_err().code, ErrorCode::KeyRefused);
    let app = scene.backend.key_forget(KeyForget { for_standby: true }).await.unwrap();
    assert_eq!(app.standby.unwrap().key, KeyState::Missing);
    assert_eq!(app.key.state, KeyState::Present, "the server's own key is another");
}

#[tokio::test]
async fn the_key_of_the_environment_is_not_for_the_standby() {
    let other = other().await;
    let simulator = Simulator::start(Config::default()).await.unwrap();
    let dir = tempfile::tempdir().unwrap();
    let mut told = options(dir.path(), &simulator).await;
    told.environment_key = Some(TEST_KEY.to_owned());
    let backend = crate::scene::start(told).await.unwrap();
    backend.settings_change(allowed(other.base_url())).await.unwrap();
    simulator.shutdown().await;
    let scene = Scene { backend, simulator, dir };
    assert_eq!(scene.answer("Why?").await.error_code.as_deref(), Some("key_refused"));
    assert!(!format!("{:?}", other.requests()).contains(TEST_KEY));
}

#[tokio::test]
async fn it_is_off_unless_allowed_and_forgotten_when_it_is_not() {
    let other = other().await;
    let scene = Scene::with(|options| options.outbox = None).await;
    scene.stand_by(&other).await;
    let off = Standby { on: false, base_url: other.base_url(), model: String::new() };
    let change = SettingsChange { standby: Some(off), ..SettingsChange::default() };
    assert_eq!(scene.backend.settings_change(change).await.unwrap().standby, None);
    scene.simulator.shutdown().await;
    let row = scene.answer("Why?").await;
    assert_eq!((row.status, row.error_code.as_deref()), (Status::Failed, Some("connect_refused")));
    assert!(other.chat_requests().is_empty());
    let refused = scene.backend.settings_change(allowed("http://far.example".into())).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::BaseUrlUnusable);
}

#[tokio::test]
async fn who_watches_hears_who_answers_before_the_words() {
    let other = Simulator::start(Config::default()).await.unwrap();
    let gate = hadal_simulator::Gate::new();
    other.script(Script::answer("one two").gate(&gate));
    let scene = Scene::new().await;
    scene.stand_by(&other).await;
    scene.simulator.shutdown().await;
    let started = scene.ask("Why?").await;
    until("it is asked", async || other.chat_requests().len() == 1).await;
    let (send, mut events) = tokio::sync::mpsc::channel(64);
    let backend = scene.backend.clone();
    let attach =
        hadal_wire::TurnAttach { watch_id: "w".into(), message_id: started.answer_id.clone(), after_seq: None };
    let mut tasks = tokio::task::JoinSet::new();
    tasks.spawn(async move {
        let sink = Box::new(move |event| send.try_send(event).is_ok());
        backend.turn_attach(attach, sink).await
    });
    let mut said = None;
    while let Ok(Some(event)) = tokio::time::timeout(Duration::from_secs(20), events.recv()).await {
        match event.kind {
            TurnEventKind::Snapshot { message, .. } => said = said.or(message.served_by),
            TurnEventKind::ServedBy { host } => said = said.or(host),
            TurnEventKind::Patch { .. } => break,
            _ => {}
        }
        if said.is_some() {
            break;
        }
    }
    assert!(said.is_some(), "it is said before a word has come");
    gate.open();
    scene.ended(&started.answer_id).await;
}
