//! What belongs to a conversation beside its messages and their texts: where it stands, what waits in it, where its
//! answers went on, what its messages hold. With it a conversation leaves a history whole and comes whole into another.

use crate::attached::{self, Content, NewPart};
use crate::counter::Change;
use crate::row::Id;
use crate::{Folder, Seam, Store, StoreError, conversations, folders, messages, places, queue, resume, tags};
use hadal_domain::{Conversation, ConversationId, FolderId, Message, MessageId, Queued, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeMap;

/// A conversation with all that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    /// The conversation.
    pub conversation: Conversation,
    /// Its messages in the order in which they were made.
    pub messages: Vec<Message>,
    /// The rest.
    pub belongings: Belongings,
}

/// What belongs to a conversation beside its messages and their texts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Belongings {
    /// It is kept at the top of the library.
    pub pinned: bool,
    /// It lies in the archive.
    pub archived: bool,
    /// The folder it lies in, after those around it; empty at the top.
    pub folders: Vec<FolderName>,
    /// The names of its tags, in their order.
    pub tags: Vec<String>,
    /// What waits in line, in the order in which it will be sent.
    pub queue: Vec<Queued>,
    /// Where answers went on by another request.
    pub seams: BTreeMap<MessageId, Vec<Seam>>,
    /// Pictures, files and tool calls of messages, with their bytes.
    pub parts: BTreeMap<MessageId, Vec<NewPart>>,
}

/// A folder as others may know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderName {
    /// Its id.
    pub id: FolderId,
    /// Its name.
    pub name: String,
}

impl Whole {
    /// A conversation and messages to which nothing more belongs.
    #[must_use]
    pub fn bare(conversation: Conversation, messages: Vec<Message>) -> Self {
        Self { conversation, messages, belongings: Belongings::default() }
    }
}

impl Store {
    /// A conversation with all that belongs to it, as it stands at one moment; `None` if there is none of this id. The
    /// bytes of its pictures and files are in memory then.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn whole(&self, id: ConversationId) -> Result<Option<Whole>, StoreError> {
        let mut whole = self.read(move |db| read(db, id)).await?;
        for message in whole.iter_mut().flat_map(|whole| &mut whole.messages) {
            self.settle(message);
        }
        Ok(whole)
    }

    /// [`Store::import`] with all that belongs to the conversations. A folder that is there stays where it is and as it
    /// is called; one that is not is made.
    ///
    /// # Errors
    /// As [`Store::import`].
    pub async fn import_whole(&self, all: Vec<Whole>) -> Result<u64, StoreError> {
        self.write(move |db| crate::import::run_whole(db, all)).await
    }
}

fn read(db: &mut Connection, id: ConversationId) -> Result<Option<Whole>, StoreError> {
    let tx = db.transaction()?;
    let Some(conversation) = conversations::one(&tx, id)? else { return Ok(None) };
    let messages = messages::all_of(&tx, id)?;
    let place = places::one(&tx, id)?;
    let mut belongings = Belongings { queue: queue::read(&tx, id)?, ..Belongings::default() };
    if let Some(place) = place {
        (belongings.pinned, belongings.archived) = (place.pinned, place.archived);
        belongings.folders = above(&tx, place.folder)?;
        for tag in place.tags {
            belongings.tags.extend(tags::name(&tx, tag)?);
        }
    }
    for message in with(&tx, "seams", "", id)? {
        belongings.seams.insert(message, resume::of(&tx, message)?);
    }
    for message in with(&tx, "parts", "AND x.position >= 2", id)? {
        belongings.parts.insert(message, parts(&tx, message)?);
    }
    tx.commit()?;
    Ok(Some(Whole { conversation, messages, belongings }))
}

/// The messages of a conversation, without those that were deleted, that have (such) rows in this table.
fn with(db: &Connection, table: &str, such: &str, id: ConversationId) -> Result<Vec<MessageId>, StoreError> {
    let found = db
        .prepare_cached(&format!(
            "SELECT m.id FROM messages AS m WHERE m.conversation_id = ?1 AND m.deleted_at IS NULL
                AND EXISTS (SELECT 1 FROM {table} AS x WHERE x.message_id = m.id {such})"
        ))?
        .query_map([Id(id)], |row| row.get::<_, Id<_>>(0).map(|id| id.0))?
        .collect::<Result<_, _>>()?;
    Ok(found)
}

/// A folder after those around it.
fn above(db: &Connection, folder: Option<FolderId>) -> Result<Vec<FolderName>, StoreError> {
    let mut found: Vec<FolderName> = Vec::new();
    let mut next = folder;
    // A circle that damage made ends where it closes.
    while let Some(id) = next.filter(|id| found.iter().all(|known| known.id != *id)) {
        let row = db
            .prepare_cached("SELECT name, parent_id FROM folders WHERE id = ?1")?
            .query_row([Id(id)], |row| Ok((row.get(0)?, row.get::<_, Option<Id<FolderId>>>(1)?)))
            .optional()?;
        let Some((name, parent)) = row else { break };
        found.push(FolderName { id, name });
        next = parent.map(|id| id.0);
    }
    found.reverse();
    Ok(found)
}

/// What a message holds beside its texts, with their bytes.
pub(crate) fn parts(db: &Connection, message: MessageId) -> Result<Vec<NewPart>, StoreError> {
    let mut parts = Vec::new();
    for part in attached::of(db, message)? {
        let content = match part.content {
            None => None,
            Some(info) => attached::bytes(db, info.hash)?.map(|bytes| Content { media_type: info.media_type, bytes }),
        };
        parts.push(NewPart { kind: part.kind, name: part.name, text: part.text, attributes: part.attributes, content });
    }
    Ok(parts)
}

/// Writes what belongs to a conversation whose messages and parts have just been written.
pub(crate) fn put(change: &Change<'_>, id: ConversationId, belongings: &Belongings) -> Result<(), StoreError> {
    for (message, seams) in &belongings.seams {
        for seam in seams {
            resume::insert(change, *message, seam)?;
        }
    }
    if belongings.pinned {
        places::pin(change, id, true)?;
    }
    if belongings.archived {
        places::archive(change, id, true)?;
    }
    let at = Timestamp::now();
    let mut folder = None;
    for FolderName { id, name } in &belongings.folders {
        if !is_there(&change.tx, *id)? {
            let new = Folder { id: *id, parent_id: folder, name: name.clone(), created_at: at, updated_at: at };
            folders::make(change, &new)?;
        }
        folder = Some(*id);
    }
    if folder.is_some() {
        places::put(change, id, folder)?;
    }
    for name in &belongings.tags {
        let tag = tags::named(change, name, at)?;
        tags::give(change, id, tag)?;
    }
    let mut waiting = Vec::new();
    for queued in &belongings.queue {
        // What was sent here meanwhile does not wait any more.
        if messages::of_client(&change.tx, queued.client_id)?.is_none() {
            waiting.push(queued.clone());
        }
    }
    if waiting.is_empty() { Ok(()) } else { queue::write(change, id, &waiting) }
}

fn is_there(db: &Connection, folder: FolderId) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM folders WHERE id = ?1)")?
        .query_row(params![Id(folder)], |row| row.get(0))?)
}
