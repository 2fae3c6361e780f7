//! `cargo xtask …`: every command of the project that is more than plain cargo, on every machine the same.

mod bench;
mod check;
mod counts;
mod display;
mod failure;
mod help;
mod levels;
mod node;
mod notices;
mod package;
mod program;
mod run;
mod screens;
mod step;
mod system;
mod test;
mod tools;
mod types;
mod web;
mod workspace;

use std::process::ExitCode;

use failure::Outcome;

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let name = words.next().unwrap_or_default();
    let rest: Vec<String> = words.collect();
    if rest.iter().take_while(|word| *word != "--").any(|word| word == "--help" || word == "-h") {
        return help::print(&name);
    }
    let outcome = match name.as_str() {
        "run" => run::run(&rest),
        "test" => test::run(&rest),
        "check" => check::run(&rest),
        "types" => types::run(&rest),
        "web" => web::run(&rest),
        "package" => package::run(&rest),
        "bench" => bench::run(&rest),
        "screens" => screens::run(&rest),
        "" | "help" | "--help" | "-h" => return help::print(rest.first().map_or("", String::as_str)),
        other => return help::unknown(other),
    };
    close(outcome)
}

/// A failure is told in full on stderr; the exit code says only that there was one.
fn close(outcome: Outcome<ExitCode>) -> ExitCode {
    match outcome {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("\n{failure}");
            ExitCode::FAILURE
        }
    }
}
