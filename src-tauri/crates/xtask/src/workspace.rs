//! Where things are, and what cargo knows about the workspace.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::failure::{Failure, Outcome};

/// The repo and cargo's description of it.
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
    packages: Vec<Value>,
}

impl Workspace {
    /// Asks cargo.
    pub(crate) fn open() -> Outcome<Self> {
        let here = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from("."), PathBuf::from);
        let output = Command::new("cargo")
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .current_dir(here)
            .output()
            .map_err(|error| Failure::new(format!("cargo does not start: {error}.")))?;
        if !output.status.success() {
            let text = String::from_utf8_lossy(&output.stderr);
            return Err(Failure::new("cargo metadata failed.").tail(text.lines().map(str::to_owned).collect()));
        }
        let value: Value = serde_json::from_slice(&output.stdout)
            .map_err(|error| Failure::new(format!("cargo metadata is not readable: {error}.")))?;
        Self::from_metadata(&value)
    }

    fn from_metadata(value: &Value) -> Outcome<Self> {
        let path = |key: &str| {
            value
                .get(key)
                .and_then(Value::as_str)
                .map(PathBuf::from)
                .ok_or_else(|| Failure::new(format!("cargo metadata names no {key}.")))
        };
        let packages = value.get("packages").and_then(Value::as_array).cloned().unwrap_or_default();
        Ok(Self { root: path("workspace_root")?, target: path("target_directory")?, packages })
    }

    /// The repo's root.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Where cargo builds to.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// The window's page.
    pub(crate) fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// Where screenshots land. Created if missing.
    pub(crate) fn screens(&self) -> Outcome<PathBuf> {
        let folder = self.target.join("screens");
        std::fs::create_dir_all(&folder)
            .map_err(|error| Failure::new(format!("{} cannot be created: {error}.", folder.display())))?;
        Ok(folder)
    }

    /// A program that the dev profile built.
    pub(crate) fn built(&self, name: &str) -> PathBuf {
        self.target.join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// Every package of the workspace as cargo describes it.
    pub(crate) fn packages(&self) -> &[Value] {
        &self.packages
    }

    /// Whether `package` has a target `name` of this `kind` (`test`, `bench`, `bin`).
    pub(crate) fn has_target(&self, package: &str, kind: &str, name: &str) -> bool {
        self.targets(kind).iter().any(|(owner, target)| owner == package && target == name)
    }

    /// All targets of a kind, as (package, target).
    pub(crate) fn targets(&self, kind: &str) -> Vec<(String, String)> {
        let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut found = Vec::new();
        for package in &self.packages {
            for target in package.get("targets").and_then(Value::as_array).into_iter().flatten() {
                let kinds = target.get("kind").and_then(Value::as_array).into_iter().flatten();
                if kinds.filter_map(Value::as_str).any(|word| word == kind) {
                    found.push((text(package, "name"), text(target, "name")));
                }
            }
        }
        found
    }

    /// What every development build passes to cargo, so that all of them share one set of compiled dependencies.
    ///
    /// Cargo compiles a dependency anew for every other set of features. Three things choose the set: the packages
    /// (always the whole workspace), the features (the dev host's too), and whether the features of dev-dependencies
    /// count. They count as soon as an example is asked for, and the tests need them; so every build asks for the
    /// one example that there is.
    pub(crate) fn shared_build(&self) -> Vec<&'static str> {
        let mut words = vec!["--example", "contract"];
        words.extend(self.everything());
        words
    }

    /// The packages and features of [`Self::shared_build`] alone, for commands that choose their targets themselves.
    pub(crate) fn everything(&self) -> Vec<&'static str> {
        let mut words = vec!["--workspace"];
        if cfg!(windows) {
            // Windows lets nobody write over a program that runs, and this one does.
            words.extend(["--exclude", "xtask"]);
        }
        if self.has_feature("hadal-devhost", "dev-host") {
            words.extend(["--features", "hadal-devhost/dev-host"]);
        }
        words
    }

    /// Whether a package declares a cargo feature.
    pub(crate) fn has_feature(&self, package: &str, feature: &str) -> bool {
        self.packages.iter().any(|entry| {
            entry.get("name").and_then(Value::as_str) == Some(package)
                && entry.get("features").is_some_and(|features| features.get(feature).is_some())
        })
    }
}
