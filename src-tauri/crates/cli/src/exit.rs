//! Exit codes, as the README documents them.

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0.
    Well,
    /// 1: it failed, nothing usable came.
    Failed,
    /// 3: an answer was cut; what came is printed and kept.
    Cut,
    /// 130: stopped by Ctrl-C; what came is printed and kept.
    Stopped,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Well => Self::SUCCESS,
            Exit::Failed => Self::from(1),
            Exit::Cut => Self::from(3),
            Exit::Stopped => Self::from(130),
        }
    }
}
