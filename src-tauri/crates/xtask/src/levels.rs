//! The levels of testing: what each needs, how each is run, how each is counted.

use crate::counts::{self, Counts};
use crate::failure::{Failure, Outcome};
use crate::node;
use crate::program;
use crate::step::{Ended, Step};
use crate::system::Purpose;
use crate::tools;
use crate::workspace::Workspace;

/// Keys and places of the person at this machine. No test may meet them.
const PERSONAL: &[&str] = &["DEEPSEEK_API_KEY", "HADAL_DATA_DIR", "HADAL_BASE_URL"];

/// A level, from the quick to the wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    Ui,
    Crates,
    App,
    Docs,
    Window,
    Browser,
}

/// How a level ended.
pub(crate) enum Result {
    /// It ran.
    Ran(Counts),
    /// It cannot run here, and why.
    Left(&'static str),
}

impl Level {
    /// All of them, in the order in which they run.
    pub(crate) const ALL: [Self; 6] = [Self::Ui, Self::Crates, Self::App, Self::Docs, Self::Window, Self::Browser];

    /// What it is called on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ui => "ui",
            Self::Crates => "crates",
            Self::App => "app",
            Self::Docs => "docs",
            Self::Window => "window",
            Self::Browser => "browser",
        }
    }

    /// The system packages it needs.
    pub(crate) fn purposes(self, workspace: &Workspace) -> &'static [Purpose] {
        match self {
            Self::Docs => &[Purpose::Build],
            Self::Crates => &[Purpose::Build, Purpose::Keychain, Purpose::Faults, Purpose::Files],
            Self::App => &[Purpose::Build, Purpose::Keychain],
            Self::Window => &[Purpose::Build, Purpose::Keychain, Purpose::Display, Purpose::Window],
            Self::Browser if node::has_script(workspace, "e2e") => &[Purpose::Build, Purpose::Browser],
            // A browser is large: nobody gets one for tests that are not there.
            Self::Ui | Self::Browser => &[],
        }
    }

    /// Whether it needs the workspace compiled.
    pub(crate) fn is_rust(self) -> bool {
        self != Self::Ui
    }

    /// Runs it.
    pub(crate) fn run(self, workspace: &Workspace) -> Outcome<Result> {
        match self {
            Self::Ui => ui(workspace).map(Result::Ran),
            Self::Crates => nextest(workspace, self, "not package(hadal)").map(Result::Ran),
            Self::App => app(workspace),
            Self::Docs => docs(workspace).map(Result::Ran),
            Self::Window => window(workspace),
            Self::Browser => browser(workspace),
        }
    }
}

/// Compiles everything that the levels run, tests included, in one go.
pub(crate) fn compile(workspace: &Workspace) -> Outcome<()> {
    node::build(workspace)?;
    tools::provide(workspace, &tools::NEXTEST)?;
    let mut words = vec!["build", "--all-targets"];
    words.extend(workspace.everything());
    Step::new("Compiling the app and its tests (some minutes the first time)")
        .advice("`cargo build --workspace --all-targets` shows it all")
        .run(&mut program::cargo_build(workspace, &words))?;
    Ok(())
}

fn ui(workspace: &Workspace) -> Outcome<Counts> {
    node::install(workspace)?;
    let report = workspace.target().join("vitest.json");
    drop(std::fs::remove_file(&report));
    let mut command = program::npm_bin(workspace, "vitest");
    command.current_dir(workspace.ui()).args(["run", "--reporter=default", "--reporter=json"]);
    command.arg(format!("--outputFile.json={}", report.display()));
    let ended = run_tests("Level ui: the page's unit tests", command)?;
    let text = std::fs::read_to_string(&report).unwrap_or_default();
    Ok(Counts::judged(counts::vitest(&text), ended.success))
}

fn app(workspace: &Workspace) -> Outcome<Result> {
    let filter = if has_window_tests(workspace) { "package(hadal) - binary(e2e)" } else { "package(hadal)" };
    nextest(workspace, Level::App, filter).map(Result::Ran)
}

fn docs(workspace: &Workspace) -> Outcome<Counts> {
    let mut command = program::cargo_build(workspace, &["test", "--doc", "--no-fail-fast"]);
    command.args(workspace.everything());
    let ended = run_tests("Level docs: the examples in the documentation", command)?;
    Ok(Counts::judged(counts::libtest(&ended.text()), ended.success))
}

fn window(workspace: &Workspace) -> Outcome<Result> {
    if !cfg!(target_os = "linux") {
        return Ok(Result::Left("the web view can be driven on Linux only"));
    }
    if !has_window_tests(workspace) {
        return Ok(Result::Left("there are no window tests"));
    }
    nextest(workspace, Level::Window, "package(hadal) & binary(e2e)").map(Result::Ran)
}

fn browser(workspace: &Workspace) -> Outcome<Result> {
    if !node::has_script(workspace, "e2e") {
        return Ok(Result::Left("there are no browser tests"));
    }
    // The names that the script looks for.
    if !["chromium", "chromium-browser", "google-chrome"].iter().any(|name| program::exists(name)) {
        return Ok(Result::Left("there is no Chromium"));
    }
    let mut command = program::npm(workspace, &["run", "e2e"]);
    command.env("HADAL_DEVHOST", workspace.built("hadal-devhost"));
    let ended = run_tests("Level browser: the page in Chromium over the true backend", command)?;
    Ok(Result::Ran(Counts::judged(counts::spoken(&ended.text()), ended.success)))
}

fn has_window_tests(workspace: &Workspace) -> bool {
    workspace.has_target("hadal", "test", "e2e")
}

/// Runs the Rust tests that a filter names. The window's tests bring a display, a bus and a keychain of their own: no
/// window opens on the user's screen, and no key goes into the user's keychain.
fn nextest(workspace: &Workspace, level: Level, filter: &str) -> Outcome<Counts> {
    let program = tools::provide(workspace, &tools::NEXTEST)?;
    let mut command = program::command(workspace, program);
    command.args(["nextest", "run", "--no-fail-fast", "--no-tests=pass"]);
    command.args(workspace.everything()).args(["--filterset", filter]);
    if program::is_ci() {
        command.arg("--locked");
    }
    let ended = run_tests(&format!("Level {}: {}", level.name(), about(level)), command)?;
    Ok(Counts::judged(counts::nextest(&ended.text()), ended.success))
}

fn about(level: Level) -> &'static str {
    match level {
        Level::Crates => "the headless crates",
        Level::App => "the app without a display",
        _ => "the real window on a virtual display",
    }
}

fn run_tests(title: &str, mut command: std::process::Command) -> Outcome<Ended> {
    for name in PERSONAL {
        command.env_remove(name);
    }
    Step::new(title).shown().try_run(&mut command)
}

/// The levels that the words name; all if there are none.
pub(crate) fn chosen(words: &[String]) -> Outcome<Vec<Level>> {
    for word in words {
        if Level::ALL.iter().all(|level| level.name() != word) {
            let names: Vec<_> = Level::ALL.iter().map(|level| level.name()).collect();
            return Err(
                Failure::new(format!("There is no level `{word}`.")).advice(format!("levels: {}", names.join(" ")))
            );
        }
    }
    let wanted = |level: &&Level| words.is_empty() || words.iter().any(|word| word == level.name());
    Ok(Level::ALL.iter().filter(wanted).copied().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_levels_run_in_their_order_and_no_word_means_all() {
        let words = ["window".to_owned(), "ui".to_owned()];
        assert_eq!(chosen(&words).unwrap(), [Level::Ui, Level::Window]);
        assert_eq!(chosen(&[]).unwrap(), Level::ALL);
    }

    #[test]
    fn an_unknown_level_is_told_with_those_that_exist() {
        let failure = chosen(&["unit".to_owned()]).unwrap_err().to_string();
        assert!(failure.contains("`unit`") && failure.contains("ui crates app docs window browser"), "{failure}");
    }
}
