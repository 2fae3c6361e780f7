//! The processes of one desk, found by a mark in their environment, whoever started them.

use std::fs;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The variable that marks them; its value is the folder of their desk.
pub(crate) const MARK: &str = "HADAL_E2E_DESK";

/// Processes that carry this mark and live.
pub(crate) fn marked(mark: &str) -> Vec<u32> {
    let wanted = format!("{MARK}={mark}");
    let Ok(all) = fs::read_dir("/proc") else { return Vec::new() };
    let ids = all.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    ids.filter(|pid: &u32| carries(*pid, &wanted)).collect()
}

fn carries(pid: u32, wanted: &str) -> bool {
    // Empty for a process that has ended and was not waited for: it does not count.
    fs::read(format!("/proc/{pid}/environ"))
        .is_ok_and(|environment| environment.split(|byte| *byte == 0).any(|entry| entry == wanted.as_bytes()))
}

/// Whether the process lives.
pub(crate) fn lives(pid: u32) -> bool {
    let Ok(stat) = fs::read_to_string(format!("/proc/{pid}/stat")) else { return false };
    let state = stat.rsplit_once(')').and_then(|(_, rest)| rest.trim_start().chars().next());
    !matches!(state, None | Some('Z' | 'X'))
}

/// Sends a signal, by its name without `SIG`. Processes that are gone are no error.
pub(crate) fn signal(name: &str, pids: &[u32]) {
    if pids.is_empty() {
        return;
    }
    let ids = pids.iter().map(ToString::to_string);
    let _ = Command::new("kill").arg(format!("-{name}")).args(ids).stderr(Stdio::null()).status();
}

/// Ends every process with this mark: politely, then not.
pub(crate) fn end(mark: &str) {
    for (name, patience) in [("TERM", Duration::from_secs(2)), ("KILL", Duration::from_secs(10))] {
        let began = Instant::now();
        signal(name, &marked(mark));
        while !marked(mark).is_empty() && began.elapsed() < patience {
            sleep(Duration::from_millis(20));
        }
    }
}

/// The command lines of all processes with this mark.
pub(crate) fn command_lines(mark: &str) -> Vec<Vec<u8>> {
    marked(mark).iter().filter_map(|pid| fs::read(format!("/proc/{pid}/cmdline")).ok()).collect()
}
