//! What the window's page brings with it.

use crate::library::open;
use crate::scene::{PATIENCE, Scene};
use hadal_backend::FirstAnswers;
use hadal_wire::{ConversationRename, DraftKeep, LibraryEvent, LibraryWatch, SettingsChange, Theme};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

const PAGE: &[u8] = b"<!doctype html><html lang=\"en\"><head><title>x</title></head><body></body></html>";

async fn page(scene: &Scene) -> String {
    String::from_utf8(FirstAnswers::of(&scene.backend).await.within(PAGE, Some("webkitgtk")).unwrap()).unwrap()
}

/// The answers, as the page's engine would hand them out.
fn answers(page: &str) -> Vec<Value> {
    let (_, data) = page.split_once("id=\"first-answers\">").unwrap();
    let (data, rest) = data.split_once("</script>").unwrap();
    assert_eq!(rest, "</head><body></body></html>", "nothing in the data ends its element");
    serde_json::from_str(data).unwrap()
}

fn root(page: &str) -> &str {
    page.split_once("<html").unwrap().1.split_once('>').unwrap().0
}

async fn rename(scene: &Scene, id: &str, title: &str) {
    let request = ConversationRename { conversation_id: id.to_owned(), title: title.to_owned() };
    scene.backend.conversation_rename(request).await.unwrap();
}

#[tokio::test]
async fn the_page_brings_the_rows_whatever_their_titles_say() {
    let scene = Scene::new().await;
    let answer = scene.answer("first words").await;
    let hostile = "</script><script>alert(1)</script><!-- \u{2028} \"深海\"";
    rename(&scene, &answer.conversation_id.to_string(), hostile).await;
    let given = answers(&page(&scene).await);
    let names: Vec<_> = given.iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["app_info", "conversation_list", "conversation_list", "shelves_get"]);
    assert_eq!(given[1]["request"], json!({ "limit": 100, "shelf": { "kind": "library" } }));
    let id = answer.conversation_id.to_string();
    assert_eq!(given[1]["answer"]["rows"][0]["title"], json!(open(&scene.backend, &id).await.info.title));
    assert!(given[1]["answer"]["rows"][0]["title"].as_str().unwrap().starts_with("</script>"));
    assert!(FirstAnswers::of(&scene.backend).await.within(b"no page", None).is_none());
}

#[tokio::test]
async fn what_happens_between_the_page_and_its_watch_is_not_missed() {
    let scene = Scene::new().await;
    let answer = scene.answer("first words").await;
    let id = answer.conversation_id.to_string();
    let _ = page(&scene).await;
    rename(&scene, &id, "meanwhile").await;

    let (sender, mut events) = mpsc::channel(100);
    let backend = scene.backend.clone();
    let mut watch = JoinSet::new();
    watch.spawn(async move {
        let request = LibraryWatch { watch_id: "w".to_owned() };
        backend.library_watch(request, Box::new(move |event| sender.try_send(event).is_ok())).await.unwrap();
    });
    loop {
        let event = tokio::time::timeout(PATIENCE, events.recv()).await.unwrap().unwrap();
        if matches!(&event, LibraryEvent::Row { row } if row.title == "meanwhile") {
            break;
        }
    }
}

#[tokio::test]
async fn the_page_wears_what_was_chosen_from_its_first_paint_on() {
    let scene = Scene::new().await;
    scene.answer("first words").await;
    assert_eq!(
        root(&page(&scene).await),
        " data-engine=\"webkitgtk\" data-early style=\"--early-side:260px\" lang=\"en\""
    );
    let change = SettingsChange {
        theme: Some(Theme::Dark),
        sidebar_px: Some(0),
        text_percent: Some(125),
        dense: Some(true),
        high_contrast: Some(true),
        ..SettingsChange::default()
    };
    scene.backend.settings_change(change).await.unwrap();
    let dressed = page(&scene).await;
    for part in [
        " data-theme=\"dark\"",
        " data-density=\"dense\"",
        " data-contrast=\"more\"",
        " data-early=\"alone\"",
        "--early-side:0px;font-size:20px",
    ] {
        assert!(root(&dressed).contains(part), "{part} in {}", root(&dressed));
    }
    scene.backend.draft_keep(DraftKeep { conversation_id: None, text: "kept".to_owned() }).await.unwrap();
    assert!(!root(&page(&scene).await).contains("data-early"), "what was kept stands in the composer from the start");
}
