//! A page of the path that a conversation shows, for a window that loads only what it shows.

use crate::row::Id;
use crate::{StoreError, messages};
use hadal_domain::{ConversationId, Message, MessageId};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::HashMap;

/// Most messages of one page, whatever is asked for.
const PAGE_MAX: u32 = 200;

/// Which messages of a path are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PathQuery {
    /// Where the page lies.
    pub at: PathAt,
    /// Messages wanted, from 1 to 200; others are taken as the nearest of these.
    pub limit: u32,
}

/// Where a page of a path lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathAt {
    /// The last messages of the path that the conversation shows.
    End,
    /// Around a message: half of the page before it. One that is not on the path that is shown, a hit of a search for
    /// one, gets the newest path through it.
    Around(MessageId),
    /// The messages that lead to this one, without it.
    Before(MessageId),
    /// The messages that follow this one, without it.
    After(MessageId),
}

/// Messages of one path in reading order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathPage {
    /// The messages.
    pub rows: Vec<PathRow>,
    /// The last message of the path they are on; not that of the conversation when the page is around a message that
    /// lies elsewhere. `None` while the conversation is empty.
    pub leaf: Option<MessageId>,
    /// There are messages before the first of these.
    pub more_before: bool,
    /// There are messages after the last of these.
    pub more_after: bool,
}

/// A message of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathRow {
    /// The message.
    pub message: Message,
    /// Its versions: all with the same parent and role, oldest first, itself included.
    pub versions: Vec<MessageId>,
}

pub(crate) fn page(
    db: &mut Connection,
    conversation: ConversationId,
    query: PathQuery,
) -> Result<PathPage, StoreError> {
    let tx = db.transaction()?;
    let limit = usize::try_from(query.limit.clamp(1, PAGE_MAX)).unwrap_or(1);
    let leaf: Option<MessageId> = tx
        .prepare_cached("SELECT active_leaf FROM conversations WHERE id = ?1")?
        .query_row(params![Id(conversation)], |row| row.get::<_, Option<Id<_>>>(0).map(|leaf| leaf.map(|id| id.0)))
        .optional()?
        .ok_or(StoreError::NotFound)?;
    let Some(leaf) = leaf else {
        return Ok(PathPage { rows: Vec::new(), leaf: None, more_before: false, more_after: false });
    };
    let cut = match query.at {
        PathAt::End => Cut::up_from(&tx, conversation, leaf, limit, leaf)?,
        // Upwards a path needs nobody who knows the whole of it.
        PathAt::Before(below) => match parent(&tx, conversation, below)? {
            Some(parent) => Cut { more_after: true, ..Cut::up_from(&tx, conversation, parent, limit, leaf)? },
            None => Cut { ids: Vec::new(), leaf, more_before: false, more_after: true },
        },
        PathAt::Around(hit) => Tree::read(&tx, conversation)?.around(hit, limit, leaf)?,
        PathAt::After(above) => Tree::read(&tx, conversation)?.after(above, limit, leaf)?,
    };
    let mut rows = Vec::with_capacity(cut.ids.len());
    for id in cut.ids {
        let message = messages::read_one(&tx, id)?.ok_or(StoreError::NotFound)?;
        let versions = versions(&tx, &message)?;
        rows.push(PathRow { message, versions });
    }
    Ok(PathPage { rows, leaf: Some(cut.leaf), more_before: cut.more_before, more_after: cut.more_after })
}

fn parent(db: &Connection, conversation: ConversationId, of: MessageId) -> Result<Option<MessageId>, StoreError> {
    let parent = db
        .prepare_cached("SELECT parent_id FROM messages WHERE conversation_id = ?1 AND id = ?2")?
        .query_row(params![Id(conversation), Id(of)], |row| row.get::<_, Option<Id<_>>>(0))?;
    Ok(parent.map(|id| id.0))
}

fn versions(db: &Connection, of: &Message) -> Result<Vec<MessageId>, StoreError> {
    let ids = db
        .prepare_cached(
            // Left alone, SQLite reads the whole conversation in the order of ids, to save sorting two or three.
            "SELECT id FROM messages INDEXED BY messages_parent
             WHERE conversation_id = ?1 AND parent_id IS ?2 AND role = ?3 ORDER BY id",
        )?
        .query_map(params![Id(of.conversation_id), of.parent_id.map(Id), of.role.word()], |row| {
            row.get::<_, Id<_>>(0).map(|id| id.0)
        })?
        .collect::<Result<_, _>>()?;
    Ok(ids)
}

/// The ids of a page, in reading order.
struct Cut {
    ids: Vec<MessageId>,
    leaf: MessageId,
    more_before: bool,
    more_after: bool,
}

impl Cut {
    /// The last of the path that ends with `from`, which is the last of them.
    fn up_from(
        db: &Connection,
        conversation: ConversationId,
        from: MessageId,
        limit: usize,
        leaf: MessageId,
    ) -> Result<Self, StoreError> {
        let mut ids = vec![from];
        let mut above = parent(db, conversation, from)?;
        while let Some(id) = above.filter(|_| ids.len() < limit) {
            ids.push(id);
            above = parent(db, conversation, id)?;
        }
        ids.reverse();
        Ok(Self { ids, leaf, more_before: above.is_some(), more_after: false })
    }

    /// A part of a whole path.
    fn of(path: &[MessageId], from: usize, limit: usize, leaf: MessageId) -> Self {
        let ids: Vec<MessageId> = path.iter().skip(from).take(limit).copied().collect();
        let more_after = from + ids.len() < path.len();
        Self { ids, leaf, more_before: from > 0, more_after }
    }
}

/// Who follows whom in a conversation: ids from an index and no message.
struct Tree {
    parents: HashMap<MessageId, Option<MessageId>>,
    newest_child: HashMap<MessageId, MessageId>,
}

impl Tree {
    fn read(db: &Connection, conversation: ConversationId) -> Result<Self, StoreError> {
        let mut parents = HashMap::new();
        let mut newest_child: HashMap<MessageId, MessageId> = HashMap::new();
        let mut statement = db.prepare_cached("SELECT id, parent_id FROM messages WHERE conversation_id = ?1")?;
        let mut rows = statement.query(params![Id(conversation)])?;
        while let Some(row) = rows.next()? {
            let Id(id): Id<MessageId> = row.get(0)?;
            let parent = row.get::<_, Option<Id<MessageId>>>(1)?.map(|id| id.0);
            parents.insert(id, parent);
            if let Some(parent) = parent {
                newest_child.entry(parent).and_modify(|child| *child = id.max(*child)).or_insert(id);
            }
        }
        Ok(Self { parents, newest_child })
    }

    /// From the root to `leaf`. A circle, which no history of ours has, ends where it closes.
    fn path_to(&self, leaf: MessageId) -> Vec<MessageId> {
        let mut path = Vec::new();
        let mut next = Some(leaf);
        while let Some(id) = next.filter(|_| path.len() <= self.parents.len()) {
            path.push(id);
            next = self.parents.get(&id).copied().flatten();
        }
        path.reverse();
        path
    }

    /// The path through a message, with its place on it: the one that ends with `leaf` if it is on that.
    fn through(&self, message: MessageId, leaf: MessageId) -> Result<(Vec<MessageId>, usize), StoreError> {
        if !self.parents.contains_key(&message) {
            return Err(StoreError::NotFound);
        }
        let path = self.path_to(leaf);
        if let Some(place) = path.iter().position(|id| *id == message) {
            return Ok((path, place));
        }
        let mut path = self.path_to(message);
        let place = path.len().saturating_sub(1);
        let mut below = message;
        while let Some(child) = self.newest_child.get(&below).filter(|_| path.len() <= self.parents.len()) {
            path.push(*child);
            below = *child;
        }
        Ok((path, place))
    }

    fn around(&self, hit: MessageId, limit: usize, leaf: MessageId) -> Result<Cut, StoreError> {
        let (path, place) = self.through(hit, leaf)?;
        let end = path.last().copied().unwrap_or(leaf);
        let from = place.saturating_sub(limit / 2).min(path.len().saturating_sub(limit));
        Ok(Cut::of(&path, from, limit, end))
    }

    fn after(&self, above: MessageId, limit: usize, leaf: MessageId) -> Result<Cut, StoreError> {
        let (path, place) = self.through(above, leaf)?;
        let end = path.last().copied().unwrap_or(leaf);
        Ok(Cut::of(&path, place + 1, limit, end))
    }
}
