//! The tree of a conversation's messages without their texts: what a map of it shows.

use crate::bookmarks::BEGINNING_CHARS;
use crate::messages::usage_of;
use crate::row::{Id, Millis, Word};
use crate::{Store, StoreError};
use hadal_domain::{ConversationId, MessageId, ModelId, Role, Status, Timestamp, Usage};
use rusqlite::params;

/// A message in the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeNode {
    /// The message.
    pub id: MessageId,
    /// What it follows.
    pub parent: Option<MessageId>,
    /// Who speaks.
    pub role: Role,
    /// What became of it.
    pub status: Status,
    /// The model that was asked.
    pub model: Option<ModelId>,
    /// The model that answered.
    pub served_model: Option<String>,
    /// Tokens, if the API counted them.
    pub usage: Option<Usage>,
    /// When it was made.
    pub created_at: Timestamp,
    /// A standby answered, and not the endpoint.
    pub is_standby: bool,
    /// It carries a bookmark.
    pub is_bookmarked: bool,
    /// It is on the path that is shown.
    pub is_shown: bool,
    /// The beginning of its text; empty while it is being written.
    pub beginning: String,
}

impl Store {
    /// The tree of a conversation in the order in which its messages were made; empty if there is none of this id.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn tree(&self, conversation: ConversationId) -> Result<Vec<TreeNode>, StoreError> {
        self.read(move |db| {
            let nodes = db
                .prepare_cached(
                    "SELECT m.id, m.parent_id, m.role, m.status, m.model, m.served_model, m.created_at,
                        m.served_by IS NOT NULL AS is_standby, m.bookmarked_at IS NOT NULL AS is_bookmarked, m.on_path, m.prompt_tokens, m.completion_tokens,
                        m.cache_hit_tokens, m.cache_miss_tokens, m.reasoning_tokens,
                        coalesce(substr(p.text, 1, ?2), '') AS beginning
                     FROM messages AS m LEFT JOIN parts AS p ON p.message_id = m.id AND p.position = 1
                     WHERE m.conversation_id = ?1 AND m.deleted_at IS NULL ORDER BY m.id",
                )?
                .query_map(params![Id(conversation), BEGINNING_CHARS], |row| {
                    Ok(TreeNode {
                        id: row.get::<_, Id<_>>("id")?.0,
                        parent: row.get::<_, Option<Id<MessageId>>>("parent_id")?.map(|id| id.0),
                        role: row.get::<_, Word<_>>("role")?.0,
                        status: row.get::<_, Word<_>>("status")?.0,
                        model: row.get::<_, Option<String>>("model")?.map(|name| ModelId::new(&name)),
                        served_model: row.get("served_model")?,
                        usage: usage_of(row)?,
                        created_at: row.get::<_, Millis>("created_at")?.0,
                        is_standby: row.get("is_standby")?,
                        is_bookmarked: row.get("is_bookmarked")?,
                        is_shown: row.get("on_path")?,
                        beginning: row.get("beginning")?,
                    })
                })?
                .collect::<Result<_, _>>()?;
            Ok(nodes)
        })
        .await
    }
}
