//! `hadal import FILE… [--dry-run] [--json]`.

use crate::output::Output;
use crate::{Exit, progress, words};
use hadal_backend::{Backend, ImportProgress, ImportTaken};
use hadal_wire::CommandError;
use serde_json::json;
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
        let told = |at: ImportProgress| {
            progress::shown(at.read_bytes, at.file_bytes, &format!("{} conversations", at.conversations));
        };
        match backend.import_file(file, dry_run, told).await {
            Ok(taken) => {
                usable |= taken.report.conversations > 0;
                let text = if as_json { as_line(file, &taken, dry_run) } else { as_words(file, &taken, dry_run) };
                progress::cleared();
                if !out.line(&text) {
                    break;
                }
            }
            // The next file may be well.
            Err(error) => {
                progress::cleared();
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
