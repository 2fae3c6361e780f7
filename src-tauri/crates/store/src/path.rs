//! A page of the path that a conversation shows, for a window that loads only what it shows.

use crate::row::Id;
use crate::{Part, StoreError, attached, messages, shown};
use hadal_domain::{ConversationId, Message, MessageId};
use rusqlite::{Connection, OptionalExtension, params};

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
    /// The last message of the path they are on; not that of the conversation when they lie elsewhere. `None` while the
    /// conversation is empty, and when they lie elsewhere and more follow: nobody looked for the end.
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
    /// What it holds beside its texts, without the bytes.
    pub parts: Vec<Part>,
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
    let walk = Walk { db: &tx, conversation };
    let cut = match query.at {
        PathAt::End => {
            let above = walk.up(leaf, limit)?;
            Cut::around(leaf, above, Vec::new(), limit, Some(leaf))
        }
        PathAt::Before(below) => {
            let above = walk.up(below, limit + 1)?;
            let more_before = above.len() > limit;
            Cut { ids: above.into_iter().take(limit).rev().collect(), leaf: Some(leaf), more_before, more_after: true }
        }
        PathAt::Around(hit) => walk.around(hit, limit, leaf)?,
        PathAt::After(above) => walk.after(above, limit, leaf)?,
    };
    let mut rows = Vec::with_capacity(cut.ids.len());
    for id in cut.ids {
        let message = messages::read_one(&tx, id)?.ok_or(StoreError::NotFound)?;
        let versions = versions(&tx, &message)?;
        let parts = attached::of(&tx, message.id)?;
        rows.push(PathRow { message, versions, parts });
    }
    Ok(PathPage { rows, leaf: cut.leaf, more_before: cut.more_before, more_after: cut.more_after })
}

/// From the index alone, in its order: no message is read for it.
const VERSIONS: &str = "SELECT id FROM messages INDEXED BY messages_parent
    WHERE conversation_id = ?1 AND parent_id IS ?2 AND role = ?3 AND deleted_at IS NULL ORDER BY id";

fn versions(db: &Connection, of: &Message) -> Result<Vec<MessageId>, StoreError> {
    let ids = db
        .prepare_cached(VERSIONS)?
        .query_map(params![Id(of.conversation_id), of.parent_id.map(Id), of.role.word()], |row| {
            row.get::<_, Id<_>>(0).map(|id| id.0)
        })?
        .collect::<Result<_, _>>()?;
    Ok(ids)
}

/// The ids of a page, in reading order.
struct Cut {
    ids: Vec<MessageId>,
    leaf: Option<MessageId>,
    more_before: bool,
    more_after: bool,
}

impl Cut {
    /// Of a message with what leads to it, nearest first, and what follows it: half a page before it, more where there
    /// is less behind it. One more than fits on either side tells that there are more.
    fn around(
        message: MessageId,
        above: Vec<MessageId>,
        below: Vec<MessageId>,
        limit: usize,
        leaf: Option<MessageId>,
    ) -> Self {
        let room = limit.saturating_sub(1);
        let before = (limit / 2).max(room.saturating_sub(below.len())).min(above.len()).min(room);
        let after = room.saturating_sub(before).min(below.len());
        let (more_before, more_after) = (above.len() > before, below.len() > after);
        let mut ids: Vec<MessageId> = above.into_iter().take(before).collect();
        ids.reverse();
        ids.push(message);
        ids.extend(below.into_iter().take(after));
        Self { ids, leaf, more_before, more_after }
    }

    /// The end of a path that is not the one that is shown is known when the page reaches it.
    fn elsewhere(mut self) -> Self {
        self.leaf = self.ids.last().copied().filter(|_| !self.more_after);
        self
    }
}

/// Steps from message to message. Each looks into an index: what lies beyond the page is not read.
struct Walk<'a> {
    db: &'a Connection,
    conversation: ConversationId,
}

impl Walk<'_> {
    fn around(&self, hit: MessageId, limit: usize, leaf: MessageId) -> Result<Cut, StoreError> {
        let shown = self.is_shown(hit)?;
        let cut = Cut::around(hit, self.up(hit, limit)?, self.down(hit, limit, shown)?, limit, Some(leaf));
        Ok(if shown { cut } else { cut.elsewhere() })
    }

    fn after(&self, above: MessageId, limit: usize, leaf: MessageId) -> Result<Cut, StoreError> {
        let shown = self.is_shown(above)?;
        let mut ids = self.down(above, limit + 1, shown)?;
        let more_after = ids.len() > limit;
        ids.truncate(limit);
        let cut = Cut { ids, leaf: Some(leaf), more_before: true, more_after };
        Ok(if shown { cut } else { cut.elsewhere() })
    }

    fn is_shown(&self, id: MessageId) -> Result<bool, StoreError> {
        let mut flag = self.db.prepare_cached("SELECT on_path FROM messages WHERE conversation_id = ?1 AND id = ?2")?;
        Ok(flag.query_row(params![Id(self.conversation), Id(id)], |row| row.get(0))?)
    }

    /// Those that lead to a message, nearest first, at most so many.
    fn up(&self, from: MessageId, most: usize) -> Result<Vec<MessageId>, StoreError> {
        let mut parent =
            self.db.prepare_cached("SELECT parent_id FROM messages WHERE conversation_id = ?1 AND id = ?2")?;
        let mut ids = Vec::new();
        let mut below = from;
        while ids.len() < most {
            let above =
                parent.query_row(params![Id(self.conversation), Id(below)], |row| row.get::<_, Option<Id<_>>>(0))?;
            let Some(Id(above)) = above else { break };
            ids.push(above);
            below = above;
        }
        Ok(ids)
    }

    /// Those that follow a message, at most so many: on the path that is shown, or where that has no place, the newest.
    fn down(&self, from: MessageId, most: usize, shown: bool) -> Result<Vec<MessageId>, StoreError> {
        let mut ids = Vec::new();
        let mut above = from;
        while ids.len() < most {
            let below =
                if shown { shown::next(self.db, self.conversation, Some(above), None)? } else { self.newest(above)? };
            let Some(below) = below else { break };
            ids.push(below);
            above = below;
        }
        Ok(ids)
    }

    fn newest(&self, parent: MessageId) -> Result<Option<MessageId>, StoreError> {
        let id = self
            .db
            .prepare_cached(
                "SELECT max(id) FROM messages INDEXED BY messages_parent
                 WHERE conversation_id = ?1 AND parent_id = ?2 AND deleted_at IS NULL",
            )?
            .query_row(params![Id(self.conversation), Id(parent)], |row| row.get::<_, Option<Id<_>>>(0))?;
        Ok(id.map(|id| id.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversations;
    use crate::counter::Change;
    use hadal_domain::{Conversation, ModelId, Thinking, Timestamp};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    /// Rows one after another, in memory; with so many versions of the one in the middle.
    fn long(count: usize, versions: usize) -> (Connection, Conversation, Vec<MessageId>) {
        let mut db = Connection::open_in_memory().unwrap();
        crate::migrate::run(&mut db, crate::migrate::known(), |_| Ok(())).unwrap();
        let talk = Conversation::new("t".into(), ModelId::default(), Thinking::Off, Timestamp::from_millis(1));
        crate::import::run(&mut db, vec![(talk.clone(), Vec::new())]).unwrap();
        let change = Change::begin(&mut db).unwrap();
        let mut insert = change
            .tx
            .prepare(
                "INSERT INTO messages (id, conversation_id, parent_id, role, status, created_at, updated_at)
                 VALUES (?1, ?2, ?3, 'assistant', 'done', 1, 1)",
            )
            .unwrap();
        let mut path: Vec<MessageId> = Vec::new();
        for n in 0..count {
            let parent = path.last().copied();
            let all: Vec<MessageId> =
                (0..if n == count / 2 { versions } else { 1 }).map(|_| MessageId::new()).collect();
            for id in &all {
                insert.execute(params![Id(*id), Id(talk.id), parent.map(Id)]).unwrap();
            }
            path.extend(all.last());
        }
        drop(insert);
        conversations::set_active_leaf(&change, talk.id, path[count - 1]).unwrap();
        change.commit().unwrap();
        (db, talk, path)
    }

    /// What SQLite does for a page, in its own instructions.
    fn work(db: &mut Connection, talk: &Conversation, at: PathAt) -> u64 {
        let steps = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&steps);
        let handler = move || {
            count.fetch_add(1, Ordering::Relaxed);
            false
        };
        db.progress_handler(1, Some(handler)).unwrap();
        assert_eq!(page(db, talk.id, PathQuery { at, limit: 50 }).unwrap().rows.len(), 50);
        db.progress_handler(0, None::<fn() -> bool>).unwrap();
        steps.load(Ordering::Relaxed)
    }

    #[test]
    fn the_work_for_a_page_does_not_grow_with_the_conversation() {
        let (mut small, of_small, short) = long(400, 1);
        let (mut large, of_large, path) = long(20_000, 1);
        let places: [fn(&[MessageId]) -> PathAt; 4] = [
            |_| PathAt::End,
            |path| PathAt::Around(path[path.len() / 2]),
            |path| PathAt::Before(path[path.len() / 2]),
            |path| PathAt::After(path[path.len() / 2]),
        ];
        for place in places {
            let little = work(&mut small, &of_small, place(&short));
            let much = work(&mut large, &of_large, place(&path));
            assert!(much <= little + little / 50, "{:?}: {little} grew to {much}", place(&path));
        }
    }

    #[test]
    fn two_thousand_versions_of_an_answer_are_known_by_their_ids_alone() {
        let (mut db, talk, path) = long(400, 2_000);
        let around = PathQuery { at: PathAt::Around(path[200]), limit: 50 };
        let found = page(&mut db, talk.id, around).unwrap();
        assert_eq!(found.rows.iter().map(|row| row.versions.len()).max(), Some(2_000));
        assert_eq!(found.rows.len(), 50);
        let plan: Vec<String> = db
            .prepare(&format!("EXPLAIN QUERY PLAN {VERSIONS}"))
            .unwrap()
            .query_map(params![1, 2, 3], |row| row.get(3))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        assert!(plan.len() == 1 && plan[0].contains("COVERING INDEX messages_parent"), "{plan:?}");
    }
}
