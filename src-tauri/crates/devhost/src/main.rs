//! The same window and commands for an ordinary browser: `cargo xtask web`.
//!
//! Loopback only, with a token in the address, and checks of Host and Origin: another page in the same browser cannot
//! reach it. It exists for browser tests and benches on the true backend, and is in no release.

mod args;
mod desk;
mod files;
mod guard;
mod server;

use args::Args;
use clap::Parser;
use hadal_backend::Backend;
use std::process::ExitCode;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

#[tokio::main]
async fn main() -> ExitCode {
    match run(Args::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("hadal-devhost: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: Args) -> Result<(), Box<dyn std::error::Error>> {
    let ui = args.ui.clone();
    let port = args.port;
    let token = match args.token.clone() {
        Some(token) => guard::Token::given(&token),
        None => guard::Token::random()?,
    };
    let options = args.options()?;
    let exports = options.data_dir.join("exports");
    let choices = options.data_dir.join("choices");
    let quit = CancellationToken::new();
    let desk = desk::BrowserDesk { exports, choices, quit: quit.clone() };
    let backend = Backend::start(options, Arc::new(desk)).await?;
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    println!("http://{}/?token={}", listener.local_addr()?, token.as_str());
    let served =
        axum::serve(listener, server::router(backend.clone(), token, ui)).with_graceful_shutdown(interrupted());
    tokio::select! {
        ended = served => ended?,
        () = quit.cancelled() => {}
    }
    backend.shutdown().await;
    Ok(())
}

async fn interrupted() {
    // Without a handler the process ends at once, which is a fine way to stop as well.
    let _ = tokio::signal::ctrl_c().await;
}
