//! `cargo xtask web`: the dev host, which serves the window's page and commands to an ordinary browser.

use std::process::{ExitCode, Stdio};

use crate::failure::{Failure, Outcome};
use crate::node;
use crate::program;
use crate::step::Step;
use crate::workspace::Workspace;

/// Builds the page and the dev host and starts it; the words are its arguments.
pub(crate) fn run(words: &[String]) -> Outcome<ExitCode> {
    let workspace = Workspace::open()?;
    node::build(&workspace)?;
    build(&workspace, &["hadal-devhost"])?;
    let status = program::command(&workspace, workspace.built("hadal-devhost"))
        .args(words)
        .stdin(Stdio::inherit())
        .status()
        .map_err(|error| Failure::new(format!("The dev host does not start: {error}.")))?;
    if status.success() { Ok(ExitCode::SUCCESS) } else { Err(Failure::new(format!("The dev host ended: {status}."))) }
}

/// Builds the dev host, or other programs that only development has.
pub(crate) fn build(workspace: &Workspace, programs: &[&str]) -> Outcome<()> {
    let mut words = vec!["build"];
    for program in programs {
        words.extend(["--bin", program]);
    }
    words.extend(workspace.shared_build());
    Step::new("Building the dev host")
        .advice("the lines above tell what did not compile")
        .run(&mut program::cargo_build(workspace, &words))?;
    Ok(())
}
