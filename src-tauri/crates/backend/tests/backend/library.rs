//! Conversations: paging, names, the trash, drafts.

use crate::scene::Scene;
use hadal_backend::Backend;
use hadal_domain::Status;
use hadal_simulator::{Gate, Script};
use hadal_wire::{
    AppInfoGet, ConversationDelete, ConversationList, ConversationOpen, ConversationRename, ConversationRestore,
    ConversationView, DraftKeep, ErrorCode, MESSAGE_MAX_BYTES,
};

pub(crate) async fn page(backend: &Backend, cursor: Option<String>, limit: u32) -> hadal_wire::ConversationPage {
    backend.conversation_list(ConversationList { cursor, limit, title_contains: None, shelf: None }).await.unwrap()
}

pub(crate) async fn titles(backend: &Backend) -> Vec<String> {
    page(backend, None, 200).await.rows.into_iter().map(|row| row.title).collect()
}

pub(crate) async fn open(backend: &Backend, id: &str) -> ConversationView {
    backend.conversation_open(ConversationOpen { conversation_id: id.to_owned(), newest: None }).await.unwrap()
}

#[tokio::test]
async fn pages_follow_each_other_newest_first_without_a_gap() {
    let scene = Scene::new().await;
    for n in 0..7 {
        scene.answer(&format!("talk {n}")).await;
    }
    let (mut seen, mut cursor) = (Vec::new(), None);
    loop {
        let page = page(&scene.backend, cursor, 3).await;
        assert!(page.rows.len() <= 3);
        seen.extend(page.rows.into_iter().map(|row| row.title));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen, ["talk 6", "talk 5", "talk 4", "talk 3", "talk 2", "talk 1", "talk 0"]);
    let wrong = ConversationList { cursor: Some("not a cursor".into()), limit: 3, title_contains: None, shelf: None };
    assert_eq!(scene.backend.conversation_list(wrong).await.unwrap_err().code, ErrorCode::RequestMalformed);
}

#[tokio::test]
async fn the_newest_messages_of_a_conversation_are_as_in_the_whole_of_it() {
    let scene = Scene::new().await;
    let mut started = scene.ask("question 0").await;
    scene.ended(&started.answer_id).await;
    for n in 1..4 {
        started = scene.ask_after(&started, Some(&started.answer_id), &format!("question {n}")).await;
        scene.ended(&started.answer_id).await;
    }
    let conversation_id = started.view.info.id.clone();
    let whole = open(&scene.backend, &conversation_id).await;
    assert!(whole.messages.len() == 8 && !whole.earlier);
    for (newest, from, earlier) in [(3, 5, true), (8, 0, false), (200, 0, false)] {
        let request = ConversationOpen { conversation_id: conversation_id.clone(), newest: Some(newest) };
        let end = scene.backend.conversation_open(request).await.unwrap();
        assert_eq!(end.messages, whole.messages[from..], "the last {newest}");
        assert_eq!((end.earlier, &end.info), (earlier, &whole.info), "the last {newest}");
    }
}

#[tokio::test]
async fn titles_are_searched_whatever_the_case() {
    let scene = Scene::new().await;
    scene.answer("Über die ΤΙΕΦΕ").await;
    scene.answer("something else").await;
    let wanted = ConversationList { cursor: None, limit: 9, title_contains: Some("über DIE".into()), shelf: None };
    let rows = scene.backend.conversation_list(wanted).await.unwrap().rows;
    assert_eq!(rows.len(), 1, "{rows:?}");
}

#[tokio::test]
async fn a_name_stays_and_a_blank_one_goes_back_to_the_first_words() {
    let scene = Scene::new().await;
    let started = scene.ask("first words").await;
    scene.ended(&started.answer_id).await;
    let id = &started.view.info.id;
    let rename = async |title: &str| {
        let request = ConversationRename { conversation_id: id.clone(), title: title.to_owned() };
        scene.backend.conversation_rename(request).await.unwrap().title
    };
    assert_eq!(rename("  The\u{7} deep \n").await, "The deep");
    let next = scene.ask_after(&started, Some(&started.answer_id), "more").await;
    assert_eq!(next.view.info.title, "The deep", "a further turn does not rename it");
    assert_eq!(rename("   ").await, "first words");
    assert_eq!(rename(&"长".repeat(500)).await.chars().count(), 200);
}

#[tokio::test]
async fn a_deleted_conversation_comes_back_whole_even_if_it_was_answering() {
    let scene = Scene::new().await;
    let gate = Gate::new();
    scene.simulator.script(Script::tokens(["half ", "whole"]).gate(&gate));
    let started = scene.ask("delete me").await;
    gate.release(2);
    gate.wait_passed(2).await;
    let id = started.view.info.id.clone();
    scene.backend.conversation_delete(ConversationDelete { conversation_id: id.clone() }).await.unwrap();
    assert_eq!(titles(&scene.backend).await, [""; 0]);
    assert_eq!(scene.ended(&started.answer_id).await.status, Status::Stopped);
    let info = scene.backend.conversation_restore(ConversationRestore { conversation_id: id.clone() }).await.unwrap();
    assert_eq!(info.title, "delete me");
    assert_eq!(titles(&scene.backend).await, ["delete me"]);
    assert_eq!(open(&scene.backend, &id).await.messages.len(), 2);
    let gone = ConversationDelete { conversation_id: uuid::Uuid::now_v7().to_string() };
    assert_eq!(scene.backend.conversation_delete(gone).await.unwrap_err().code, ErrorCode::NotFound);
}

#[tokio::test]
async fn drafts_outlive_a_restart_and_a_sent_one_is_cleared() {
    let scene = Scene::new().await;
    let started = scene.ask("talk").await;
    scene.ended(&started.answer_id).await;
    let id = started.view.info.id.clone();
    let keep = |conversation_id: Option<String>, text: &str| DraftKeep { conversation_id, text: text.to_owned() };
    scene.backend.draft_keep(keep(Some(id.clone()), "half a 问题")).await.unwrap();
    scene.backend.draft_keep(keep(None, "a new one")).await.unwrap();
    let scene = scene.again().await;
    assert_eq!(open(&scene.backend, &id).await.info.draft, "half a 问题");
    assert_eq!(scene.backend.app_info(AppInfoGet {}).await.unwrap().new_draft, "a new one");
    scene.ask_after(&started, Some(&started.answer_id), "half a 问题").await;
    assert_eq!(open(&scene.backend, &id).await.info.draft, "");
    scene.ask("a new one").await;
    assert_eq!(scene.backend.app_info(AppInfoGet {}).await.unwrap().new_draft, "");
    let scene = scene.again().await;
    assert_eq!(scene.backend.app_info(AppInfoGet {}).await.unwrap().new_draft, "");
    let endless = keep(None, &"x".repeat(MESSAGE_MAX_BYTES + 1));
    assert_eq!(scene.backend.draft_keep(endless).await.unwrap_err().code, ErrorCode::MessageTooLong);
}
