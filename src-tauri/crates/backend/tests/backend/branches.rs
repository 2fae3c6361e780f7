//! Versions of an answer, edited questions, and which path is shown.

use crate::library::open;
use crate::scene::Scene;
use hadal_simulator::Script;
use hadal_wire::{ErrorCode, MessageShow, MessageSourceGet};

async fn source(scene: &Scene, id: &str) -> String {
    let request = MessageSourceGet { message_id: id.to_owned() };
    scene.backend.message_source(request).await.unwrap().text
}

#[tokio::test]
async fn regenerating_makes_another_version_and_keeps_the_first() {
    let scene = Scene::new().await;
    scene.simulator.script(Script::answer("first"));
    let first = scene.ask("question").await;
    scene.ended(&first.answer_id).await;
    scene.simulator.script(Script::answer("second"));
    let second = scene.regenerate(&first.answer_id).await;
    scene.ended(&second.answer_id).await;
    assert_eq!(second.question_id, first.question_id, "the question is not asked twice");
    let view = open(&scene.backend, &first.view.info.id).await;
    assert_eq!(view.messages.len(), 2);
    assert_eq!(view.messages[1].versions, [first.answer_id.clone(), second.answer_id.clone()]);
    assert_eq!(view.messages[1].id, second.answer_id, "the new one is shown");
    let back = scene.backend.message_show(MessageShow { message_id: first.answer_id.clone() }).await.unwrap();
    assert_eq!(back.messages[1].id, first.answer_id);
    assert_eq!(source(&scene, &first.answer_id).await, "first");
    assert_eq!(source(&scene, &second.answer_id).await, "second");
    let roles = scene.simulator.chat_requests()[1].body["messages"].as_array().unwrap().len();
    assert_eq!(roles, 1, "the first answer is no part of the second request");
}

#[tokio::test]
async fn an_edited_question_is_a_branch_and_both_branches_stay_whole() {
    let scene = Scene::new().await;
    let first = scene.ask("draft question").await;
    scene.ended(&first.answer_id).await;
    let deeper = scene.ask_after(&first, Some(&first.answer_id), "deeper").await;
    scene.ended(&deeper.answer_id).await;
    let edited = scene.ask_after(&first, None, "better question").await;
    scene.ended(&edited.answer_id).await;
    let view = open(&scene.backend, &first.view.info.id).await;
    assert_eq!(view.messages.len(), 2, "the new branch is short");
    assert_eq!(view.messages[0].text, "better question");
    assert_eq!(view.messages[0].versions, [first.question_id.clone(), edited.question_id.clone()]);
    let back = scene.backend.message_show(MessageShow { message_id: first.question_id.clone() }).await.unwrap();
    assert_eq!(back.messages.len(), 4, "the old branch is shown down to its end");
    assert_eq!(back.messages[3].id, deeper.answer_id);
    let scene = scene.again().await;
    assert_eq!(open(&scene.backend, &first.view.info.id).await.messages.len(), 4, "the choice is kept");
}

#[tokio::test]
async fn what_is_not_there_is_said_to_be_gone() {
    let scene = Scene::new().await;
    let gone = uuid::Uuid::now_v7().to_string();
    let shown = scene.backend.message_show(MessageShow { message_id: gone.clone() }).await;
    assert_eq!(shown.unwrap_err().code, ErrorCode::NotFound);
    let source = scene.backend.message_source(MessageSourceGet { message_id: "no id".into() }).await;
    assert_eq!(source.unwrap_err().code, ErrorCode::RequestMalformed);
    let started = scene.ask("question").await;
    let row = scene.ended(&started.answer_id).await;
    assert!(row.parent_id.is_some());
    let mut astray = crate::scene::words("after nothing");
    astray.conversation_id = Some(started.view.info.id);
    astray.parent_id = Some(gone);
    assert_eq!(scene.backend.turn_start(astray).await.unwrap_err().code, ErrorCode::NotFound);
}
