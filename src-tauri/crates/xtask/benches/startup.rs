//! How long the window takes from its start to a composer that takes keys, with a hundred thousand messages in the
//! history, and what it costs at rest, beside a bare window of the same web view: `cargo xtask bench startup`.

#[path = "measured/programs.rs"]
mod programs;

use programs::{build, ended, measure, released, root, said, target, words};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// Messages in the history that is opened.
const MESSAGES: &str = "100000";

fn main() -> ExitCode {
    ended("startup", run())
}

fn run() -> Result<(), String> {
    let (words, is_built) = words();
    if !is_built {
        build(&[])?;
    }
    let (bare, watch) =
        (compiled("bare", &["gtk+-3.0", "webkit2gtk-4.1"])?, compiled("watch", &["x11", "xext", "xtst"])?);
    let history = history()?;
    let app = released("hadal");
    let environment = [
        ("HADAL_PROGRAM", app.as_os_str()),
        ("HADAL_BARE", bare.as_os_str()),
        ("HADAL_WATCH", watch.as_os_str()),
        ("HADAL_HISTORY", history.as_os_str()),
    ];
    measure("startup.mjs", &words, environment)
}

/// A program of `tests/bench/startup`, compiled against these libraries.
fn compiled(name: &str, libraries: &[&str]) -> Result<PathBuf, String> {
    let found = Command::new("pkg-config").args(["--cflags", "--libs"]).args(libraries).output();
    let found = found.map_err(|error| format!("pkg-config does not start: {error}"))?;
    if !found.status.success() {
        return Err(String::from_utf8_lossy(&found.stderr).into_owned());
    }
    let folder = target().join("startup-bench");
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let program = folder.join(name);
    let source = root().join("tests/bench/startup").join(format!("{name}.c"));
    let flags = String::from_utf8_lossy(&found.stdout).into_owned();
    said(Command::new("cc").arg("-O2").arg(source).arg("-o").arg(&program).args(flags.split_whitespace()))?;
    Ok(program)
}

/// The folder of the generated history, which the benchmark of the store makes and keeps.
fn history() -> Result<PathBuf, String> {
    let mut cargo = Command::new("cargo");
    cargo.args(["bench", "--package", "hadal-store", "--bench", "store", "--", "where", MESSAGES]);
    let made = cargo.current_dir(root()).stderr(std::process::Stdio::inherit()).output();
    let made = made.map_err(|error| format!("cargo does not start: {error}"))?;
    let said = String::from_utf8_lossy(&made.stdout).into_owned();
    let place = said.lines().last().map(Path::new).filter(|place| made.status.success() && place.is_dir());
    place.map(Path::to_owned).ok_or_else(|| "the history was not made".to_owned())
}
