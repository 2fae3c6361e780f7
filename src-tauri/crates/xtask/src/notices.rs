//! The licences of everything that is in a release: each text once, under the names of all that come with it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::failure::{Failure, Outcome};
use crate::workspace::Workspace;

/// How files with licences begin, in capitals.
const NAMES: &[&str] = &["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE", "OFL", "FONT_NOTICE"];
/// Folders of a package that may have some too.
const FOLDERS: &[&str] = &["", "fonts", "license", "licenses", "LICENSES"];
/// Compiled into the page, though the page does not ask for them when it runs.
const COMPILED_IN: &[&str] = &["node_modules/svelte", "node_modules/@iconify-json/lucide"];

/// Something of others that is in a release.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    name: String,
    licence: String,
    /// Who wrote it, or where it comes from.
    from: String,
    folder: PathBuf,
}

/// Writes `target/THIRD-PARTY.txt` anew.
pub(crate) fn write(workspace: &Workspace) -> Outcome<PathBuf> {
    let file = workspace.target().join("THIRD-PARTY.txt");
    let text = text(workspace)?;
    fs::write(&file, text).map_err(|error| Failure::new(format!("{} was not written: {error}.", file.display())))?;
    Ok(file)
}

fn text(workspace: &Workspace) -> Outcome<String> {
    let mut parts = crates(workspace)?;
    parts.extend(of_the_page(workspace)?);
    let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut bare = Vec::new();
    for part in &parts {
        let own = licences(&part.folder);
        if own.is_empty() {
            bare.push(format!("{} ({}), {}", part.name, part.licence, part.from));
        }
        for text in own {
            texts.entry(text).or_default().insert(format!("{} ({})", part.name, part.licence));
        }
    }
    let mut out = format!(
        "Hadal is licensed under MIT OR Apache-2.0. It contains {} parts by others, whose licences follow.\n",
        parts.len()
    );
    let line = "=".repeat(80);
    for (text, names) in texts {
        let names: Vec<String> = names.into_iter().collect();
        // Writing to a `String` does not fail.
        let _ = write!(out, "\n{line}\n{}\n\n{text}\n", names.join(", "));
    }
    let _ = write!(out, "\n{line}\nWithout a text of their own:\n\n{}\n", bare.join("\n"));
    for own in ["LICENSE-MIT", "LICENSE-APACHE"] {
        let text = fs::read_to_string(workspace.root().join(own))
            .map_err(|error| Failure::new(format!("{own} is not readable: {error}.")))?;
        let _ = write!(out, "\n{line}\n{text}");
    }
    Ok(out)
}

/// The crates that are built into the app on this system.
fn crates(workspace: &Workspace) -> Outcome<BTreeSet<Part>> {
    let host = crate::program::stdout(Command::new("rustc").arg("-vV")).unwrap_or_default();
    let host = host.lines().find_map(|line| line.strip_prefix("host: ")).unwrap_or_default().to_owned();
    let mut command = Command::new("cargo");
    command.args(["metadata", "--format-version", "1", "--locked", "--filter-platform", &host]);
    let json = crate::program::stdout(command.current_dir(workspace.root()))
        .ok_or_else(|| Failure::new("cargo metadata failed."))?;
    let metadata: Value = serde_json::from_str(&json)
        .map_err(|error| Failure::new(format!("cargo metadata is not readable: {error}.")))?;
    let packages: BTreeMap<&str, &Value> =
        list(&metadata, "packages").filter_map(|package| Some((word(package, "id")?, package))).collect();
    let nodes: BTreeMap<&str, &Value> = metadata
        .get("resolve")
        .into_iter()
        .flat_map(|resolve| list(resolve, "nodes"))
        .filter_map(|node| Some((word(node, "id")?, node)))
        .collect();
    let app = packages.iter().find(|(_, package)| word(package, "name") == Some("hadal"));
    let mut open: Vec<&str> = app.map(|(id, _)| *id).into_iter().collect();
    let mut seen: BTreeSet<&str> = open.iter().copied().collect();
    while let Some(node) = open.pop().and_then(|id| nodes.get(id)) {
        for dependency in list(node, "deps") {
            // Neither tests nor build scripts are in a release.
            let is_built_in = list(dependency, "dep_kinds").any(|kind| kind.get("kind").is_none_or(Value::is_null));
            if let Some(id) = word(dependency, "pkg").filter(|_| is_built_in)
                && seen.insert(id)
            {
                open.push(id);
            }
        }
    }
    let part = |package: &Value| -> Option<Part> {
        // A source marks what is not ours.
        package.get("source").filter(|source| source.is_string())?;
        let authors: Vec<&str> = list(package, "authors").filter_map(Value::as_str).collect();
        let from = if authors.is_empty() { word(package, "repository")?.to_owned() } else { authors.join(", ") };
        Some(Part {
            name: format!("{} {}", word(package, "name")?, word(package, "version")?),
            licence: word(package, "license").unwrap_or("see its text").to_owned(),
            from,
            folder: Path::new(word(package, "manifest_path")?).parent()?.to_owned(),
        })
    };
    Ok(seen.iter().filter_map(|id| part(packages.get(id)?)).collect())
}

/// The packages that are built into the window's page.
fn of_the_page(workspace: &Workspace) -> Outcome<BTreeSet<Part>> {
    let lock = fs::read_to_string(workspace.ui().join("package-lock.json"))
        .map_err(|error| Failure::new(format!("ui/package-lock.json is not readable: {error}.")))?;
    let lock: Value = serde_json::from_str(&lock)
        .map_err(|error| Failure::new(format!("ui/package-lock.json is not readable: {error}.")))?;
    let packages = lock.get("packages").and_then(Value::as_object).into_iter().flatten();
    let shipped = packages.filter(|(path, package)| {
        let is_dev = package.get("dev").and_then(Value::as_bool).unwrap_or_default();
        !path.is_empty() && (!is_dev || COMPILED_IN.contains(&path.as_str()))
    });
    let part = |(path, package): (&String, &Value)| {
        let name = path.rsplit("node_modules/").next().unwrap_or(path);
        Part {
            name: format!("{name} {}", word(package, "version").unwrap_or_default()),
            licence: word(package, "license").unwrap_or("see its text").to_owned(),
            from: format!("https://www.npmjs.com/package/{name}"),
            folder: workspace.ui().join(path),
        }
    };
    Ok(shipped.map(part).collect())
}

/// The texts in a package's folder that speak of licences.
fn licences(folder: &Path) -> Vec<String> {
    let mut files: Vec<PathBuf> = FOLDERS
        .iter()
        .filter_map(|inner| fs::read_dir(folder.join(inner)).ok())
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
            path.is_file() && NAMES.iter().any(|begins| name.starts_with(begins))
        })
        .collect();
    files.sort();
    files.iter().filter_map(|file| fs::read(file).ok()).map(|bytes| licence(&bytes)).collect()
}

/// A text in another encoding is a licence all the same, and one with other line ends is the same licence.
fn licence(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim().to_owned()
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn word<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_licence_in_another_encoding_is_not_left_out() {
        assert_eq!(licence(b"Copyright J\xf6rg \r\nAll\n"), "Copyright J\u{fffd}rg\nAll");
    }

    #[test]
    fn what_a_release_contains_is_named_with_the_texts_that_must_go_with_it() {
        let workspace = Workspace::open().unwrap();
        let text = text(&workspace).unwrap();
        for name in [
            "arrayref 0.",
            "tiny-skia 0.",
            "ratex-katex-fonts 0.",
            "rusqlite 0.",
            "katex 0.",
            "mermaid 11.",
            "svelte 5.",
        ] {
            assert!(text.contains(name), "{name}");
        }
        for words in ["Redistributions in binary form must reproduce", "SIL OPEN FONT LICENSE", "Unicode"] {
            assert!(text.contains(words), "{words}");
        }
        for ours in ["hadal-store", "xtask 0.", "proptest 1."] {
            assert!(!text.contains(ours), "{ours} is no part by others in a release");
        }
    }
}
