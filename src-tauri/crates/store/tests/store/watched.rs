//! A child process whose every write, sync and acknowledgement is written down in order, by `strace` from the outside.
//!
//! The store runs as it is, with SQLite's own file layer; so what is replayed is what a disk would have seen, of all
//! files: database, log, journal, lock and backups.

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;

/// What a process did to the files below one directory. Names are relative to it.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// A name came into being, or was there already.
    Open { name: String, emptied: bool },
    /// Bytes were written.
    Write { name: String, at: usize, bytes: Vec<u8> },
    /// A file was made this long.
    Cut { name: String, length: usize },
    /// The system said that the bytes of a file are on the disk.
    Sync { name: String },
    /// The system said that the names in the directory are on the disk.
    SyncNames,
    /// A name went.
    Remove { name: String },
    /// A name was changed.
    Rename { from: String, to: String },
    /// A line that the child wrote to its standard output after `ack `.
    Ack(String),
}

const CALLS: &str = "openat,pwrite64,write,ftruncate,fsync,fdatasync,unlink,rename,mkdir";

/// Whether this machine can watch. Without it the tests that need it say so and pass.
pub(crate) fn can_watch() -> bool {
    let can = Command::new("strace").args(["-o", "/dev/null", "true"]).status().is_ok_and(|status| status.success());
    if !can {
        eprintln!("strace cannot run here: nothing was tested");
    }
    can
}

/// Runs a test of this program in `dir` and answers with its steps.
pub(crate) fn watch(test: &str, dir: &Path) -> Vec<Step> {
    let log = tempfile::NamedTempFile::new().unwrap();
    let status = Command::new("strace")
        .args(["-f", "-y", "-xx", "-s", "33000", "-e", &format!("trace={CALLS}"), "-o"])
        .arg(log.path())
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test, "--ignored", "--nocapture"])
        .env("HADAL_TEST_DIR", dir)
        .stdout(std::process::Stdio::null())
        .status()
        .unwrap();
    assert!(status.success(), "the watched child failed");
    steps(&std::fs::read_to_string(log.path()).unwrap(), dir)
}

/// Calls are whole on one line, or in two when another thread came between: the call then, its result later.
fn steps(log: &str, dir: &Path) -> Vec<Step> {
    let mut open: HashMap<&str, &str> = HashMap::new();
    let mut steps = Vec::new();
    for line in log.lines() {
        let (thread, call) = line.split_once(' ').unwrap();
        let call = call.trim_start();
        if let Some(begun) = call.strip_suffix("<unfinished ...>") {
            // A write may have begun to reach the disk; what a sync promises it promises at its end.
            steps.extend(step(begun, dir).filter(|step| !is_promise(step)));
            open.insert(thread, begun);
        } else if call.starts_with("<... ") {
            if let Some(begun) = open.remove(thread)
                && call.contains(") = 0")
            {
                steps.extend(step(begun, dir).filter(is_promise));
            }
        } else if !call.contains(" = -1 E") {
            steps.extend(step(call, dir));
        }
    }
    steps
}

fn is_promise(step: &Step) -> bool {
    matches!(step, Step::Sync { .. } | Step::SyncNames)
}

fn step(call: &str, dir: &Path) -> Option<Step> {
    let (name, rest) = call.split_once('(')?;
    let strings = || rest.split('"').skip(1).step_by(2).map(unescaped);
    let path = |bytes: Vec<u8>| inside(&String::from_utf8(bytes).unwrap(), dir);
    // -y: 12</a/path>, with the path escaped as strings are.
    let of_file = || rest.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(path, _)| path);
    let file = || {
        let path = String::from_utf8(unescaped(of_file()?)).unwrap();
        inside(path.strip_suffix(" (deleted)").map_or(path.as_str(), |_| ""), dir)
    };
    let last_number = || -> Option<usize> { rest.split(')').next()?.rsplit(", ").next()?.trim().parse().ok() };
    match name {
        "openat" if rest.contains("O_CREAT") => {
            Some(Step::Open { name: path(strings().next()?)?, emptied: rest.contains("O_TRUNC") })
        }
        "pwrite64" => {
            let arguments = rest.rsplit_once('"')?.1.split(')').next()?;
            let at = arguments.rsplit(", ").next()?.trim().parse().ok()?;
            Some(Step::Write { name: file()?, at, bytes: strings().next()? })
        }
        "write" if rest.starts_with("1<") => {
            let text = String::from_utf8(strings().next()?).ok()?;
            Some(Step::Ack(text.trim().strip_prefix("ack ")?.to_owned()))
        }
        // Only the lock is written so, from its start.
        "write" => Some(Step::Write { name: file()?, at: 0, bytes: strings().next()? }),
        "ftruncate" => Some(Step::Cut { name: file()?, length: last_number()? }),
        "fsync" | "fdatasync" => match file()? {
            name if name.is_empty() || name == "backups" => Some(Step::SyncNames),
            name => Some(Step::Sync { name }),
        },
        "unlink" => Some(Step::Remove { name: path(strings().next()?)? }),
        "rename" => {
            let mut paths = strings();
            Some(Step::Rename { from: path(paths.next()?)?, to: path(paths.next()?)? })
        }
        _ => None,
    }
}

/// The name below the directory; none for files elsewhere, and for the shared index, which no disk keeps.
fn inside(path: &str, dir: &Path) -> Option<String> {
    let name = Path::new(path).strip_prefix(dir).ok()?.to_str()?.to_owned();
    (!name.ends_with("-shm")).then_some(name)
}

fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 4);
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        if *first == b'\\' && tail.first() == Some(&b'x') {
            bytes.push(u8::from_str_radix(std::str::from_utf8(&tail[1..3]).unwrap(), 16).unwrap());
            rest = &tail[3..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    bytes
}
