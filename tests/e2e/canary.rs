//! Looks for a key where no key may be.

use crate::desktop::Desk;
use crate::processes;
use std::fs;
use std::path::{Path, PathBuf};

/// Fails when the key is in any file of the desk (history, web view, cache, home, output) or on a command line.
pub(crate) fn assert_unseen(desk: &Desk, key: &str) {
    let mut files = Vec::new();
    collect(desk.root(), &mut files);
    assert!(files.iter().any(|path| path.ends_with("history.db")), "the history is among the files that are searched");
    let hits: Vec<&PathBuf> = files.iter().filter(|path| holds(&fs::read(path).unwrap_or_default(), key)).collect();
    assert!(hits.is_empty(), "the key is in {hits:?}");
    let lines = processes::command_lines(&desk.mark());
    assert!(!lines.is_empty(), "there are processes to look at");
    assert!(!lines.iter().any(|line| holds(line, key)), "the key is on a command line");
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() {
            collect(&entry.path(), files);
        } else if kind.is_file() {
            files.push(entry.path());
        }
    }
}

fn holds(bytes: &[u8], key: &str) -> bool {
    bytes.windows(key.len()).any(|window| window == key.as_bytes())
}
