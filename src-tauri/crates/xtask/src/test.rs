//! `cargo xtask test`: every level, whatever fails on the way, and one line that counts them all.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::counts::Counts;
use crate::failure::{Failure, Outcome};
use crate::levels::{self, Level, Result};
use crate::step::seconds;
use crate::system::{self, Purpose};
use crate::workspace::Workspace;

/// One line of the closing table.
struct Entry {
    name: String,
    result: Result,
    elapsed: Duration,
}

/// Runs the levels. The last line is `N passed, N failed`, also when nothing could run.
pub(crate) fn run(words: &[String]) -> Outcome<ExitCode> {
    let levels = levels::chosen(words)?;
    let mut entries = Vec::new();
    let workspace = Workspace::open()?;
    // The quick level first: its failures show before anything is compiled. It needs no system package.
    let (quick, compiled): (Vec<Level>, Vec<Level>) = levels.into_iter().partition(|level| !level.is_rust());
    for level in quick {
        entries.push(entry(level.name(), || level.run(&workspace)));
    }
    if !compiled.is_empty() {
        rust(&workspace, &compiled, &mut entries);
    }
    Ok(close(&entries))
}

/// The levels that need the workspace compiled; if it does not compile, that is one failure.
fn rust(workspace: &Workspace, levels: &[Level], entries: &mut Vec<Entry>) {
    let mut purposes: Vec<Purpose> = Vec::new();
    for level in levels {
        purposes.extend(level.purposes(workspace));
    }
    let prepared = timed(|| {
        system::provide(workspace, &purposes)?;
        levels::compile(workspace)
    });
    if let (Err(failure), elapsed) = prepared {
        eprintln!("\n{failure}");
        let name = format!("preparing {}", levels.iter().map(|level| level.name()).collect::<Vec<_>>().join(", "));
        entries.push(Entry { name, result: Result::Ran(Counts::CRASHED), elapsed });
        return;
    }
    for level in levels {
        entries.push(entry(level.name(), || level.run(workspace)));
    }
}

fn entry(name: &str, run: impl FnOnce() -> Outcome<Result>) -> Entry {
    let (outcome, elapsed) = timed(run);
    let result = outcome.unwrap_or_else(|failure: Failure| {
        eprintln!("\n{failure}");
        Result::Ran(Counts::CRASHED)
    });
    Entry { name: name.to_owned(), result, elapsed }
}

fn timed<T>(run: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let value = run();
    (value, start.elapsed())
}

/// The table, then the one last line.
fn close(entries: &[Entry]) -> ExitCode {
    let width = entries.iter().map(|entry| entry.name.len()).max().unwrap_or(0);
    println!();
    for entry in entries {
        let words = match &entry.result {
            Result::Ran(counts) => format!("{counts} in {}", seconds(entry.elapsed)),
            Result::Left(why) => format!("left out: {why}"),
        };
        println!("  {:<width$}  {words}", entry.name);
    }
    let sum = sum(entries);
    println!("{sum}");
    // A run without a single test proves nothing.
    if sum.failed > 0 || sum.passed == 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn sum(entries: &[Entry]) -> Counts {
    let mut sum = Counts::default();
    for entry in entries {
        if let Result::Ran(counts) = entry.result {
            sum += counts;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_that_did_not_start_is_one_failure_and_the_others_still_count() {
        let good = Result::Ran(Counts { passed: 5, failed: 0 });
        let entries = [
            entry("ui", || Ok(good)),
            entry("window", || Err(Failure::new("Xvfb is missing."))),
            entry("browser", || Ok(Result::Left("there is no Chromium"))),
        ];
        assert_eq!(sum(&entries), Counts { passed: 5, failed: 1 });
    }
}
