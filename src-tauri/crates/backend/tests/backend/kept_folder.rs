//! The folder that follows the history, over real files: only what changed, each in its own file, nothing foreign touched.

use crate::scene::Scene;
use hadal_backend::ExportOptions;
use hadal_wire::{
    ConversationRename, DataErase, DataGet, ErrorCode, ExportFormat, KeepWhen, KeptFolderChange, SelectionDelete,
};
use std::collections::BTreeMap;
use std::path::Path;

/// Visible files by name, with their content.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    let named = entries.map(|entry| (entry.file_name().into_string().unwrap(), entry.path()));
    let shown = named.filter(|(name, _)| !name.starts_with('.'));
    shown.map(|(name, path)| (name, std::fs::read_to_string(path).unwrap())).collect()
}

#[tokio::test]
async fn a_kept_folder_has_what_changed_in_the_file_it_had_and_leaves_other_files_alone() {
    let (scene, out) = (Scene::new().await, tempfile::tempdir().unwrap());
    let (backend, folder) = (&scene.backend, out.path());
    std::fs::write(folder.join("Why salt.md"), "a note of somebody").unwrap();
    let first = scene.ask("Why salt").await;
    scene.ended(&first.answer_id).await;
    let second = scene.ask("Why kelp").await;
    scene.ended(&second.answer_id).await;
    let keep = async || backend.keep_up(folder, ExportFormat::Markdown, ExportOptions::default()).await.unwrap();
    assert_eq!(keep().await, 2);
    let before = files(folder);
    assert_eq!(before.keys().collect::<Vec<_>>(), ["Why kelp.md", "Why salt 2.md", "Why salt.md"]);
    assert_eq!(before["Why salt.md"], "a note of somebody");
    assert_eq!(keep().await, 0, "nothing changed");

    let rename = ConversationRename { conversation_id: first.view.info.id.clone(), title: "Salt and rivers".into() };
    backend.conversation_rename(rename).await.unwrap();
    assert_eq!(keep().await, 1);
    let after = files(folder);
    assert_eq!(after.keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>(), "the file keeps its name");
    assert!(after["Why salt 2.md"].contains("Salt and rivers"));

    backend.selection_delete(SelectionDelete { conversation_ids: vec![second.view.info.id] }).await.unwrap();
    std::fs::remove_file(folder.join("Why salt 2.md")).unwrap();
    assert_eq!(keep().await, 1, "what somebody removed comes back, what was thrown away stays as it was");
    assert_eq!(files(folder).len(), 3);

    // A list that points elsewhere is not followed.
    let list = folder.join(".hadal-folder.json");
    let text =
        std::fs::read_to_string(&list).unwrap().replace("Why salt 2.md", "../escaped.md").replace("Salt and", "x");
    std::fs::write(&list, text).unwrap();
    assert_eq!(keep().await, 1);
    assert!(!folder.parent().unwrap().join("escaped.md").exists());
}

#[tokio::test]
async fn a_run_is_noted_and_erasing_everything_needs_a_word() {
    let scene = Scene::new().await;
    let backend = &scene.backend;
    let started = scene.ask("Why salt").await;
    scene.ended(&started.answer_id).await;
    let change =
        KeptFolderChange { when: Some(KeepWhen::Daily), format: Some(ExportFormat::Json), ..Default::default() };
    let kept = backend.kept_folder_change(change).await.unwrap();
    assert_eq!((kept.when, kept.format, kept.place), (KeepWhen::Daily, ExportFormat::Json, None));
    let html = KeptFolderChange { format: Some(ExportFormat::Html), ..Default::default() };
    assert_eq!(backend.kept_folder_change(html).await.unwrap_err().code, ErrorCode::RequestMalformed);
    let scene = scene.again().await;
    let info = scene.backend.data_info(DataGet {}).await.unwrap();
    assert_eq!((info.kept_folder.when, info.bytes > 10_000), (KeepWhen::Daily, true), "{info:?}");
    let refused = scene.backend.data_erase(DataErase { confirmed: false }).await;
    assert_eq!(refused.unwrap_err().code, ErrorCode::RequestMalformed);
    scene.backend.data_erase(DataErase { confirmed: true }).await.unwrap();
    let text = std::fs::read(scene.dir.path().join("history.db")).unwrap();
    assert!(!text.windows(8).any(|eight| eight == b"Why salt"), "no word is left in the file");
}
