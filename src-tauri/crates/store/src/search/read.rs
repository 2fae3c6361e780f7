//! Documents that are read themselves: where a question to the index would take longer, or cannot be asked of it.

use crate::StoreError;
use crate::parts::{self, TextKind};
use crate::row::Id;
use crate::search::ask::{self, Phrase};
use crate::search::snippet;
use hadal_domain::MessageId;
use rusqlite::Connection;
use std::collections::{HashMap, HashSet};

/// Which documents of a window have what was looked for where it counts.
#[derive(Default)]
pub(crate) struct Marks {
    /// In what is said, not in the reasoning before it.
    pub(crate) text: HashSet<i64>,
    /// As it was typed.
    pub(crate) words: HashSet<i64>,
    /// As it was typed, side by side.
    pub(crate) phrase: HashSet<i64>,
}

/// Texts and reasonings, each read once in a search.
#[derive(Default)]
pub(crate) struct Texts(HashMap<i64, [String; 2]>);

impl Texts {
    pub(crate) fn was_read(&self, doc: i64) -> bool {
        self.0.contains_key(&doc)
    }

    /// Whether all of these are in a document.
    pub(crate) fn have(&mut self, db: &Connection, doc: i64, phrases: &[Phrase]) -> Result<bool, StoreError> {
        let [text, reasoning] = self.of(db, doc)?;
        let in_text = snippet::which(text, phrases);
        if in_text.iter().all(|found| *found) {
            return Ok(true);
        }
        let either = |(one, other): (bool, bool)| one || other;
        Ok(in_text.into_iter().zip(snippet::which(reasoning, phrases)).all(either))
    }

    /// The marks of documents that have all of these.
    pub(crate) fn marks(&mut self, db: &Connection, docs: &[i64], phrases: &[Phrase]) -> Result<Marks, StoreError> {
        let count = phrases.len();
        let mut wanted = phrases.to_vec();
        wanted.extend(phrases.iter().map(Phrase::exact));
        wanted.push(ask::together(phrases));
        let mut marks = Marks::default();
        for doc in docs {
            let [text, reasoning] = self.of(db, *doc)?;
            let in_text = snippet::which(text, &wanted);
            let either = in_text.iter().zip(snippet::which(reasoning, &wanted)).map(|(one, other)| *one || other);
            if in_text.iter().take(count).all(|found| *found) {
                marks.text.insert(*doc);
            }
            let either: Vec<bool> = either.skip(count).collect();
            if either.iter().take(count).all(|found| *found) {
                marks.words.insert(*doc);
            }
            if either.last() == Some(&true) {
                marks.phrase.insert(*doc);
            }
        }
        Ok(marks)
    }

    fn of(&mut self, db: &Connection, doc: i64) -> Result<&[String; 2], StoreError> {
        if !self.was_read(doc) {
            let id: MessageId = db
                .prepare_cached(
                    "SELECT m.id FROM search_docs AS d JOIN messages AS m ON m.row = d.message_row WHERE d.doc = ?1",
                )?
                .query_row([doc], |row| row.get::<_, Id<_>>(0))?
                .0;
            let both = [parts::text(db, id, TextKind::Text)?, parts::text(db, id, TextKind::Reasoning)?];
            self.0.insert(doc, both);
        }
        self.0.get(&doc).ok_or(StoreError::NotFound)
    }
}
