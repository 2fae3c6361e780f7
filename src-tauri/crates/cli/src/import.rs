//! `hadal import FILE… [--dry-run] [--json]`.

use crate::output::Output;
use crate::{Exit, words};
use hadal_backend::{Backend, ImportTaken};
use hadal_wire::CommandError;
use serde_json::json;
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

pub(crate) async fn run(
    backend: &Backend,
    files: &[PathBuf],
    dry_run: bool,
    as_json: bool,
) -> Result<Exit, CommandError> {
    let mut out = Output::new();
    let (mut usable, mut failed) = (false, None);
    for file in files {
        match backend.import_file(file, dry_run, shown).await {
            Ok(taken) => {
                usable |= taken.report.conversations > 0;
                let text = if as_json { as_line(file, &taken, dry_run) } else { as_words(file, &taken, dry_run) };
                cleared();
                if !out.line(&text) {
                    break;
                }
            }
            // The next file may be well.
            Err(error) => {
                cleared();
                if files.len() > 1 {
                    eprintln!("hadal: {}", words::explain(&error));
                }
                failed = Some(error);
            }
        }
    }
    match failed {
        Some(error) if files.len() == 1 => Err(error),
        None if usable => Ok(Exit::Well),
        _ => Ok(Exit::Failed),
    }
}

/// How far it is, on a line that is written over.
fn shown(seen: u64) {
    let mut err = std::io::stderr();
    if err.is_terminal() {
        let _ = write!(err, "\r{seen} conversations");
    }
}

fn cleared() {
    let mut err = std::io::stderr();
    if err.is_terminal() {
        let _ = write!(err, "\r\x1b[K");
    }
}

fn as_line(file: &Path, taken: &ImportTaken, dry_run: bool) -> String {
    let report = &taken.report;
    let problems: Vec<_> = report
        .problems
        .iter()
        .map(|problem| json!({ "place": problem.place, "reason": problem.reason.to_string() }))
        .chain(taken.refused.iter().map(|(place, reason)| json!({ "place": place, "reason": reason })))
        .collect();
    json!({
        "file": file.to_string_lossy(),
        "sources": report.sources.iter().map(|source| source.word()).collect::<Vec<_>>(),
        "conversations": report.conversations,
        "messages": report.messages,
        "new": taken.new,
        "dry_run": dry_run,
        "problems": problems,
        "more_problems": report.more_problems,
    })
    .to_string()
}

fn as_words(file: &Path, taken: &ImportTaken, dry_run: bool) -> String {
    let report = &taken.report;
    let from: Vec<_> = report.sources.iter().map(|source| source.word()).collect();
    let verb = if dry_run { "would be new" } else { "new" };
    let mut lines = vec![format!(
        "{}: {} conversations, {} messages ({}); {verb}: {}",
        file.display(),
        report.conversations,
        report.messages,
        if from.is_empty() { "no known format".to_owned() } else { from.join(", ") },
        taken.new,
    )];
    lines.extend(report.problems.iter().map(|problem| format!("  {}: {}", problem.place, problem.reason)));
    lines.extend(taken.refused.iter().map(|(place, reason)| format!("  {place}: not taken: {reason}")));
    if report.more_problems > 0 {
        lines.push(format!("  and {} more of this kind", report.more_problems));
    }
    lines.join("\n")
}
