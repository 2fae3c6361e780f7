//! The command line. Flags stand before or after the command; the environment fills in what they leave out.

use clap::{Parser, Subcommand, ValueEnum};
use hadal_backend::{Options, default_data_dir};
use hadal_wire::ExportFormat;
use std::path::PathBuf;
use std::time::Duration;

const AFTER_HELP: &str = "\
The key is taken from DEEPSEEK_API_KEY, which is never stored, else from the keychain of the system.

Exit codes:
    0  all is well
    1  it failed, nothing usable came
    2  the command line is wrong
    3  the answer was cut; what came is printed and kept
  130  stopped; what came is printed and kept";

pub(crate) const ASK_HELP: &str = "\
With --json every line has a \"type\" and \"at_ms\" (milliseconds since 1970):
  started    conversation, question, answer: their ids, for --conversation, show and export
  phase      phase (connecting, queued, thinking, answering, stalled, retrying, paused, waiting), attempt
  served_by  host: the standby that answers in the place of the server
  reasoning  text: what is new of the thinking
  text       text: what is new of the answer
  end        always the last: outcome (completed, stopped, interrupted, failed), finish_reason, error, text,
             reasoning, usage, served_model, served_by, conversation, question, answer";

const IMPORT_HELP: &str = "\
Read are the exports of DeepSeek, ChatGPT and Claude, backups of Chatbox, Cherry Studio, NextChat, Open WebUI and
LobeChat, and Hadal's own JSON and Markdown. Keys and settings in them are never taken. What could not be read is named
and the rest is taken; importing the same file again makes nothing twice.

With --json a line has file, sources, conversations, messages, new, dry_run, problems (place, reason), more_problems.";

const SEARCH_HELP: &str = "\
Without words, filters alone find the newest messages that fit them. --model finds only answers asked of that model.

Each find is three lines: the conversation's id, the message's id, when, who and the title; the place, with what was
looked for in [brackets]; an empty one. `hadal show ID` prints the conversation.

With --json a line has conversation, message (null for a title), title, role, at_ms, text, and hits: where in the text
what was looked for begins and ends, counted in characters.";

/// A desktop chat for DeepSeek. Without a command it opens its window.
#[derive(Debug, Parser)]
#[command(name = "hadal", version, after_help = AFTER_HELP)]
pub struct Args {
    /// Where the history lies.
    #[arg(long, global = true, env = "HADAL_DATA_DIR", value_name = "DIR", help_heading = "Anywhere")]
    pub data_dir: Option<PathBuf>,
    /// Base URL of the API; wins over the settings of the window.
    #[arg(long, global = true, env = "HADAL_BASE_URL", value_name = "URL", help_heading = "Anywhere")]
    pub base_url: Option<String>,
    /// Model to ask; else the conversation's, else the one of the window's settings. In a search, the model that was asked.
    #[arg(long, global = true, value_name = "ID", help_heading = "Anywhere")]
    pub model: Option<String>,
    /// Tries after the first, while no word of the answer has come.
    #[arg(long, global = true, default_value_t = 2, value_name = "N", help_heading = "Anywhere",
        value_parser = clap::value_parser!(u32).range(0..=20))]
    pub retries: u32,
    /// Seconds of silence after which an answer is given up.
    #[arg(long, global = true, default_value_t = 300, value_name = "S", help_heading = "Anywhere",
        value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub idle_timeout: u64,
    /// What to do without a window.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What to do without a window.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Ask one question and stream the answer to stdout.
    #[command(after_help = ASK_HELP)]
    Ask {
        /// The question; several words are joined, `-` alone reads it from standard input.
        #[arg(required = true, value_name = "TEXT")]
        text: Vec<String>,
        /// Go on in this conversation.
        #[arg(long, value_name = "ID")]
        conversation: Option<String>,
        /// How hard the model thinks; else as in the conversation, else as in the window's settings.
        #[arg(long, value_enum, value_name = "HOW")]
        thinking: Option<ThinkingArg>,
        /// One JSON object a line for each event.
        #[arg(long)]
        json: bool,
    },
    /// List conversations, newest first.
    List {
        /// At most this many; 0 lists all.
        #[arg(long, default_value_t = 0, value_name = "N")]
        limit: usize,
        /// One JSON object a line: `id`, `title`, `updated_at_ms`.
        #[arg(long)]
        json: bool,
    },
    /// Find words in everything that was said, the best first.
    #[command(after_help = SEARCH_HELP)]
    Search(SearchArgs),
    /// Print a conversation as Markdown.
    Show {
        /// Its id, from `hadal list`.
        id: String,
        /// The whole tree, without loss, as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Write a conversation to a file, or several of them into a folder.
    Export(ExportArgs),
    /// Take over the conversations of other programs. What the history has already is left as it is.
    #[command(after_help = IMPORT_HELP)]
    Import {
        /// Exports and backups, as JSON, ZIP or Markdown; what they are is seen by their content.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Only say what would come in.
        #[arg(long)]
        dry_run: bool,
        /// One JSON object a file.
        #[arg(long)]
        json: bool,
    },
    /// Read Markdown from standard input and write what the window makes of it. Needs no history.
    Render {
        /// Feed it so many characters at a time, as if it were streamed; else at once. The end is the same.
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
        chunk: Option<u32>,
        /// The typed blocks as JSON, the HTML of exports, or plain text.
        #[arg(long, value_enum, default_value = "blocks")]
        format: RenderFormat,
    },
}

/// What to find.
#[derive(Debug, clap::Args)]
pub struct SearchArgs {
    /// All of these must be there, the last may be the beginning of a word; '"two words"' keeps words together.
    #[arg(value_name = "WORDS")]
    pub words: Vec<String>,
    /// At most this many; 0 finds all.
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub limit: usize,
    /// One JSON object a line.
    #[arg(long)]
    pub json: bool,
    /// Only in this conversation.
    #[arg(long, value_name = "ID")]
    pub conversation: Option<String>,
    /// Only what this one said.
    #[arg(long, value_enum, value_name = "WHO")]
    pub role: Option<RoleArg>,
    /// Only from this day on, or from this instant: 2026-11-22, 2026-11-22T09:30.
    #[arg(long, value_name = "WHEN", value_parser = crate::search::instant)]
    pub after: Option<i64>,
    /// Only before this day or instant.
    #[arg(long, value_name = "WHEN", value_parser = crate::search::instant)]
    pub before: Option<i64>,
    /// Only messages with a block of code.
    #[arg(long)]
    pub code: bool,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum RoleArg {
    /// The person.
    User,
    /// The model.
    Assistant,
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

/// What rendered Markdown is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RenderFormat {
    /// JSON of the typed blocks.
    Blocks,
    /// The HTML of exports.
    Html,
    /// Plain text.
    Text,
}

/// What to write, and where.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[derive(Debug, clap::Args)]
pub struct ExportArgs {
    /// Its id, from `hadal list`. Several go into a folder, one file each.
    #[arg(value_name = "ID", required_unless_present_any = ["all", "folder", "tag"],
        conflicts_with_all = ["all", "folder", "tag"])]
    pub ids: Vec<String>,
    /// Every conversation of the library and the archive, one file each.
    #[arg(long, conflicts_with_all = ["folder", "tag"])]
    pub all: bool,
    /// Every conversation of this folder and of those in it: its name, or the path of names to it, `Work/Plans`.
    #[arg(long, value_name = "NAME", conflicts_with = "tag")]
    pub folder: Option<String>,
    /// Every conversation with this tag.
    #[arg(long, value_name = "NAME")]
    pub tag: Option<String>,
    /// With --all: only what changed since the last time, each into the file that it had then.
    #[arg(long, requires = "all")]
    pub changed: bool,
    /// What kind of file.
    #[arg(long, value_parser = formats(), default_value = "md")]
    pub format: ExportFormat,
    /// The file to make, which must not exist yet; `-` is standard output. For several conversations the folder to write
    /// into; what is in it stays.
    #[arg(long, value_name = "PATH")]
    pub out: PathBuf,
    /// Leave out the model's thinking. (JSON is always whole.)
    #[arg(long)]
    pub no_reasoning: bool,
    /// Leave out times, models and ids; json always has them.
    #[arg(long)]
    pub no_metadata: bool,
    /// Also the versions that are not shown; json always has them.
    #[arg(long)]
    pub branches: bool,
    /// Leave out the instructions that the model was given; json always has them.
    #[arg(long)]
    pub no_instructions: bool,
    /// Also what the answers cost.
    #[arg(long)]
    pub cost: bool,
}

/// The formats of exports, by the names of their files.
fn formats() -> impl clap::builder::TypedValueParser<Value = ExportFormat> {
    use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser as _};
    let names = ExportFormat::OFFERED.iter().map(|format| PossibleValue::new(format.extension()).help(what(*format)));
    PossibleValuesParser::new(names).map(|name| ExportFormat::of_extension(&name).unwrap_or(ExportFormat::Markdown))
}

const fn what(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Markdown => "Markdown, to read and to keep among notes",
        ExportFormat::Json => "The whole tree as JSON, to keep",
        ExportFormat::Html => "One page that loads nothing, to send on and to print",
        ExportFormat::Text => "Plain text",
        ExportFormat::Csv => "Messages as rows",
        ExportFormat::JsonLines => "Messages as lines of JSON",
        ExportFormat::Pdf => "Pages to print and to hand in",
        ExportFormat::Docx => "A document for Word, with equations that can be edited",
        ExportFormat::Png => "One long picture",
    }
}

impl Args {
    /// The backend's options of this command line; `None` when no data directory is given and the system has no home.
    #[must_use]
    pub fn options(&self) -> Option<Options> {
        let data_dir = self.data_dir.clone().or_else(default_data_dir)?;
        let mut options = Options::new(data_dir);
        // An empty variable is how scripts unset one.
        options.base_url = self.base_url.clone().filter(|url| !url.trim().is_empty());
        options.environment_key = std::env::var("DEEPSEEK_API_KEY").ok().filter(|key| !key.trim().is_empty());
        options.retries = self.retries;
        options.idle_timeout = Duration::from_secs(self.idle_timeout);
        Some(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound_and_flags_stand_anywhere() {
        use clap::CommandFactory;
        Args::command().debug_assert();
        for line in [
            "hadal --model m --retries 0 --idle-timeout 5 --data-dir d --base-url u ask why not",
            "hadal ask why not --model m --retries 0 --idle-timeout 5 --data-dir d --base-url u",
        ] {
            let args = Args::try_parse_from(line.split(' ')).unwrap();
            assert_eq!((args.model.as_deref(), args.retries, args.idle_timeout), (Some("m"), 0, 5));
            assert!(matches!(args.command, Some(Command::Ask { text, .. }) if text == ["why", "not"]));
        }
        for wrong in [
            "hadal export --out x",
            "hadal export ID --all --out x",
            "hadal export --all",
            "hadal export ID --tag t --out x",
            "hadal export --all --folder f --out x",
            "hadal export --tag t --folder f --out x",
            "hadal import",
            "hadal export ID --out x --format exe",
        ] {
            assert!(Args::try_parse_from(wrong.split(' ')).is_err(), "{wrong}");
        }
        for wrong in ["hadal ask", "hadal ask x --retries 99", "hadal ask x --idle-timeout 0", "hadal bask x"] {
            assert!(Args::try_parse_from(wrong.split(' ')).is_err(), "{wrong}");
        }
    }
}
