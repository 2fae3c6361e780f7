//! A page of the library, and the mark that the next page begins after.

use hadal_domain::{ConversationId, ConversationSummary, Timestamp};
use std::fmt;
use std::str::FromStr;

/// Which conversations are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConversationQuery {
    /// Continue after this mark; `None` begins with the newest.
    pub before: Option<Cursor>,
    /// Rows wanted, from 1 to 500; others are taken as the nearest of these.
    pub limit: u32,
    /// Only titles that contain this, upper and lower case alike; blank is no filter.
    pub title_contains: Option<String>,
}

/// Conversations, newest first, without the archive and the trash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationPage {
    /// The rows.
    pub rows: Vec<ConversationSummary>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<Cursor>,
}

/// A place between two rows of the library. It stays right while rows come and go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub(crate) at: Timestamp,
    id: Option<ConversationId>,
}

impl Cursor {
    /// Before all rows.
    pub(crate) const NEWEST: Self = Self { at: Timestamp::from_millis(i64::MAX), id: None };

    pub(crate) const fn after(at: Timestamp, id: ConversationId) -> Self {
        Self { at, id: Some(id) }
    }

    pub(crate) fn id_bytes(&self) -> [u8; 16] {
        self.id.map_or([u8::MAX; 16], |id| *id.as_bytes())
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.id {
            Some(id) => write!(f, "{}.{id}", self.at.as_millis()),
            None => f.write_str("newest"),
        }
    }
}

/// A text that is not a cursor stood where one was wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor")]
pub struct CursorError;

impl FromStr for Cursor {
    type Err = CursorError;
    fn from_str(text: &str) -> Result<Self, CursorError> {
        if text == "newest" {
            return Ok(Self::NEWEST);
        }
        let (millis, id) = text.split_once('.').ok_or(CursorError)?;
        Ok(Self {
            at: Timestamp::from_millis(millis.parse().map_err(|_| CursorError)?),
            id: Some(id.parse().map_err(|_| CursorError)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_and_other_texts_are_refused() {
        let cursor = Cursor::after(Timestamp::from_millis(-5), ConversationId::new());
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        assert_eq!(Cursor::NEWEST.to_string().parse(), Ok(Cursor::NEWEST));
        assert_eq!("1.x".parse::<Cursor>(), Err(CursorError));
        assert_eq!("'; DROP TABLE".parse::<Cursor>(), Err(CursorError));
    }
}
