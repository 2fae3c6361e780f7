//! Node and npm: the right version, the packages of the lock file, the built page.

use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use crate::failure::{Failure, Outcome};
use crate::program;
use crate::step::Step;
use crate::system;
use crate::workspace::Workspace;

/// The oldest Node that Vite 8 runs on (its package.json, 2026-11).
const OLDEST_NODE: (u32, u32) = (20, 19);

/// Installs the packages of the lock file, unless they are there.
pub(crate) fn install(workspace: &Workspace) -> Outcome<()> {
    demand_node()?;
    let lock = workspace.ui().join("package-lock.json");
    // npm writes this file last: it tells that an installation ended, and when.
    let installed = workspace.ui().join("node_modules").join(".package-lock.json");
    if let (Some(lock), Some(installed)) = (modified(&lock), modified(&installed))
        && installed >= lock
    {
        return Ok(());
    }
    Step::new("Installing the page's packages (npm ci)")
        .advice("check the network; `npm ci --ignore-scripts` in ui/ tells more")
        .run(&mut program::npm(workspace, &["ci", "--ignore-scripts", "--no-audit"]))?;
    Ok(())
}

/// Builds the page, unless nothing changed since the last time: an unchanged page saves a link of the app.
pub(crate) fn build(workspace: &Workspace) -> Outcome<()> {
    install(workspace)?;
    let built = modified(&workspace.ui().join("dist").join("index.html"));
    if let (Some(built), Some(changed)) = (built, newest(&workspace.ui()))
        && built >= changed
    {
        return Ok(());
    }
    Step::new("Building the page (vite)")
        .advice("the lines above name the file; `npm run check` in ui/ may tell more")
        .run(&mut program::npm(workspace, &["run", "build"]))?;
    Ok(())
}

/// Whether `ui/package.json` has a script of this name.
pub(crate) fn has_script(workspace: &Workspace, name: &str) -> bool {
    let Ok(text) = std::fs::read_to_string(workspace.ui().join("package.json")) else { return false };
    let Ok(value) = serde_json::from_str::<serde_json::Value>(&text) else { return false };
    value.get("scripts").and_then(|scripts| scripts.get(name)).is_some()
}

fn demand_node() -> Outcome<()> {
    let Some(version) = program::stdout(Command::new("node").arg("--version")) else {
        return Err(Failure::new("Node is missing.").advice(system::node_advice()));
    };
    if !is_new_enough(&version) {
        let (major, minor) = OLDEST_NODE;
        return Err(Failure::new(format!("Node {} is too old; {major}.{minor} or later is needed.", version.trim()))
            .advice(system::node_advice()));
    }
    if !program::exists("npm") {
        return Err(Failure::new("npm is missing.").advice(system::node_advice()));
    }
    Ok(())
}

fn is_new_enough(version: &str) -> bool {
    let mut numbers = version.trim().trim_start_matches('v').split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) >= OLDEST_NODE
}

fn modified(file: &Path) -> Option<SystemTime> {
    std::fs::metadata(file).and_then(|data| data.modified()).ok()
}

/// When the youngest source of the page changed. What is built or installed is no source.
fn newest(folder: &Path) -> Option<SystemTime> {
    let mut newest = None;
    for entry in std::fs::read_dir(folder).ok()?.flatten() {
        let name = entry.file_name();
        if name == "node_modules" || name == "dist" || name == "test-results" {
            continue;
        }
        let path = entry.path();
        newest = newest.max(if path.is_dir() { newest_in(&path) } else { modified(&path) });
    }
    newest
}

/// The folder's own time counts too: it tells of a file that was taken away.
fn newest_in(folder: &Path) -> Option<SystemTime> {
    newest(folder).max(modified(folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_node_is_refused_and_a_new_one_taken() {
        assert!(is_new_enough("v20.19.0\n") && is_new_enough("v22.1.0") && is_new_enough("v24.0.0"));
        assert!(!is_new_enough("v20.18.9") && !is_new_enough("v18.20.0") && !is_new_enough("what"));
    }
}
