//! `cargo xtask package`: the release as people install it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use crate::failure::{Failure, Outcome};
use crate::node;
use crate::notices;
use crate::program;
use crate::step::Step;
use crate::system::{self, Purpose};
use crate::workspace::Workspace;

/// What the package must contain to start from the menu and from a terminal, and the licences of others.
const CONTENTS: &[&str] = &["usr/bin/hadal", ".desktop", "/apps/hadal.png", "/doc/hadal/third-party.txt"];

/// Builds the release; on Linux also a `.deb`, whose contents are looked at.
pub(crate) fn run(_words: &[String]) -> Outcome<ExitCode> {
    let workspace = Workspace::open()?;
    system::provide(&workspace, &[Purpose::Build])?;
    node::install(&workspace)?;
    let licences = notices::write(&workspace)?;
    let bundle: &[&str] = if cfg!(target_os = "linux") { &["--bundles", "deb"] } else { &["--no-bundle"] };
    let mut command = program::npm_bin(&workspace, "tauri");
    // From the root: the command takes the folder of tauri.conf.json as the app.
    command.args(["build", "--ci"]).args(bundle);
    if program::is_ci() {
        command.args(["--", "--locked"]);
    }
    Step::new("Building the release (about ten minutes on two cores)")
        .advice("the lines above tell what failed")
        .run(&mut command)?;
    if !cfg!(target_os = "linux") {
        println!("  {}", workspace.target().join("release").display());
        println!("  {} goes with it", licences.display());
        return Ok(ExitCode::SUCCESS);
    }
    let file = newest_deb(&workspace.target().join("release").join("bundle").join("deb"))?;
    inspect(&file)?;
    let size = fs::metadata(&file).map(|data| data.len()).unwrap_or_default();
    println!("  ✓ {} ({})", file.display(), megabytes(size));
    println!("  Install: apt install {}    Remove: apt remove hadal", file.display());
    Ok(ExitCode::SUCCESS)
}

fn newest_deb(folder: &Path) -> Outcome<PathBuf> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    files
        .filter(|path| path.extension().is_some_and(|extension| extension == "deb"))
        .max_by_key(|path| fs::metadata(path).and_then(|data| data.modified()).ok())
        .ok_or_else(|| Failure::new(format!("No .deb was built in {}.", folder.display())))
}

fn inspect(file: &Path) -> Outcome<()> {
    let Some(list) = program::stdout(Command::new("dpkg-deb").arg("--contents").arg(file)) else {
        println!("  dpkg-deb is not here: the package was not looked into.");
        return Ok(());
    };
    match absent(&list) {
        None => Ok(()),
        Some(part) => Err(Failure::new(format!("The package has no {part}: it could not be started."))
            .tail(list.lines().map(str::to_owned).collect())),
    }
}

fn absent(list: &str) -> Option<&'static str> {
    CONTENTS.iter().copied().find(|part| !list.lines().any(|line| line.ends_with(part)))
}

/// `3_930_000` -> `3.93 MB`.
fn megabytes(bytes: u64) -> String {
    let hundredths = bytes / 10_000;
    format!("{}.{:02} MB", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_without_a_menu_entry_or_licences_is_found_out() {
        let program = "-rwxr-xr-x 0/0 9 2026-11-22 10:43 usr/bin/hadal\n";
        assert_eq!(absent(program), Some(".desktop"));
        let icon = "-rw-r--r-- 0/0 9 2026-11-22 10:43 usr/share/icons/hicolor/128x128/apps/hadal.png\n";
        let menu = "-rw-r--r-- 0/0 9 2026-11-22 10:43 usr/share/applications/Hadal.desktop\n";
        assert_eq!(absent(&format!("{program}{icon}{menu}")), Some("/doc/hadal/third-party.txt"));
        let licences = "-rw-r--r-- 0/0 9 2026-11-22 10:43 usr/share/doc/hadal/third-party.txt\n";
        assert_eq!(absent(&format!("{program}{icon}{menu}{licences}")), None);
    }

    #[test]
    fn sizes_are_told_in_megabytes() {
        assert_eq!(megabytes(3_934_567), "3.93 MB");
    }
}
