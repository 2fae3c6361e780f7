//! The parser's words in ours.

use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind};

use crate::frame::Kind;
use crate::node::{Alert, Align};

/// A code block of the parser.
pub(super) fn code(kind: CodeBlockKind<'_>, range: Range<usize>) -> Kind {
    match kind {
        CodeBlockKind::Indented => Kind::Code { language: None, text: String::new(), fence: None },
        CodeBlockKind::Fenced(info) => {
            Kind::Code { language: language(&info), text: String::new(), fence: Some(range) }
        }
    }
}

/// The language of an info string, if its first word looks like the name of one. A comma ends the
/// word too: `rust,ignore`.
pub(crate) fn language(info: &str) -> Option<String> {
    let word = info.split([' ', '\t', ',']).find(|word| !word.is_empty())?.to_lowercase();
    let plain = word
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'+' | b'#' | b'.' | b'_' | b'-'));
    (plain && word.len() <= 32).then_some(word)
}

pub(super) fn alert(kind: BlockQuoteKind) -> Alert {
    match kind {
        BlockQuoteKind::Note => Alert::Note,
        BlockQuoteKind::Tip => Alert::Tip,
        BlockQuoteKind::Important => Alert::Important,
        BlockQuoteKind::Warning => Alert::Warning,
        BlockQuoteKind::Caution => Alert::Caution,
    }
}

pub(super) fn column(align: Alignment) -> Align {
    match align {
        Alignment::None => Align::None,
        Alignment::Left => Align::Left,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::Right,
    }
}
