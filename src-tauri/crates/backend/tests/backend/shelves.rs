//! The order of the library: folders, tags, pins, archive, trash, several at once, what is unread.

use crate::scene::{Scene, until};
use hadal_backend::Backend;
use hadal_simulator::{Gate, Script};
use hadal_wire::{
    Arrangement, ConversationList, ConversationRow, ConversationSeen, ErrorCode, FolderDelete, FolderMake, FolderMove,
    LibraryWatch, SelectionArrange, SelectionDelete, SelectionErase, SelectionRestore, Shelf, ShelvesGet, TagMake,
    TagRename, TrashEmpty, WatchLeave,
};
use tokio::task::JoinSet;

async fn rows(backend: &Backend, shelf: Shelf) -> Vec<ConversationRow> {
    let request = ConversationList { cursor: None, limit: 200, title_contains: None, shelf: Some(shelf) };
    backend.conversation_list(request).await.unwrap().rows
}

async fn titles(backend: &Backend, shelf: Shelf) -> Vec<String> {
    rows(backend, shelf).await.into_iter().map(|row| row.title).collect()
}

/// Three conversations; the ids in the order of asking.
async fn three(scene: &Scene) -> Vec<String> {
    let mut ids = Vec::new();
    for title in ["kelp", "eels", "brine"] {
        let started = scene.ask(title).await;
        scene.ended(&started.answer_id).await;
        ids.push(started.view.info.id);
    }
    ids
}

async fn arrange(backend: &Backend, ids: &[String], change: Arrangement) -> u64 {
    let request = SelectionArrange { conversation_ids: ids.to_vec(), change };
    backend.selection_arrange(request).await.unwrap().conversations
}

#[tokio::test]
async fn several_are_filed_pinned_tagged_and_put_away_at_once() {
    let scene = Scene::new().await;
    let backend = &scene.backend;
    let ids = three(&scene).await;
    let folder = backend.folder_make(FolderMake { name: "  Sea\u{7} ".into(), parent_id: None }).await.unwrap();
    assert_eq!(folder.name, "Sea");
    let tag = backend.tag_make(TagMake { name: "deep".into() }).await.unwrap();
    let change = Arrangement {
        pinned: Some(true),
        folder_id: Some(folder.id.clone()),
        add_tag_id: Some(tag.id.clone()),
        ..Arrangement::default()
    };
    assert_eq!(arrange(backend, &ids[..2], change).await, 2);
    let filed = rows(backend, Shelf::Folder { folder_id: folder.id.clone() }).await;
    assert_eq!(filed.iter().map(|row| row.title.as_str()).collect::<Vec<_>>(), ["eels", "kelp"]);
    assert!(filed.iter().all(|row| row.pinned && row.tag_ids == [tag.id.clone()]));
    assert_eq!(titles(backend, Shelf::Pinned).await, ["eels", "kelp"]);
    assert_eq!(titles(backend, Shelf::Tag { tag_id: tag.id.clone() }).await, ["eels", "kelp"]);
    assert_eq!(backend.shelves_get(ShelvesGet {}).await.unwrap().tags[0].conversations, 2);
    arrange(backend, &ids[..1], Arrangement { archived: Some(true), no_folder: Some(true), ..Default::default() })
        .await;
    assert_eq!(titles(backend, Shelf::Archive).await, ["kelp"]);
    assert_eq!(titles(backend, Shelf::Library).await, ["brine", "eels"]);
    let nothing = SelectionArrange { conversation_ids: ids.clone(), change: Arrangement::default() };
    assert_eq!(backend.selection_arrange(nothing).await.unwrap_err().code, ErrorCode::RequestMalformed);
    let gone = uuid::Uuid::now_v7().to_string();
    assert_eq!(arrange(backend, &[gone], Arrangement { pinned: Some(true), ..Default::default() }).await, 0);
}

#[tokio::test]
async fn a_folder_never_lies_in_itself_and_what_is_in_it_outlives_it() {
    let scene = Scene::new().await;
    let backend = &scene.backend;
    let ids = three(&scene).await;
    let make = async |name: &str, parent_id: Option<String>| {
        backend.folder_make(FolderMake { name: name.into(), parent_id }).await.unwrap().id
    };
    let outer = make("outer", None).await;
    let inner = make("inner", Some(outer.clone())).await;
    let into_itself = FolderMove { folder_id: outer.clone(), parent_id: Some(inner.clone()), place: 0 };
    assert_eq!(backend.folder_move(into_itself).await.unwrap_err().code, ErrorCode::RequestMalformed);
    arrange(backend, &ids[..1], Arrangement { folder_id: Some(inner.clone()), ..Default::default() }).await;
    backend.folder_delete(FolderDelete { folder_id: inner }).await.unwrap();
    assert_eq!(titles(backend, Shelf::Folder { folder_id: outer.clone() }).await, ["kelp"]);
    backend.folder_delete(FolderDelete { folder_id: outer }).await.unwrap();
    assert_eq!(rows(backend, Shelf::Library).await.iter().filter(|row| row.folder_id.is_some()).count(), 0);
    assert_eq!(backend.shelves_get(ShelvesGet {}).await.unwrap().folders, []);
    let blank = FolderMake { name: " \n".into(), parent_id: None };
    assert_eq!(backend.folder_make(blank).await.unwrap_err().code, ErrorCode::RequestMalformed);
}

#[tokio::test]
async fn two_tags_never_have_one_name() {
    let scene = Scene::new().await;
    let backend = &scene.backend;
    let deep = backend.tag_make(TagMake { name: "deep".into() }).await.unwrap();
    assert_eq!(backend.tag_make(TagMake { name: "deep".into() }).await.unwrap(), deep, "it is taken as it is");
    let wide = backend.tag_make(TagMake { name: "wide".into() }).await.unwrap();
    let taken = TagRename { tag_id: wide.id, name: "deep".into() };
    assert_eq!(backend.tag_rename(taken).await.unwrap_err().code, ErrorCode::NameTaken);
}

#[tokio::test]
async fn the_trash_gives_back_or_erases_and_nothing_outside_it_is_erased() {
    let scene = Scene::new().await;
    let backend = &scene.backend;
    let ids = three(&scene).await;
    let done = backend.selection_delete(SelectionDelete { conversation_ids: ids[..2].to_vec() }).await.unwrap();
    assert_eq!(done.conversations, 2);
    let trash = rows(backend, Shelf::Trash).await;
    assert!(trash.len() == 2 && trash.iter().all(|row| row.deleted_at_ms.is_some()), "{trash:?}");
    backend.selection_restore(SelectionRestore { conversation_ids: ids[..1].to_vec() }).await.unwrap();
    assert_eq!(titles(backend, Shelf::Library).await, ["brine", "kelp"]);
    let erased = backend.selection_erase(SelectionErase { conversation_ids: ids.clone() }).await.unwrap();
    assert_eq!(erased.conversations, 1, "the one in the trash");
    assert_eq!(titles(backend, Shelf::Trash).await, [""; 0]);
    backend.selection_delete(SelectionDelete { conversation_ids: ids[2..].to_vec() }).await.unwrap();
    assert_eq!(backend.trash_empty(TrashEmpty {}).await.unwrap().conversations, 1);
    assert_eq!(titles(backend, Shelf::Library).await, ["kelp"]);
}

#[tokio::test]
async fn an_answer_that_nobody_saw_is_unread_until_somebody_looks_also_after_a_restart() {
    let scene = Scene::new().await;
    let backend = scene.backend.clone();
    let watch = LibraryWatch { watch_id: "w".into() };
    let mut window = JoinSet::new();
    window.spawn({
        let backend = backend.clone();
        async move { backend.library_watch(watch, Box::new(|_| true)).await }
    });
    let gate = Gate::new();
    scene.simulator.script(Script::tokens(["one ", "two"]).gate(&gate));
    let started = scene.ask("unseen").await;
    gate.open();
    let unread = async || rows(&backend, Shelf::Library).await.first().is_some_and(|row| row.unread);
    until("the answer to be unread", unread).await;
    backend.watch_leave(WatchLeave { watch_id: "w".into() }).await.unwrap();
    window.join_next().await.unwrap().unwrap().unwrap();
    let scene = scene.again().await;
    assert!(rows(&scene.backend, Shelf::Library).await[0].unread, "a restart does not read it");
    scene.backend.conversation_seen(ConversationSeen { conversation_id: started.view.info.id }).await.unwrap();
    assert!(!rows(&scene.backend, Shelf::Library).await[0].unread);
}
