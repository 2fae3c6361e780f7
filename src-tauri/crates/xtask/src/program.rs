//! How other programs are called: their names on this system, and an environment without our own traces.

use std::process::{Command, Stdio};

use crate::workspace::Workspace;

/// Variables that `cargo run` sets for us alone. A build started with them would differ from one without.
const OURS: &[&str] = &["CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH", "CARGO_PRIMARY_PACKAGE", "OUT_DIR"];

/// A command that starts in the repo's root with no input.
pub(crate) fn command(workspace: &Workspace, program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(workspace.root()).stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        let name_text = name.to_string_lossy();
        if name_text.starts_with("CARGO_PKG_") || OURS.contains(&&*name_text) {
            command.env_remove(&name);
        }
    }
    command
}

/// `cargo WORDS…`.
pub(crate) fn cargo(workspace: &Workspace, words: &[&str]) -> Command {
    let mut command = command(workspace, "cargo");
    let colour = if crate::step::is_terminal() { "always" } else { "never" };
    command.args(words).env("CARGO_TERM_COLOR", colour);
    command
}

/// A build by cargo that takes a while, with its bar. In CI the lock file must be complete.
pub(crate) fn cargo_build(workspace: &Workspace, words: &[&str]) -> Command {
    let mut command = cargo(workspace, words);
    show_bar(&mut command);
    if is_ci() {
        command.arg("--locked");
    }
    command
}

/// Makes cargo print its bar without a terminal too: [`crate::step`] reads how far it is.
pub(crate) fn show_bar(command: &mut Command) {
    command.env("CARGO_TERM_PROGRESS_WHEN", "always").env("CARGO_TERM_PROGRESS_WIDTH", "120");
}

/// Whether a machine started us, not a person.
pub(crate) fn is_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| !value.is_empty() && value != "false" && value != "0")
}

/// `npm WORDS…` in `ui/`.
pub(crate) fn npm(workspace: &Workspace, words: &[&str]) -> Command {
    let mut command = command(workspace, if cfg!(windows) { "npm.cmd" } else { "npm" });
    // Neither notices nor questions: the output is read by people who build an app, not by npm's users.
    command.args(words).current_dir(workspace.ui()).env("NO_UPDATE_NOTIFIER", "1").env("npm_config_fund", "false");
    colour(&mut command);
    command
}

/// A program that npm installed into `ui/node_modules`.
pub(crate) fn npm_bin(workspace: &Workspace, name: &str) -> Command {
    let file = if cfg!(windows) { format!("{name}.cmd") } else { name.to_owned() };
    let mut command = command(workspace, workspace.ui().join("node_modules").join(".bin").join(file));
    colour(&mut command);
    command
}

/// Node's programs see a pipe and guess; some guess by CI's variables. So they are told.
fn colour(command: &mut Command) {
    if crate::step::is_terminal() {
        command.env("FORCE_COLOR", "1");
    } else {
        command.env("NO_COLOR", "1").env_remove("FORCE_COLOR");
    }
}

/// What a command prints on stdout, if it ended well.
pub(crate) fn stdout(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether a program can be started at all.
pub(crate) fn exists(program: &str) -> bool {
    let Some(path) = std::env::var_os("PATH") else { return false };
    std::env::split_paths(&path).any(|folder| {
        let plain = folder.join(program);
        plain.is_file()
            || (cfg!(windows) && (plain.with_extension("exe").is_file() || plain.with_extension("cmd").is_file()))
    })
}
