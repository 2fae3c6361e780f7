//! `cargo xtask check`: the fast gates, the cheapest first.

mod graph;
mod headless;
mod layers;
mod paths;

use std::process::{Command, ExitCode};
use std::time::Instant;

use crate::failure::{Failure, Outcome};
use crate::node;
use crate::program;
use crate::step::{Step, seconds};
use crate::system::{self, Purpose};
use crate::tools;
use crate::types;
use crate::workspace::Workspace;

/// A gate: its name, and what must hold.
type Gate = (&'static str, fn(&Workspace) -> Outcome<()>);

const GATES: &[Gate] = &[
    ("paths", paths::gate),
    ("fmt", fmt),
    ("layers", layers::gate),
    ("headless", headless::gate),
    ("types", types::compare),
    ("machete", machete),
    ("typos", typos),
    ("ui-lint", ui_lint),
    ("ui-types", ui_types),
    ("clippy", clippy),
    ("docs", docs),
    ("deny", deny),
];

/// Runs the named gates, or all.
pub(crate) fn run(words: &[String]) -> Outcome<ExitCode> {
    let keep_going = words.iter().any(|word| word == "--keep-going");
    let gates = chosen(words.iter().filter(|word| *word != "--keep-going"))?;
    let workspace = Workspace::open()?;
    let mut failed = Vec::new();
    for (name, gate) in gates {
        let start = Instant::now();
        match gate(&workspace) {
            Ok(()) => println!("✓ gate {name} ({})", seconds(start.elapsed())),
            Err(failure) if keep_going => {
                eprintln!("\n{failure}");
                failed.push(*name);
            }
            Err(failure) => return Err(failure),
        }
    }
    if failed.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    Err(Failure::new(format!("Gates that do not hold: {}.", failed.join(", "))))
}

fn chosen<'a>(words: impl Iterator<Item = &'a String>) -> Outcome<Vec<&'static Gate>> {
    let words: Vec<&String> = words.collect();
    for word in &words {
        if GATES.iter().all(|(name, _)| name != word) {
            let names: Vec<_> = GATES.iter().map(|(name, _)| *name).collect();
            return Err(
                Failure::new(format!("There is no gate `{word}`.")).advice(format!("gates: {}", names.join(" ")))
            );
        }
    }
    Ok(GATES.iter().filter(|(name, _)| words.is_empty() || words.iter().any(|word| word == name)).collect())
}

fn fmt(workspace: &Workspace) -> Outcome<()> {
    hold("Format", "cargo fmt --all", &mut program::cargo(workspace, &["fmt", "--all", "--", "--check", "-l"]))
}

fn machete(workspace: &Workspace) -> Outcome<()> {
    let tool = tools::provide(workspace, &tools::MACHETE)?;
    let mut command = program::command(workspace, tool);
    command.args(["--skip-target-dir", "."]);
    hold("Unused dependencies", "take the named lines out of that Cargo.toml", &mut command)
}

fn typos(workspace: &Workspace) -> Outcome<()> {
    let tool = tools::provide(workspace, &tools::TYPOS)?;
    hold("Spelling", "correct the word, or add it to typos.toml", &mut program::command(workspace, tool))
}

fn deny(workspace: &Workspace) -> Outcome<()> {
    let tool = tools::provide(workspace, &tools::DENY)?;
    let mut command = program::command(workspace, tool);
    command.args(["--locked", "check", "--hide-inclusion-graph", "bans", "licenses", "sources"]);
    hold("Licences, sources and banned crates", "deny.toml tells what is allowed and why", &mut command)
}

fn ui_lint(workspace: &Workspace) -> Outcome<()> {
    node::install(workspace)?;
    hold("The page's lints", "npm run lint, in ui/", &mut program::npm(workspace, &["run", "lint"]))
}

fn ui_types(workspace: &Workspace) -> Outcome<()> {
    node::install(workspace)?;
    hold("The page's types", "npm run check, in ui/", &mut program::npm(workspace, &["run", "check"]))
}

fn clippy(workspace: &Workspace) -> Outcome<()> {
    system::provide(workspace, &[Purpose::Build])?;
    node::build(workspace)?;
    let mut command = program::cargo_build(workspace, &["clippy", "--all-targets"]);
    command.args(workspace.everything()).args(["--", "-D", "warnings"]);
    hold("Clippy", "mend it, or say `#[expect(.., reason = \"..\")]`", &mut command)
}

fn docs(workspace: &Workspace) -> Outcome<()> {
    system::provide(workspace, &[Purpose::Build])?;
    node::build(workspace)?;
    // With the examples, so that the features of dev-dependencies count and what clippy compiled is used again.
    let mut command = program::cargo_build(workspace, &["doc", "--no-deps", "--lib", "--examples"]);
    command.args(workspace.everything()).env("RUSTDOCFLAGS", "-D warnings");
    hold("Documentation", "mend the named comment", &mut command)
}

fn hold(title: &str, advice: &str, command: &mut Command) -> Outcome<()> {
    Step::new(title).advice(advice).run(command).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_gate_is_told_with_those_that_exist() {
        let failure = chosen([&"lint".to_owned()].into_iter()).unwrap_err().to_string();
        assert!(failure.contains("`lint`") && failure.contains("paths fmt layers"), "{failure}");
    }
}
