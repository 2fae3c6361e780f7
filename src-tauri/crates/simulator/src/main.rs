//! The simulator as a program: prints its base URL and answers until it is stopped.

use std::io::Write as _;

use clap::Parser;
use hadal_simulator::{Config, DEMO_KEY, Pace, Simulator, TEST_KEY};

/// A faithful DeepSeek on loopback.
#[derive(Debug, Parser)]
#[command(name = "hadal-simulator", version)]
struct Arguments {
    /// Port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Answers of the demo mode, at the pace of a reader.
    #[arg(long)]
    demo: bool,
    /// Tokens a second; 0 sends as fast as it can.
    #[arg(long)]
    rate: Option<f64>,
    /// Serves `/__sim/…` in the demo mode too.
    #[arg(long)]
    admin: bool,
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let arguments = Arguments::parse();
    let mut config = if arguments.demo { Config::demo() } else { Config::default() };
    config.port = arguments.port;
    config.admin |= arguments.admin;
    if let Some(rate) = arguments.rate {
        config.pace = Pace::steady(rate);
    }
    let simulator = Simulator::start(config).await?;
    let key = if arguments.demo { DEMO_KEY } else { TEST_KEY };
    // The first line is for scripts: nothing but the address. A reader that stops there, or none
    // at all, is no reason to stop answering.
    let greeting = format!("{}\nkey: {key}\n", simulator.base_url());
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(greeting.as_bytes()).and_then(|()| out.flush());
    drop(out);
    tokio::signal::ctrl_c().await?;
    simulator.shutdown().await;
    Ok(())
}
