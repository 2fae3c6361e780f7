//! Opens the history without a window, runs one command, and closes it in order.

use crate::args::{Args, Command, FormatArg};
use crate::{Exit, ask, export, list, show, words};
use hadal_backend::{Backend, Desk};
use hadal_wire::{CommandError, ErrorCode, ExportFormat};
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;

/// Runs a command of the command line.
pub async fn run(args: Args, command: Command) -> Exit {
    match execute(args, command).await {
        Ok(exit) => exit,
        Err(error) => {
            eprintln!("hadal: {}", words::explain(&error));
            Exit::Failed
        }
    }
}

async fn execute(args: Args, command: Command) -> Result<Exit, CommandError> {
    let Some(mut options) = args.options() else {
        return Err(CommandError::new(ErrorCode::HistoryUnusable, "there is no home directory: give --data-dir"));
    };
    options.reading = !matches!(command, Command::Ask { .. });
    let backend = Backend::start(options, Arc::new(NoDesk)).await?;
    let result = match command {
        Command::Ask { text, conversation, thinking, json } => {
            let question = ask::Question { text, conversation, thinking, model: args.model, json };
            ask::run(&backend, question).await
        }
        Command::List { limit, json } => list::run(&backend, limit, json).await,
        Command::Show { id, json } => show::run(&backend, &id, json).await,
        Command::Export { id, format, out } => {
            let format = match format {
                FormatArg::Md => ExportFormat::Markdown,
                FormatArg::Json => ExportFormat::Json,
            };
            export::run(&backend, &id, format, &out).await
        }
    };
    backend.shutdown().await;
    result
}

/// There is nobody to ask and nothing to open.
struct NoDesk;

impl Desk for NoDesk {
    fn save_as(&self, _: String) -> Pin<Box<dyn Future<Output = Option<PathBuf>> + Send>> {
        Box::pin(std::future::ready(None))
    }

    fn open_link(&self, _: &str) -> Result<(), String> {
        Err("there is no window".to_owned())
    }

    fn painted(&self) {}
}
