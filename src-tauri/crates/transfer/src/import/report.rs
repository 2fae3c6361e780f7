//! What came of an import: what was found, and by name what could not be read and why.

use super::{Imported, Source};
use std::fmt;

/// So many problems are told one by one; the others are counted.
pub const PROBLEMS_MAX: usize = 1000;

const PLACE_MAX_CHARS: usize = 200;

/// What was found in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Conversations handed over.
    pub conversations: u64,
    /// Their messages.
    pub messages: u64,
    /// Whose they were, in the order of their first appearance.
    pub sources: Vec<Source>,
    /// What could not be read, by conversation or place; at most [`PROBLEMS_MAX`].
    pub problems: Vec<ImportProblem>,
    /// Problems beyond those.
    pub more_problems: u64,
    /// The caller broke off.
    pub stopped: bool,
}

/// Something that was not taken over as it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportProblem {
    /// The conversation's title, or where in the file.
    pub place: String,
    /// What the matter was.
    pub reason: Reason,
}

/// Why something was not taken over as it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// Not a file of a kind that is known here.
    Unknown,
    /// Not JSON, or broken; in the parser's words.
    Broken(String),
    /// The file ends in the middle.
    CutOff,
    /// More than is read, or packed more tightly than any conversation.
    TooLarge,
    /// The packed file is damaged or in a way that is not read.
    Packed(String),
    /// Bytes that are no text stood in it; `\u{fffd}` stands for them.
    Encoding,
    /// A field is missing or of another kind; the conversation is left out.
    Field(&'static str),
    /// No message with text was in it; left out.
    Empty,
    /// The same conversation stood in the file before; left out.
    Twice,
    /// So many messages had an id that another one has; the first is kept.
    TwiceMessages(u64),
    /// So many messages followed one that is not there; they stand at the beginning.
    Orphans(u64),
    /// So many messages were their own ancestors; they stand at the beginning.
    Circles(u64),
    /// So many messages could not be read; what follows them hangs on those before.
    Messages(u64),
    /// So many parts (pictures, tool results) are not text; left out.
    Parts(u64),
    /// So many files were named: their names are kept, their content is not in such a file.
    Files(u64),
}

impl Reason {
    /// The conversation, or more, was left out because of it.
    #[must_use]
    pub const fn is_loss_of_conversation(&self) -> bool {
        !matches!(
            self,
            Self::Encoding
                | Self::TwiceMessages(_)
                | Self::Orphans(_)
                | Self::Circles(_)
                | Self::Messages(_)
                | Self::Parts(_)
                | Self::Files(_)
        )
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("not an export that Hadal knows"),
            Self::Broken(words) => write!(f, "not readable: {words}"),
            Self::CutOff => f.write_str("the file ends in the middle of it"),
            Self::TooLarge => f.write_str("larger than what is read"),
            Self::Packed(words) => write!(f, "the archive is not readable: {words}"),
            Self::Encoding => f.write_str("some bytes are no text and were replaced"),
            Self::Field(name) => write!(f, "the field {name} is missing or of another kind"),
            Self::Empty => f.write_str("there is no message in it"),
            Self::Twice => f.write_str("it stands in the file twice; the first is kept"),
            Self::TwiceMessages(n) => write!(f, "messages whose id another has, left out: {n}"),
            Self::Orphans(n) => write!(f, "messages whose predecessor is missing, put at the beginning: {n}"),
            Self::Circles(n) => write!(f, "messages that follow themselves, put at the beginning: {n}"),
            Self::Messages(n) => write!(f, "messages that are not readable, left out: {n}"),
            Self::Parts(n) => write!(f, "parts that are not text, left out: {n}"),
            Self::Files(n) => write!(f, "files whose name was kept but whose content is not in the export: {n}"),
        }
    }
}

impl ImportReport {
    pub(super) fn note(&mut self, place: &str, reason: Reason) {
        if self.problems.len() >= PROBLEMS_MAX {
            self.more_problems += 1;
            return;
        }
        let place = place.chars().filter(|c| !c.is_control()).take(PLACE_MAX_CHARS).collect();
        self.problems.push(ImportProblem { place, reason });
    }

    pub(super) fn count(&mut self, found: &Imported) {
        self.conversations += 1;
        self.messages += found.messages.len() as u64;
        if !self.sources.contains(&found.source) {
            self.sources.push(found.source);
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.conversations == 0 && self.problems.is_empty()
    }
}
