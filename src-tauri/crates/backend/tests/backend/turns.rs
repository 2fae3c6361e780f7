//! A turn's whole life: durable before it leaves, streamed, stopped, repeated.

use crate::scene::{Scene, until, words};
use hadal_domain::{Role, Status};
use hadal_simulator::{Fault, Gate, Script};
use hadal_wire::{ErrorCode, MESSAGE_MAX_BYTES, StatusWord, TurnStop};
use rusqlite::{Connection, OpenFlags};
use std::path::Path;

/// What another process would find on the disk right now.
fn on_disk(dir: &Path) -> Vec<(String, String, String)> {
    let db = Connection::open_with_flags(dir.join("history.db"), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut rows = db
        .prepare(
            "SELECT m.role, m.status, coalesce((SELECT group_concat(text, '') FROM
                (SELECT text FROM parts WHERE message_id = m.id AND kind = 'text'
                 UNION ALL SELECT text FROM tails WHERE message_id = m.id AND kind = 'text')), '')
             FROM messages m ORDER BY m.created_at, m.role DESC",
        )
        .unwrap();
    rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap().map(Result::unwrap).collect()
}

#[tokio::test]
async fn both_rows_are_on_the_disk_before_the_request_leaves() {
    let scene = Scene::new().await;
    // The server takes the connection and says nothing: whatever is on the disk now was there before any answer.
    scene.simulator.script(Script::faulty(Fault::NeverAnswer));
    let started = scene.ask("Wie tief ist 马里亚纳海沟?").await;
    let rows = on_disk(scene.dir.path());
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert_eq!(rows[0].2, "Wie tief ist 马里亚纳海沟?");
    assert_eq!((rows[1].0.as_str(), rows[1].1.as_str()), ("assistant", "streaming"));
    let requests = scene.simulator.wait_for_requests(1).await;
    assert_eq!(requests[0].body["messages"][0]["content"], "Wie tief ist 马里亚纳海沟?");
    assert_eq!(requests[0].bytes_sent, 0);
    scene.backend.turn_stop(TurnStop { message_id: started.answer_id.clone() }).await.unwrap();
    assert_eq!(scene.ended(&started.answer_id).await.status, Status::Stopped);
}

#[tokio::test]
async fn reasoning_and_answer_are_kept_apart_with_all_that_is_known() {
    let scene = Scene::new().await;
    scene.simulator.script(Script::answer("It is **deep**.").reasoning("They ask for a depth."));
    let row = scene.answer("How deep?").await;
    assert_eq!((row.status, row.error_code.as_deref()), (Status::Done, None));
    assert_eq!((row.reasoning.as_str(), row.text.as_str()), ("They ask for a depth.", "It is **deep**."));
    assert_eq!(row.finish_reason.as_ref().map(hadal_domain::FinishReason::word), Some("stop"));
    let usage = row.usage.unwrap();
    assert!(usage.prompt > 0 && usage.completion > usage.reasoning && usage.reasoning > 0, "{usage:?}");
    assert_eq!(usage.cache_hit + usage.cache_miss, usage.prompt);
    let timings = row.timings;
    assert!(timings.first_byte_ms <= timings.first_reasoning_ms, "{timings:?}");
    assert!(timings.first_reasoning_ms <= timings.first_content_ms && timings.first_content_ms <= timings.end_ms);
    assert!(row.served_model.is_some() && row.usage_raw.is_some());
}

#[tokio::test]
async fn a_stop_closes_the_socket_and_keeps_the_text() {
    let scene = Scene::new().await;
    let gate = Gate::new();
    scene.simulator.script(Script::tokens(["One ", "two ", "three"]).gate(&gate));
    let started = scene.ask("Count").await;
    gate.release(3);
    let turns = scene.backend.space().unwrap().turns;
    let id = started.answer_id.parse().unwrap();
    until("two words", async || {
        turns.attach(id, None).is_some_and(|a| a.snapshot.is_some_and(|s| s.message.text == "One two "))
    })
    .await;
    scene.backend.turn_stop(TurnStop { message_id: started.answer_id.clone() }).await.unwrap();
    let aborted = scene.simulator.wait_for_abort().await;
    assert!(aborted.is_some_and(|request| request.aborted), "the server sees that nobody listens any more");
    let row = scene.ended(&started.answer_id).await;
    assert_eq!((row.status, row.text.as_str()), (Status::Stopped, "One two "));
    assert_eq!(row.error_code, None, "a stop is no error");
}

#[tokio::test]
async fn a_stop_before_the_first_byte_and_a_stop_after_the_end_are_harmless() {
    let scene = Scene::new().await;
    scene.simulator.script(Script::faulty(Fault::NeverAnswer));
    let started = scene.ask("Hello").await;
    let stop = TurnStop { message_id: started.answer_id.clone() };
    scene.backend.turn_stop(stop.clone()).await.unwrap();
    assert_eq!(scene.ended(&started.answer_id).await.status, Status::Stopped);
    scene.backend.turn_stop(stop).await.unwrap();
    assert_eq!(scene.row(&started.answer_id).await.status, Status::Stopped);
}

#[tokio::test]
async fn two_conversations_stream_at_once_and_do_not_mix() {
    let scene = Scene::new().await;
    let (left, right) = (Gate::new(), Gate::new());
    scene.simulator.script(Script::tokens(["l1 ", "l2 ", "l3"]).gate(&left));
    let first = scene.ask("left").await;
    scene.simulator.wait_for_requests(1).await;
    scene.simulator.script(Script::tokens(["r1 ", "r2 ", "r3"]).gate(&right));
    let second = scene.ask("right").await;
    scene.simulator.wait_for_requests(2).await;
    assert_eq!(scene.backend.running_answers(), 2);
    right.release(2);
    left.release(3);
    left.wait_passed(3).await;
    right.open();
    assert_eq!(scene.ended(&second.answer_id).await.text, "r1 r2 r3");
    assert_eq!(scene.backend.running_answers(), 1, "the other one goes on");
    left.open();
    assert_eq!(scene.ended(&first.answer_id).await.text, "l1 l2 l3");
}

#[tokio::test]
async fn the_same_client_id_twice_is_one_turn_and_one_request() {
    let scene = Scene::new().await;
    let request = words("Once");
    let first = scene.backend.turn_start(request.clone()).await.unwrap();
    let second = scene.backend.turn_start(request.clone()).await.unwrap();
    assert_eq!((&first.answer_id, &first.question_id), (&second.answer_id, &second.question_id));
    scene.ended(&first.answer_id).await;
    let third = scene.backend.turn_start(request).await.unwrap();
    assert_eq!(third.answer_id, first.answer_id, "also when it has ended long ago");
    assert_eq!(scene.simulator.chat_requests().len(), 1);
    let list = crate::library::titles(&scene.backend).await;
    assert_eq!(list.len(), 1, "and one conversation: {list:?}");
}

#[tokio::test]
async fn a_caller_that_leaves_in_the_middle_does_not_leave_an_answer_that_nobody_writes() {
    let scene = Scene::new().await;
    for round in 0..30 {
        let request = words(&format!("Round {round}"));
        let start = scene.backend.turn_start(request);
        // As when the connection of a browser goes while its request is being served.
        let _ = tokio::time::timeout(std::time::Duration::from_micros(round * 150), start).await;
    }
    let space = scene.backend.space().unwrap();
    until("no answer to run", async || {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        space.turns.count() == 0
    })
    .await;
    let rows = on_disk(scene.dir.path());
    assert!(rows.iter().all(|(_, status, _)| status != "streaming"), "{rows:?}");
}

#[tokio::test]
async fn blank_and_endless_messages_are_refused_and_nothing_is_written() {
    let scene = Scene::new().await;
    for (text, code) in [
        (String::new(), ErrorCode::MessageBlank),
        (" \n\t ".to_owned(), ErrorCode::MessageBlank),
        ("x".repeat(MESSAGE_MAX_BYTES + 1), ErrorCode::MessageTooLong),
    ] {
        let error = scene.backend.turn_start(words(&text)).await.unwrap_err();
        assert_eq!(error.code, code);
    }
    assert_eq!(on_disk(scene.dir.path()), []);
    assert_eq!(scene.simulator.chat_requests().len(), 0);
}

#[tokio::test]
async fn the_request_carries_the_shown_path_and_nothing_else() {
    let scene = Scene::new().await;
    scene.simulator.script(Script::answer("first answer").reasoning("secret thought"));
    let first = scene.ask("first question").await;
    scene.ended(&first.answer_id).await;
    let second = scene.ask_after(&first, Some(&first.answer_id), "second question").await;
    scene.ended(&second.answer_id).await;
    let said = scene.simulator.chat_requests()[1].body["messages"].clone();
    let said: Vec<_> = said.as_array().unwrap().iter().map(|m| m["content"].as_str().unwrap()).collect();
    assert_eq!(said, ["first question", "first answer", "second question"]);
}

#[tokio::test]
async fn nothing_follows_an_answer_that_is_still_being_written() {
    let scene = Scene::new().await;
    let gate = Gate::new();
    scene.simulator.script(Script::answer("slow").gate(&gate));
    let first = scene.ask("first").await;
    let mut request = words("too early");
    request.conversation_id = Some(first.view.info.id.clone());
    request.parent_id = Some(first.answer_id.clone());
    assert_eq!(scene.backend.turn_start(request).await.unwrap_err().code, ErrorCode::TurnRunning);
    gate.open();
    assert_eq!(scene.ended(&first.answer_id).await.status, Status::Done);
}

#[tokio::test]
async fn quitting_in_the_middle_keeps_the_text_as_interrupted() {
    let scene = Scene::new().await;
    let gate = Gate::new();
    scene.simulator.script(Script::tokens(["kept ", "lost"]).gate(&gate));
    let started = scene.ask("go").await;
    gate.release(2);
    let turns = scene.backend.space().unwrap().turns;
    let id = started.answer_id.parse().unwrap();
    until("the first word", async || {
        turns.attach(id, None).is_some_and(|a| a.snapshot.is_some_and(|s| !s.message.text.is_empty()))
    })
    .await;
    let scene = scene.again().await;
    let row = scene.row(&started.answer_id).await;
    assert_eq!((row.role, row.status, row.text.as_str()), (Role::Assistant, Status::Interrupted, "kept "));
    let view = crate::library::open(&scene.backend, &started.view.info.id).await;
    assert_eq!(view.messages[1].status, StatusWord::Interrupted);
}
