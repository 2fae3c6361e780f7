//! What only an operating system can do. The shell has one, the dev host another.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;

/// Asks the person or the system for what a program without a window cannot do.
pub trait Desk: Send + Sync + 'static {
    /// Asks where to save a file; `None` when the person chose nowhere. The dialog has asked about overwriting.
    fn save_as(&self, suggested_name: String) -> Pin<Box<dyn Future<Output = Option<PathBuf>> + Send>>;

    /// Asks for a folder to write several files into; `None` when the person chose none.
    fn choose_folder(&self) -> Pin<Box<dyn Future<Output = Option<PathBuf>> + Send>> {
        Box::pin(std::future::ready(None))
    }

    /// Asks for files to read; none when the person chose none.
    fn choose_files(&self) -> Pin<Box<dyn Future<Output = Vec<PathBuf>> + Send>> {
        Box::pin(std::future::ready(Vec::new()))
    }

    /// Shows a file or a folder in the system's file manager.
    ///
    /// # Errors
    /// A short text when the system has no program for it.
    fn reveal(&self, _place: &Path) -> Result<(), String> {
        Err("there is no file manager".to_owned())
    }

    /// Opens a checked `http`, `https` or `mailto` address outside the app.
    ///
    /// # Errors
    /// A short text when the system has no program for it.
    fn open_link(&self, address: &str) -> Result<(), String>;

    /// Ends the program in order. A host without a window of its own has nothing to end.
    fn quit(&self) {}

    /// The first frame is painted: the window may show.
    fn painted(&self);
}
