//! What stands in for an operating system in a browser: exports go to a folder, links are only named.

use hadal_backend::Desk;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use tokio_util::sync::CancellationToken;

pub(crate) struct BrowserDesk {
    /// Where exports go.
    pub(crate) exports: PathBuf,
    /// Files in it are what the person chooses when asked for some.
    pub(crate) choices: PathBuf,
    /// The window wished the program to end.
    pub(crate) quit: CancellationToken,
}

impl Desk for BrowserDesk {
    fn save_as(&self, suggested_name: String) -> Pin<Box<dyn Future<Output = Option<PathBuf>> + Send>> {
        let exports = self.exports.clone();
        Box::pin(async move {
            tokio::fs::create_dir_all(&exports).await.ok()?;
            Some(exports.join(suggested_name))
        })
    }

    fn choose_folder(&self) -> Pin<Box<dyn Future<Output = Option<PathBuf>> + Send>> {
        let exports = self.exports.clone();
        Box::pin(async move {
            tokio::fs::create_dir_all(&exports).await.ok()?;
            Some(exports)
        })
    }

    fn choose_files(&self) -> Pin<Box<dyn Future<Output = Vec<PathBuf>> + Send>> {
        let choices = self.choices.clone();
        Box::pin(async move {
            let Ok(mut entries) = tokio::fs::read_dir(&choices).await else { return Vec::new() };
            let mut files = Vec::new();
            while let Ok(Some(entry)) = entries.next_entry().await {
                files.push(entry.path());
            }
            files.sort();
            files
        })
    }

    fn reveal(&self, place: &Path) -> Result<(), String> {
        println!("reveal: {}", place.display());
        Ok(())
    }

    fn open_link(&self, address: &str) -> Result<(), String> {
        println!("link: {address}");
        Ok(())
    }

    fn quit(&self) {
        self.quit.cancel();
    }

    fn painted(&self) {}
}
