//! Folders and tags.

use crate::{Backend, Space, problem};
use hadal_domain::TITLE_MAX_CHARS;
use hadal_wire::{
    CommandError, Done, ErrorCode, FolderDelete, FolderMake, FolderMove, FolderRename, FolderRow, LibraryEvent,
    Shelves, ShelvesGet, TagDelete, TagMake, TagRename, TagRow,
};

/// Longer names are refused instead of cut: nobody typed them.
const NAME_MAX_BYTES: usize = 4 * 1024;

impl Backend {
    /// Folders and tags as they are now.
    ///
    /// # Errors
    /// The history could not be read.
    pub async fn shelves_get(&self, _: ShelvesGet) -> Result<Shelves, CommandError> {
        shelves(&self.space()?).await
    }

    /// Makes a folder.
    ///
    /// # Errors
    /// The name is blank, the parent is not there, or the history did not take it.
    pub async fn folder_make(&self, request: FolderMake) -> Result<FolderRow, CommandError> {
        let space = self.space()?;
        let parent = request.parent_id.as_deref().map(str::parse).transpose().map_err(problem::of_id)?;
        let name = name(&request.name)?;
        let made = space.store.make_folder(&name, parent).await.map_err(|e| problem::of_store(&e))?;
        tell_shelves(&space).await?;
        Ok(FolderRow { id: made.id.to_string(), parent_id: made.parent_id.map(|id| id.to_string()), name: made.name })
    }

    /// Names a folder.
    ///
    /// # Errors
    /// The name is blank, the folder is not there, or the history did not take it.
    pub async fn folder_rename(&self, request: FolderRename) -> Result<Done, CommandError> {
        let space = self.space()?;
        let id = request.folder_id.parse().map_err(problem::of_id)?;
        space.store.rename_folder(id, &name(&request.name)?).await.map_err(|e| problem::of_store(&e))?;
        tell_shelves(&space).await
    }

    /// Moves a folder with all that is in it.
    ///
    /// # Errors
    /// It would lie in itself, one of them is not there, or the history did not take it.
    pub async fn folder_move(&self, request: FolderMove) -> Result<Done, CommandError> {
        let space = self.space()?;
        let id = request.folder_id.parse().map_err(problem::of_id)?;
        let parent = request.parent_id.as_deref().map(str::parse).transpose().map_err(problem::of_id)?;
        let place = usize::try_from(request.place).unwrap_or(usize::MAX);
        space.store.move_folder(id, parent, place).await.map_err(|e| problem::of_store(&e))?;
        tell_shelves(&space).await
    }

    /// Removes a folder; what is in it comes to lie in the folder around it.
    ///
    /// # Errors
    /// It is not there, or the history did not take it.
    pub async fn folder_delete(&self, request: FolderDelete) -> Result<Done, CommandError> {
        let space = self.space()?;
        let id = request.folder_id.parse().map_err(problem::of_id)?;
        space.store.delete_folder(id).await.map_err(|e| problem::of_store(&e))?;
        // Its rows lie elsewhere now.
        space.tell(LibraryEvent::Stale);
        tell_shelves(&space).await
    }

    /// Makes a tag, or answers the one of this name.
    ///
    /// # Errors
    /// The name is blank, or the history did not take it.
    pub async fn tag_make(&self, request: TagMake) -> Result<TagRow, CommandError> {
        let space = self.space()?;
        let id = space.store.make_tag(&name(&request.name)?).await.map_err(|e| problem::of_store(&e))?.to_string();
        tell_shelves(&space).await?;
        let tag = shelves(&space).await?.tags.into_iter().find(|tag| tag.id == id);
        tag.ok_or_else(problem::not_found)
    }

    /// Names a tag.
    ///
    /// # Errors
    /// [`ErrorCode::NameTaken`]; the name is blank, the tag is not there, or the history did not take it.
    pub async fn tag_rename(&self, request: TagRename) -> Result<Done, CommandError> {
        let space = self.space()?;
        let id = request.tag_id.parse().map_err(problem::of_id)?;
        space.store.rename_tag(id, &name(&request.name)?).await.map_err(|e| problem::of_store(&e))?;
        tell_shelves(&space).await
    }

    /// Removes a tag; its conversations stay.
    ///
    /// # Errors
    /// It is not there, or the history did not take it.
    pub async fn tag_delete(&self, request: TagDelete) -> Result<Done, CommandError> {
        let space = self.space()?;
        let id = request.tag_id.parse().map_err(problem::of_id)?;
        space.store.delete_tag(id).await.map_err(|e| problem::of_store(&e))?;
        space.tell(LibraryEvent::Stale);
        tell_shelves(&space).await
    }
}

async fn shelves(space: &Space) -> Result<Shelves, CommandError> {
    let folders = space.store.folders().await.map_err(|e| problem::of_store(&e))?;
    let tags = space.store.tags().await.map_err(|e| problem::of_store(&e))?;
    Ok(Shelves {
        folders: folders
            .into_iter()
            .map(|folder| FolderRow {
                id: folder.id.to_string(),
                parent_id: folder.parent_id.map(|id| id.to_string()),
                name: folder.name,
            })
            .collect(),
        tags: tags
            .into_iter()
            .map(|tag| TagRow { id: tag.id.to_string(), name: tag.name, conversations: tag.conversations })
            .collect(),
    })
}

/// Tells the windows how folders and tags are now.
pub(crate) async fn tell_shelves(space: &Space) -> Result<Done, CommandError> {
    space.tell(LibraryEvent::Shelves { shelves: shelves(space).await? });
    Ok(Done {})
}

fn name(typed: &str) -> Result<String, CommandError> {
    let refused = |why: &str| CommandError::new(ErrorCode::RequestMalformed, why);
    if typed.len() > NAME_MAX_BYTES {
        return Err(refused("that name is too long"));
    }
    let name: String = typed.chars().filter(|c| !c.is_control()).take(TITLE_MAX_CHARS).collect();
    let name = name.trim().to_owned();
    if name.is_empty() { Err(refused("a name has at least one character")) } else { Ok(name) }
}
