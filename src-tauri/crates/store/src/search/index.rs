//! Tables `search_texts`, `search_titles` and `search_docs`: what is written into the index, and taken out of it.
//!
//! Every message whose text does not arrive any more is one document. A document never changes; what is taken out is
//! given again word for word, because the index keeps no texts.

use crate::StoreError;
use crate::parts::{self, TextKind};
use crate::row::{Id, Millis, Word};
use crate::search::{facets, words};
use hadal_domain::{ConversationId, MessageId, ModelId, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

/// 2020-01-01 00:00 UTC in minutes: no chat of ours is older, and small numbers keep the index small.
const FIRST_MINUTE: i64 = 26_297_280;

/// Places for the messages of one minute. Those beyond them take later places: [`reach`] knows how much later.
pub(crate) const PER_MINUTE: i64 = 64;

/// The first document of the minute of an instant. A document is never below that of its own minute.
pub(crate) fn first_doc(at: Timestamp) -> i64 {
    let minute = at.as_millis().div_euclid(60_000).saturating_sub(FIRST_MINUTE);
    // A year that no calendar has would overflow what follows.
    minute.clamp(0, 1 << 40) * PER_MINUTE
}

/// The documents of a day.
pub(crate) const DAY: i64 = PER_MINUTE * 60 * 24;

/// The largest distance of a document from the first of its minute.
pub(crate) fn reach(db: &Connection) -> Result<i64, StoreError> {
    Ok(db.prepare_cached("SELECT reach FROM search_state WHERE one = 1")?.query_row([], |row| row.get(0))?)
}

/// Writes a message, as it stands in its tables, into the index.
pub(crate) fn add(db: &Connection, id: MessageId) -> Result<(), StoreError> {
    let (message_row, at): (i64, Timestamp) = db
        .prepare_cached("SELECT row, created_at FROM messages WHERE id = ?1")?
        .query_row(params![Id(id)], |row| Ok((row.get(0)?, row.get::<_, Millis>(1)?.0)))?;
    let document = Document::read(db, message_row)?;
    let doc = free_doc(db, at)?;
    db.prepare_cached("INSERT INTO search_docs (doc, message_row, conversation_row) VALUES (?1, ?2, ?3)")?
        .execute(params![doc, message_row, document.conversation_row])?;
    db.prepare_cached("INSERT INTO search_texts (rowid, text, reasoning, facets) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![doc, document.text, document.reasoning, document.facets])?;
    db.prepare_cached("INSERT INTO search_characters (rowid, characters) VALUES (?1, ?2)")?
        .execute(params![doc, document.characters])?;
    Ok(())
}

/// Takes a message out of the index; before its rows go. One that is not in it is no error.
pub(crate) fn remove(db: &Connection, message_row: i64) -> Result<(), StoreError> {
    let doc: Option<i64> = db
        .prepare_cached("DELETE FROM search_docs WHERE message_row = ?1 RETURNING doc")?
        .query_row([message_row], |row| row.get(0))
        .optional()?;
    let Some(doc) = doc else { return Ok(()) };
    let document = Document::read(db, message_row)?;
    db.prepare_cached(
        "INSERT INTO search_texts (search_texts, rowid, text, reasoning, facets) VALUES ('delete', ?1, ?2, ?3, ?4)",
    )?
    .execute(params![doc, document.text, document.reasoning, document.facets])?;
    db.prepare_cached(
        "INSERT INTO search_characters (search_characters, rowid, characters) VALUES ('delete', ?1, ?2)",
    )?
    .execute(params![doc, document.characters])?;
    Ok(())
}

/// Puts a conversation's title into the index in place of the one that was there; an empty title is not in it.
pub(crate) fn retitle(db: &Connection, conversation_row: i64, old: &str, new: &str) -> Result<(), StoreError> {
    if old == new {
        return Ok(());
    }
    if !old.is_empty() {
        let old = words::indexed(old);
        db.prepare_cached(
            "INSERT INTO search_titles (search_titles, rowid, title, characters) VALUES ('delete', ?1, ?2, ?3)",
        )?
        .execute(params![conversation_row, old.words, old.characters])?;
    }
    if !new.is_empty() {
        let new = words::indexed(new);
        db.prepare_cached("INSERT INTO search_titles (rowid, title, characters) VALUES (?1, ?2, ?3)")?
            .execute(params![conversation_row, new.words, new.characters])?;
    }
    Ok(())
}

/// Row and title of a conversation: what [`retitle`] needs to know before a change.
pub(crate) fn title_of(db: &Connection, id: ConversationId) -> Result<Option<(i64, String)>, StoreError> {
    let found = db
        .prepare_cached("SELECT row, title FROM conversations WHERE id = ?1")?
        .query_row(params![Id(id)], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(found)
}

/// A free place as near behind the first of its minute as a few looks find one.
fn free_doc(db: &Connection, at: Timestamp) -> Result<i64, StoreError> {
    let first = first_doc(at);
    let mut span = PER_MINUTE;
    loop {
        let last: Option<i64> = db
            .prepare_cached("SELECT max(doc) FROM search_docs WHERE doc >= ?1 AND doc < ?2")?
            .query_row(params![first, first.saturating_add(span)], |row| row.get(0))?;
        let free = last.map_or(first, |last| last + 1);
        if free < first.saturating_add(span) {
            if free - first >= PER_MINUTE {
                db.prepare_cached("UPDATE search_state SET reach = max(reach, ?1)")?.execute([free - first])?;
            }
            return Ok(free);
        }
        // Many of one instant come from an import; the next looks reach further.
        span = span.saturating_mul(4);
    }
}

struct Document {
    conversation_row: i64,
    text: String,
    reasoning: String,
    /// The characters of both, and the facets.
    characters: String,
    facets: String,
}

impl Document {
    fn read(db: &Connection, message_row: i64) -> Result<Self, StoreError> {
        let (conversation_row, id, role, model): (i64, MessageId, _, Option<String>) = db
            .prepare_cached(
                "SELECT c.row, m.id, m.role, m.model FROM messages AS m
                 JOIN conversations AS c ON c.id = m.conversation_id WHERE m.row = ?1",
            )?
            .query_row([message_row], |row| {
                Ok((row.get(0)?, row.get::<_, Id<_>>(1)?.0, row.get::<_, Word<_>>(2)?.0, row.get(3)?))
            })?;
        let text = parts::text(db, id, TextKind::Text)?;
        let reasoning = words::indexed(&parts::text(db, id, TextKind::Reasoning)?);
        let facets = facets::of(role, model.map(|name| ModelId::new(&name)).as_ref(), &text, conversation_row);
        let text = words::indexed(&text);
        let mut characters = text.characters;
        let more = reasoning.characters.split_inclusive(' ').filter(|word| !characters.contains(*word));
        let more: String = more.collect();
        characters.push_str(&more);
        characters.push_str(&facets);
        Ok(Self { conversation_row, text: text.words, reasoning: reasoning.words, characters, facets })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_follow_time_and_strange_clocks_have_a_place() {
        let at = |millis| first_doc(Timestamp::from_millis(millis));
        assert_eq!(at(1_577_836_800_000), 0, "2020-01-01");
        assert_eq!(at(1_577_836_860_000), PER_MINUTE);
        assert_eq!((at(0), at(i64::MIN)), (0, 0));
        assert!(at(i64::MAX) > at(4_102_444_800_000), "the year 2100");
    }

    #[test]
    fn many_messages_of_one_minute_find_places_of_their_own() {
        let mut db = Connection::open_in_memory().unwrap();
        crate::migrate::run(&mut db, crate::migrate::known(), |_| Ok(())).unwrap();
        let at = Timestamp::from_millis(1_577_836_860_000);
        for row in 0..1_000_i64 {
            let doc = free_doc(&db, at).unwrap();
            assert!(doc >= PER_MINUTE);
            db.execute("INSERT INTO search_docs VALUES (?1, ?2, 1)", [doc, row]).unwrap();
        }
        assert!((936..1_100).contains(&reach(&db).unwrap()), "{}", reach(&db).unwrap());
    }
}
