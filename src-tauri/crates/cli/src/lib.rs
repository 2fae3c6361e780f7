//! The app without a window, for scripts and tests: `hadal ask`, `list`, `search`, `show`, `export`,
//! `import`, `render`.
//!
//! Exit codes: 0 all is well; 1 it failed, nothing usable came; 2 the command line is wrong; 3 an answer was cut, what
//! came is printed and kept; 130 stopped by Ctrl-C. What a person reads about a failure goes to stderr.

mod args;
mod ask;
mod events;
mod exit;
mod export;
mod import;
mod list;
mod output;
mod progress;
mod render;
mod search;
mod show;
mod signals;
mod start;
mod words;

pub use args::{Args, Command};
pub use exit::Exit;
pub use start::run;
pub use words::sentence;
