//! Gate: no file of the repo names a place on somebody's machine, or a place other than the public ones to fetch from.

use std::fs;

use crate::failure::{Failure, Outcome};
use crate::program;
use crate::workspace::Workspace;

/// Beginnings of places that exist on one machine only. Written apart, so that this file does not name them itself.
const PLACES: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
    concat!(":\\Us", "ers\\"),
];
/// Whose home stands for anybody's, in examples and tests.
const ANYBODY: &[&str] = &["me/", "me\\"];
/// The only places that the lock files may name.
const PUBLIC: &[&str] = &["https://registry.npmjs.org/", "registry+https://github.com/rust-lang/crates.io-index"];

/// Looks through every file that git knows.
pub(crate) fn gate(workspace: &Workspace) -> Outcome<()> {
    let Some(list) = program::stdout(program::command(workspace, "git").args(["ls-files", "-z"])) else {
        println!("  git does not answer here: files are not looked through for paths.");
        return Ok(());
    };
    let mut found = Vec::new();
    for name in list.split('\0').filter(|name| !name.is_empty()) {
        // Pictures and fonts are no text, and a file that was just removed is not there.
        let Ok(text) = fs::read_to_string(workspace.root().join(name)) else { continue };
        for (index, line) in text.lines().enumerate() {
            if offends(name, line) {
                found.push(format!("{name}:{}: {}", index + 1, line.trim().chars().take(100).collect::<String>()));
            }
        }
    }
    if found.is_empty() {
        return Ok(());
    }
    Err(Failure::new("Files name places that exist on one machine only.").tail(found).advice("use a relative path"))
}

fn offends(name: &str, line: &str) -> bool {
    names_a_place(line) || (is_lock(name) && fetches_elsewhere(line))
}

fn is_lock(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or_default();
    ["package-lock.json", "Cargo.lock", ".npmrc"].contains(&file)
}

/// A place begins where no name, host or folder stands before it: the same words inside an address are no place.
fn names_a_place(line: &str) -> bool {
    PLACES.iter().any(|place| {
        line.match_indices(place).any(|(at, _)| {
            let before = line.get(..at).and_then(|text| text.chars().next_back());
            let after = line.get(at + place.len()..).unwrap_or_default();
            let is_inside = before.is_some_and(|c| c.is_alphanumeric() || ".-_}~*".contains(c));
            !ANYBODY.iter().any(|name| after.starts_with(name)) && (place.starts_with(':') || !is_inside)
        })
    })
}

fn fetches_elsewhere(line: &str) -> bool {
    let is_source = ["\"resolved\"", "source =", "registry="].iter().any(|word| line.trim_start().starts_with(word));
    is_source && PUBLIC.iter().all(|place| !line.contains(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_one_machine_is_found() {
        assert!(names_a_place(&format!("let path = \"{}me/ann/hadal\";", "/ho")));
        assert!(names_a_place(&format!("file://{}rk/main", "/wo")));
        assert!(names_a_place(&format!("C{}ers\\ann", ":\\Us")));
    }

    #[test]
    fn an_address_and_a_relative_path_are_no_places() {
        assert!(!names_a_place(&format!("https://example.org{}me/index.html", "/ho")));
        assert!(!names_a_place(&format!("tests{}rk/file", "/wo")));
        assert!(!names_a_place(&format!("{}me/me/disk", "/ho")), "`me` is anybody");
    }

    #[test]
    fn a_lock_file_may_name_the_public_registries_only() {
        assert!(!fetches_elsewhere("      \"resolved\": \"https://registry.npmjs.org/vite/-/vite-8.3.8.tgz\","));
        assert!(!fetches_elsewhere("source = \"registry+https://github.com/rust-lang/crates.io-index\""));
        assert!(fetches_elsewhere("      \"resolved\": \"https://mirror.example/vite-8.3.8.tgz\","));
        assert!(fetches_elsewhere("source = \"git+https://example.org/tauri\""));
    }
}
