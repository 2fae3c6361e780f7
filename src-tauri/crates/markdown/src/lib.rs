//! Growing Markdown text becomes typed blocks, patch by patch.

mod node;
mod patch;

pub use node::{Alert, Align, Block, Cell, Inline, ListItem, OmitReason};
pub use patch::{Op, Patch};
