//! Messages in line, forks, and a person's own prompts.

use crate::scene::{Scene, words};
use hadal_wire::{
    ConversationDelete, ConversationFork, ConversationOpen, DraftKeep, ErrorCode, MessageSourceGet, Prompt, PromptsGet,
    PromptsKeep, QueueKeep, QueuedMessage, SelectionErase, TurnStart, TurnStarted,
};

fn queued(text: &str) -> QueuedMessage {
    QueuedMessage { client_id: uuid::Uuid::now_v7().to_string(), text: text.to_owned() }
}

async fn waiting(scene: &Scene, started: &TurnStarted) -> Vec<String> {
    let open = ConversationOpen { conversation_id: started.view.info.id.clone(), newest: None };
    let view = scene.backend.conversation_open(open).await.unwrap();
    view.queue.into_iter().map(|queued| queued.text).collect()
}

#[tokio::test]
async fn what_waits_survives_a_restart_and_leaves_the_line_when_it_is_sent() {
    let scene = Scene::new().await;
    let started = scene.ask("first").await;
    scene.ended(&started.answer_id).await;
    let id = started.view.info.id.clone();
    let line = vec![queued("second"), queued("third")];
    scene.backend.queue_keep(QueueKeep { conversation_id: id.clone(), queue: line.clone() }).await.unwrap();
    let draft = DraftKeep { conversation_id: Some(id.clone()), text: "typed meanwhile".to_owned() };
    scene.backend.draft_keep(draft).await.unwrap();
    let scene = scene.again().await;
    assert_eq!(waiting(&scene, &started).await, ["second", "third"]);

    let send = TurnStart {
        conversation_id: Some(id.clone()),
        parent_id: Some(started.answer_id.clone()),
        client_id: line[0].client_id.clone(),
        ..words("second")
    };
    let begun = scene.backend.turn_start(send.clone()).await.unwrap();
    assert_eq!(begun.view.queue, line[1..], "it left the line together with its rows");
    assert_eq!(begun.view.info.draft, "typed meanwhile", "what waited is not what is being typed");
    scene.ended(&begun.answer_id).await;
    let again = scene.backend.turn_start(send).await.unwrap();
    assert_eq!(again.answer_id, begun.answer_id, "never twice");
    // A window that had not heard of it keeps its old line.
    scene.backend.queue_keep(QueueKeep { conversation_id: id.clone(), queue: line }).await.unwrap();
    assert_eq!(waiting(&scene, &started).await, ["third"]);

    scene.backend.conversation_delete(ConversationDelete { conversation_id: id.clone() }).await.unwrap();
    scene.backend.selection_erase(SelectionErase { conversation_ids: vec![id] }).await.unwrap();
    let store = scene.backend.space().unwrap().store;
    let key = format!("queue.{}", started.view.info.id);
    assert_eq!(store.setting(&key).await.unwrap(), None, "nothing of it is left");
}

#[tokio::test]
async fn a_fork_goes_on_by_itself_and_leaves_its_source_alone() {
    let scene = Scene::new().await;
    let started = scene.ask("first").await;
    scene.ended(&started.answer_id).await;
    let second = scene.ask_after(&started, Some(&started.answer_id), "second").await;
    scene.ended(&second.answer_id).await;
    let fork = ConversationFork { message_id: started.answer_id.clone() };
    let view = scene.backend.conversation_fork(fork).await.unwrap();
    assert_ne!(view.info.id, started.view.info.id);
    assert_eq!(view.messages.len(), 2, "up to the message, and no further");
    let copy = view.messages[1].id.clone();
    assert_ne!(copy, started.answer_id);
    let source = |message_id| scene.backend.message_source(MessageSourceGet { message_id });
    assert_eq!(source(copy.clone()).await.unwrap(), source(started.answer_id.clone()).await.unwrap());
    let onward =
        TurnStart { conversation_id: Some(view.info.id.clone()), parent_id: Some(copy), ..words("another way") };
    let onward = scene.backend.turn_start(onward).await.unwrap();
    assert_eq!(onward.view.messages.len(), 4);
    let open = ConversationOpen { conversation_id: started.view.info.id, newest: None };
    assert_eq!(scene.backend.conversation_open(open).await.unwrap().messages.len(), 4, "first and second, as before");
}

#[tokio::test]
async fn prompts_are_kept_by_names_that_can_be_typed_and_no_two_are_equal() {
    let scene = Scene::new().await;
    let prompt = |name: &str, text: &str| Prompt { name: name.to_owned(), text: text.to_owned() };
    let keep = vec![prompt("zh to en", "Translate: {{text}}"), prompt("/Plain", "Plainly."), prompt(" ", "nameless")];
    let kept = scene.backend.prompts_keep(PromptsKeep { prompts: keep }).await.unwrap();
    assert_eq!(kept.prompts, [prompt("Plain", "Plainly."), prompt("zh-to-en", "Translate: {{text}}")]);
    let twice = vec![prompt("a", "1"), prompt("A", "2")];
    let refused = scene.backend.prompts_keep(PromptsKeep { prompts: twice }).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NameTaken);
    let scene = scene.again().await;
    assert_eq!(scene.backend.prompts_get(PromptsGet {}).await.unwrap(), kept);
}
