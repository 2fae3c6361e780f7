//! What is done with several conversations at once.

use crate::shelves::tell_shelves;
use crate::{Backend, Space, problem};
use hadal_domain::{ConversationId, FolderId, TagId};
use hadal_store::StoreError;
use hadal_wire::{
    Arrangement, CommandError, ConversationSeen, Done, ErrorCode, LibraryEvent, SELECTION_MAX, SelectionArrange,
    SelectionDelete, SelectionDone, SelectionErase, SelectionRestore, TrashEmpty,
};

/// More rows than these are not told one by one: the windows read their list anew.
const TOLD_ONE_BY_ONE: usize = 32;

impl Backend {
    /// Changes where conversations stand.
    ///
    /// # Errors
    /// A folder or tag is not there, or the history did not take it; what was done until then stays.
    pub async fn selection_arrange(&self, request: SelectionArrange) -> Result<SelectionDone, CommandError> {
        let space = self.space()?;
        let change = Change::of(&request.change)?;
        let ids = ids(&request.conversation_ids)?;
        let mut done = 0;
        for id in &ids {
            done += counted(change.apply(&space, *id).await)?;
        }
        tell(&space, &ids).await;
        if change.add_tag.is_some() || change.remove_tag.is_some() {
            tell_shelves(&space).await?;
        }
        Ok(SelectionDone { conversations: done })
    }

    /// Puts conversations into the trash.
    ///
    /// # Errors
    /// The history did not take it; what was done until then stays.
    pub async fn selection_delete(&self, request: SelectionDelete) -> Result<SelectionDone, CommandError> {
        let space = self.space()?;
        let ids = ids(&request.conversation_ids)?;
        let mut done = 0;
        for id in &ids {
            space.turns.stop_all_of(*id);
            done += counted(space.store.delete(*id).await)?;
        }
        tell(&space, &ids).await;
        Ok(SelectionDone { conversations: done })
    }

    /// Takes conversations out of the trash.
    ///
    /// # Errors
    /// The history did not take it; what was done until then stays.
    pub async fn selection_restore(&self, request: SelectionRestore) -> Result<SelectionDone, CommandError> {
        let space = self.space()?;
        let ids = ids(&request.conversation_ids)?;
        let mut done = 0;
        for id in &ids {
            done += counted(space.store.restore(*id).await)?;
        }
        tell(&space, &ids).await;
        Ok(SelectionDone { conversations: done })
    }

    /// Erases conversations of the trash for good. What is not in the trash stays.
    ///
    /// # Errors
    /// The history did not take it; what was done until then stays.
    pub async fn selection_erase(&self, request: SelectionErase) -> Result<SelectionDone, CommandError> {
        let space = self.space()?;
        let mut done = 0;
        for id in ids(&request.conversation_ids)? {
            let found = space.store.conversation(id).await.map_err(|e| problem::of_store(&e))?;
            if found.is_some_and(|found| found.deleted_at.is_some()) {
                done += counted(space.store.erase(id).await)?;
                space.tell(LibraryEvent::Gone { id: id.to_string() });
            }
        }
        Ok(SelectionDone { conversations: done })
    }

    /// Erases all that is in the trash.
    ///
    /// # Errors
    /// The history did not take it.
    pub async fn trash_empty(&self, _: TrashEmpty) -> Result<SelectionDone, CommandError> {
        let space = self.space()?;
        let conversations = space.store.empty_trash().await.map_err(|e| problem::of_store(&e))?;
        space.tell(LibraryEvent::Stale);
        Ok(SelectionDone { conversations })
    }

    /// Notes that somebody looks at a conversation.
    ///
    /// # Errors
    /// That is not an id.
    pub async fn conversation_seen(&self, request: ConversationSeen) -> Result<Done, CommandError> {
        let space = self.space()?;
        let id = request.conversation_id.parse().map_err(problem::of_id)?;
        if space.unread.take(id).await {
            space.tell_row(id).await;
        }
        Ok(Done {})
    }
}

/// An arrangement with its ids read.
struct Change {
    pinned: Option<bool>,
    archived: Option<bool>,
    folder: Option<FolderId>,
    no_folder: bool,
    add_tag: Option<TagId>,
    remove_tag: Option<TagId>,
}

impl Change {
    fn of(wanted: &Arrangement) -> Result<Self, CommandError> {
        if *wanted == Arrangement::default() {
            return Err(CommandError::new(ErrorCode::RequestMalformed, "nothing is to be changed"));
        }
        let folder = wanted.folder_id.as_deref().map(str::parse).transpose().map_err(problem::of_id)?;
        Ok(Self {
            pinned: wanted.pinned,
            archived: wanted.archived,
            folder,
            no_folder: wanted.no_folder == Some(true),
            add_tag: wanted.add_tag_id.as_deref().map(str::parse).transpose().map_err(problem::of_id)?,
            remove_tag: wanted.remove_tag_id.as_deref().map(str::parse).transpose().map_err(problem::of_id)?,
        })
    }

    async fn apply(&self, space: &Space, id: ConversationId) -> Result<(), StoreError> {
        let store = &space.store;
        if let Some(pinned) = self.pinned {
            store.pin(id, pinned).await?;
        }
        if let Some(archived) = self.archived {
            store.archive(id, archived).await?;
        }
        if self.folder.is_some() || self.no_folder {
            store.put_into_folder(id, self.folder).await?;
        }
        if let Some(tag) = self.add_tag {
            store.tag(id, tag).await?;
        }
        if let Some(tag) = self.remove_tag {
            store.untag(id, tag).await?;
        }
        Ok(())
    }
}

/// One that is gone meanwhile keeps nobody from the others.
fn counted(result: Result<(), StoreError>) -> Result<u64, CommandError> {
    match result {
        Ok(()) => Ok(1),
        Err(StoreError::NotFound) => Ok(0),
        Err(error) => Err(problem::of_store(&error)),
    }
}

fn ids(texts: &[String]) -> Result<Vec<ConversationId>, CommandError> {
    if texts.len() > SELECTION_MAX {
        return Err(CommandError::new(ErrorCode::RequestMalformed, "those are too many conversations at once"));
    }
    texts.iter().map(|text| text.parse().map_err(problem::of_id)).collect()
}

async fn tell(space: &Space, ids: &[ConversationId]) {
    if ids.len() > TOLD_ONE_BY_ONE {
        space.tell(LibraryEvent::Stale);
        return;
    }
    for id in ids {
        space.tell_row(*id).await;
    }
}
