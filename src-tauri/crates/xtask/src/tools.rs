//! Tools from crates.io at pinned versions, built once into `target/tools`.

use std::path::PathBuf;
use std::process::Command;

use crate::failure::Outcome;
use crate::program;
use crate::step::Step;
use crate::workspace::Workspace;

/// A tool: the crate that has it, its program, its version.
pub(crate) struct Tool {
    krate: &'static str,
    program: &'static str,
    version: &'static str,
    /// Any version that is on the machine will do: it changes how tests are run, not what a gate says.
    any_version: bool,
}

pub(crate) const DENY: Tool =
    Tool { krate: "cargo-deny", program: "cargo-deny", version: "0.20.2", any_version: false };
pub(crate) const MACHETE: Tool =
    Tool { krate: "cargo-machete", program: "cargo-machete", version: "0.9.2", any_version: false };
pub(crate) const NEXTEST: Tool =
    Tool { krate: "cargo-nextest", program: "cargo-nextest", version: "0.9.143", any_version: true };
pub(crate) const TYPOS: Tool = Tool { krate: "typos-cli", program: "typos", version: "1.52.0", any_version: false };

/// The tool's program: the machine's if it is the right version, else ours, built now if it is not there.
pub(crate) fn provide(workspace: &Workspace, tool: &Tool) -> Outcome<PathBuf> {
    let machines = PathBuf::from(tool.program);
    if program::exists(tool.program) && (tool.any_version || has_version(&machines, tool.version)) {
        return Ok(machines);
    }
    let root = workspace.target().join("tools");
    let ours = root.join("bin").join(format!("{}{}", tool.program, std::env::consts::EXE_SUFFIX));
    if has_version(&ours, tool.version) {
        return Ok(ours);
    }
    let mut command = program::cargo(workspace, &["install", "--locked", "--debug", "--root"]);
    program::show_bar(&mut command);
    command.arg(&root).arg(format!("{}@{}", tool.krate, tool.version));
    // Not optimised and without debug data: two minutes to build and some seconds to run, where a release build takes ten.
    command.env("CARGO_PROFILE_DEV_DEBUG", "0").env_remove("CARGO_TARGET_DIR");
    Step::new(&format!("Building {} {} into target/tools", tool.krate, tool.version))
        .advice("check the network")
        .run(&mut command)?;
    Ok(ours)
}

fn has_version(program: &PathBuf, version: &str) -> bool {
    let Ok(output) = Command::new(program).arg("--version").output() else { return false };
    String::from_utf8_lossy(&output.stdout).split_whitespace().any(|word| word == version)
}
