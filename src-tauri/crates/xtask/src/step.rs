//! One step of a longer job: its title, its progress, its output, its end.

use std::io::{BufReader, IsTerminal, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use crate::failure::{Failure, Outcome};

/// How many of the last lines a failure shows.
const TAIL_LINES: usize = 40;
/// Without a terminal, a sign of life this often.
const HEARTBEAT: Duration = Duration::from_mins(1);
/// A child that ended may leave a daemon that holds its output open; it is not waited for longer than this.
const LINGER: Duration = Duration::from_secs(2);

/// Whether a person watches.
pub(crate) fn is_terminal() -> bool {
    std::io::stdout().is_terminal()
}

/// What a step printed, and whether it ended well.
pub(crate) struct Ended {
    /// Stdout and stderr, line by line as they came.
    pub(crate) lines: Vec<String>,
    /// Exit code 0.
    pub(crate) success: bool,
    elapsed: Duration,
}

impl Ended {
    /// Everything that was printed, without colours.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for line in &self.lines {
            text.push_str(&plain(line));
            text.push('\n');
        }
        text
    }

    /// The last lines, for a failure.
    pub(crate) fn tail(&self) -> Vec<String> {
        let skip = self.lines.len().saturating_sub(TAIL_LINES);
        self.lines.iter().skip(skip).cloned().collect()
    }
}

/// A step about to run.
pub(crate) struct Step<'a> {
    title: &'a str,
    advice: &'a str,
    shown: bool,
}

impl<'a> Step<'a> {
    /// A step whose output is kept back unless it fails.
    pub(crate) fn new(title: &'a str) -> Self {
        Self { title, advice: "", shown: false }
    }

    /// What to do if it fails.
    pub(crate) fn advice(mut self, advice: &'a str) -> Self {
        self.advice = advice;
        self
    }

    /// Shows the output while it comes.
    pub(crate) fn shown(mut self) -> Self {
        self.shown = true;
        self
    }

    /// Runs it to a good end, or tells why not.
    pub(crate) fn run(self, command: &mut Command) -> Outcome<Ended> {
        let (title, advice, shown) = (self.title, self.advice, self.shown);
        let ended = self.try_run(command)?;
        if ended.success {
            return Ok(ended);
        }
        let tail = if shown { Vec::new() } else { ended.tail() };
        Err(Failure::new(format!("{title}: failed after {}.", seconds(ended.elapsed))).tail(tail).advice(advice))
    }

    /// Runs it to any end. An error means that it did not even start.
    pub(crate) fn try_run(self, command: &mut Command) -> Outcome<Ended> {
        let start = Instant::now();
        println!("▸ {}", self.title);
        let program = command.get_program().to_string_lossy().into_owned();
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| Failure::new(format!("{}: `{program}` does not start: {error}.", self.title)))
            .map_err(|failure| failure.advice(self.advice))?;
        let (lines, success) = self.follow(&mut child, start)?;
        let elapsed = start.elapsed();
        if success {
            // What stands in brackets is for those who wait.
            let title = self.title.split(" (").next().unwrap_or_default();
            println!("  ✓ {title} ({})", seconds(elapsed));
        }
        Ok(Ended { lines, success, elapsed })
    }

    fn follow(&self, child: &mut Child, start: Instant) -> Outcome<(Vec<String>, bool)> {
        let (sender, receiver) = sync_channel(256);
        listen(child.stdout.take(), sender.clone());
        listen(child.stderr.take(), sender);
        let mut progress = Progress::new(self.title, start, !self.shown);
        let mut lines = Vec::new();
        let mut ended_at = None;
        loop {
            match receiver.recv_timeout(Duration::from_millis(500)) {
                Ok(Said::Bar(text)) => match bar(&text) {
                    Some(text) => progress.line(&text),
                    None => lines.push(text),
                },
                Ok(Said::Line(line)) => {
                    if self.shown {
                        println!("{line}");
                    } else {
                        progress.line(&line);
                    }
                    lines.push(line);
                }
                Err(RecvTimeoutError::Timeout) => {
                    progress.tick();
                    if ended_at.is_none() && matches!(child.try_wait(), Ok(Some(_))) {
                        ended_at = Some(Instant::now());
                    }
                    if ended_at.is_some_and(|at| at.elapsed() > LINGER) {
                        break;
                    }
                }
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        progress.clear();
        let status = child.wait().map_err(|error| Failure::new(format!("{}: lost: {error}.", self.title)))?;
        Ok((lines, status.success()))
    }
}

/// Reads lines on a thread of its own, so that neither stream can block the other.
fn listen(stream: Option<impl Read + Send + 'static>, sender: SyncSender<Said>) {
    let Some(stream) = stream else { return };
    std::thread::spawn(move || {
        let mut line = Vec::new();
        for byte in BufReader::new(stream).bytes().map_while(Result::ok) {
            if byte != b'\n' && byte != b'\r' {
                line.push(byte);
                continue;
            }
            let text = String::from_utf8_lossy(&line).trim_end().to_owned();
            line.clear();
            // A line that ends with a carriage return alone is cargo's bar: it is overwritten by the next one.
            let said = if byte == b'\r' { Said::Bar(text) } else { Said::Line(text) };
            if sender.send(said).is_err() {
                return;
            }
        }
        if !line.is_empty() {
            drop(sender.send(Said::Line(String::from_utf8_lossy(&line).into_owned())));
        }
    });
}

/// What a step says.
enum Said {
    /// A line to keep.
    Line(String),
    /// A progress bar, or a line with a Windows end, whose text comes before an empty line.
    Bar(String),
}

/// `Building [===>   ] 120/400: tauri, wry` -> `120/400: tauri, wry`.
fn bar(text: &str) -> Option<String> {
    let (_, rest) = plain(text).split_once("] ").map(|(a, b)| (a.to_owned(), b.to_owned()))?;
    rest.starts_with(|c: char| c.is_ascii_digit()).then(|| rest.trim().to_owned())
}

/// The line that tells how long a quiet step has been running, and with what.
struct Progress<'a> {
    title: &'a str,
    start: Instant,
    beat: Instant,
    last: String,
    live: bool,
}

impl<'a> Progress<'a> {
    fn new(title: &'a str, start: Instant, quiet: bool) -> Self {
        Self { title, start, beat: start, last: String::new(), live: quiet && is_terminal() }
    }

    fn line(&mut self, line: &str) {
        let line = plain(line);
        if !line.trim().is_empty() {
            self.last = line.trim().chars().take(60).collect();
            self.paint();
        }
    }

    fn tick(&mut self) {
        if self.live {
            self.paint();
        } else if self.beat.elapsed() > HEARTBEAT {
            self.beat = Instant::now();
            println!("  … {}: {} so far · {}", self.title, seconds(self.start.elapsed()), self.last);
        }
    }

    fn paint(&self) {
        if self.live {
            print!("\r\x1b[2K  … {} · {}", seconds(self.start.elapsed()), self.last);
            drop(std::io::stdout().flush());
        }
    }

    fn clear(&self) {
        if self.live {
            print!("\r\x1b[2K");
            drop(std::io::stdout().flush());
        }
    }
}

/// `75 s` below two minutes, else `3 min 05 s`.
pub(crate) fn seconds(duration: Duration) -> String {
    let all = duration.as_secs();
    if all < 10 {
        format!("{:.1} s", duration.as_secs_f32())
    } else if all < 120 {
        format!("{all} s")
    } else {
        format!("{} min {:02} s", all / 60, all % 60)
    }
}

/// A line without terminal colours and cursor moves.
pub(crate) fn plain(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        if c != '\u{1b}' {
            out.push(c);
            continue;
        }
        if chars.next() == Some('[') {
            // A control sequence ends with its first letter.
            for c in chars.by_ref() {
                if c.is_ascii_alphabetic() {
                    break;
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_taken_out_and_words_stay() {
        assert_eq!(plain("\u{1b}[1m\u{1b}[32m PASS\u{1b}[0m 中文"), " PASS 中文");
    }

    #[test]
    fn the_bar_of_cargo_tells_how_far_it_is() {
        let text = "\u{1b}[1m    Building\u{1b}[0m [====>      ] 120/400: tauri, wry";
        assert_eq!(bar(text).as_deref(), Some("120/400: tauri, wry"));
        assert_eq!(bar("   Compiling hadal"), None);
    }

    #[test]
    fn a_short_time_is_told_in_seconds_and_a_long_one_in_minutes() {
        assert_eq!(seconds(Duration::from_millis(1250)), "1.2 s");
        assert_eq!(seconds(Duration::from_secs(75)), "75 s");
        assert_eq!(seconds(Duration::from_secs(185)), "3 min 05 s");
    }

    #[cfg(unix)]
    #[test]
    fn a_failed_step_keeps_both_streams_and_says_how_it_failed() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo out; echo err >&2; exit 3"]);
        let failure = Step::new("A step").advice("look").run(&mut command).err().unwrap().to_string();
        assert!(failure.contains("| out") && failure.contains("| err"), "both streams are shown: {failure}");
        assert!(failure.contains("A step: failed after") && failure.contains("What to do: look"), "{failure}");
    }

    #[cfg(unix)]
    #[test]
    fn a_daemon_that_holds_the_output_open_does_not_hold_the_step() {
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 9 & echo done"]);
        let start = Instant::now();
        let ended = Step::new("A step").try_run(&mut command).unwrap();
        assert!(ended.success && ended.text() == "done\n");
        assert!(start.elapsed() < Duration::from_secs(8), "the step waited for the daemon");
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let failure = Step::new("A step").run(&mut Command::new("no-such-program-here")).err().unwrap();
        assert!(failure.to_string().contains("no-such-program-here"), "{failure}");
    }
}
