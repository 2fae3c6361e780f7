//! Exports of the window: what is shown before, what is written, and that stopping leaves whole files.

use crate::scene::{Scene, options};
use hadal_backend::{Backend, Desk};
use hadal_simulator::{Config, Script, Simulator};
use hadal_wire::{
    Arrangement, ErrorCode, ExportChoice, ExportEvent, ExportFormat, ExportPreviewGet, ExportReveal, ExportScope,
    ExportTextGet, ExportWish, ExportWrite, FolderMake, JobStop, SelectionArrange, Shelf,
};
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

/// Somebody who saves everything in this folder, and whom the file manager shows this.
struct Chooser {
    folder: PathBuf,
    shown: Arc<Mutex<Vec<PathBuf>>>,
}

impl Desk for Chooser {
    fn save_as(&self, name: String) -> Pin<Box<dyn Future<Output = Option<PathBuf>> + Send>> {
        Box::pin(std::future::ready(Some(self.folder.join(name))))
    }

    fn choose_folder(&self) -> Pin<Box<dyn Future<Output = Option<PathBuf>> + Send>> {
        Box::pin(std::future::ready(Some(self.folder.clone())))
    }

    fn reveal(&self, place: &Path) -> Result<(), String> {
        self.shown.lock().unwrap().push(place.to_owned());
        Ok(())
    }

    fn open_link(&self, _: &str) -> Result<(), String> {
        Ok(())
    }

    fn painted(&self) {}
}

pub(crate) struct Desked {
    pub(crate) scene: Scene,
    pub(crate) out: TempDir,
    shown: Arc<Mutex<Vec<PathBuf>>>,
}

pub(crate) async fn desked() -> Desked {
    let (simulator, dir) = (Simulator::start(Config::default()).await.unwrap(), tempfile::tempdir().unwrap());
    let (out, shown) = (tempfile::tempdir().unwrap(), Arc::default());
    let options = options(dir.path(), &simulator).await;
    let desk = Chooser { folder: out.path().to_owned(), shown: Arc::clone(&shown) };
    let backend = Backend::start(options, Arc::new(desk)).await.unwrap();
    Desked { scene: Scene { backend, simulator, dir }, out, shown }
}

fn wish(scope: ExportScope, format: ExportFormat) -> ExportWish {
    let choices = vec![ExportChoice::Reasoning, ExportChoice::Metadata, ExportChoice::Cost];
    ExportWish { scope, format, choices }
}

/// Every event of an export.
async fn written(backend: &Backend, wish: ExportWish) -> Vec<ExportEvent> {
    let events = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&events);
    let request = ExportWrite { watch_id: "w".into(), wish, name: None };
    let push = Box::new(move |event| {
        sink.lock().unwrap().push(event);
        true
    });
    backend.export_write(request, push).await.unwrap();
    let events = events.lock().unwrap();
    events.clone()
}

async fn asked(scene: &Scene, text: &str) -> (String, String) {
    let started = scene.ask(text).await;
    scene.ended(&started.answer_id).await;
    (started.view.info.id, started.answer_id)
}

#[tokio::test]
async fn every_kind_of_file_shows_itself_before_it_is_written_and_is_what_was_shown() {
    let Desked { scene, out, shown } = desked().await;
    let backend = &scene.backend;
    scene.simulator.script(Script::tokens(["Salt ", "comes ", "from ", "rivers."]));
    let (id, _) = asked(&scene, "Why salt?").await;
    for &format in ExportFormat::OFFERED {
        let wish = wish(ExportScope::Conversations { conversation_ids: vec![id.clone()] }, format);
        let preview = backend.export_preview(ExportPreviewGet { wish: wish.clone() }).await.unwrap();
        assert_eq!((preview.files, preview.text.is_some()), (1, format.is_text()), "{format:?}");
        let events = written(backend, wish).await;
        let [ExportEvent::Saved { name, bytes, export_id, files: 1 }] = &events[..] else { panic!("{events:?}") };
        assert_eq!((name, *bytes), (&preview.file_name, preview.bytes), "{format:?}");
        let content = std::fs::read(out.path().join(name)).unwrap();
        assert_eq!(content.len() as u64, preview.bytes);
        if let Some(text) = preview.text {
            assert!(text.contains("Salt comes from rivers."), "{text}");
            assert_eq!(text.as_bytes(), content);
        }
        backend.export_reveal(ExportReveal { export_id: export_id.clone() }).await.unwrap();
        assert_eq!(shown.lock().unwrap().pop().unwrap(), out.path().join(name));
    }
    let unknown = backend.export_reveal(ExportReveal { export_id: "e99".into() }).await;
    assert_eq!(unknown.unwrap_err().code, ErrorCode::NotFound);
}

#[tokio::test]
async fn one_answer_goes_out_without_its_question_and_costs_are_said_when_wanted() {
    let Desked { scene, .. } = desked().await;
    scene.simulator.script(Script::tokens(["Rivers."]));
    let (_, answer) = asked(&scene, "Why is the sea salty?").await;
    let mut wish = wish(ExportScope::Message { message_id: answer }, ExportFormat::Text);
    let text = scene.backend.export_text(ExportTextGet { wish: wish.clone() }).await.unwrap().text;
    let body = text.split_once("---").unwrap().1;
    assert!(body.contains("Rivers.") && !body.contains("sea salty") && text.contains(" USD"), "{text}");
    wish.choices.clear();
    let text = scene.backend.export_text(ExportTextGet { wish }).await.unwrap().text;
    assert!(!text.contains(" USD") && !text.contains("202"), "{text}");
}

#[tokio::test]
async fn a_folder_goes_out_with_the_folders_in_it_and_nothing_is_overwritten() {
    let Desked { scene, out, .. } = desked().await;
    let backend = &scene.backend;
    let outer = backend.folder_make(FolderMake { name: "Outer".into(), parent_id: None }).await.unwrap().id;
    let inner = FolderMake { name: "Inner".into(), parent_id: Some(outer.clone()) };
    let inner = backend.folder_make(inner).await.unwrap().id;
    for folder in [Some(outer.clone()), Some(inner), None] {
        let (id, _) = asked(&scene, "the same title").await;
        let Some(folder) = folder else { continue };
        let change = Arrangement { folder_id: Some(folder), ..Arrangement::default() };
        backend.selection_arrange(SelectionArrange { conversation_ids: vec![id], change }).await.unwrap();
    }
    let scope = ExportScope::Shelf { shelf: Shelf::Folder { folder_id: outer } };
    for round in 1..=2 {
        let events = written(backend, wish(scope.clone(), ExportFormat::Markdown)).await;
        assert!(matches!(events[0], ExportEvent::Begun { files: 2, .. }), "{events:?}");
        assert!(matches!(events.last(), Some(ExportEvent::Saved { files: 2, .. })), "{events:?}");
        assert_eq!(std::fs::read_dir(out.path()).unwrap().count(), 2 * round);
    }
    let all = written(backend, wish(ExportScope::Everything, ExportFormat::Json)).await;
    assert!(matches!(all.last(), Some(ExportEvent::Saved { files: 3, .. })), "{all:?}");
}

#[tokio::test]
async fn a_stopped_export_leaves_whole_files_and_says_how_many() {
    let Desked { scene, out, .. } = desked().await;
    for at in 0..5 {
        asked(&scene, &format!("question {at}")).await;
    }
    let (stops, mut stopping) = tokio::sync::mpsc::channel(1);
    let backend = scene.backend.clone();
    let events = Arc::new(Mutex::new(Vec::new()));
    let sink = {
        let events = Arc::clone(&events);
        Box::new(move |event: ExportEvent| {
            if let ExportEvent::Begun { job_id, .. } = &event {
                stops.try_send(job_id.clone()).unwrap();
            }
            events.lock().unwrap().push(event);
            true
        })
    };
    let request =
        ExportWrite { watch_id: "w".into(), wish: wish(ExportScope::Everything, ExportFormat::Json), name: None };
    let stop = async {
        let job_id = stopping.recv().await.unwrap();
        backend.job_stop(JobStop { job_id }).await.unwrap();
    };
    let (written, ()) = tokio::join!(scene.backend.export_write(request, sink), stop);
    written.unwrap();
    let events = events.lock().unwrap();
    let Some(ExportEvent::Stopped { files, .. }) = events.last() else { panic!("{events:?}") };
    let found: Vec<_> = std::fs::read_dir(out.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(*files < 5 && found.len() as u64 == *files, "{files} {found:?}");
    for path in found {
        let text = std::fs::read_to_string(path).unwrap();
        assert!(text.trim_end().ends_with('}'), "{text}");
    }
}

#[tokio::test]
async fn what_cannot_be_made_is_refused() {
    let Desked { scene, .. } = desked().await;
    let gone = uuid::Uuid::now_v7().to_string();
    let preview =
        async |wish| scene.backend.export_preview(ExportPreviewGet { wish }).await.map(|preview| preview.files);
    let absent = preview(wish(ExportScope::Message { message_id: gone.clone() }, ExportFormat::Markdown)).await;
    assert_eq!(absent.unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(
        preview(wish(ExportScope::Everything, ExportFormat::Markdown)).await.unwrap(),
        0,
        "there is nothing yet"
    );
    let no_id = preview(wish(ExportScope::Message { message_id: "../etc".into() }, ExportFormat::Markdown)).await;
    assert_eq!(no_id.unwrap_err().code, ErrorCode::RequestMalformed);
}

#[tokio::test]
async fn a_second_export_of_several_pictures_replaces_what_was_named_and_nothing_else() {
    let Desked { scene, out, .. } = desked().await;
    let backend = &scene.backend;
    scene.simulator.script(Script::tokens(["A line of words.\n\n"; 300]));
    let (id, _) = asked(&scene, "Tell").await;
    std::fs::write(out.path().join("Tell 2.png"), "somebody's own").unwrap();
    let wish = || wish(ExportScope::Conversations { conversation_ids: vec![id.clone()] }, ExportFormat::Png);
    let names = |events: Vec<ExportEvent>| {
        let Some(ExportEvent::Saved { files, .. }) = events.last() else { panic!("{events:?}") };
        assert!(*files > 1, "one picture is no test");
        let all = std::fs::read_dir(out.path()).unwrap().map(|entry| entry.unwrap().file_name());
        (*files, all.count() as u64)
    };
    let (files, there) = names(written(backend, wish()).await);
    assert_eq!(there, files + 1);
    let (_, there) = names(written(backend, wish()).await);
    assert_eq!(there, 2 * files, "the first is replaced, the others stand beside it");
    assert_eq!(std::fs::read(out.path().join("Tell 2.png")).unwrap(), b"somebody's own");
}
