//! Dialogs and other programs, asked from Rust only: the window itself may call neither.

use hadal_backend::Desk;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::DialogExt;
use tauri_plugin_opener::OpenerExt;
use tokio::sync::oneshot;

/// The desktop this app runs on.
pub(crate) struct SystemDesk {
    pub(crate) app: AppHandle,
}

impl Desk for SystemDesk {
    fn save_as(&self, suggested_name: String) -> Pin<Box<dyn Future<Output = Option<PathBuf>> + Send>> {
        let (answer, chosen) = oneshot::channel();
        let mut dialog = self.app.dialog().file().set_file_name(suggested_name);
        if let Some(window) = self.app.get_webview_window("main") {
            dialog = dialog.set_parent(&window);
        }
        dialog.save_file(move |path| {
            // Nobody waits any more when the app ends with the dialog open.
            let _ = answer.send(path);
        });
        Box::pin(async move { chosen.await.ok().flatten().and_then(|path| path.into_path().ok()) })
    }

    fn choose_folder(&self) -> Pin<Box<dyn Future<Output = Option<PathBuf>> + Send>> {
        let (answer, chosen) = oneshot::channel();
        let mut dialog = self.app.dialog().file();
        if let Some(window) = self.app.get_webview_window("main") {
            dialog = dialog.set_parent(&window);
        }
        dialog.pick_folder(move |path| {
            let _ = answer.send(path);
        });
        Box::pin(async move { chosen.await.ok().flatten().and_then(|path| path.into_path().ok()) })
    }

    fn choose_files(&self) -> Pin<Box<dyn Future<Output = Vec<PathBuf>> + Send>> {
        let (answer, chosen) = oneshot::channel();
        let mut dialog = self.app.dialog().file();
        if let Some(window) = self.app.get_webview_window("main") {
            dialog = dialog.set_parent(&window);
        }
        dialog.pick_files(move |paths| {
            let _ = answer.send(paths);
        });
        Box::pin(async move {
            let paths = chosen.await.ok().flatten().unwrap_or_default();
            paths.into_iter().filter_map(|path| path.into_path().ok()).collect()
        })
    }

    fn quit(&self) {
        self.app.exit(0);
    }

    fn reveal(&self, place: &Path) -> Result<(), String> {
        self.app.opener().reveal_item_in_dir(place).map_err(|_| "no program shows folders".to_owned())
    }

    fn open_link(&self, address: &str) -> Result<(), String> {
        self.app.opener().open_url(address, None::<&str>).map_err(|_| "no program opens this address".to_owned())
    }

    fn painted(&self) {
        if let Some(window) = self.app.get_webview_window("main")
            && let Err(error) = window.show()
        {
            tracing::warn!(%error, "the window could not be shown");
        }
    }
}
