//! What stands in for an operating system in a browser: exports go to a folder, links are only named.

use hadal_backend::Desk;
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;

pub(crate) struct BrowserDesk {
    pub(crate) exports: PathBuf,
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

    fn open_link(&self, address: &str) -> Result<(), String> {
        println!("link: {address}");
        Ok(())
    }

    fn painted(&self) {}
}
