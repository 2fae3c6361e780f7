//! What painting a growing answer costs, in Chromium and in the real window: `cargo xtask bench render`.
//!
//! Builds the released program, the dev host and the simulator, and leaves the measuring to `ui/bench`, because a page is
//! measured from where its drivers are. `cargo xtask bench render --help` is its opening comment.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// What is measured, beside the app itself: packages whose programs have their names.
const PROGRAMS: [&str; 2] = ["hadal-devhost", "hadal-simulator"];

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let mut words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let whole = words.iter().any(|word| word == "--no-build");
    words.retain(|word| word != "--no-build");
    if !whole && let Err(sentence) = build(&root) {
        eprintln!("render: {sentence}");
        return ExitCode::FAILURE;
    }
    let built = |name: &str| target(&root).join("release").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    let status = Command::new("node")
        .arg("bench/main.mjs")
        .args(&words)
        .current_dir(root.join("ui"))
        .env("HADAL_PROGRAM", built("hadal"))
        .env("HADAL_DEVHOST", built("hadal-devhost"))
        .env("HADAL_SIMULATOR", built("hadal-simulator"))
        .status();
    match status {
        Ok(status) if status.success() => ExitCode::SUCCESS,
        Ok(status) => {
            eprintln!("render: the measuring program ended with {status}");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("render: node does not start: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Builds what is measured as it is released.
fn build(root: &Path) -> Result<(), String> {
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--release", "--bins", "--package", "hadal", "--features", "hadal-devhost/dev-host"]);
    for program in PROGRAMS {
        cargo.args(["--package", program]);
    }
    let status = cargo.current_dir(root).status().map_err(|error| format!("cargo does not start: {error}"))?;
    if status.success() { Ok(()) } else { Err("the programs did not compile".to_owned()) }
}

fn target(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from)
}
