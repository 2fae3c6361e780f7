//! Growing Markdown text becomes typed blocks, patch by patch.

mod autolink;
mod build;
mod caps;
mod closing;
mod diff;
mod document;
mod fence;
mod flank;
mod formula;
mod frame;
mod held;
mod html;
mod leaf;
mod link;
mod node;
mod patch;
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
pub use patch::{Op, Patch};
pub use stream::Stream;
pub use text::plain_text;
