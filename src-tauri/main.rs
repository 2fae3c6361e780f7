//! The program `hadal`: a window, or a command without one.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    hadal_shell::main()
}
