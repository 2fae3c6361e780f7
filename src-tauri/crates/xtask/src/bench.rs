//! `cargo xtask bench NAME`: one of the workspace's benchmarks.

use std::process::ExitCode;

use crate::failure::{Failure, Outcome};
use crate::node;
use crate::program;
use crate::step::Step;
use crate::system::{self, Purpose};
use crate::workspace::Workspace;

/// Runs the named benchmark, or lists them.
pub(crate) fn run(words: &[String]) -> Outcome<ExitCode> {
    let workspace = Workspace::open()?;
    let benches = workspace.targets("bench");
    let names: Vec<&str> = benches.iter().map(|(_, name)| name.as_str()).collect();
    let list = if names.is_empty() { "there are none yet".to_owned() } else { names.join(", ") };
    let Some((name, rest)) = words.split_first() else {
        println!("Benchmarks: {list}.");
        return Ok(ExitCode::SUCCESS);
    };
    let Some((package, _)) = benches.iter().find(|(_, known)| known == name) else {
        return Err(Failure::new(format!("There is no benchmark `{name}`.")).advice(format!("benchmarks: {list}")));
    };
    if name == "render" || name == "startup" {
        system::provide(&workspace, &[Purpose::Build, Purpose::Display, Purpose::Window, Purpose::Browser])?;
        node::build(&workspace)?;
    }
    let mut command = program::cargo_build(&workspace, &["bench", "--package", package, "--bench", name]);
    command.arg("--").args(rest);
    Step::new(&format!("Benchmark {name}")).shown().run(&mut command)?;
    Ok(ExitCode::SUCCESS)
}
