//! Gate: no crate but the app sees the window system.

use crate::failure::{Failure, Outcome};
use crate::program;
use crate::workspace::Workspace;

use super::graph::names;

/// The app itself, the only one that may.
const APP: &str = "hadal";
/// What the window system is made of, on all three systems.
const WINDOW_SYSTEM: &[&str] = &["tauri", "wry", "tao", "gtk", "webkit2gtk", "webview2-com", "objc2-web-kit"];

/// Asks cargo for the tree of every headless crate, as it would be built alone.
pub(crate) fn gate(workspace: &Workspace) -> Outcome<()> {
    let mut found = Vec::new();
    for name in names(workspace.packages()).iter().filter(|name| *name != APP) {
        let mut command = program::cargo(workspace, &["tree", "--package", name, "--all-features", "--target", "all"]);
        command.args(["--edges", "normal,build", "--prefix", "none", "--format", "{p}"]);
        let tree = program::stdout(&mut command)
            .ok_or_else(|| Failure::new(format!("cargo tree --package {name} failed.")))?;
        found.extend(intruders(&tree).into_iter().map(|intruder| format!("{name} reaches {intruder}")));
    }
    if found.is_empty() {
        return Ok(());
    }
    Err(Failure::new("A headless crate reaches the window system.")
        .tail(found)
        .advice("`cargo tree --package CRATE --invert tauri` shows the way it came"))
}

fn intruders(tree: &str) -> Vec<&'static str> {
    let names: Vec<&str> = tree.lines().filter_map(|line| line.split_whitespace().next()).collect();
    WINDOW_SYSTEM.iter().copied().filter(|part| names.contains(part)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_system_is_found_deep_in_a_tree() {
        assert_eq!(intruders("hadal-engine v0.1.0 (path)\ntokio v1.48.0\nwry v0.57.1\n"), ["wry"]);
    }

    #[test]
    fn a_name_that_only_begins_alike_is_no_intruder() {
        assert!(intruders("tauri-winres v0.3.0\ntaoist v1.0.0 (*)\n").is_empty());
    }
}
