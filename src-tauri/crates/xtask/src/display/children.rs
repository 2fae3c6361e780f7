//! Child processes that end with us, whichever way we end.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

use crate::failure::{Failure, Outcome};
use crate::program;

/// How long a child may take to end when asked, before it is killed.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the private folders are called, before the number of the process that made them.
const FOLDER: &str = "hadal-display-";

/// Starts a child that the kernel ends when we die, so that a killed run leaves nothing behind.
///
/// It must be called on the main thread: the kernel watches the thread that started the child.
pub(crate) fn spawn_tied(command: &Command) -> Outcome<Child> {
    through_setpriv(command).stdin(Stdio::null()).spawn().map_err(|error| not_started(command, &error))
}

/// Starts a child whose output nobody needs.
pub(crate) fn spawn_silent(command: &Command) -> Outcome<Child> {
    through_setpriv(command)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| not_started(command, &error))
}

/// Starts a child and waits for the first line it prints. No line within `limit` is `None`.
pub(crate) fn spawn_speaking(command: &Command, limit: Duration) -> Outcome<(Child, Option<String>)> {
    let mut child = through_setpriv(command)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| not_started(command, &error))?;
    let (sender, receiver) = sync_channel(1);
    if let Some(stdout) = child.stdout.take() {
        std::thread::spawn(move || {
            let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
            if let Some(line) = lines.next() {
                drop(sender.send(line.trim().to_owned()));
            }
            // Whatever else it says is read, so that it never stands still with a full pipe.
            lines.for_each(drop);
        });
    }
    let line = receiver.recv_timeout(limit).ok().filter(|line| !line.is_empty());
    Ok((child, line))
}

fn not_started(command: &Command, error: &std::io::Error) -> Failure {
    Failure::new(format!("`{}` does not start: {error}.", command.get_program().to_string_lossy()))
}

/// The same command, tied to our life where the system can do that.
fn through_setpriv(command: &Command) -> Command {
    let mut tied = if cfg!(target_os = "linux") && program::exists("setpriv") {
        let mut tied = Command::new("setpriv");
        tied.args(["--pdeathsig", "TERM", "--"]).arg(command.get_program());
        tied
    } else {
        Command::new(command.get_program())
    };
    tied.args(command.get_args());
    for (key, value) in command.get_envs() {
        match value {
            Some(value) => tied.env(key, value),
            None => tied.env_remove(key),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        tied.current_dir(folder);
    }
    tied
}

/// Asks a child to end; kills it if it does not.
pub(crate) fn end(child: &mut Child) {
    // Std knows only the hard way; `kill` is a word of every shell.
    drop(
        Command::new("sh").args(["-c", "kill -TERM \"$0\""]).arg(child.id().to_string()).stderr(Stdio::null()).status(),
    );
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        if !matches!(child.try_wait(), Ok(None)) {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    drop(child.kill());
    drop(child.wait());
}

/// A new folder that only this user can enter: sockets of the bus and the keychain lie there, so its path is short.
pub(crate) fn private_folder() -> Outcome<PathBuf> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    sweep();
    let folder = std::env::temp_dir().join(format!("{FOLDER}{}", std::process::id()));
    builder
        .create(&folder)
        .map_err(|error| Failure::new(format!("{} cannot be created: {error}.", folder.display())))?;
    Ok(folder)
}

/// Removes the folders of runs that are gone: Ctrl-C ends us before we can remove our own.
fn sweep() {
    for entry in std::fs::read_dir(std::env::temp_dir()).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(number) = name.to_str().and_then(|name| name.strip_prefix(FOLDER)) else { continue };
        if number.parse::<u32>().is_ok() && !Path::new("/proc").join(number).exists() {
            drop(std::fs::remove_dir_all(entry.path()));
        }
    }
}
