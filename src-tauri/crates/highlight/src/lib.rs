//! Lines of code in, runs of token classes out.
//!
//! Colours are the window's business: what leaves here are classes and lengths, never the text again. A [`Code`] keeps
//! its state from line to line, so that a block that grows costs its new lines only. Regular expressions are compiled
//! when a language is first used, most of them when its first block is begun (0.5 s for TypeScript, 0.7 s for assembly in
//! a development build): this belongs on a thread that may be busy, and a block is best begun when its fence opens.

mod class;
mod code;
mod grammar;
mod language;
mod limits;
mod powershell;
mod scopes;

pub use class::{Run, TokenClass};
pub use code::Code;
pub use language::{file_extension, is_known};
pub use limits::Limits;
