//! The programs that are measured, built as they are released, and the script that measures them.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// The workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..")
}

/// The build's folder.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// A released program.
pub(crate) fn released(name: &str) -> PathBuf {
    target().join("release").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// The words after `--`, and whether `--no-build` was among them.
pub(crate) fn words() -> (Vec<String>, bool) {
    let mut words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let is_built = words.iter().any(|word| word == "--no-build");
    words.retain(|word| word != "--no-build");
    (words, is_built)
}

/// Builds the app and these packages, whose programs have their names, as they are released.
///
/// # Errors
/// One sentence.
pub(crate) fn build(packages: &[&str]) -> Result<(), String> {
    let mut words = vec!["build", "--release", "--bins", "--package", "hadal", "--features", "hadal-devhost/dev-host"];
    for package in packages {
        words.extend(["--package", package]);
    }
    said(Command::new("cargo").args(words).current_dir(root()))
}

/// Runs a program, its words on the screen.
///
/// # Errors
/// One sentence, when it does not start or does not end well.
pub(crate) fn said(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().map_err(|error| format!("{name} does not start: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{name} ended with {status}")) }
}

/// Runs a script of `ui/bench`.
///
/// # Errors
/// One sentence.
pub(crate) fn measure<'a>(
    script: &str,
    words: &[String],
    environment: impl IntoIterator<Item = (&'a str, &'a OsStr)>,
) -> Result<(), String> {
    let script = format!("bench/{script}");
    said(Command::new("node").arg(script).args(words).current_dir(root().join("ui")).envs(environment))
}

/// How a benchmark ends.
pub(crate) fn ended(name: &str, outcome: Result<(), String>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("{name}: {sentence}");
            ExitCode::FAILURE
        }
    }
}
