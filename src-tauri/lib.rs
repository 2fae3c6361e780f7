//! The desktop app around the headless crates: where everything is put together.
//!
//! [`wire`] attaches the commands to a builder and [`context`] holds configuration and access list; both are generic over
//! the runtime, so that tests drive the real commands with the real access list and no display.

mod commands;
mod desktop;
mod state;

use clap::Parser;
use hadal_backend::Options;
use hadal_cli::Args;
use std::process::ExitCode;
use tauri::{Builder, Context, Runtime};

pub use state::Shell;

/// Reads the command line; runs a command of it, or opens the window.
#[must_use]
pub fn main() -> ExitCode {
    let mut args = Args::parse();
    let command = args.command.take();
    // A command says itself what went wrong; a window may have nobody who reads stderr.
    start_log(if command.is_some() { "error" } else { "warn" });
    if let Some(command) = command {
        return tauri::async_runtime::block_on(hadal_cli::run(args, command)).into();
    }
    let Some(options) = args.options() else {
        eprintln!("hadal: there is no home directory; say where the history shall lie with --data-dir");
        return ExitCode::FAILURE;
    };
    open_window(options)
}

/// Attaches what every window needs, whatever the runtime.
pub fn wire<R: Runtime>(builder: Builder<R>) -> Builder<R> {
    builder.invoke_handler(commands::handler())
}

/// Configuration, access list, icons and the built window.
#[must_use]
pub fn context<R: Runtime>() -> Context<R> {
    tauri::generate_context!("tauri.conf.json")
}

fn open_window(options: Options) -> ExitCode {
    if let Err(sentence) = desktop::display::check() {
        eprintln!("hadal: {sentence}");
        return ExitCode::FAILURE;
    }
    let builder = wire(Builder::default())
        .plugin(desktop::single_instance::plugin(&options.data_dir))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .setup(move |app| desktop::window::open(app, options));
    match builder.build(context()) {
        Ok(app) => {
            app.run(|app, event| state::on_event(app, &event));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("hadal: the window could not be opened: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Logs go to stderr and never to a file. They hold ids, counts and codes; no key, no prompt, no answer.
fn start_log(level: &str) {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_env("HADAL_LOG").unwrap_or_else(|_| EnvFilter::new(level));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).compact().init();
}
