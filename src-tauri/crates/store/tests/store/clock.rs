//! A clock that jumps back: nothing loses its place, its time in the trash or its backup.

use crate::scene::{Scene, at, conversation, end, finished, turn};
use hadal_domain::{Message, MessageId, ModelId, Status};
use hadal_store::{ConversationQuery, PathAt, PathQuery};

/// An id as a clock that ran ahead makes it: in the year 2100 or so.
fn from_the_future(n: u8) -> MessageId {
    let mut bytes = *MessageId::new().as_bytes();
    bytes[0] = 0x04;
    bytes[15] = n;
    MessageId::from_slice(&bytes).unwrap()
}

#[tokio::test]
async fn what_is_said_after_the_jump_follows_what_was_said_before_it() {
    let scene = Scene::new();
    let store = scene.store();
    let mut talk = conversation("t", 4_000_000_000_000);
    let mut question = Message::user(talk.id, None, "before".to_owned(), talk.created_at);
    question.id = from_the_future(1);
    let mut answer = Message::answer(talk.id, question.id, ModelId::default(), talk.created_at);
    (answer.id, answer.status, answer.text) = (from_the_future(2), Status::Done, "answer before".to_owned());
    talk.active_leaf = Some(answer.id);
    store.import(vec![(talk.clone(), vec![question.clone(), answer.clone()])]).await.unwrap();

    let mut now = talk.clone();
    now.updated_at = at(1_000);
    let mut second = turn(&now, Some(answer.id), "after");
    second.answer.created_at = at(1_000);
    let last = second.answer.clone();
    assert!(last.id < answer.id, "the ids do not tell the order");
    store.begin_turn(second).await.unwrap();
    store.finish(end(&last, Status::Done, "answer after", 2_000)).await.unwrap();
    store.close();

    let store = scene.store();
    let page = store.path_page(talk.id, PathQuery { at: PathAt::End, limit: 9 }).await.unwrap();
    let texts: Vec<_> = page.rows.iter().map(|row| row.message.text.as_str()).collect();
    assert_eq!(texts, ["before", "answer before", "after", "answer after"]);
    let stored = store.conversation(talk.id).await.unwrap().unwrap();
    assert_eq!(stored.active_leaf, Some(last.id));
    assert_eq!(stored.updated_at, talk.updated_at, "it does not get older by being used");
}

#[tokio::test]
async fn a_conversation_keeps_its_place_in_the_library() {
    let scene = Scene::new();
    let store = scene.store();
    let (mut first, leaf) = finished(&store, "first", 10_000, "a").await;
    finished(&store, "second", 20_000, "a").await;
    let (third, _) = finished(&store, "third", 5, "made after the jump").await;
    first.updated_at = at(7);
    let again = turn(&first, Some(leaf), "used after the jump");
    let answer = again.answer.clone();
    store.begin_turn(again).await.unwrap();
    store.finish(end(&answer, Status::Done, "a", 8)).await.unwrap();
    let rows = store.conversations(ConversationQuery { limit: 9, ..Default::default() }).await.unwrap().rows;
    assert_eq!(rows.iter().map(|row| row.title.as_str()).collect::<Vec<_>>(), ["second", "first", "third"]);
    assert_eq!(rows[2].id, third.id, "all three are there");
}
