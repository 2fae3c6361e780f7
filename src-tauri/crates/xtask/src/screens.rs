//! `cargo xtask screens`: screenshots of the window's page, taken by `ui/screens.mjs` in Chromium.

use std::process::ExitCode;

use crate::failure::{Failure, Outcome};
use crate::node;
use crate::program;
use crate::step::Step;
use crate::system::{self, Purpose};
use crate::web;
use crate::workspace::Workspace;

/// Runs the script with the page and the dev host built.
pub(crate) fn run(words: &[String]) -> Outcome<ExitCode> {
    let workspace = Workspace::open()?;
    let script = workspace.ui().join("screens.mjs");
    if !script.is_file() {
        return Err(Failure::new("There is no ui/screens.mjs."));
    }
    system::provide(&workspace, &[Purpose::Browser])?;
    node::build(&workspace)?;
    web::build(&workspace, &["hadal-devhost", "hadal-simulator"])?;
    let folder = workspace.screens()?;
    let mut command = program::command(&workspace, "node");
    command.arg(script).args(words).env("HADAL_SCREENS", &folder);
    command.env("HADAL_DEVHOST", workspace.built("hadal-devhost"));
    Step::new("Taking screenshots").shown().run(&mut command)?;
    println!("  Pictures: {}", folder.display());
    Ok(ExitCode::SUCCESS)
}
