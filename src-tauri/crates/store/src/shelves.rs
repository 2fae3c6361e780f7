//! Calls about the order of the library: folders, tags, pins, the archive and the trash.

use crate::{Folder, Place, ShelfPage, ShelfQuery, Store, StoreError, Tag, folders, places, tags};
use hadal_domain::{ConversationId, FolderId, TagId, Timestamp};

impl Store {
    /// One page of a shelf of the library.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn shelf(&self, query: ShelfQuery) -> Result<ShelfPage, StoreError> {
        let mut page = self.read(move |db| places::page(db, &query)).await?;
        if self.inner.left_over {
            page.rows.iter_mut().for_each(|row| row.summary.running = false);
        }
        Ok(page)
    }

    /// Where a conversation stands; `None` if there is none of this id.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn place(&self, id: ConversationId) -> Result<Option<Place>, StoreError> {
        self.read(move |db| places::one(db, id)).await
    }

    /// Keeps a conversation at the top of the library, or no longer.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn pin(&self, id: ConversationId, pinned: bool) -> Result<(), StoreError> {
        self.change(move |change| places::pin(change, id, pinned)).await
    }

    /// Puts a conversation into the archive, or takes it out.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn archive(&self, id: ConversationId, archived: bool) -> Result<(), StoreError> {
        self.change(move |change| places::archive(change, id, archived)).await
    }

    /// Puts a conversation into a folder; `None` takes it out of the one it lies in.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the conversation or the folder is not there; see [`StoreError`].
    pub async fn put_into_folder(&self, id: ConversationId, folder: Option<FolderId>) -> Result<(), StoreError> {
        self.change(move |change| places::put(change, id, folder)).await
    }

    /// All folders. Siblings stand in the order a person gave them; the tree is made of their parents.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn folders(&self) -> Result<Vec<Folder>, StoreError> {
        self.read(|db| folders::all(db)).await
    }

    /// Makes a folder, as the last in `parent`.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the parent is not there; see [`StoreError`].
    pub async fn make_folder(&self, name: &str, parent: Option<FolderId>) -> Result<Folder, StoreError> {
        let at = Timestamp::now();
        let (id, name) = (FolderId::new(), name.to_owned());
        let folder = Folder { id, parent_id: parent, name, created_at: at, updated_at: at };
        let made = folder.clone();
        self.change(move |change| folders::make(change, &folder)).await?;
        Ok(made)
    }

    /// Renames a folder.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn rename_folder(&self, id: FolderId, name: &str) -> Result<(), StoreError> {
        let (name, at) = (name.to_owned(), Timestamp::now());
        self.change(move |change| folders::rename(change, id, &name, at)).await
    }

    /// Moves a folder with all that is in it: into `parent`, to this place among its new siblings, counted from 0; a
    /// place beyond the last is the last.
    ///
    /// # Errors
    /// [`StoreError::InItself`] when `parent` is the folder or lies in it; [`StoreError::NotFound`] when one of them is
    /// not there; see [`StoreError`].
    pub async fn move_folder(&self, id: FolderId, parent: Option<FolderId>, place: usize) -> Result<(), StoreError> {
        let at = Timestamp::now();
        self.change(move |change| folders::put(change, id, parent, place, at)).await
    }

    /// Removes a folder. Its conversations and the folders in it stay: they come to lie in the folder around it.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn delete_folder(&self, id: FolderId) -> Result<(), StoreError> {
        let at = Timestamp::now();
        self.change(move |change| folders::remove(change, id, at)).await
    }

    /// All tags in the order of their names.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn tags(&self) -> Result<Vec<Tag>, StoreError> {
        self.read(|db| tags::all(db)).await
    }

    /// The tag of this name, made if there is none.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn make_tag(&self, name: &str) -> Result<TagId, StoreError> {
        let (name, at) = (name.to_owned(), Timestamp::now());
        self.change(move |change| tags::named(change, &name, at)).await
    }

    /// Renames a tag.
    ///
    /// # Errors
    /// [`StoreError::NameTaken`] when another tag has this name; see [`StoreError`].
    pub async fn rename_tag(&self, id: TagId, name: &str) -> Result<(), StoreError> {
        let name = name.to_owned();
        self.change(move |change| tags::rename(change, id, &name)).await
    }

    /// Removes a tag; its conversations stay.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn delete_tag(&self, id: TagId) -> Result<(), StoreError> {
        let at = Timestamp::now();
        self.change(move |change| tags::remove(change, id, at)).await
    }

    /// Gives a tag to a conversation; again is harmless.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when one of them is not there; see [`StoreError`].
    pub async fn tag(&self, id: ConversationId, tag: TagId) -> Result<(), StoreError> {
        self.change(move |change| tags::give(change, id, tag)).await
    }

    /// Takes a tag from a conversation; one that it has not is not missed.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn untag(&self, id: ConversationId, tag: TagId) -> Result<(), StoreError> {
        let at = Timestamp::now();
        self.change(move |change| tags::take(change, id, tag, at)).await
    }

    /// Erases all that is in the trash, whenever it was put there, and answers how many conversations that were.
    ///
    /// # Errors
    /// See [`Store::purge_trash`].
    pub async fn empty_trash(&self) -> Result<u64, StoreError> {
        self.purge_trash(Timestamp::from_millis(i64::MAX)).await
    }
}
