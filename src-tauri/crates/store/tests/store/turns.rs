//! A turn from its first rows to its end.

use crate::scene::{Scene, at, checkpoint, conversation, end, finished, turn};
use hadal_domain::{ClientId, FinishReason, Message, ModelId, Status, Thinking, Timings, Usage};
use hadal_store::{AnswerEnd, Checkpoint, NewTurn, StoreError, TailWrite};

#[tokio::test]
async fn what_was_written_is_read_back_byte_for_byte() {
    let scene = Scene::new();
    let store = scene.store();
    let conversation = conversation("深海", 1_000);
    let mut turn = turn(&conversation, None, "深海里有什么？\r\n\0 \u{202e}end");
    turn.question.as_mut().unwrap().reasoning = String::new();
    let (question, mut answer) = (turn.question.clone().unwrap(), turn.answer.clone());
    answer.client_id = Some(turn.client_id);
    store.begin_turn(turn).await.unwrap();
    assert_eq!(store.messages(conversation.id).await.unwrap(), [question.clone(), answer.clone()]);

    answer.status = Status::Done;
    answer.text = "Snailfish 🐟, at 8 336 m.\0".to_owned();
    answer.reasoning = "思考\nthinking".to_owned();
    answer.finish_reason = Some(FinishReason::Other("sleepy".to_owned()));
    answer.error_code = Some("cut".to_owned());
    answer.error_detail = Some("server said so".to_owned());
    answer.usage = Some(Usage { prompt: 5, completion: 7, cache_hit: 2, cache_miss: 3, reasoning: 1 });
    answer.usage_raw = Some("{\"prompt_tokens\":5,\"new\":[1]}".to_owned());
    answer.served_model = Some("deepseek-flash-1122".to_owned());
    answer.trace_id = Some("trace".to_owned());
    answer.timings = Timings {
        first_byte_ms: Some(1),
        first_reasoning_ms: Some(2),
        first_content_ms: Some(3),
        end_ms: Some(u64::from(u32::MAX) + 1),
    };
    answer.updated_at = at(9_000);
    store.finish(AnswerEnd::of(&answer)).await.unwrap();
    store.close();

    let store = scene.store();
    assert_eq!(store.messages(conversation.id).await.unwrap(), [question, answer.clone()]);
    assert_eq!(store.message(answer.id).await.unwrap().as_ref(), Some(&answer));
    let stored = store.conversation(conversation.id).await.unwrap().unwrap();
    assert_eq!(stored.active_leaf, Some(answer.id), "the answer is what is shown");
    assert_eq!(stored.updated_at, at(9_000), "the end of an answer moves its conversation up");
}

#[tokio::test]
async fn the_same_client_id_starts_one_turn() {
    let scene = Scene::new();
    let store = scene.store();
    let conversation = conversation("once", 1);
    let first = turn(&conversation, None, "q");
    let mut again = turn(&conversation, None, "q");
    again.client_id = first.client_id;
    let answer = first.answer.id;
    assert!(!store.begin_turn(first).await.unwrap().repeated);
    let begun = store.begin_turn(again).await.unwrap();
    assert!(begun.repeated);
    assert_eq!((begun.answer, begun.conversation), (answer, conversation.id));
    assert_eq!(store.messages(conversation.id).await.unwrap().len(), 2, "nothing was doubled");
}

#[tokio::test]
async fn checkpoints_add_up_while_the_answer_runs_and_the_end_replaces_them() {
    let scene = Scene::new();
    let store = scene.store();
    let conversation = conversation("t", 1);
    let turn = turn(&conversation, None, "q");
    let answer = turn.answer.clone();
    store.begin_turn(turn).await.unwrap();
    let thinking = Checkpoint {
        reasoning: TailWrite { from_byte: 0, text: "hm, 嗯".to_owned() },
        served_model: Some("served".to_owned()),
        served_by: Some("near.example".to_owned()),
        timings: Timings { first_byte_ms: Some(4), ..Timings::default() },
        ..checkpoint(answer.id, 0, "")
    };
    store.checkpoint(thinking).await.unwrap();
    store.checkpoint(checkpoint(answer.id, 0, "深")).await.unwrap();
    store.checkpoint(checkpoint(answer.id, 3, "海 fish")).await.unwrap();

    let running = store.message(answer.id).await.unwrap().unwrap();
    assert_eq!((running.text.as_str(), running.reasoning.as_str()), ("深海 fish", "hm, 嗯"));
    assert_eq!(running.status, Status::Streaming);
    assert_eq!(running.served_model.as_deref(), Some("served"), "a later None does not take it away");
    assert_eq!(running.served_by.as_deref(), Some("near.example"));

    store.finish(end(&answer, Status::Stopped, "whole", 5)).await.unwrap();
    let ended = store.message(answer.id).await.unwrap().unwrap();
    assert_eq!((ended.text.as_str(), ended.reasoning.as_str()), ("whole", ""), "the end has the last word");
    assert_eq!(ended.status, Status::Stopped);
}

#[tokio::test]
async fn a_checkpoint_that_is_sent_again_is_not_doubled_and_one_with_a_gap_is_refused() {
    let scene = Scene::new();
    let store = scene.store();
    let turn = turn(&conversation("t", 1), None, "q");
    let answer = turn.answer.clone();
    store.begin_turn(turn).await.unwrap();
    store.checkpoint(checkpoint(answer.id, 0, "abc")).await.unwrap();
    store.checkpoint(checkpoint(answer.id, 0, "abc")).await.unwrap();
    store.checkpoint(checkpoint(answer.id, 1, "bcde")).await.unwrap();
    let gap = store.checkpoint(checkpoint(answer.id, 9, "z")).await;
    assert_eq!(gap, Err(StoreError::Gap { stored_bytes: 5 }));
    assert_eq!(store.message(answer.id).await.unwrap().unwrap().text, "abcde");
}

#[tokio::test]
async fn an_answer_ends_once() {
    let scene = Scene::new();
    let store = scene.store();
    let turn = turn(&conversation("t", 1), None, "q");
    let answer = turn.answer.clone();
    store.begin_turn(turn).await.unwrap();
    store.finish(end(&answer, Status::Done, "first", 2)).await.unwrap();
    assert_eq!(store.finish(end(&answer, Status::Stopped, "second", 3)).await, Err(StoreError::Settled));
    assert_eq!(store.checkpoint(checkpoint(answer.id, 5, "more")).await, Err(StoreError::Settled));
    assert_eq!(store.message(answer.id).await.unwrap().unwrap().text, "first");
    let nobody =
        end(&Message::answer(answer.conversation_id, answer.id, ModelId::default(), at(1)), Status::Done, "", 1);
    assert_eq!(store.finish(nobody).await, Err(StoreError::NotFound));
}

#[tokio::test]
async fn a_turn_that_cannot_be_whole_leaves_nothing() {
    let scene = Scene::new();
    let store = scene.store();
    let (other, leaf_of_other) = finished(&store, "other", 1, "a").await;
    let conversation = conversation("new", 2);
    let stray = turn(&conversation, Some(leaf_of_other), "a parent from another conversation");
    assert_eq!(store.begin_turn(stray).await, Err(StoreError::NotFound));
    assert_eq!(store.conversation(conversation.id).await.unwrap(), None, "its conversation was not made either");

    store.delete(other.id).await.unwrap();
    let into_trash = turn(&other, Some(leaf_of_other), "q");
    assert_eq!(store.begin_turn(into_trash).await, Err(StoreError::NotFound));
    assert_eq!(store.messages(other.id).await.unwrap().len(), 2);
}

#[tokio::test]
async fn an_answer_made_again_is_a_version_beside_the_first() {
    let scene = Scene::new();
    let store = scene.store();
    let (conversation, first) = finished(&store, "t", 1, "one").await;
    let question = store.message(first).await.unwrap().unwrap().parent_id.unwrap();
    let again = Message::answer(conversation.id, question, ModelId::new("deepseek-v4-pro"), at(7));
    let mut changed = conversation.clone();
    (changed.model, changed.thinking) = (ModelId::new("deepseek-v4-pro"), Thinking::Off);
    let regenerate =
        NewTurn { conversation: changed, question: None, answer: again.clone(), client_id: ClientId::new() };
    store.begin_turn(regenerate).await.unwrap();

    let messages = store.messages(conversation.id).await.unwrap();
    assert_eq!(hadal_domain::siblings(&messages, &messages[1]), [first, again.id]);
    let stored = store.conversation(conversation.id).await.unwrap().unwrap();
    assert_eq!(stored.active_leaf, Some(again.id));
    assert_eq!((stored.model.as_str(), stored.thinking), ("deepseek-v4-pro", Thinking::Off));

    store.set_active_leaf(conversation.id, first).await.unwrap();
    let stored = store.conversation(conversation.id).await.unwrap().unwrap();
    assert_eq!(stored.active_leaf, Some(first), "the first version is shown again");
    let (_, elsewhere) = finished(&store, "other", 1, "x").await;
    assert_eq!(store.set_active_leaf(conversation.id, elsewhere).await, Err(StoreError::NotFound));
}

#[tokio::test]
async fn sending_clears_the_draft_that_was_sent_and_no_other() {
    let scene = Scene::new();
    let store = scene.store();
    store.keep_new_draft("What lives").await.unwrap();
    let (mut conversation, leaf) = finished(&store, "t", 1, "a").await;
    assert_eq!(store.new_draft().await.unwrap(), "", "the draft became the conversation");
    conversation.updated_at = at(2);

    store.keep_draft(conversation.id, "half a thought").await.unwrap();
    let edited = turn(&conversation, None, "the first question, put another way");
    let leaf_of_edit = edited.answer.id;
    store.begin_turn(edited).await.unwrap();
    let draft = store.conversation(conversation.id).await.unwrap().unwrap().draft;
    assert_eq!(draft, "half a thought", "an edited question was not what stood in the composer");

    store.begin_turn(turn(&conversation, Some(leaf_of_edit), "half a thought, finished")).await.unwrap();
    assert_eq!(store.conversation(conversation.id).await.unwrap().unwrap().draft, "");
    assert_ne!(leaf, leaf_of_edit);
}

#[tokio::test]
async fn text_of_ten_megabytes_is_kept() {
    let scene = Scene::new();
    let store = scene.store();
    let long = "深海 ".repeat(10 * 1024 * 1024 / 7);
    let conversation = conversation("long", 1);
    store.begin_turn(turn(&conversation, None, &long)).await.unwrap();
    assert_eq!(store.messages(conversation.id).await.unwrap()[0].text, long);
}
