//! Opens the history without a window, runs one command, and closes it in order.

use crate::args::{Args, Command};
use crate::{Exit, ask, export, import, list, render, search, show, words};
use hadal_backend::{Backend, Desk, Options};
use hadal_wire::{CommandError, ErrorCode};
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;

/// Runs a command of the command line.
pub async fn run(args: Args, command: Command) -> Exit {
    let events = matches!(command, Command::Ask { json: true, .. });
    match execute(args, command).await {
        Ok(exit) => exit,
        Err(error) => {
            if events {
                // Who reads events gets the last line whatever happens.
                ask::print_failure(&error);
            }
            eprintln!("hadal: {}", words::explain(&error));
            Exit::Failed
        }
    }
}

async fn execute(args: Args, command: Command) -> Result<Exit, CommandError> {
    if let Command::Render { chunk, format } = command {
        return render::run(chunk, format);
    }
    let Some(mut options) = args.options() else {
        return Err(CommandError::new(ErrorCode::HistoryUnusable, "there is no home directory"));
    };
    // A command answers or fails while somebody looks; what waits in the outbox is the window's.
    options.outbox = None;
    match command {
        Command::Ask { text, conversation, thinking, json } => {
            // Before the history opens: whoever types the question shall not lock it meanwhile.
            let text = ask::question(&text)?;
            let question = ask::Question { text, conversation, thinking, model: args.model, json };
            with_history(options, async |backend| ask::run(backend, question).await).await
        }
        Command::Import { files, dry_run, json } => {
            options.reading = dry_run;
            with_history(options, async |backend| import::run(backend, &files, dry_run, json).await).await
        }
        reading => {
            options.reading = true;
            let model = args.model;
            with_history(options, async |backend| read(backend, reading, model).await).await
        }
    }
}

async fn read(backend: &Backend, command: Command, model: Option<String>) -> Result<Exit, CommandError> {
    match command {
        Command::Ask { .. } | Command::Import { .. } | Command::Render { .. } => {
            Err(CommandError::new(ErrorCode::Internal, "this needs no history"))
        }
        Command::List { limit, json } => list::run(backend, limit, json).await,
        Command::Search(wanted) => search::run(backend, wanted, model).await,
        Command::Show { id, json } => show::run(backend, &id, json).await,
        Command::Export(wanted) => export::run(backend, wanted).await,
    }
}

async fn with_history(
    options: Options,
    work: impl AsyncFnOnce(&Backend) -> Result<Exit, CommandError>,
) -> Result<Exit, CommandError> {
    let backend = Backend::start(options, Arc::new(NoDesk)).await?;
    let result = work(&backend).await;
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
