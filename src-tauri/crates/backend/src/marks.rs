//! Bookmarks, deleting messages and taking that back, and the tree of a conversation.

use crate::library::find;
use crate::{Backend, problem};
use hadal_domain::{ConversationId, MessageId, Timestamp, title_from};
use hadal_store::{Deleted, StoreError, Undelete};
use hadal_wire::{
    BookmarkRow, Bookmarks, BookmarksGet, CommandError, ConversationTree, ConversationTreeGet, ConversationView, Done,
    MessageBookmark, MessageDelete, MessageDeleted, MessageUndelete,
};

/// Most bookmarks that are listed.
const BOOKMARKS_MAX: u32 = 1_000;

impl Backend {
    /// Bookmarks a message, or takes its bookmark away.
    ///
    /// # Errors
    /// There is no such message, or the history did not take it.
    pub async fn message_bookmark(&self, request: MessageBookmark) -> Result<Done, CommandError> {
        let id: MessageId = request.message_id.parse().map_err(problem::of_id)?;
        let at = request.on.then(Timestamp::now);
        self.space()?.store.bookmark(id, at).await.map_err(|e| problem::of_store(&e))?;
        Ok(Done {})
    }

    /// The bookmarks, the newest first.
    ///
    /// # Errors
    /// The history could not be read.
    pub async fn bookmarks_get(&self, _: BookmarksGet) -> Result<Bookmarks, CommandError> {
        let all = self.space()?.store.bookmarks(BOOKMARKS_MAX).await.map_err(|e| problem::of_store(&e))?;
        let row = |bookmark: hadal_store::Bookmark| BookmarkRow {
            message_id: bookmark.message.to_string(),
            conversation_id: bookmark.conversation.to_string(),
            title: bookmark.title,
            role: bookmark.role.into(),
            beginning: one_line(&bookmark.beginning),
            at_ms: bookmark.at.as_millis(),
        };
        Ok(Bookmarks { rows: all.into_iter().map(row).collect() })
    }

    /// Deletes a message with everything that follows it, on all branches.
    ///
    /// # Errors
    /// There is no such message, an answer is being written there, or the history did not take it.
    pub async fn message_delete(&self, request: MessageDelete) -> Result<MessageDeleted, CommandError> {
        let space = self.space()?;
        let id: MessageId = request.message_id.parse().map_err(problem::of_id)?;
        let Deleted { messages, undo } =
            space.store.delete_branch(id).await.map_err(|e: StoreError| problem::of_store(&e))?;
        let conversation = find(&space, &undo.conversation.to_string()).await?;
        let undo = MessageUndelete {
            conversation_id: undo.conversation.to_string(),
            at_ms: undo.at.as_millis(),
            leaf_before: undo.leaf_before.map(|id| id.to_string()),
            leaf_after: undo.leaf_after.map(|id| id.to_string()),
        };
        Ok(MessageDeleted { view: self.view(&space, &conversation).await?, messages, undo })
    }

    /// Takes a deletion back.
    ///
    /// # Errors
    /// The messages are gone for good, or what they followed was deleted too.
    pub async fn message_undelete(&self, request: MessageUndelete) -> Result<ConversationView, CommandError> {
        let space = self.space()?;
        let conversation: ConversationId = request.conversation_id.parse().map_err(problem::of_id)?;
        let leaf = |id: Option<String>| id.map(|id| id.parse()).transpose().map_err(problem::of_id);
        let undo = Undelete {
            conversation,
            at: Timestamp::from_millis(request.at_ms),
            leaf_before: leaf(request.leaf_before)?,
            leaf_after: leaf(request.leaf_after)?,
        };
        space.store.restore_branch(undo).await.map_err(|e| problem::of_store(&e))?;
        let conversation = find(&space, &request.conversation_id).await?;
        self.view(&space, &conversation).await
    }

    /// The tree of a conversation.
    ///
    /// # Errors
    /// There is no such conversation, or the history could not be read.
    pub async fn conversation_tree(&self, request: ConversationTreeGet) -> Result<ConversationTree, CommandError> {
        let space = self.space()?;
        let conversation = find(&space, &request.conversation_id).await?;
        let nodes = space.store.tree(conversation.id).await.map_err(|e| problem::of_store(&e))?;
        let viewer = self.viewer();
        Ok(ConversationTree { nodes: nodes.iter().map(|node| viewer.node(node)).collect() })
    }
}

/// A beginning in one line; empty when it shows nothing.
pub(crate) fn one_line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.starts_with("```") {
        title_from(text)
    } else {
        line.chars().filter(|c| !c.is_control()).take(300).collect()
    }
}
