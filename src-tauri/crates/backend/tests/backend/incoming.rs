//! Imports of the window: looked into, taken over once, taken back; what is refused leaves the history as it was.

use crate::scene::Scene;
use hadal_backend::Backend;
use hadal_wire::{
    ConversationList, DataErase, ErrorCode, ImportEvent, ImportPiece, ImportReason, ImportReport, ImportRun,
    ImportUndo, Shelf,
};
use std::sync::{Arc, Mutex};

const CHATS: &str = include_str!("../../../transfer/tests/fixtures/chatgpt.json");

/// Standard base64, apart from the code that reads it.
fn base64(bytes: &[u8]) -> String {
    let digits: Vec<char> = ('A'..='Z').chain('a'..='z').chain('0'..='9').chain(['+', '/']).collect();
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let held = (0..3).fold(0_usize, |held, at| held << 8 | three.get(at).map_or(0, |byte| usize::from(*byte)));
        for at in 0..4 {
            out.push(if at > three.len() { '=' } else { *digits.get(held >> (18 - 6 * at) & 63).unwrap() });
        }
    }
    out
}

/// Drops a file in two pieces; answers its id.
async fn dropped(backend: &Backend, name: &str, content: &[u8]) -> String {
    let (first, second) = content.split_at(content.len() / 2);
    let piece = |file_id, bytes| ImportPiece { file_id, name: name.to_owned(), base64: base64(bytes) };
    let file = backend.import_piece(piece(None, first)).await.unwrap();
    let file = backend.import_piece(piece(Some(file.file_id), second)).await.unwrap();
    assert_eq!((file.bytes, file.name.as_str()), (content.len() as u64, name));
    file.file_id
}

async fn read(backend: &Backend, file_id: &str, dry_run: bool) -> ImportReport {
    let events = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&events);
    let request = ImportRun { watch_id: "w".into(), file_id: file_id.to_owned(), dry_run };
    let push = Box::new(move |event| {
        sink.lock().unwrap().push(event);
        true
    });
    backend.import_run(request, push).await.unwrap();
    let last = events.lock().unwrap().pop();
    match last {
        Some(ImportEvent::Read { report }) => Some(report),
        _ => None,
    }
    .unwrap()
}

async fn count(backend: &Backend, shelf: Shelf) -> usize {
    let request = ConversationList { cursor: None, limit: 200, title_contains: None, shelf: Some(shelf) };
    backend.conversation_list(request).await.unwrap().rows.len()
}

#[tokio::test]
async fn a_dropped_file_is_looked_into_taken_over_once_and_taken_back() {
    let scene = Scene::new().await;
    let backend = &scene.backend;
    let file = dropped(backend, "chats.json", CHATS.as_bytes()).await;
    let seen = read(backend, &file, true).await;
    assert_eq!((seen.sources.as_slice(), seen.import_id.as_deref()), (["chatgpt".to_owned()].as_slice(), None));
    assert!(seen.new > 0 && seen.new == seen.conversations, "{seen:?}");
    assert_eq!(count(backend, Shelf::Library).await, 0, "looking takes nothing over");
    let taken = read(backend, &file, false).await;
    assert_eq!((taken.new, count(backend, Shelf::Library).await as u64), (seen.new, seen.new));
    let again = dropped(backend, "chats.json", CHATS.as_bytes()).await;
    let again = read(backend, &again, false).await;
    assert_eq!((again.new, again.conversations, again.import_id), (0, seen.conversations, None));
    let import_id = taken.import_id.unwrap();
    let undone = backend.import_undo(ImportUndo { import_id: import_id.clone() }).await.unwrap();
    assert_eq!(undone.conversations, seen.new);
    assert_eq!((count(backend, Shelf::Library).await, count(backend, Shelf::Trash).await as u64), (0, seen.new));
    let twice = backend.import_undo(ImportUndo { import_id }).await;
    assert_eq!(twice.unwrap_err().code, ErrorCode::NotFound);
}

#[tokio::test]
async fn what_is_no_export_is_named_and_a_file_that_is_gone_is_refused() {
    let scene = Scene::new().await;
    let backend = &scene.backend;
    let notes = dropped(backend, "notes.txt", b"just notes").await;
    let report = read(backend, &notes, false).await;
    assert_eq!((report.new, report.sources.len()), (0, 0));
    assert_eq!(report.problems[0].reason, ImportReason::Unknown);
    assert!(report.problems[0].lost && report.problems[0].place.contains("notes"), "{report:?}");
    let run = |file_id: &str| ImportRun { watch_id: "w".into(), file_id: file_id.into(), dry_run: false };
    // The copy went with the import.
    let gone = backend.import_run(run(&notes), Box::new(|_| true)).await;
    let gone = gone.unwrap_err();
    assert_eq!(gone.code, ErrorCode::FileUnreadable);
    assert!(!gone.message.contains(['/', '\\']), "no path reaches the window: {gone:?}");
    for unknown in ["f99", "../history.db", ""] {
        let refused = backend.import_run(run(unknown), Box::new(|_| true)).await;
        assert_eq!(refused.unwrap_err().code, ErrorCode::NotFound, "{unknown:?}");
    }
    let bad = ImportPiece { file_id: None, name: "x".into(), base64: "no base64!".into() };
    assert_eq!(backend.import_piece(bad).await.unwrap_err().code, ErrorCode::RequestMalformed);
    assert_eq!(count(backend, Shelf::Library).await, 0);
}

#[tokio::test]
async fn erasing_everything_leaves_no_file_that_was_dropped() {
    let scene = Scene::new().await;
    dropped(&scene.backend, "chats.json", CHATS.as_bytes()).await;
    assert!(scene.dir.path().join("dropped").exists());
    scene.backend.data_erase(DataErase { confirmed: true }).await.unwrap();
    assert!(!scene.dir.path().join("dropped").exists());
}
