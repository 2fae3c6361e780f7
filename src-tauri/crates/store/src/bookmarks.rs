//! Bookmarks: a mark with its time on a message.

use crate::row::{Id, Millis, Word};
use crate::{Store, StoreError, conversations};
use hadal_domain::{ConversationId, MessageId, Role, Timestamp};
use rusqlite::{OptionalExtension, params};

/// A message that carries a bookmark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bookmark {
    /// The message.
    pub message: MessageId,
    /// Where it stands.
    pub conversation: ConversationId,
    /// The title of that.
    pub title: String,
    /// Who speaks.
    pub role: Role,
    /// The beginning of the text.
    pub beginning: String,
    /// When the message was made.
    pub created_at: Timestamp,
    /// When it was bookmarked.
    pub at: Timestamp,
}

/// Characters of a text that are read for its beginning.
pub(crate) const BEGINNING_CHARS: u32 = 400;

impl Store {
    /// Bookmarks a message, or takes its bookmark away.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such message; see [`StoreError`].
    pub async fn bookmark(&self, message: MessageId, at: Option<Timestamp>) -> Result<(), StoreError> {
        self.change(move |change| {
            let conversation = change
                .tx
                .prepare_cached(
                    "UPDATE messages SET bookmarked_at = ?2, rev = ?3 WHERE id = ?1 AND deleted_at IS NULL
                     RETURNING conversation_id",
                )?
                .query_row(params![Id(message), at.map(Timestamp::as_millis), change.rev], |row| row.get(0))
                .optional()?;
            let Id(conversation) = conversation.ok_or(StoreError::NotFound)?;
            conversations::note_change(change, conversation)
        })
        .await
    }

    /// The newest bookmarks, without the trash; at most so many.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn bookmarks(&self, limit: u32) -> Result<Vec<Bookmark>, StoreError> {
        self.read(move |db| {
            let all = db
                .prepare_cached(
                    "SELECT m.id, m.conversation_id, c.title, m.role, m.created_at, m.bookmarked_at,
                        coalesce((SELECT substr(p.text, 1, ?2) FROM parts AS p
                            WHERE p.message_id = m.id AND p.position = 1), '')
                     FROM messages AS m JOIN conversations AS c ON c.id = m.conversation_id
                     WHERE m.bookmarked_at IS NOT NULL AND m.deleted_at IS NULL AND c.deleted_at IS NULL
                     ORDER BY m.bookmarked_at DESC, m.id DESC LIMIT ?1",
                )?
                .query_map(params![limit, BEGINNING_CHARS], |row| {
                    Ok(Bookmark {
                        message: row.get::<_, Id<_>>(0)?.0,
                        conversation: row.get::<_, Id<_>>(1)?.0,
                        title: row.get(2)?,
                        role: row.get::<_, Word<_>>(3)?.0,
                        created_at: row.get::<_, Millis>(4)?.0,
                        at: row.get::<_, Millis>(5)?.0,
                        beginning: row.get(6)?,
                    })
                })?
                .collect::<Result<_, _>>()?;
            Ok(all)
        })
        .await
    }
}
