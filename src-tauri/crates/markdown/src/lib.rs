//! Growing Markdown text becomes typed blocks, patch by patch.

mod autolink;
mod build;
mod caps;
mod closing;
mod cut;
mod diff;
mod document;
mod fence;
mod flank;
mod formula;
mod frame;
mod held;
mod html;
mod leaf;
mod level;
mod link;
mod merge;
mod node;
mod open;
mod outline;
mod patch;
mod place;
mod span;
mod stream;
mod structure;
mod survey;
mod tail;
mod text;
mod unicode;
mod veil;

pub use document::parse;
pub use html::{LinePainter, NoPaint, Paint, html};
pub use node::{Alert, Align, Block, Cell, Inline, ListItem, OmitReason};
pub use patch::{Flag, Op, Parts, Patch};
pub use stream::Stream;
pub use text::plain_text;
