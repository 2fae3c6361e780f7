//! Calls about whole conversations and the whole history: erasing, and taking over.

use crate::keeper::Errand;
use crate::{Store, StoreError, erase};
use hadal_domain::{Conversation, ConversationId, Message, Timestamp};

impl Store {
    /// Erases a conversation for good, in the trash or not: its rows, its words in the index, and the backups it is in,
    /// which one new backup replaces. Nobody finds it from the first moment on; the rest takes some twenty milliseconds a
    /// message, and other writes go on meanwhile.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it is not there. After any other error the rest is erased at the next start or
    /// within the hour; see [`StoreError`].
    pub async fn erase(&self, id: ConversationId) -> Result<(), StoreError> {
        if let Some(keeper) = &self.inner.keeper {
            return self.noted(keeper.send(Errand::Erase(id)).await).map(|_| ());
        }
        let at = Timestamp::now();
        self.write(move |db| {
            erase::begin(db, id)?;
            while erase::slice(db, id, at)? {}
            Ok(())
        })
        .await
    }

    /// Erases what was put into the trash thirty days before `now` or earlier, and answers how many conversations that
    /// were. Done at every start and daily without being asked.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn purge_trash(&self, now: Timestamp) -> Result<u64, StoreError> {
        if let Some(keeper) = &self.inner.keeper {
            return self.noted(keeper.send(Errand::Purge(now)).await);
        }
        self.write(move |db| {
            while erase::sweep(db, now)? {}
            let due = erase::due(db, now)?;
            for id in &due {
                erase::begin(db, *id)?;
                while erase::slice(db, *id, now)? {}
            }
            Ok(due.len() as u64)
        })
        .await
    }

    /// Erases everything: conversations, folders, tags, drafts, settings, what was spent, all backups, and files that
    /// were set aside as damaged. Answers how many conversations there were.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when another process reads at this moment: the rows are gone then, and their remains in
    /// the log go at the next close; see [`StoreError`].
    pub async fn erase_everything(&self) -> Result<u64, StoreError> {
        if let Some(keeper) = &self.inner.keeper {
            return self.noted(keeper.send(Errand::EraseEverything).await);
        }
        self.write(|db| erase::everything(db).map(|()| 0)).await
    }

    /// Takes over whole conversations from elsewhere, in one transaction. Those whose id is there already are left as
    /// they are; answers how many were new. Answers that were still arriving come in as interrupted.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when a message, parent or leaf is not of its conversation; see [`StoreError`].
    pub async fn import(&self, conversations: Vec<(Conversation, Vec<Message>)>) -> Result<u64, StoreError> {
        let bare = |messages: Vec<Message>| messages.into_iter().map(|message| (message, Vec::new())).collect();
        let all = conversations.into_iter().map(|(conversation, messages)| (conversation, bare(messages))).collect();
        self.import_with(all).await
    }
}
