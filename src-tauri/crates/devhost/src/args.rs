//! What the dev host is told.

use clap::Parser;
use hadal_backend::{Options, default_data_dir};
use hadal_secrets::Keychain;
use std::path::PathBuf;
use std::time::Duration;

/// Serves Hadal's window to a browser on this computer, for tests.
#[derive(Debug, Parser)]
#[command(name = "hadal-devhost", version)]
pub(crate) struct Args {
    /// Port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    pub(crate) port: u16,
    /// Where the history lies.
    #[arg(long, env = "HADAL_DATA_DIR")]
    data_dir: Option<PathBuf>,
    /// Base URL of the API.
    #[arg(long, env = "HADAL_BASE_URL")]
    base_url: Option<String>,
    /// The built window.
    #[arg(long, default_value = "ui/dist")]
    pub(crate) ui: PathBuf,
    /// Tries after the first, before the first word.
    #[arg(long, default_value_t = 2)]
    retries: u32,
    /// Silence in seconds after which an answer is given up.
    #[arg(long, default_value_t = 300)]
    idle_timeout: u64,
    /// The secret of an earlier run, so that a page which is open goes on after a new start.
    #[arg(long, env = "HADAL_DEVHOST_TOKEN", hide_env_values = true)]
    pub(crate) token: Option<String>,
    /// Use the keychain of the system; without it keys live in memory.
    #[arg(long)]
    keychain: bool,
}

impl Args {
    /// The backend's options.
    pub(crate) fn options(self) -> Result<Options, String> {
        let data_dir = self.data_dir.or_else(default_data_dir).ok_or("no data directory: give --data-dir")?;
        let mut options = Options::new(data_dir);
        options.base_url = self.base_url;
        options.environment_key = std::env::var("DEEPSEEK_API_KEY").ok().filter(|key| !key.is_empty());
        options.retries = self.retries;
        options.idle_timeout = Duration::from_secs(self.idle_timeout);
        if !self.keychain {
            options.keychain = Keychain::memory();
        }
        Ok(options)
    }
}
