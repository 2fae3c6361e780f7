//! Code as a file of its own.

use crate::scene::{Scene, options};
use hadal_backend::{Backend, Desk};
use hadal_wire::{CodeSave, ErrorCode, MESSAGE_MAX_BYTES};
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;

/// Saves into this folder, under the name that is suggested.
struct Folder(PathBuf);

impl Desk for Folder {
    fn save_as(&self, name: String) -> Pin<Box<dyn Future<Output = Option<PathBuf>> + Send>> {
        Box::pin(std::future::ready(Some(self.0.join(name))))
    }

    fn open_link(&self, _: &str) -> Result<(), String> {
        Ok(())
    }

    fn painted(&self) {}
}

#[tokio::test]
async fn code_is_saved_with_the_ending_of_its_language() {
    let scene = Scene::new().await;
    let (home, files) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let desk = Arc::new(Folder(files.path().to_owned()));
    let backend = Backend::start(options(home.path(), &scene.simulator).await, desk).await.unwrap();
    let code = CodeSave { language: Some("python".to_owned()), text: "print('深')".to_owned() };
    let saved = backend.code_save(code).await.unwrap();
    assert_eq!(saved.file_name.as_deref(), Some("code.py"));
    assert_eq!(std::fs::read_to_string(files.path().join("code.py")).unwrap(), "print('深')\n");
    let saved = backend.code_save(CodeSave { language: None, text: "x\n".to_owned() }).await.unwrap();
    assert_eq!(saved.file_name.as_deref(), Some("code.txt"));
    let long = CodeSave { language: None, text: "x".repeat(MESSAGE_MAX_BYTES + 1) };
    assert_eq!(backend.code_save(long).await.unwrap_err().code, ErrorCode::MessageTooLong);
}

#[tokio::test]
async fn choosing_no_place_saves_nothing_and_is_no_error() {
    let scene = Scene::new().await;
    let saved = scene.backend.code_save(CodeSave { language: None, text: "x".to_owned() }).await.unwrap();
    assert_eq!(saved.file_name, None);
}
