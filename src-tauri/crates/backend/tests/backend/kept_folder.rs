//! The folder that follows the history, over real files: only what changed, each in its own file, nothing foreign touched.

use crate::outgoing::desked;
use crate::scene::Scene;
use hadal_backend::ExportOptions;
use hadal_domain::{Conversation, ModelId, Thinking, Timestamp};
use hadal_simulator::Script;
use hadal_store::Whole;
use hadal_wire::{
    AppPainted, ConversationRename, DataErase, DataGet, ErrorCode, ExportFormat, KeepWhen, KeptFolderChange,
    MessageDelete, MessageShow, SelectionDelete,
};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

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
    let keep =
        async || backend.keep_up(folder, ExportFormat::Markdown, ExportOptions::default(), &|| true).await.unwrap();
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
async fn what_was_deleted_and_which_version_is_shown_come_with_the_next_run() {
    let (scene, out) = (Scene::new().await, tempfile::tempdir().unwrap());
    let (backend, folder) = (&scene.backend, out.path());
    let keep =
        async || backend.keep_up(folder, ExportFormat::Markdown, ExportOptions::default(), &|| true).await.unwrap();
    scene.simulator.script(Script::answer("the secret of salt"));
    let first = scene.ask("Why salt").await;
    scene.ended(&first.answer_id).await;
    scene.simulator.script(Script::answer("the second word"));
    let second = scene.regenerate(&first.answer_id).await;
    scene.ended(&second.answer_id).await;
    assert_eq!(keep().await, 1);
    assert!(files(folder)["Why salt.md"].contains("the second word"));

    backend.message_show(MessageShow { message_id: first.answer_id.clone() }).await.unwrap();
    assert_eq!(keep().await, 1, "another version is shown");
    assert!(files(folder)["Why salt.md"].contains("the secret of salt"));
    backend.message_show(MessageShow { message_id: second.answer_id }).await.unwrap();
    assert_eq!(keep().await, 1);

    let json = async || backend.keep_up(folder, ExportFormat::Json, ExportOptions::default(), &|| true).await.unwrap();
    assert_eq!(json().await, 1);
    let deleted = backend.message_delete(MessageDelete { message_id: first.answer_id }).await.unwrap();
    assert_eq!(json().await, 1, "of the versions that are not shown, too");
    assert!(!files(folder)["Why salt.json"].contains("the secret of salt"), "no file keeps what was deleted");
    backend.message_undelete(deleted.undo).await.unwrap();
    assert_eq!(json().await, 1);
    assert!(files(folder)["Why salt.json"].contains("the secret of salt"));
}

#[tokio::test]
async fn a_run_that_is_broken_off_or_torn_down_doubles_no_file() {
    let (scene, out) = (Scene::new().await, tempfile::tempdir().unwrap());
    let (backend, folder) = (&scene.backend, out.path());
    let talk = |n: u64| Conversation::new(format!("Talk {n}"), ModelId::new("m"), Thinking::Off, Timestamp::now());
    let all = (0..100).map(|n| Whole::bare(talk(n), Vec::new())).collect();
    backend.space().unwrap().store.import_whole(all).await.unwrap();
    let asked = Arc::new(AtomicU64::new(0));
    let stop_at = |last: u64| {
        let asked = Arc::clone(&asked);
        move || asked.fetch_add(1, Ordering::Relaxed) < last
    };
    let options = ExportOptions::default();
    assert_eq!(backend.keep_up(folder, ExportFormat::Markdown, options, &stop_at(3)).await.unwrap(), 3);

    // An end without a warning: what was written since the list was is doubled, the rest is not.
    let (torn, place) = (backend.clone(), folder.to_owned());
    let mut runs = tokio::task::JoinSet::new();
    runs.spawn(async move {
        let count = AtomicU64::new(0);
        let dies = || {
            assert!(count.fetch_add(1, Ordering::Relaxed) < 70, "the program ends here");
            true
        };
        torn.keep_up(&place, ExportFormat::Markdown, ExportOptions::default(), &dies).await
    });
    assert!(runs.join_next().await.unwrap().is_err());
    assert_eq!(files(folder).len(), 73);
    backend.keep_up(folder, ExportFormat::Markdown, options, &|| true).await.unwrap();
    let doubled = files(folder).len() - 100;
    assert!(doubled < 32, "{doubled} files are there twice");
}

#[tokio::test]
async fn a_run_is_noted_and_two_at_once_are_one_after_the_other() {
    let desked = desked().await;
    let (backend, folder) = (&desked.scene.backend, desked.out.path());
    for text in ["Why salt", "Why kelp"] {
        let started = desked.scene.ask(text).await;
        desked.scene.ended(&started.answer_id).await;
    }
    let choose = KeptFolderChange { choose: Some(true), ..Default::default() };
    let kept = backend.kept_folder_change(choose).await.unwrap();
    assert_eq!(
        (kept.when, kept.last_at_ms),
        (KeepWhen::Hourly, None),
        "whoever chooses a folder wants something in it"
    );
    let run = || backend.kept_folder_change(KeptFolderChange { run: Some(true), ..Default::default() });
    let (one, other) = tokio::join!(run(), run());
    assert!(one.unwrap().last_at_ms.is_some() && other.unwrap().last_problem.is_none());
    assert_eq!(files(folder).into_keys().collect::<Vec<_>>(), ["Why kelp.md", "Why salt.md"]);

    std::fs::write(folder.join(".hadal-folder.json"), "{}").unwrap();
    std::fs::remove_dir_all(folder).unwrap();
    std::fs::write(folder, "not a folder").unwrap();
    let failed = run().await.unwrap();
    assert!(failed.last_problem.is_some(), "{failed:?}");
}

#[tokio::test]
async fn a_quit_of_a_window_writes_what_changed_since_and_closes_the_history() {
    let desked = desked().await;
    let (backend, folder) = (desked.scene.backend.clone(), desked.out.path());
    let change = KeptFolderChange { choose: Some(true), when: Some(KeepWhen::Quit), ..Default::default() };
    backend.kept_folder_change(change).await.unwrap();
    let started = desked.scene.ask("Why salt").await;
    desked.scene.ended(&started.answer_id).await;
    let scene = desked.scene.again().await;
    assert!(files(folder).is_empty(), "a command line leaves the folder alone");
    scene.backend.app_painted(AppPainted {}).await.unwrap();
    let scene = scene.again().await;
    assert_eq!(files(folder).into_keys().collect::<Vec<_>>(), ["Why salt.md"]);
    let info = scene.backend.data_info(DataGet {}).await.unwrap();
    assert_eq!((info.kept_folder.last_files, info.kept_folder.last_problem), (1, None));
}

#[tokio::test]
async fn the_choices_are_kept_and_erasing_everything_needs_a_word() {
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
