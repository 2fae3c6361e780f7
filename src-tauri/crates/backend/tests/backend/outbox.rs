//! Without a way to the server a question waits: over restarts, in order, and it is sent once.

use crate::scene::{NoDesk, Scene, options, start, until};
use hadal_backend::Backend;
use hadal_domain::{Status, Timestamp};
use hadal_engine::PhaseName;
use hadal_simulator::{Config, Script, Simulator};
use hadal_wire::{
    ConversationOpen, DraftKeep, ErrorCode, ExportFormat, ExportScope, ExportTextGet, ExportWish, PictureGet,
    QueueKeep, QueuedMessage, Search, SettingsChange, TurnHurry, TurnStart, TurnStop, TurnTakeBack,
};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

impl Scene {
    /// A server that is not there; it may come back at its port.
    async fn away() -> Self {
        let scene = Self::new().await;
        scene.simulator.shutdown().await;
        scene
    }

    /// The same, and nothing looks for it by itself.
    async fn patient() -> Self {
        let scene = Self::with(|options| options.outbox = Some(Duration::from_hours(1))).await;
        scene.simulator.shutdown().await;
        scene
    }

    async fn back(&mut self) {
        let port = self.simulator.addr().port();
        self.simulator = Simulator::start(Config { port, ..Config::default() }).await.unwrap();
    }

    pub(crate) async fn waits(&self, answer: &str) {
        let turns = self.backend.space().unwrap().turns;
        let id = answer.parse().unwrap();
        until("the wait for a way", async || turns.waiting().iter().any(|(_, waiting)| *waiting == id)).await;
    }

    async fn take_back(&self, answer: &str) -> Result<hadal_wire::TurnTakenBack, hadal_wire::CommandError> {
        self.backend.turn_take_back(TurnTakeBack { message_id: answer.to_owned() }).await
    }

    pub(crate) fn asked(&self) -> Vec<String> {
        let last = |body: &serde_json::Value| {
            let messages = body.get("messages").and_then(|all| all.as_array()).unwrap();
            messages.last().unwrap().get("content").unwrap().as_str().unwrap().to_owned()
        };
        self.simulator.chat_requests().iter().map(|request| last(&request.body)).collect()
    }
}

#[tokio::test]
async fn a_question_without_a_way_waits_and_is_sent_once_when_there_is_one() {
    let mut scene = Scene::away().await;
    let started = scene.ask("hello?").await;
    scene.waits(&started.answer_id).await;
    until("its row to say so", async || {
        let row = scene.row(&started.answer_id).await;
        (row.status, row.error_code.as_deref()) == (Status::Streaming, Some("unsent"))
    })
    .await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    scene.back().await;
    let row = scene.ended(&started.answer_id).await;
    assert_eq!((row.status, row.error_code), (Status::Done, None));
    assert_eq!(scene.asked(), ["hello?"]);
}

#[tokio::test]
async fn several_are_sent_in_order_also_after_a_restart() {
    let mut scene = Scene::away().await;
    let mut all = Vec::new();
    for text in ["one", "two", "three", "four"] {
        all.push(scene.ask(text).await.answer_id);
    }
    for answer in &all {
        scene.waits(answer).await;
    }
    scene = scene.again().await;
    for answer in &all {
        scene.waits(answer).await;
    }
    scene.back().await;
    for answer in &all {
        assert_eq!(scene.ended(answer).await.status, Status::Done);
    }
    assert_eq!(scene.asked(), ["one", "two", "three", "four"]);
    let again = scene.again().await;
    assert!(again.backend.space().unwrap().turns.waiting().is_empty());
    assert_eq!(again.asked().len(), 4, "nothing is left to send");
}

#[tokio::test]
async fn a_repeated_send_of_one_that_waits_is_the_same_one() {
    let mut scene = Scene::away().await;
    let request = crate::scene::words("once");
    let first = scene.backend.turn_start(request.clone()).await.unwrap();
    scene.waits(&first.answer_id).await;
    let second = scene.backend.turn_start(request).await.unwrap();
    assert_eq!(first.answer_id, second.answer_id);
    scene.back().await;
    scene.ended(&first.answer_id).await;
    assert_eq!(scene.asked(), ["once"]);
}

/// What a crash leaves: the files as they are, without the lock of the process that had them.
fn crashed(from: &Path, to: &Path) {
    for name in ["history.db", "history.db-wal"] {
        if from.join(name).exists() {
            std::fs::copy(from.join(name), to.join(name)).unwrap();
        }
    }
}

#[tokio::test]
async fn a_crash_while_it_waits_sends_it_once_and_a_crash_after_it_left_not_again() {
    let mut scene = Scene::away().await;
    let started = scene.ask("only once").await;
    scene.waits(&started.answer_id).await;
    let waiting = tempfile::tempdir().unwrap();
    crashed(scene.dir.path(), waiting.path());

    scene.simulator =
        Simulator::start(Config { port: scene.simulator.addr().port(), ..Config::default() }).await.unwrap();
    scene.simulator.script(Script::faulty(hadal_simulator::Fault::NeverAnswer));
    scene.simulator.wait_for_requests(1).await;
    let sent = tempfile::tempdir().unwrap();
    crashed(scene.dir.path(), sent.path());
    let port = scene.simulator.addr().port();
    scene.simulator.shutdown().await;

    let simulator = Simulator::start(Config { port, ..Config::default() }).await.unwrap();
    let after = start(options(sent.path(), &simulator).await).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let id = started.answer_id.parse().unwrap();
    let row = after.space().unwrap().store.message(id).await.unwrap().unwrap();
    assert_eq!((row.status, row.error_code), (Status::Interrupted, None));
    assert_eq!(
        simulator.chat_requests().len(),
        0,
        "it had left: whether it arrived is not known, so it is not sent again"
    );
    after.shutdown().await;

    let again = start(options(waiting.path(), &simulator).await).await.unwrap();
    let turns = again.space().unwrap().turns;
    until("the answer", async || !turns.is_running(id)).await;
    assert_eq!(simulator.chat_requests().len(), 1);
    again.shutdown().await;
}

#[tokio::test]
async fn a_new_conversation_that_is_taken_back_is_gone_and_its_text_is_the_draft() {
    let scene = Scene::away().await;
    let started = scene.ask("never mind").await;
    scene.waits(&started.answer_id).await;
    scene.backend.draft_keep(DraftKeep { conversation_id: None, text: "and this".into() }).await.unwrap();
    let taken = scene.take_back(&started.answer_id).await.unwrap();
    assert_eq!((taken.view.is_none(), taken.text.as_deref()), (true, Some("never mind")));
    let app = scene.backend.app_info(hadal_wire::AppInfoGet {}).await.unwrap();
    assert_eq!(app.new_draft, "never mind\n\nand this");
    let open = ConversationOpen { conversation_id: started.view.info.id.clone(), newest: None };
    assert_eq!(scene.backend.conversation_open(open).await.unwrap_err().code, ErrorCode::NotFound);
    let again = scene.again().await;
    assert!(again.backend.space().unwrap().turns.waiting().is_empty());
}

#[tokio::test]
async fn a_question_of_a_conversation_that_is_taken_back_leaves_the_rest_as_it_was() {
    let scene = Scene::new().await;
    let first = scene.ask("stays").await;
    scene.ended(&first.answer_id).await;
    scene.simulator.shutdown().await;
    let second = scene.ask_after(&first, Some(&first.answer_id), "goes").await;
    scene.waits(&second.answer_id).await;
    let view = scene.take_back(&second.answer_id).await.unwrap().view.unwrap();
    let ids: Vec<_> = view.messages.iter().map(|message| message.id.clone()).collect();
    assert_eq!(ids, [first.question_id.clone(), first.answer_id.clone()]);
    assert_eq!(view.info.draft, "goes");
    let another = scene.regenerate(&first.answer_id).await;
    scene.waits(&another.answer_id).await;
    let taken = scene.take_back(&another.answer_id).await.unwrap();
    assert_eq!(taken.text, None, "the question has another answer, and stays");
    assert_eq!(taken.view.unwrap().messages.len(), 2);
    let gone = scene.take_back(&another.answer_id).await.unwrap_err();
    assert_eq!(gone.code, ErrorCode::QuestionSent);
}

#[tokio::test]
async fn what_has_left_is_not_taken_back() {
    let scene = Scene::new().await;
    scene.simulator.script(Script::tokens(["a"; 50]).fault(hadal_simulator::Fault::StallAfter(5)));
    let started = scene.ask("on its way").await;
    scene.simulator.wait_for_requests(1).await;
    assert_eq!(scene.take_back(&started.answer_id).await.unwrap_err().code, ErrorCode::QuestionSent);
    scene.backend.turn_stop(TurnStop { message_id: started.answer_id.clone() }).await.unwrap();
    assert_eq!(scene.ended(&started.answer_id).await.status, Status::Stopped);
}

#[tokio::test]
async fn one_that_waits_can_be_sent_now_stopped_and_goes_to_the_address_that_is_chosen_then() {
    let other = Simulator::start(Config::default()).await.unwrap();
    let simulator = Simulator::start(Config::default()).await.unwrap();
    let dir = tempfile::tempdir().unwrap();
    let mut told = options(dir.path(), &simulator).await;
    let dead = told.base_url.take().unwrap();
    told.environment_key = Some(hadal_simulator::TEST_KEY.to_owned());
    told.outbox = Some(Duration::from_hours(1));
    let backend = Backend::start(told, Arc::new(NoDesk)).await.unwrap();
    let scene = Scene { backend, simulator, dir };
    let address = |base: String| SettingsChange { base_url: Some(base), ..SettingsChange::default() };
    scene.simulator.shutdown().await;
    scene.backend.settings_change(address(dead)).await.unwrap();

    let stopped = scene.ask("stop me").await;
    scene.waits(&stopped.answer_id).await;
    scene.backend.turn_stop(TurnStop { message_id: stopped.answer_id.clone() }).await.unwrap();
    assert_eq!(scene.ended(&stopped.answer_id).await.status, Status::Stopped);

    let moved = scene.ask("anywhere").await;
    scene.waits(&moved.answer_id).await;
    scene.backend.settings_change(address(other.base_url())).await.unwrap();
    assert_eq!(scene.ended(&moved.answer_id).await.status, Status::Done);
    assert_eq!(other.chat_requests().len(), 1);
}

#[tokio::test]
async fn a_person_can_send_it_now() {
    let mut scene = Scene::with(|options| options.outbox = Some(Duration::from_hours(1))).await;
    scene.simulator.shutdown().await;
    let started = scene.ask("now").await;
    scene.waits(&started.answer_id).await;
    scene.back().await;
    scene.backend.turn_hurry(TurnHurry { message_id: started.answer_id.clone() }).await.unwrap();
    assert_eq!(scene.ended(&started.answer_id).await.status, Status::Done);
}

#[tokio::test]
async fn reading_searching_writing_and_exporting_need_no_server() {
    let scene = Scene::new().await;
    scene.simulator.script(Script::answer("The sea is deep."));
    let started = scene.ask("How deep?").await;
    scene.ended(&started.answer_id).await;
    scene.simulator.shutdown().await;
    let id = started.view.info.id.clone();
    let open = ConversationOpen { conversation_id: id.clone(), newest: None };
    assert_eq!(scene.backend.conversation_open(open).await.unwrap().messages.len(), 2);
    let search = Search { text: "deep".into(), ..serde_json::from_str(r#"{"text":"deep","limit":20}"#).unwrap() };
    assert!(!scene.backend.search(search).await.unwrap().hits.is_empty());
    let draft = DraftKeep { conversation_id: Some(id.clone()), text: "and how wide".into() };
    scene.backend.draft_keep(draft).await.unwrap();
    let scope = ExportScope::Conversations { conversation_ids: vec![id.clone()] };
    let wish = ExportWish { scope, format: ExportFormat::Markdown, choices: Vec::new() };
    let text = scene.backend.export_text(ExportTextGet { wish }).await.unwrap().text;
    assert!(text.contains("The sea is deep."), "{text}");
    let next = TurnStart {
        conversation_id: Some(id),
        parent_id: Some(started.answer_id.clone()),
        ..crate::scene::words("Wide?")
    };
    let waiting = scene.backend.turn_start(next).await.unwrap();
    scene.waits(&waiting.answer_id).await;
    let attached = scene.backend.space().unwrap().turns.attach(waiting.answer_id.parse().unwrap(), None).unwrap();
    assert_eq!(attached.snapshot.unwrap().phase.name, PhaseName::Waiting);
}

#[tokio::test]
async fn the_login_page_of_a_network_leaves_what_waits_waiting() {
    let mut scene = Scene::away().await;
    let (first, second) = (scene.ask("one").await, scene.ask("two").await);
    scene.waits(&first.answer_id).await;
    scene.waits(&second.answer_id).await;
    let page = || Script::faulty(hadal_simulator::Fault::Html(200));
    let port = scene.simulator.addr().port();
    scene.simulator = Simulator::start(Config { port, ..Config::default() }).await.unwrap();
    for _ in 0..3 {
        scene.simulator.script(page());
    }
    for started in [&first, &second] {
        let row = scene.ended(&started.answer_id).await;
        assert_eq!((row.status, row.error_code), (Status::Done, None));
    }
    assert_eq!(scene.asked(), ["one", "one", "one", "one", "two"], "one asks for all");
}

#[tokio::test]
async fn a_row_that_cannot_be_read_does_not_keep_the_others_from_leaving() {
    let mut scene = Scene::patient().await;
    let (first, second) = (scene.ask("lost").await, scene.ask("sent").await);
    scene.waits(&first.answer_id).await;
    scene.waits(&second.answer_id).await;
    scene.backend.shutdown().await;
    let db = rusqlite::Connection::open(scene.dir.path().join("history.db")).unwrap();
    let oldest =
        "UPDATE messages SET parent_id = NULL WHERE id = (SELECT min(id) FROM messages WHERE error_code = 'unsent')";
    assert_eq!(db.execute(oldest, []).unwrap(), 1);
    db.close().unwrap();
    scene = scene.again().await;
    scene.back().await;
    assert_eq!(scene.ended(&second.answer_id).await.status, Status::Done);
    assert_eq!(scene.asked(), ["sent"]);
}

#[tokio::test]
async fn a_question_that_one_server_has_is_asked_of_it_again_whatever_is_chosen_meanwhile() {
    let other = Simulator::start(Config::default()).await.unwrap();
    let simulator = Simulator::start(Config::default()).await.unwrap();
    let dir = tempfile::tempdir().unwrap();
    let mut told = options(dir.path(), &simulator).await;
    let chosen = told.base_url.take().unwrap();
    told.environment_key = Some(hadal_simulator::TEST_KEY.to_owned());
    told.retries = 1;
    let backend = Backend::start(told, Arc::new(NoDesk)).await.unwrap();
    let scene = Scene { backend, simulator, dir };
    let address = |base: String| SettingsChange { base_url: Some(base), ..SettingsChange::default() };
    scene.backend.settings_change(address(chosen)).await.unwrap();
    let (status, message, kind) = (429, "slow down".into(), String::new());
    let slow = hadal_simulator::Rejection { status, message, kind, retry_after: Some(2) };
    scene.simulator.script(Script::faulty(hadal_simulator::Fault::Reject(slow)));
    let started = scene.ask("whose?").await;
    scene.simulator.wait_for_requests(1).await;
    scene.backend.settings_change(address(other.base_url())).await.unwrap();
    assert_eq!(scene.ended(&started.answer_id).await.status, Status::Done);
    assert_eq!((scene.simulator.chat_requests().len(), other.chat_requests().len()), (2, 0));
}

#[tokio::test]
async fn going_back_to_a_backup_sends_nothing_a_second_time() {
    let mut scene = Scene::patient().await;
    let started = scene.ask("once").await;
    scene.waits(&started.answer_id).await;
    scene.backend.shutdown().await;
    let (made, backups) = (Timestamp::now().as_millis(), scene.dir.path().join("backups"));
    std::fs::create_dir_all(&backups).unwrap();
    std::fs::copy(scene.dir.path().join("history.db"), backups.join(format!("history-{made:015}.db"))).unwrap();
    scene = scene.again().await;
    scene.back().await;
    assert_eq!(scene.ended(&started.answer_id).await.status, Status::Done);
    scene.backend.shutdown().await;
    hadal_store::Store::restore_at_next_start(scene.dir.path(), Timestamp::from_millis(made)).unwrap();
    scene = scene.again().await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let row = scene.row(&started.answer_id).await;
    assert_eq!((row.status, row.error_code), (Status::Interrupted, None));
    assert_eq!(scene.asked(), ["once"]);
}

#[tokio::test]
async fn all_that_was_typed_comes_back_with_the_only_question_of_a_conversation() {
    let scene = Scene::away().await;
    let dot = crate::marks::picture(&scene).await;
    let turn = TurnStart {
        pictures: vec![dot.clone()],
        begin_with: Some("Well,".into()),
        ..crate::scene::words("What is this?")
    };
    let started = scene.backend.turn_start(turn).await.unwrap();
    scene.waits(&started.answer_id).await;
    let id = started.view.info.id.clone();
    let queued = |text: &str| QueuedMessage { client_id: uuid::Uuid::now_v7().to_string(), text: text.into() };
    let line = QueueKeep { conversation_id: id.clone(), queue: vec![queued("And why?"), queued("And how?")] };
    scene.backend.queue_keep(line).await.unwrap();
    let typed = |conversation_id, text: &str| DraftKeep { conversation_id, text: text.into() };
    scene.backend.draft_keep(typed(Some(id), "typed there")).await.unwrap();
    scene.backend.draft_keep(typed(None, "typed elsewhere")).await.unwrap();

    let taken = scene.take_back(&started.answer_id).await.unwrap();
    assert_eq!(taken.text.as_deref(), Some("What is this?\n\nAnd why?\n\nAnd how?"));
    assert_eq!(taken.begin_with.as_deref(), Some("Well,"));
    assert_eq!(taken.pictures.iter().map(|picture| &picture.picture_id).collect::<Vec<_>>(), [&dot.picture_id]);
    let app = scene.backend.app_info(hadal_wire::AppInfoGet {}).await.unwrap();
    assert_eq!(app.new_draft, "What is this?\n\nAnd why?\n\nAnd how?\n\ntyped there\n\ntyped elsewhere");
    let shown = PictureGet { picture_id: dot.picture_id };
    scene.backend.picture_get(shown).await.expect("the picture waits for another message");
    scene.backend.shutdown().await;
    let db = rusqlite::Connection::open(scene.dir.path().join("history.db")).unwrap();
    let left = |sql: &str| -> i64 { db.query_row(sql, [], |row| row.get(0)).unwrap() };
    assert_eq!(left("SELECT count(*) FROM settings WHERE key LIKE 'queue.%'"), 0, "no line without its conversation");
    assert_eq!(left("SELECT count(*) FROM attachments"), 0, "no bytes without a message");
}
