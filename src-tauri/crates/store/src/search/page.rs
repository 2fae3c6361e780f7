//! A question to the history, a page of hits, and the mark that the next page begins after.

use crate::CursorError;
use hadal_domain::{ConversationId, FolderId, MessageId, ModelId, Role, TagId, Timestamp};
use std::fmt;
use std::str::FromStr;

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SearchQuery {
    /// What was typed so far. All words must be there; words of letters match longer ones that begin with them, from
    /// three letters on; characters of Chinese, Japanese and Korean match anywhere; `"…"` keeps words together and whole.
    /// Case, accents, full and half width are alike. Beyond 64 words nothing is read.
    pub text: String,
    /// What hits must be besides. With filters on messages and no text, the newest messages that fit are found.
    pub filters: SearchFilters,
    /// Hits wanted, from 1 to 100; others are taken as the nearest of these.
    pub limit: u32,
    /// Continue after this mark; `None` begins with the best.
    pub before: Option<SearchCursor>,
}

/// What hits must be besides. Titles are found only while no filter asks for something a title does not have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SearchFilters {
    /// Only messages of this conversation.
    pub conversation: Option<ConversationId>,
    /// Only conversations in this folder, not in those below it.
    pub folder: Option<FolderId>,
    /// Only conversations with this tag.
    pub tag: Option<TagId>,
    /// Only messages of this speaker.
    pub role: Option<Role>,
    /// Only answers that were asked of this model.
    pub model: Option<ModelId>,
    /// Only what was made at this instant or later.
    pub after: Option<Timestamp>,
    /// Only what was made before this instant.
    pub before: Option<Timestamp>,
    /// Only messages with a fenced block of code.
    pub has_code: bool,
}

/// Hits, the best first: what has the words as they were typed, what is recent, what speaks most of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchPage {
    /// The hits.
    pub hits: Vec<Hit>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<SearchCursor>,
    /// All of the history is in the index. `false` for a while after an update that changed how words are cut.
    pub complete: bool,
}

/// A message or a title that was found. Nothing in the trash is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The conversation.
    pub conversation: ConversationId,
    /// The message; `None` when the conversation's title was found.
    pub message: Option<MessageId>,
    /// The conversation's title.
    pub title: String,
    /// The place where it was found, in plain text on one line; of the title when that was found.
    pub snippet: Vec<SnippetPart>,
    /// Who speaks; `None` for a title.
    pub role: Option<Role>,
    /// When the message was made, or when something was last said in the conversation.
    pub at: Timestamp,
}

/// A piece of a snippet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnippetPart {
    /// The text.
    pub text: String,
    /// It is what was looked for.
    pub hit: bool,
}

/// A place between two hits of one search. What is written meanwhile does not come into the pages that follow, but for
/// words that are longer than the one that was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchCursor {
    /// The documents that are ranked together lie below this one.
    pub(crate) top: i64,
    /// Rank and key of the last hit that was given.
    pub(crate) last: Option<(u32, i64)>,
    /// They are not the newest that match.
    pub(crate) later: bool,
    /// Which of all that match they are.
    pub(crate) part: Part,
}

/// What is looked at before and after, when the last word may grow and is common as it was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// All that match.
    All,
    /// First those with the words as they were typed.
    Typed,
    /// Then those that have them only as the beginning of longer ones.
    Longer,
}

impl fmt::Display for SearchCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = match self.part {
            Part::All => 0,
            Part::Typed => 2,
            Part::Longer => 4,
        };
        write!(f, "{}.{}", part + u8::from(self.later), self.top)?;
        match self.last {
            Some((rank, key)) => write!(f, ".{rank}.{key}"),
            None => Ok(()),
        }
    }
}

impl FromStr for SearchCursor {
    type Err = CursorError;
    fn from_str(text: &str) -> Result<Self, CursorError> {
        fn number<T: FromStr>(text: &str) -> Result<T, CursorError> {
            text.parse().map_err(|_| CursorError)
        }
        let parts: Vec<&str> = text.split('.').collect();
        let (kind, top, last) = match *parts.as_slice() {
            [kind, top] => (kind, top, None),
            [kind, top, rank, key] => (kind, top, Some((number(rank)?, number(key)?))),
            _ => return Err(CursorError),
        };
        let kind: u8 = number(kind)?;
        let part = match kind / 2 {
            0 => Part::All,
            1 => Part::Typed,
            2 => Part::Longer,
            _ => return Err(CursorError),
        };
        Ok(Self { later: kind % 2 == 1, top: number(top)?, last, part })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_and_other_texts_are_refused() {
        let first = SearchCursor { top: i64::MAX, last: Some((7, -3)), later: false, part: Part::All };
        let typed = SearchCursor { part: Part::Typed, ..first };
        for cursor in [SearchCursor { top: 9, last: None, later: true, part: Part::Longer }, typed, first] {
            assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }
        for text in ["", "x", "1", "6.1", "1.2.3", "1.2.3.4.5", "1.2.-2.3", "'"] {
            assert_eq!(text.parse::<SearchCursor>(), Err(CursorError), "{text}");
        }
    }
}
