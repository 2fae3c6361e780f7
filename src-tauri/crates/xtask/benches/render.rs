//! What painting a growing answer costs, in Chromium and in the real window: `cargo xtask bench render`.
//!
//! Builds the released program, the dev host and the simulator, and leaves the measuring to `ui/bench`, because a page is
//! measured from where its drivers are. `cargo xtask bench render --help` is its opening comment.

#[path = "measured/programs.rs"]
mod programs;

use programs::{build, ended, measure, released, words};
use std::process::ExitCode;

fn main() -> ExitCode {
    ended("render", run())
}

fn run() -> Result<(), String> {
    let (words, is_built) = words();
    if !is_built {
        build(&["hadal-devhost", "hadal-simulator"])?;
    }
    let (app, host, simulator) = (released("hadal"), released("hadal-devhost"), released("hadal-simulator"));
    let environment = [
        ("HADAL_PROGRAM", app.as_os_str()),
        ("HADAL_DEVHOST", host.as_os_str()),
        ("HADAL_SIMULATOR", simulator.as_os_str()),
    ];
    measure("main.mjs", &words, environment)
}
