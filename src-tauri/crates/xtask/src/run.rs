//! `cargo xtask run`: from a fresh clone to the open app.

use std::path::Path;
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::time::Duration;

use crate::display::{VirtualDisplay, end, spawn_tied};
use crate::failure::{Failure, Outcome};
use crate::node;
use crate::program;
use crate::step::{self, Step};
use crate::system::{self, Purpose};
use crate::workspace::Workspace;

/// How long the window may take to paint. A warm start takes below one second; a cold disk some more.
const PAINT_LIMIT: Duration = Duration::from_mins(1);

/// Installs, builds, opens.
pub(crate) fn run(words: &[String]) -> Outcome<ExitCode> {
    let wish = Wish::read(words)?;
    let workspace = Workspace::open()?;
    let has_display = system::has_display();
    let purposes: &[Purpose] = if has_display { &[Purpose::Build] } else { &[Purpose::Build, Purpose::Display] };
    system::provide(&workspace, purposes)?;
    build(&workspace)?;
    let mut app = program::command(&workspace, workspace.built("hadal"));
    app.args(&wish.app);
    if has_display { open(&mut app) } else { open_on_virtual(&workspace, &mut app, wish.closes()) }
}

/// Builds the page and the app in the dev profile.
fn build(workspace: &Workspace) -> Outcome<()> {
    node::build(workspace)?;
    let mut words = vec!["build", "--bin", "hadal"];
    words.extend(workspace.shared_build());
    Step::new("Building the app (some minutes the first time)")
        .advice("the lines above tell what did not compile; `cargo build` alone shows it all")
        .run(&mut program::cargo_build(workspace, &words))?;
    Ok(())
}

/// What the words ask for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Wish {
    once: bool,
    keep: bool,
    app: Vec<String>,
}

impl Wish {
    fn read(words: &[String]) -> Outcome<Self> {
        let mut wish = Self::default();
        let mut rest = words.iter();
        for word in rest.by_ref() {
            match word.as_str() {
                "--once" => wish.once = true,
                "--keep" => wish.keep = true,
                "--" => break,
                other => {
                    return Err(Failure::new(format!("`run` does not know `{other}`."))
                        .advice("what is for the app goes behind `--`: cargo xtask run -- --data-dir DIR"));
                }
            }
        }
        wish.app = rest.cloned().collect();
        Ok(wish)
    }

    /// Whether the app is closed after the screenshot: nobody would be there to press Ctrl-C.
    fn closes(&self) -> bool {
        self.once || (!self.keep && (program::is_ci() || !step::is_terminal()))
    }
}

fn open(app: &mut Command) -> Outcome<ExitCode> {
    println!("▸ Opening Hadal");
    let status = app
        .stdin(Stdio::inherit())
        .status()
        .map_err(|error| Failure::new(format!("The app does not start: {error}.")))?;
    ended(status)
}

fn open_on_virtual(workspace: &Workspace, app: &mut Command, closes: bool) -> Outcome<ExitCode> {
    println!("▸ There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set): starting a virtual one");
    let display = VirtualDisplay::start(workspace)?;
    display.dress(app);
    let mut child = spawn_tied(app)?;
    let picture = workspace.screens()?.join("run.png");
    let outcome = watch(&display, &mut child, &picture, closes);
    end(&mut child);
    outcome
}

fn watch(display: &VirtualDisplay, app: &mut Child, picture: &Path, closes: bool) -> Outcome<ExitCode> {
    let painted = display.wait_for_paint(app, PAINT_LIMIT);
    if let Ok(Some(status)) = app.try_wait() {
        if status.success() {
            return Ok(ExitCode::SUCCESS);
        }
        return Err(Failure::new(format!("The app ended before its window was painted ({status})."))
            .advice("its own words are above"));
    }
    display.screenshot(picture)?;
    println!("  ✓ The window is on the virtual display {}. Screenshot: {}", display.name(), picture.display());
    if !painted {
        let limit = PAINT_LIMIT.as_secs();
        return Err(Failure::new(format!("The window painted nothing within {limit} seconds."))
            .advice("the screenshot shows what was there"));
    }
    if closes {
        println!("  Closing the app: nobody is at a terminal, or --once was given (--keep leaves it open).");
        return Ok(ExitCode::SUCCESS);
    }
    println!("  The app stays open. Ctrl-C ends it.");
    let status = app.wait().map_err(|error| Failure::new(format!("The app is lost: {error}.")))?;
    ended(status)
}

fn ended(status: ExitStatus) -> Outcome<ExitCode> {
    if status.success() {
        return Ok(ExitCode::SUCCESS);
    }
    match status.code().and_then(|code| u8::try_from(code).ok()) {
        Some(code) => Ok(ExitCode::from(code)),
        None => Err(Failure::new(format!("The app ended badly ({status})."))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn what_stands_behind_the_dashes_is_for_the_app() {
        let wish = Wish::read(&words("--once -- --data-dir d --once")).unwrap();
        assert!(wish.once);
        assert_eq!(wish.app, ["--data-dir", "d", "--once"]);
    }

    #[test]
    fn a_word_for_the_app_before_the_dashes_is_refused_with_the_way_to_write_it() {
        let failure = Wish::read(&words("--data-dir d")).unwrap_err().to_string();
        assert!(failure.contains("--data-dir") && failure.contains("behind `--`"), "{failure}");
    }

    #[test]
    fn once_closes_and_keep_does_not() {
        assert!(Wish::read(&words("--once")).unwrap().closes());
        assert!(!Wish::read(&words("--keep")).unwrap().closes());
    }
}
