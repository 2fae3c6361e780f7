//! The blocks as HTML, for exports: the window never sees it.
//!
//! Elements and attributes are those written here and no others; every string of a text is escaped. What comes out then
//! goes through a second fence (`html/guard.rs`), so that one mistake here is not enough.
//!
//! Formulas keep their LaTeX source, as Pandoc writes it for its readers: `<span class="math inline">\(x\)</span>`.
//! Whoever turns the HTML into something else draws them, or shows the source.

mod blocks;
mod guard;
mod inlines;
mod paint;
mod writer;

use crate::node::Block;
pub use paint::{LinePainter, NoPaint, Paint};
use writer::Writer;

/// `blocks` as a piece of HTML: what belongs into a `<body>`.
///
/// Code gets the colours of `paint` as classes (`tok-keyword`); [`NoPaint`] leaves it plain. Of a text that would become
/// more than 16 MiB, the end is left out and three dots stand there instead.
#[must_use]
pub fn html(blocks: &[Block], paint: &dyn Paint) -> String {
    let mut out = Writer::new();
    blocks::write_all(&mut out, blocks, paint);
    guard::clean(&out.finish())
}
