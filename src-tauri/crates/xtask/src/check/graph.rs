//! Which crate of ours uses which, as cargo tells it.

use serde_json::Value;

/// One dependency between two crates of the workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Edge {
    /// The crate that uses.
    pub(crate) from: String,
    /// The crate that is used.
    pub(crate) to: String,
    /// Only its tests use it.
    pub(crate) only_tests: bool,
}

/// All edges inside the workspace.
pub(crate) fn edges(packages: &[Value]) -> Vec<Edge> {
    let mut found = Vec::new();
    for package in packages {
        for dependency in package.get("dependencies").and_then(Value::as_array).into_iter().flatten() {
            // A path marks one of ours: nothing from outside comes by path.
            if dependency.get("path").is_none() {
                continue;
            }
            found.push(Edge {
                from: text(package, "name"),
                to: text(dependency, "name"),
                only_tests: dependency.get("kind").and_then(Value::as_str) == Some("dev"),
            });
        }
    }
    found
}

/// The names of the workspace's packages.
pub(crate) fn names(packages: &[Value]) -> Vec<String> {
    packages.iter().map(|package| text(package, "name")).collect()
}

fn text(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}
