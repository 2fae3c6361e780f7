//! The library: pages, filter, trash, drafts, settings.

use crate::scene::{Scene, conversation, end, finished, turn};
use hadal_domain::{ConversationId, ModelId, Status, Thinking};
use hadal_store::{ConversationQuery, Store, StoreError};

async fn titles(store: &Store, contains: &str) -> Vec<String> {
    let query = ConversationQuery { limit: 100, title_contains: Some(contains.to_owned()), ..Default::default() };
    store.conversations(query).await.unwrap().rows.into_iter().map(|row| row.title).collect()
}

#[tokio::test]
async fn pages_go_from_new_to_old_without_a_gap_while_rows_come_and_go() {
    let scene = Scene::new();
    let store = scene.store();
    let mut ids = Vec::new();
    for n in 0..25_i64 {
        // Five share each instant: the id decides among them.
        ids.push(finished(&store, &format!("t{n}"), n / 5, "a").await.0.id);
    }
    let mut seen = Vec::new();
    let mut before = None;
    loop {
        let query = ConversationQuery { before, limit: 7, title_contains: None };
        let page = store.conversations(query).await.unwrap();
        assert!(page.rows.len() <= 7);
        seen.extend(page.rows.iter().map(|row| row.id));
        // Newer than all that was seen: it must not move the pages that follow.
        finished(&store, "later", 1_000, "a").await;
        match page.next {
            Some(next) => before = Some(next.to_string().parse().unwrap()),
            None => break,
        }
    }
    ids.reverse();
    assert_eq!(seen, ids);
}

#[tokio::test]
async fn the_last_page_has_no_next_even_when_it_is_full() {
    let scene = Scene::new();
    let store = scene.store();
    for n in 0..4 {
        finished(&store, "t", n, "a").await;
    }
    let query = |limit| ConversationQuery { limit, ..Default::default() };
    assert!(store.conversations(query(4)).await.unwrap().next.is_none());
    assert!(store.conversations(query(3)).await.unwrap().next.is_some());
    assert_eq!(store.conversations(query(0)).await.unwrap().rows.len(), 1, "no limit is taken as the smallest");
}

#[tokio::test]
async fn titles_are_found_in_any_case_and_in_chinese() {
    let scene = Scene::new();
    let store = scene.store();
    for title in ["Deep Sea CURRENTS", "ÉCLAIR recipe", "深海里的鱼", "100% _sure_"] {
        finished(&store, title, 1, "a").await;
    }
    assert_eq!(titles(&store, "sea curr").await, ["Deep Sea CURRENTS"]);
    assert_eq!(titles(&store, "éclair").await, ["ÉCLAIR recipe"]);
    assert_eq!(titles(&store, " 海 ").await, ["深海里的鱼"]);
    assert_eq!(titles(&store, "% _").await, ["100% _sure_"], "signs of SQL are plain signs");
    assert_eq!(titles(&store, "x' OR 1=1 --").await, Vec::<String>::new());
    assert_eq!(titles(&store, "  ").await.len(), 4, "blank is no filter");
}

#[tokio::test]
async fn what_is_in_the_trash_is_not_listed_and_comes_back_whole() {
    let scene = Scene::new();
    let store = scene.store();
    let (conversation, leaf) = finished(&store, "keep me", 5, "text").await;
    store.delete(conversation.id).await.unwrap();
    assert_eq!(titles(&store, "").await, Vec::<String>::new());
    let trashed = store.conversation(conversation.id).await.unwrap().unwrap();
    assert!(trashed.deleted_at.is_some());
    store.restore(conversation.id).await.unwrap();
    assert_eq!(titles(&store, "").await, ["keep me"]);
    let back = store.conversation(conversation.id).await.unwrap().unwrap();
    assert_eq!((back.active_leaf, back.deleted_at), (Some(leaf), None));
    assert_eq!(store.messages(conversation.id).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_conversation_runs_while_an_answer_of_it_streams() {
    let scene = Scene::new();
    let store = scene.store();
    let talk = conversation("t", 1);
    let turn = turn(&talk, None, "q");
    let answer = turn.answer.clone();
    store.begin_turn(turn).await.unwrap();
    let query = ConversationQuery { limit: 1, ..Default::default() };
    assert!(store.conversations(query.clone()).await.unwrap().rows[0].running);
    store.finish(end(&answer, Status::Failed, "", 2)).await.unwrap();
    assert!(!store.conversations(query).await.unwrap().rows[0].running);
}

#[tokio::test]
async fn a_title_that_a_person_chose_stays() {
    let scene = Scene::new();
    let store = scene.store();
    let (mut talk, leaf) = finished(&store, "", 1, "a").await;
    talk.title = "first words".to_owned();
    store.begin_turn(turn(&talk, Some(leaf), "q")).await.unwrap();
    assert_eq!(store.conversation(talk.id).await.unwrap().unwrap().title, "first words", "it had none");

    store.rename(talk.id, "mine", true).await.unwrap();
    talk.title = "others".to_owned();
    store.begin_turn(turn(&talk, None, "q")).await.unwrap();
    let stored = store.conversation(talk.id).await.unwrap().unwrap();
    assert_eq!((stored.title.as_str(), stored.titled_by_user), ("mine", true));
}

#[tokio::test]
async fn model_thinking_and_settings_are_kept() {
    let scene = Scene::new();
    let store = scene.store();
    let (talk, _) = finished(&store, "t", 1, "a").await;
    store.configure(talk.id, ModelId::new("other-model"), Thinking::Off, None).await.unwrap();
    assert_eq!(store.setting("theme").await.unwrap(), None);
    store.set_setting("theme", "\"dark\"").await.unwrap();
    store.set_setting("theme", "\"light\"").await.unwrap();
    store.keep_new_draft("未发送").await.unwrap();
    store.close();

    let store = scene.store();
    let stored = store.conversation(talk.id).await.unwrap().unwrap();
    assert_eq!((stored.model.as_str(), stored.thinking), ("other-model", Thinking::Off));
    assert_eq!(store.setting("theme").await.unwrap().as_deref(), Some("\"light\""));
    assert_eq!(store.new_draft().await.unwrap(), "未发送");
}

#[tokio::test]
async fn parameters_are_kept_as_they_are() {
    let scene = Scene::new();
    let store = scene.store();
    let (talk, _) = finished(&store, "t", 1, "a").await;
    assert_eq!(store.parameters(talk.id).await.unwrap(), "{}");
    let json = "{\"temperature\":0.7,\"stop\":[\"鱼\"],\"later\":null}";
    store.set_parameters(talk.id, json).await.unwrap();
    store.close();
    assert_eq!(scene.store().parameters(talk.id).await.unwrap(), json);
}

#[tokio::test]
async fn changes_to_what_is_not_there_say_so() {
    let scene = Scene::new();
    let store = scene.store();
    let nobody = ConversationId::new();
    assert_eq!(store.rename(nobody, "x", true).await, Err(StoreError::NotFound));
    assert_eq!(store.delete(nobody).await, Err(StoreError::NotFound));
    assert_eq!(store.restore(nobody).await, Err(StoreError::NotFound));
    assert_eq!(store.keep_draft(nobody, "x").await, Err(StoreError::NotFound));
    assert_eq!(store.parameters(nobody).await, Err(StoreError::NotFound));
    assert_eq!(store.set_parameters(nobody, "{}").await, Err(StoreError::NotFound));
    assert_eq!(store.pin(nobody, true).await, Err(StoreError::NotFound));
    assert_eq!(store.archive(nobody, true).await, Err(StoreError::NotFound));
    assert_eq!(store.put_into_folder(nobody, None).await, Err(StoreError::NotFound));
    assert_eq!(store.conversation(nobody).await, Ok(None));
}

#[tokio::test]
async fn after_closing_every_clone_says_closed() {
    let scene = Scene::new();
    let store = scene.store();
    let clone = store.clone();
    store.close();
    assert_eq!(clone.keep_new_draft("x").await, Err(StoreError::Closed));
    assert_eq!(clone.new_draft().await, Err(StoreError::Closed));
}

#[tokio::test]
async fn many_at_once_lose_nothing() {
    let scene = Scene::new();
    let store = scene.store();
    let mut writers = tokio::task::JoinSet::new();
    for n in 0..300_i64 {
        let store = store.clone();
        writers.spawn(async move { finished(&store, &format!("t{n}"), n, "a").await });
    }
    assert_eq!(writers.join_all().await.len(), 300);
    let query = ConversationQuery { limit: 500, ..Default::default() };
    assert_eq!(store.conversations(query).await.unwrap().rows.len(), 300);
}
