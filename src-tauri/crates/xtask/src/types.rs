//! `cargo xtask types`: the TypeScript contract, made from the Rust crate `wire`.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::failure::{Failure, Outcome};
use crate::program;
use crate::step::Step;
use crate::workspace::Workspace;

/// Writes the file anew.
pub(crate) fn run(_words: &[String]) -> Outcome<ExitCode> {
    let workspace = Workspace::open()?;
    let text = generate(&workspace)?;
    let file = file(&workspace);
    let unchanged = std::fs::read_to_string(&file).is_ok_and(|old| old == text);
    if !unchanged {
        std::fs::write(&file, text)
            .map_err(|error| Failure::new(format!("{} cannot be written: {error}.", file.display())))?;
    }
    println!("  {}: {}", file.display(), if unchanged { "unchanged" } else { "written" });
    Ok(ExitCode::SUCCESS)
}

/// The gate: the file is what the crate says.
pub(crate) fn compare(workspace: &Workspace) -> Outcome<()> {
    let expected = generate(workspace)?;
    let file = file(workspace);
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    match first_difference(&expected, &found) {
        None => Ok(()),
        Some(line) => Err(Failure::new(format!("{} is not what `wire` says (line {line}).", file.display()))
            .advice("cargo xtask types")),
    }
}

fn generate(workspace: &Workspace) -> Outcome<String> {
    let mut words = vec!["build"];
    words.extend(workspace.shared_build());
    Step::new("Building the contract").run(&mut program::cargo_build(workspace, &words))?;
    let example = workspace.target().join("debug").join("examples");
    let example = example.join(format!("contract{}", std::env::consts::EXE_SUFFIX));
    program::stdout(&mut program::command(workspace, example))
        .filter(|text| !text.is_empty())
        .ok_or_else(|| Failure::new("The contract was not printed."))
}

fn file(workspace: &Workspace) -> PathBuf {
    workspace.ui().join("src").join("bridge").join("generated").join("contract.ts")
}

/// The number of the first line that differs; a Windows check-out may have other line ends.
fn first_difference(expected: &str, found: &str) -> Option<usize> {
    let (mut left, mut right) = (expected.lines(), found.lines());
    for number in 1.. {
        match (left.next(), right.next()) {
            (None, None) => return None,
            (a, b) if a == b => {}
            _ => return Some(number),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_differs_is_named() {
        assert_eq!(first_difference("a\nb\n", "a\r\nb\r\n"), None);
        assert_eq!(first_difference("a\nb\n", "a\nc\n"), Some(2));
        assert_eq!(first_difference("a\nb\n", "a\n"), Some(2));
    }
}
