//! The real `hadal` in a home of its own, with the simulator behind it.

use hadal_simulator::{Config, Simulator, TEST_KEY};
use serde_json::Value;
use std::path::Path;
use std::process::Stdio;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

pub(crate) struct Program {
    pub(crate) simulator: Simulator,
    home: TempDir,
}

/// What a run left on its two outputs.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Program {
    pub(crate) async fn new() -> Self {
        Self { simulator: Simulator::start(Config::default()).await.unwrap(), home: tempfile::tempdir().unwrap() }
    }

    /// The data directory that no flag names.
    pub(crate) fn data_dir(&self) -> std::path::PathBuf {
        self.home.path().join("data")
    }

    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// The program with these arguments and a clean environment.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hadal"));
        command
            .args(args)
            .env_clear()
            .env("HOME", self.home.path())
            .env("HADAL_DATA_DIR", self.data_dir())
            .env("HADAL_BASE_URL", self.simulator.base_url())
            .env("DEEPSEEK_API_KEY", TEST_KEY)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    pub(crate) async fn run(&self, args: &[&str]) -> Ran {
        ran(self.command(args)).await
    }

    /// With this text on standard input.
    pub(crate) async fn run_with(&self, args: &[&str], input: Vec<u8>) -> Ran {
        let mut child = self.command(args).stdin(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // A program that has read enough closes its end.
        let _ = stdin.write_all(&input).await;
        drop(stdin);
        Ran::of(child.wait_with_output().await.unwrap())
    }
}

pub(crate) async fn ran(mut command: Command) -> Ran {
    Ran::of(command.output().await.unwrap())
}

impl Ran {
    pub(crate) fn of(output: std::process::Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Every line as the JSON it has to be.
    pub(crate) fn events(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The last line of a run with `--json`.
    pub(crate) fn end(&self) -> Value {
        self.events().pop().unwrap()
    }
}
