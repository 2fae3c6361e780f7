//! Search: what was said is found, narrowed, paged, and nothing of the trash.

use crate::scene::Scene;
use hadal_backend::Backend;
use hadal_simulator::Script;
use hadal_wire::{ConversationDelete, ErrorCode, RoleWord, SEARCH_MAX_BYTES, Search, SearchHit};

fn wanted(text: &str) -> Search {
    Search { text: text.to_owned(), limit: 20, ..Search::default() }
}

async fn found(backend: &Backend, request: Search) -> Vec<SearchHit> {
    let page = backend.search(request).await.unwrap();
    assert!(page.complete);
    page.hits
}

fn marked(hit: &SearchHit) -> Vec<&str> {
    hit.snippet.iter().filter(|part| part.hit).map(|part| part.text.as_str()).collect()
}

#[tokio::test]
async fn what_was_said_is_found_with_its_place_and_its_speaker() {
    let scene = Scene::new().await;
    scene.simulator.script(Script::answer("Eels cross the **Sargasso** sea.\n\n```text\nmap\n```"));
    let started = scene.ask("鳗鱼冬天去哪里？").await;
    scene.ended(&started.answer_id).await;
    let hits = found(&scene.backend, wanted("sargasso")).await;
    let [hit] = hits.as_slice() else { panic!("{hits:?}") };
    assert_eq!(hit.message_id.as_deref(), Some(started.answer_id.as_str()));
    assert_eq!(hit.conversation_id, started.view.info.id);
    assert_eq!((hit.role, marked(hit)), (Some(RoleWord::Assistant), vec!["Sargasso"]));
    let questions = found(&scene.backend, Search { role: Some(RoleWord::User), ..wanted("冬天") }).await;
    assert_eq!(questions.iter().map(marked).collect::<Vec<_>>(), [vec!["冬天"]]);
    assert_eq!(found(&scene.backend, Search { has_code: Some(true), ..wanted("") }).await.len(), 1);
    assert_eq!(found(&scene.backend, Search { model: Some("deepseek-v4-pro".into()), ..wanted("eels") }).await, []);
    assert_eq!(found(&scene.backend, Search { before_ms: Some(1_000), ..wanted("eels") }).await, []);
}

#[tokio::test]
async fn nothing_of_the_trash_is_found() {
    let scene = Scene::new().await;
    let started = scene.ask("a needle in the sea").await;
    scene.ended(&started.answer_id).await;
    assert!(!found(&scene.backend, wanted("needle")).await.is_empty());
    let conversation_id = started.view.info.id.clone();
    scene.backend.conversation_delete(ConversationDelete { conversation_id }).await.unwrap();
    assert_eq!(found(&scene.backend, wanted("needle")).await, []);
}

#[tokio::test]
async fn pages_of_hits_follow_each_other_without_one_twice() {
    let scene = Scene::new().await;
    for n in 0..5 {
        scene.answer(&format!("kelp {n}")).await;
    }
    let all = found(&scene.backend, Search { limit: 100, ..wanted("kelp") }).await;
    let (mut paged, mut cursor) = (Vec::new(), None);
    loop {
        let page = scene.backend.search(Search { limit: 2, cursor, ..wanted("kelp") }).await.unwrap();
        assert!(page.hits.len() <= 2);
        paged.extend(page.hits);
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert!(all.len() >= 10, "titles and questions: {}", all.len());
    assert_eq!(paged, all);
}

#[tokio::test]
async fn what_cannot_be_looked_for_is_refused() {
    let scene = Scene::new().await;
    for wrong in [
        wanted(&"x".repeat(SEARCH_MAX_BYTES + 1)),
        Search { cursor: Some("not a cursor".into()), ..wanted("x") },
        Search { conversation_id: Some("x".into()), ..wanted("x") },
        Search { folder_id: Some(String::new()), ..wanted("x") },
        Search { tag_id: Some("../x".into()), ..wanted("x") },
    ] {
        assert_eq!(scene.backend.search(wrong).await.unwrap_err().code, ErrorCode::RequestMalformed);
    }
    assert_eq!(found(&scene.backend, wanted("\" * ( ) : -")).await, [], "signs alone find nothing");
}
