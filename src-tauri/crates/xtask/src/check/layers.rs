//! Gate: who may use whom. Five floors, no arrow back up.

use crate::failure::{Failure, Outcome};
use crate::workspace::Workspace;

use super::graph::{Edge, edges, names};

/// What the three that face a person may use.
const EDGE: &[&str] = &[
    "hadal-backend",
    "hadal-deepseek",
    "hadal-domain",
    "hadal-engine",
    "hadal-secrets",
    "hadal-simulator",
    "hadal-store",
    "hadal-transfer",
    "hadal-wire",
];

/// Crate, and what it may use. A crate that is not here is not allowed at all.
const ALLOWED: &[(&str, &[&str])] = &[
    ("hadal", SHELL),
    ("hadal-cli", CLI),
    ("hadal-devhost", EDGE),
    ("hadal-backend", BACKEND),
    ("hadal-engine", &["hadal-deepseek", "hadal-domain", "hadal-markdown", "hadal-store"]),
    ("hadal-transfer", &["hadal-domain", "hadal-markdown", "hadal-store", "hadal-typeset"]),
    ("hadal-typeset", &["hadal-markdown"]),
    ("hadal-wire", &["hadal-domain", "hadal-highlight", "hadal-markdown"]),
    ("hadal-store", &["hadal-domain"]),
    ("hadal-markdown", &["hadal-domain"]),
    ("hadal-deepseek", &[]),
    ("hadal-domain", &[]),
    ("hadal-highlight", &[]),
    ("hadal-secrets", &[]),
    ("hadal-simulator", &[]),
    ("xtask", &[]),
];

/// `hadal render` shows what the window would: blocks.
const CLI: &[&str] = &[
    "hadal-backend",
    "hadal-deepseek",
    "hadal-domain",
    "hadal-engine",
    "hadal-markdown",
    "hadal-secrets",
    "hadal-simulator",
    "hadal-store",
    "hadal-transfer",
    "hadal-wire",
];

/// The shell starts the command line when words follow its name.
const SHELL: &[&str] = &[
    "hadal-backend",
    "hadal-cli",
    "hadal-deepseek",
    "hadal-domain",
    "hadal-engine",
    "hadal-secrets",
    "hadal-simulator",
    "hadal-store",
    "hadal-transfer",
    "hadal-wire",
];

/// Every command without a window: it joins what the others are made of.
const BACKEND: &[&str] = &[
    "hadal-deepseek",
    "hadal-domain",
    "hadal-engine",
    "hadal-highlight",
    "hadal-markdown",
    "hadal-secrets",
    "hadal-simulator",
    "hadal-store",
    "hadal-transfer",
    "hadal-wire",
];

/// Tests may also use these: the simulator stands in for the API.
const IN_TESTS: &[&str] = &["hadal-simulator"];

/// Every dependency in the workspace is in the table.
pub(crate) fn gate(workspace: &Workspace) -> Outcome<()> {
    let unknown: Vec<String> = names(workspace.packages()).into_iter().filter(|name| allowed(name).is_none()).collect();
    let arrows = forbidden(&edges(workspace.packages()));
    if unknown.is_empty() && arrows.is_empty() {
        return Ok(());
    }
    let mut lines: Vec<String> = unknown.iter().map(|name| format!("{name} is on no floor yet")).collect();
    lines.extend(arrows.iter().map(|edge| format!("{} -> {}", edge.from, edge.to)));
    Err(Failure::new("Crates use what they may not use.")
        .tail(lines)
        .advice("ARCHITECTURE.md tells who may use whom; the table is in xtask's check/layers.rs"))
}

fn forbidden(edges: &[Edge]) -> Vec<Edge> {
    let holds = |edge: &&Edge| {
        allowed(&edge.from).is_some_and(|list| list.contains(&edge.to.as_str()))
            || (edge.only_tests && IN_TESTS.contains(&edge.to.as_str()))
    };
    edges.iter().filter(|edge| !holds(edge)).cloned().collect()
}

fn allowed(name: &str) -> Option<&'static [&'static str]> {
    ALLOWED.iter().find(|(known, _)| *known == name).map(|(_, list)| *list)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(from: &str, to: &str, only_tests: bool) -> Edge {
        Edge { from: from.into(), to: to.into(), only_tests }
    }

    #[test]
    fn an_arrow_back_up_is_found() {
        let up = edge("hadal-store", "hadal-engine", false);
        assert_eq!(forbidden(&[edge("hadal-engine", "hadal-store", false), up.clone()]), [up]);
    }

    #[test]
    fn only_tests_may_use_the_simulator_from_below() {
        let in_code = edge("hadal-deepseek", "hadal-simulator", false);
        assert!(forbidden(&[edge("hadal-deepseek", "hadal-simulator", true)]).is_empty());
        assert_eq!(forbidden(std::slice::from_ref(&in_code)), [in_code]);
    }

    #[test]
    fn a_crate_that_nobody_placed_may_use_nothing() {
        assert_eq!(forbidden(&[edge("hadal-new", "hadal-domain", false)]).len(), 1);
    }

    #[test]
    fn the_table_itself_has_no_circle() {
        fn reaches(from: &str, goal: &str, depth: usize) -> bool {
            depth > 0
                && allowed(from).is_some_and(|list| list.iter().any(|to| *to == goal || reaches(to, goal, depth - 1)))
        }
        for (name, _) in ALLOWED {
            assert!(!reaches(name, name, ALLOWED.len()), "{name} can reach itself");
        }
    }
}
