//! What a start is told: by flags, by the environment, or by default.

use hadal_engine::{Lines, Pace};
use hadal_secrets::Keychain;
use std::path::PathBuf;
use std::time::Duration;

/// How to start.
pub struct Options {
    /// Where the history lies.
    pub data_dir: PathBuf,
    /// Base URL that wins over the settings.
    pub base_url: Option<String>,
    /// A key that wins over the keychain and is never stored.
    pub environment_key: Option<String>,
    /// Where keys lie.
    pub keychain: Keychain,
    /// Tries after the first, before the first word.
    pub retries: u32,
    /// A question that cannot be sent waits, and is tried again after this time first; `None`: it fails.
    pub outbox: Option<Duration>,
    /// Silence after which an answer is given up.
    pub idle_timeout: Duration,
    /// The rhythm of answers.
    pub pace: Pace,
    /// What is known about the lines to the servers.
    pub lines: Lines,
    /// Nothing will be written or asked: the history is opened for reading, also one that another Hadal has open, and
    /// no key is looked for.
    pub reading: bool,
    /// Of the program.
    pub version: String,
}

impl Options {
    /// The options of a plain start: platform data directory, system keychain, two retries.
    #[must_use]
    pub fn new(data_dir: PathBuf) -> Self {
        Self {
            data_dir,
            base_url: None,
            environment_key: None,
            keychain: Keychain::system(),
            retries: 2,
            outbox: Some(Duration::from_secs(2)),
            idle_timeout: Duration::from_mins(5),
            pace: Pace::default(),
            lines: Lines::default(),
            reading: false,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

/// Where the history lies when nothing else is said: the platform's folder for application data.
/// `None` when the environment names no home.
#[must_use]
pub fn default_data_dir() -> Option<PathBuf> {
    let from = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(dir) = from("HADAL_DATA_DIR") {
        return Some(dir);
    }
    if cfg!(target_os = "windows") {
        from("APPDATA").map(|dir| dir.join("Hadal"))
    } else if cfg!(target_os = "macos") {
        from("HOME").map(|home| home.join("Library/Application Support/Hadal"))
    } else {
        from("XDG_DATA_HOME")
            .or_else(|| from("HOME").map(|home| home.join(".local/share")))
            .map(|dir| dir.join("hadal"))
    }
}
