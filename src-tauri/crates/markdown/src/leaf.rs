//! What is done to a finished run of inlines: bare addresses become links, and a display formula
//! on a line of its own becomes a block.

use crate::autolink::{self, Piece};
use crate::caps::Ledger;
use crate::link::{self, Address};
use crate::node::{Block, Inline};

/// Turns bare addresses in the texts of `inlines` into links. `open_end`: the run is the end of a
/// growing text.
pub(crate) fn with_addresses(inlines: Vec<Inline>, open_end: bool, ledger: &mut Ledger) -> Vec<Inline> {
    let mut out = Vec::with_capacity(inlines.len());
    let last = inlines.len().saturating_sub(1);
    for (index, inline) in inlines.into_iter().enumerate() {
        match inline {
            Inline::Text { text } if text.contains("//") || text.contains("www.") || text.contains("WWW.") => {
                addresses(&mut out, &text, open_end && index == last, ledger);
            }
            other => out.push(other),
        }
    }
    out
}

fn addresses(out: &mut Vec<Inline>, text: &str, open_end: bool, ledger: &mut Ledger) {
    for piece in autolink::pieces(text, open_end) {
        let (text, address) = match piece {
            Piece::Text(text) => (text, None),
            Piece::Link(text, address) => (text, Some(address)),
        };
        match (out.last_mut(), address.filter(|_| ledger.link())) {
            (_, Some(Address { href, host })) => {
                if ledger.node() {
                    let warn = link::names_another_host(text, &host);
                    let children = vec![Inline::Text { text: text.to_owned() }];
                    out.push(Inline::Link { href, host, warn, children });
                }
            }
            (Some(Inline::Text { text: before }), None) => before.push_str(text),
            (_, None) => out.push(Inline::Text { text: text.to_owned() }),
        }
    }
}

/// One paragraph as blocks: cut where a display formula has its line to itself. `open` says that
/// the last formula still waits for its closing delimiter.
pub(crate) fn paragraphs(inlines: Vec<Inline>, open: bool) -> Vec<Block> {
    if !inlines.iter().any(|inline| matches!(inline, Inline::DisplayMath { .. })) {
        return if inlines.is_empty() { Vec::new() } else { vec![Block::Paragraph { inlines }] };
    }
    let mut blocks = Vec::new();
    let mut run: Vec<Inline> = Vec::new();
    let mut rest = inlines.into_iter().peekable();
    while let Some(inline) = rest.next() {
        let begins_line = run.last().is_none_or(is_break);
        match inline {
            Inline::DisplayMath { tex } if begins_line && rest.peek().is_none_or(is_break) => {
                if run.last().is_some_and(is_break) {
                    run.pop();
                }
                if !run.is_empty() {
                    blocks.push(Block::Paragraph { inlines: std::mem::take(&mut run) });
                }
                rest.next();
                let closed = !(open && rest.peek().is_none());
                blocks.push(Block::Math { tex, closed });
            }
            other => run.push(other),
        }
    }
    if !run.is_empty() {
        blocks.push(Block::Paragraph { inlines: run });
    }
    blocks
}

fn is_break(inline: &Inline) -> bool {
    matches!(inline, Inline::SoftBreak | Inline::HardBreak)
}
