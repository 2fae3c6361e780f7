//! The command line. Flags stand before or after the command; the environment fills in what they leave out.

use clap::{Parser, Subcommand, ValueEnum};
use hadal_backend::{Options, default_data_dir};
use std::path::PathBuf;
use std::time::Duration;

/// A desktop chat for DeepSeek. Without a command it opens its window.
#[derive(Debug, Parser)]
#[command(name = "hadal", version, after_help = "The key is taken from DEEPSEEK_API_KEY (never stored), else from the keychain.\n\
    Exit codes: 0 well, 1 failed, 2 wrong command line, 3 answer cut, 130 stopped.")]
pub struct Args {
    /// Where the history lies.
    #[arg(long, global = true, env = "HADAL_DATA_DIR", value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Base URL of the API.
    #[arg(long, global = true, env = "HADAL_BASE_URL", value_name = "URL")]
    pub base_url: Option<String>,
    /// Model to ask.
    #[arg(long, global = true, value_name = "ID")]
    pub model: Option<String>,
    /// Tries after the first, before the first word.
    #[arg(long, global = true, default_value_t = 2, value_name = "N")]
    pub retries: u32,
    /// Seconds of silence after which an answer is given up.
    #[arg(long, global = true, default_value_t = 300, value_name = "S")]
    pub idle_timeout: u64,
    /// What to do without a window.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What to do without a window.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Ask one question and stream the answer to stdout.
    Ask {
        /// The question; `-` reads it from standard input.
        text: String,
        /// Go on in this conversation.
        #[arg(long, value_name = "ID")]
        conversation: Option<String>,
        /// How hard the model thinks.
        #[arg(long, value_enum, default_value = "high")]
        thinking: ThinkingArg,
        /// One JSON object a line for each event; the last has `"type":"end"`.
        #[arg(long)]
        json: bool,
    },
    /// List conversations, newest first.
    List {
        /// At most this many; 0 lists all.
        #[arg(long, default_value_t = 0)]
        limit: usize,
        /// One JSON object a line.
        #[arg(long)]
        json: bool,
    },
    /// Show a conversation.
    Show {
        /// Its id, from `hadal list`.
        id: String,
        /// The whole tree as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Write a conversation to a file.
    Export {
        /// Its id, from `hadal list`.
        id: String,
        /// What kind of file.
        #[arg(long, value_enum, default_value = "md")]
        format: FormatArg,
        /// The file to make; it must not exist yet.
        #[arg(long, value_name = "PATH")]
        out: PathBuf,
    },
}

/// How hard the model thinks.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ThinkingArg {
    /// Not at all.
    Off,
    /// A little.
    Low,
    /// The API's default.
    High,
    /// As much as it can.
    Max,
}

/// What kind of file.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum FormatArg {
    /// Markdown, to read.
    Md,
    /// JSON, to keep.
    Json,
}

impl Args {
    /// The backend's options of this command line; `None` when no data directory is given and the system has no home.
    #[must_use]
    pub fn options(&self) -> Option<Options> {
        let data_dir = self.data_dir.clone().or_else(default_data_dir)?;
        let mut options = Options::new(data_dir);
        options.base_url.clone_from(&self.base_url);
        options.environment_key = std::env::var("DEEPSEEK_API_KEY").ok().filter(|key| !key.trim().is_empty());
        options.retries = self.retries;
        options.idle_timeout = Duration::from_secs(self.idle_timeout.max(1));
        Some(options)
    }
}
