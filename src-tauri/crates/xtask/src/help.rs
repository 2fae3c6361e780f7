//! What each command does, for people who ask or mistype.

use std::process::ExitCode;

/// Name, one line, and the longer text of every command.
const COMMANDS: &[(&str, &str, &str)] = &[
    (
        "run",
        "install what is missing, build the app and open it",
        "cargo xtask run [--once | --keep] [-- ARGUMENTS FOR THE APP]

Installs what is missing (on Debian and Ubuntu with apt-get, as root or through sudo; elsewhere it
names the parts), builds the window's page and the app, and opens it.

Without a display it starts a virtual one and takes a screenshot: target/screens/run.png. The app
then stays open until Ctrl-C; in CI, or when nobody sits at a terminal, it is closed after the
screenshot.

  --once   close the app after the screenshot
  --keep   keep it open, also without a terminal",
    ),
    (
        "test",
        "install what the tests need and run every level; the last line is `N passed, N failed`",
        "cargo xtask test [LEVEL…]

Levels, in this order (all of them if none is named):
  ui        unit tests of the window's page (vitest)
  crates    the headless crates (cargo nextest)
  app       the app's integration tests without a display (cargo nextest)
  docs      the examples in the documentation (cargo test --doc)
  window    the real window on a virtual display with a real keychain (Linux only)
  browser   the page in Chromium over the true backend

A level that ends without counts is one failure. The other levels still run.",
    ),
    (
        "check",
        "the fast gates: format, lints, layers, licences, types, spelling",
        "cargo xtask check [--keep-going] [GATE…]

Gates, in this order (all of them if none is named): paths fmt layers headless types machete typos
ui-lint ui-types clippy docs deny. The first failure stops, unless --keep-going is given.
Tools that are missing are built once into target/tools.",
    ),
    (
        "types",
        "write the TypeScript contract anew from the Rust crate `wire`",
        "cargo xtask types

Writes ui/src/bridge/generated/contract.ts.",
    ),
    (
        "web",
        "serve the same window to an ordinary browser, on loopback (development only)",
        "cargo xtask web [--port N] [--data-dir DIR] [--base-url URL]

Builds the page if it changed and starts the dev host. No release contains it.",
    ),
    (
        "package",
        "build the release and a .deb",
        "cargo xtask package

Builds the release with link-time optimisation (about ten minutes on two cores) and the package
under target/release/bundle/deb. Install it with `apt install ./FILE.deb`.",
    ),
    (
        "bench",
        "run a benchmark by name",
        "cargo xtask bench NAME

Without a name it lists the benchmarks that exist.",
    ),
    (
        "screens",
        "take the screenshots of the window's page",
        "cargo xtask screens [ARGUMENTS FOR THE SCRIPT]

Runs ui/screens.mjs; pictures land in target/screens.",
    ),
];

/// Prints the text of one command, or the list.
pub(crate) fn print(name: &str) -> ExitCode {
    match COMMANDS.iter().find(|(known, ..)| *known == name) {
        Some((_, _, text)) => println!("{text}"),
        None => println!("{}", list()),
    }
    ExitCode::SUCCESS
}

/// Tells that there is no such command, with the list.
pub(crate) fn unknown(name: &str) -> ExitCode {
    eprintln!("There is no `cargo xtask {name}`.\n\n{}", list());
    ExitCode::from(2)
}

fn list() -> String {
    let mut out = String::from("cargo xtask COMMAND\n\n");
    for (name, line, _) in COMMANDS {
        out.extend(["  ", &format!("{name:<8}"), " ", line, "\n"]);
    }
    out.push_str("\n`cargo xtask COMMAND --help` tells more.");
    out
}
