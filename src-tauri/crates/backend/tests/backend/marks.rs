//! Bookmarks, deleting messages, the tree, given beginnings and pictures, through the commands.

use crate::library::open;
use crate::scene::{Scene, words};
use hadal_simulator::Script;
use hadal_wire::{
    BookmarksGet, ConversationFork, ConversationTreeGet, DataErase, ErrorCode, ExportFormat, MessageBookmark,
    MessageDelete, PictureGet, PicturePiece, PictureRef, TurnStart,
};

/// The first bytes of a PNG, in base64: enough to be one for the server.
const PNG: &str = "iVBORw0KGgo=";

pub(crate) async fn picture(scene: &Scene) -> PictureRef {
    let piece = |base64: &str, last| PicturePiece { upload_id: "u".into(), base64: base64.into(), last };
    assert_eq!(scene.backend.picture_piece(piece("iVBO", false)).await.unwrap().picture_id, None);
    let kept = scene.backend.picture_piece(piece("Rw0KGgo=", true)).await.unwrap();
    PictureRef { picture_id: kept.picture_id.unwrap(), name: "dot.png".into() }
}

#[tokio::test]
async fn a_given_beginning_is_the_beginning_of_the_answer_and_nothing_is_thought() {
    let scene = Scene::new().await;
    scene.simulator.script(Script::answer("Well, it sinks."));
    let turn = TurnStart { begin_with: Some("Well,".into()), ..words("Why?") };
    let started = scene.backend.turn_start(turn).await.unwrap();
    let answer = scene.ended(&started.answer_id).await;
    assert_eq!(answer.text, "Well, it sinks.");
    assert_eq!(answer.reasoning, "");
    let request = &scene.simulator.chat_requests()[0];
    assert_eq!(request.body["messages"][1]["prefix"], true);
    assert_eq!(request.body["thinking"]["type"], "disabled");
    assert!(request.path.starts_with("/beta/"), "{}", request.path);
}

#[tokio::test]
async fn a_deleted_question_takes_its_answers_along_and_comes_back() {
    let scene = Scene::new().await;
    let first = scene.ask("question").await;
    scene.ended(&first.answer_id).await;
    let mark = MessageBookmark { message_id: first.answer_id.clone(), on: true };
    scene.backend.message_bookmark(mark).await.unwrap();
    assert_eq!(scene.backend.bookmarks_get(BookmarksGet {}).await.unwrap().rows.len(), 1);
    let request = MessageDelete { message_id: first.question_id.clone() };
    let deleted = scene.backend.message_delete(request.clone()).await.unwrap();
    assert_eq!((deleted.messages, deleted.view.messages.len()), (2, 0));
    let gone = scene.backend.message_delete(request).await;
    assert_eq!(gone.unwrap_err().code, ErrorCode::NotFound);
    let view = scene.backend.message_undelete(deleted.undo).await.unwrap();
    assert_eq!(view.messages.len(), 2);
    assert!(view.messages[1].bookmarked);
    let tree = ConversationTreeGet { conversation_id: view.info.id };
    let nodes = scene.backend.conversation_tree(tree).await.unwrap().nodes;
    assert_eq!(
        nodes.iter().map(|node| (node.shown, node.bookmarked)).collect::<Vec<_>>(),
        [(true, false), (true, true)]
    );
    assert!(nodes[1].cost.is_some() && nodes[1].tokens.is_some());
}

#[tokio::test]
async fn a_picture_is_sent_kept_shown_forked_and_exported_with_its_message() {
    let scene = Scene::new().await;
    let turn = TurnStart { pictures: vec![picture(&scene).await], ..words("What is this?") };
    let started = scene.backend.turn_start(turn).await.unwrap();
    scene.ended(&started.answer_id).await;
    let sent = &scene.simulator.chat_requests()[0].body["messages"][0]["content"];
    assert_eq!(sent[1]["image_url"]["url"], format!("data:image/png;base64,{PNG}"));

    let scene = scene.again().await;
    let view = open(&scene.backend, &started.view.info.id).await;
    let held = view.messages[0].pictures.clone();
    assert_eq!((held.len(), held[0].name.as_str(), held[0].bytes), (1, "dot.png", 8));
    let shown = PictureGet { picture_id: held[0].picture_id.clone() };
    let shown = scene.backend.picture_get(shown).await.unwrap();
    assert_eq!((shown.media_type.as_str(), shown.base64.as_str()), ("image/png", PNG));
    let fork = ConversationFork { message_id: started.answer_id.clone() };
    assert_eq!(scene.backend.conversation_fork(fork).await.unwrap().messages[0].pictures, held);

    let id = view.info.id.parse().unwrap();
    let json =
        scene.backend.export_file(id, ExportFormat::Json, hadal_backend::ExportOptions::default()).await.unwrap();
    let whole = hadal_transfer::parse_json(std::str::from_utf8(&json).unwrap()).unwrap();
    let all: Vec<_> = whole.belongings.parts.into_values().flatten().collect();
    assert_eq!((all.len(), all[0].kind, all[0].name.as_str()), (1, hadal_store::PartKind::Image, "dot.png"));
    let elsewhere = Scene::new().await;
    let file = elsewhere.dir.path().join("talk.json");
    std::fs::write(&file, json).unwrap();
    elsewhere.backend.import_file(&file, false, |_| {}).await.unwrap();
    assert_eq!(open(&elsewhere.backend, &view.info.id).await.messages[0].pictures, held);
}

#[tokio::test]
async fn what_is_no_picture_does_not_go_along() {
    let scene = Scene::new().await;
    let text = PicturePiece { upload_id: "u".into(), base64: "d29yZHM=".into(), last: true };
    assert_eq!(scene.backend.picture_piece(text).await.unwrap_err().code, ErrorCode::PictureUnusable);
    let gone = PictureRef { picture_id: "ab".repeat(32), name: "gone.png".into() };
    let turn = TurnStart { pictures: vec![gone], ..words("And this?") };
    assert_eq!(scene.backend.turn_start(turn).await.unwrap_err().code, ErrorCode::NotFound);
}

#[tokio::test]
async fn a_picture_that_was_sent_is_the_historys_alone() {
    let scene = Scene::new().await;
    let dot = picture(&scene).await;
    let turn = TurnStart { pictures: vec![dot.clone()], ..words("What is this?") };
    let started = scene.backend.turn_start(turn).await.unwrap();
    scene.ended(&started.answer_id).await;
    let shown = PictureGet { picture_id: dot.picture_id };
    scene.backend.picture_get(shown.clone()).await.unwrap();
    scene.backend.data_erase(DataErase { confirmed: true }).await.unwrap();
    assert_eq!(scene.backend.picture_get(shown).await.unwrap_err().code, ErrorCode::NotFound, "nothing holds it");
}

#[tokio::test]
async fn a_picture_that_has_no_place_in_the_request_is_named_and_not_read() {
    let scene = Scene::new().await;
    let turn = TurnStart { pictures: vec![picture(&scene).await], ..words("What is this?") };
    let started = scene.backend.turn_start(turn).await.unwrap();
    scene.ended(&started.answer_id).await;
    let db = rusqlite::Connection::open(scene.dir.path().join("history.db")).unwrap();
    // Only the noted size says that it is too large: its bytes would fit.
    db.execute("UPDATE attachments SET size_bytes = 1000000000", []).unwrap();
    let next = scene.ask_after(&started, Some(&started.answer_id), "And now?").await;
    scene.ended(&next.answer_id).await;
    let told = &scene.simulator.chat_requests()[1].body["messages"][0]["content"];
    assert_eq!(told, "What is this?\n\n[Picture \"dot.png\", not shown]");
}

#[tokio::test]
async fn the_copies_of_a_fork_are_not_paid_for_twice() {
    let scene = Scene::new().await;
    let started = scene.ask("question").await;
    let row = scene.ended(&started.answer_id).await;
    assert!(row.usage.is_some());
    let count = async || {
        let store = scene.backend.space().unwrap().store;
        let model = row.model.clone().unwrap();
        store.answer_figures(model, hadal_domain::Timestamp::from_millis(0), 9).await.unwrap().len()
    };
    assert_eq!(count().await, 1);
    let fork = ConversationFork { message_id: started.answer_id.clone() };
    let fork = scene.backend.conversation_fork(fork).await.unwrap();
    assert_eq!((fork.messages[1].tokens.is_some(), fork.messages[1].cost.is_some()), (false, false));
    assert_eq!(count().await, 1, "an answer is counted once");
}
