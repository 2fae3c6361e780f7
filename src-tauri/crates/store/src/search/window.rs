//! A window: the newest documents that match, ranked together.
//!
//! What bounds the work of a search, however long the history is: a window has at most [`WINDOW`] documents; where every
//! word is common and all together may be rare, it ends with the stretch of time in which [`ENOUGH`] were found; a word
//! that may grow and is common as it was typed is looked for as it was typed, and longer ones come after those.
//! A search with fewer matches is one window, so it is ranked as a whole.

use crate::StoreError;
use crate::parts::{self, TextKind};
use crate::row::Id;
use crate::search::ask::{self, Phrase};
use crate::search::find::{self, Found, IN_TEXT};
use crate::search::index::DAY;
use crate::search::narrow::Narrowed;
use crate::search::page::{Part, SearchCursor};
use crate::search::snippet;
use hadal_domain::MessageId;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::collections::{HashMap, HashSet};

const WINDOW: usize = 1_000;

/// A phrase of more matches is common: it has no weight worth the time that weighing takes.
const COUNT_MAX: i64 = 2_000;

/// So many words of a phrase are looked at for a rare one.
const WORDS_COUNTED: usize = 6;

/// So many that have a word as it was typed come before those that have a longer one: more than one page.
const TYPED: usize = 100;

/// The first stretch of time in which words that are all common are looked for; each further one is twice as long.
const STRETCH: i64 = DAY * 182;
const ENOUGH: usize = 30;

/// So few documents are read themselves rather than asked about where the words are common.
const READ: usize = 200;

pub(crate) struct Window {
    /// All of it lies below this document.
    pub(crate) top: i64,
    pub(crate) later: bool,
    pub(crate) part: Part,
    /// What is looked for: as it was typed, while longer words wait.
    pub(crate) phrases: Vec<Phrase>,
    /// For the index of words; empty when that was not asked.
    words: String,
    /// Every phrase has a word that is rare: reading all its matches costs little.
    is_rare: bool,
    /// Newest first.
    docs: Vec<i64>,
    /// Where the next window begins, if there may be one.
    floor: Option<i64>,
}

impl Window {
    pub(crate) fn look(
        db: &Connection,
        narrowed: &Narrowed,
        phrases: &[Phrase],
        before: Option<SearchCursor>,
    ) -> Result<Self, StoreError> {
        let top = before.map_or(i64::MAX, |before| before.top);
        let part = before.map(|before| before.part);
        let may_grow = phrases.iter().any(|phrase| phrase.grows);
        let mut window = Self {
            top,
            later: before.is_some_and(|before| before.later),
            part: part.unwrap_or(Part::All),
            phrases: phrases.to_vec(),
            words: ask::anywhere(phrases),
            is_rare: false,
            docs: Vec::new(),
            floor: None,
        };
        if part == Some(Part::Typed) || (part.is_none() && may_grow) {
            window.phrases = phrases.iter().map(Phrase::exact).collect();
            window.words = ask::exact_words(phrases);
            window.part = Part::Typed;
            window.fill(db, narrowed)?;
            if part.is_none() && window.docs.len() < TYPED && window.floor.is_none() {
                window.phrases = phrases.to_vec();
                window.words = ask::anywhere(phrases);
                window.part = Part::All;
                window.fill(db, narrowed)?;
            }
        } else {
            if window.part == Part::Longer {
                window.words = ask::longer(phrases);
            }
            window.fill(db, narrowed)?;
        }
        if before.is_none() {
            // What is written between two pages must not shift the windows.
            window.top = window.docs.first().map_or(0, |newest| newest + 1);
        }
        Ok(window)
    }

    /// Where the search goes on after all of this.
    pub(crate) fn next(&self) -> Option<SearchCursor> {
        let further = |top, part| SearchCursor { top, last: None, later: true, part };
        let longer = (self.part == Part::Typed).then(|| further(i64::MAX, Part::Longer));
        self.floor.map(|top| further(top, self.part)).or(longer)
    }

    fn fill(&mut self, db: &Connection, narrowed: &Narrowed) -> Result<(), StoreError> {
        let characters = ask::characters(&self.phrases);
        let (low, high) = (narrowed.docs.0, self.top.min(narrowed.docs.1));
        let rare = if self.part == Part::Longer { 0 } else { rare_phrases(db, &self.phrases)? };
        self.is_rare = rare == self.phrases.len() && self.part != Part::Longer;
        let words: usize = self.phrases.iter().map(|phrase| phrase.expressions().len()).sum();
        // What grows is put together anew for each question: for a few documents that takes as long as for all.
        let is_whole =
            rare > 0 || words < 2 || self.part == Part::Longer || self.phrases.iter().any(|phrase| phrase.grows);
        if self.words.is_empty() {
            let expression = narrowed.characters(characters);
            self.docs = select(db, narrowed, "search_characters", expression, high, low)?;
        } else if !characters.is_empty() {
            self.docs = both(db, narrowed, &self.words, &characters, high, low)?;
        } else if is_whole {
            self.docs = select(db, narrowed, "search_texts", narrowed.words(self.words.clone()), high, low)?;
        } else {
            return self.fill_by_stretches(db, narrowed, high, low);
        }
        self.floor = self.docs.last().copied().filter(|_| self.is_full());
        Ok(())
    }

    fn fill_by_stretches(
        &mut self,
        db: &Connection,
        narrowed: &Narrowed,
        high: i64,
        low: i64,
    ) -> Result<(), StoreError> {
        let expression = narrowed.words(self.words.clone());
        // From the newest that matches on, so that the stretches of the next page are the same.
        let sql = "SELECT rowid FROM search_texts WHERE search_texts MATCH ?1 AND rowid < ?2 AND rowid >= ?3
             ORDER BY rowid DESC LIMIT 1";
        let mut newest = db.prepare_cached(sql)?;
        let mut found = newest.query_map((&expression, high, low), |row| row.get::<_, i64>(0))?;
        let mut above = found.next().transpose()?.map_or(low, |newest| newest + 1);
        self.docs.clear();
        let mut stretch = STRETCH;
        while above > low && self.docs.len() < ENOUGH {
            let from = above.saturating_sub(stretch).max(low);
            self.docs.extend(select(db, narrowed, "search_texts", expression.clone(), above, from)?);
            above = from;
            stretch = stretch.saturating_mul(2);
        }
        // A stretch may hold more than one window.
        self.docs.truncate(WINDOW);
        self.floor = if self.is_full() { self.docs.last().copied() } else { Some(above).filter(|above| *above > low) };
        Ok(())
    }

    const fn is_full(&self) -> bool {
        self.docs.len() >= WINDOW
    }

    pub(crate) fn rank(&self, db: &Connection, narrowed: &Narrowed) -> Result<Vec<Found>, StoreError> {
        let Some(newest) = self.docs.first().copied() else { return Ok(Vec::new()) };
        let marks = if !self.is_rare && self.docs.len() <= READ && !self.phrases.is_empty() {
            self.marks_read(db)?
        } else {
            self.marks_asked(db, narrowed)?
        };
        let weights = self.weigh(db, narrowed)?;
        let rank = |doc: &i64| {
            find::recency((newest - doc) / DAY)
                + find::exactness(marks.phrase.contains(doc), marks.words.contains(doc))
                + if marks.text.contains(doc) { IN_TEXT } else { 0 }
                + weights.get(doc).copied().unwrap_or(0)
        };
        Ok(self.docs.iter().map(|doc| Found { rank: rank(doc), key: *doc }).collect())
    }

    /// By the index: one question for all documents from the oldest to the newest.
    fn marks_asked(&self, db: &Connection, narrowed: &Narrowed) -> Result<Marks, StoreError> {
        let (Some(newest), Some(oldest)) = (self.docs.first().copied(), self.docs.last().copied()) else {
            return Ok(Marks::default());
        };
        let among = |expression: String| matches_between(db, &narrowed.words(expression), oldest, newest);
        let all = || self.docs.iter().copied().collect::<HashSet<i64>>();
        if self.words.is_empty() {
            // Characters are always as they were typed, and nothing tells where they are.
            return Ok(Marks { text: HashSet::new(), words: all(), phrase: all() });
        }
        let grow = self.phrases.iter().any(|phrase| phrase.grows);
        // What grows is put together anew for each question, which takes longer the more there is of it.
        let asks_where = !(grow && self.is_full());
        let text = if asks_where { among(ask::in_text(&self.phrases))? } else { HashSet::new() };
        let words = match self.part {
            Part::Longer => HashSet::new(),
            _ if grow => among(ask::exact_words(&self.phrases))?,
            _ => all(),
        };
        let phrase = if self.phrases.len() <= 1 || self.part == Part::Longer {
            words.clone()
        } else {
            among(ask::exact_phrase(&self.phrases))?
        };
        Ok(Marks { text, words, phrase })
    }

    /// By the texts themselves.
    fn marks_read(&self, db: &Connection) -> Result<Marks, StoreError> {
        let mut whose = db.prepare_cached(
            "SELECT m.id FROM search_docs AS d JOIN messages AS m ON m.row = d.message_row WHERE d.doc = ?1",
        )?;
        let exact: Vec<Phrase> = self.phrases.iter().map(Phrase::exact).collect();
        let together = [ask::together(&self.phrases)];
        let mut marks = Marks::default();
        for doc in &self.docs {
            let id: MessageId = whose.query_row([doc], |row| row.get::<_, Id<_>>(0))?.0;
            let text = parts::text(db, id, TextKind::Text)?;
            let reasoning = parts::text(db, id, TextKind::Reasoning)?;
            let all = |text: &str, phrases: &[Phrase]| {
                phrases.iter().all(|phrase| snippet::has(text, std::slice::from_ref(phrase)))
            };
            let either = |phrase: &Phrase| [&text, &reasoning].iter().any(|of| all(of, std::slice::from_ref(phrase)));
            if all(&text, &self.phrases) {
                marks.text.insert(*doc);
            }
            if exact.iter().all(either) {
                marks.words.insert(*doc);
            }
            if together.iter().all(either) {
                marks.phrase.insert(*doc);
            }
        }
        Ok(marks)
    }

    /// How much each document speaks of the words, by bm25, from 0 to 1,000. Nothing when a phrase is so common that
    /// counting it would take longer than the search.
    fn weigh(&self, db: &Connection, narrowed: &Narrowed) -> Result<HashMap<i64, u32>, StoreError> {
        if self.is_full() || self.later || self.words.is_empty() || !self.is_rare {
            return Ok(HashMap::new());
        }
        let weights = db
            .prepare_cached(
                "SELECT doc, CAST(1000.0 * weight / (weight + 5.0) AS INTEGER) FROM (
                    SELECT rowid AS doc, max(0.0, -bm25(search_texts, 1.0, 0.5, 0.0)) AS weight
                    FROM search_texts WHERE search_texts MATCH ?1)",
            )?
            .query_map([narrowed.words(self.words.clone())], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        Ok(weights)
    }
}

/// Which documents of a window have what was looked for where it counts.
#[derive(Default)]
struct Marks {
    /// In what is said, not in the reasoning before it.
    text: HashSet<i64>,
    /// As it was typed.
    words: HashSet<i64>,
    /// As it was typed, side by side.
    phrase: HashSet<i64>,
}

/// How many of the phrases have a word that is rare, so that all their matches are soon read. Single characters are not
/// weighed.
fn rare_phrases(db: &Connection, phrases: &[Phrase]) -> Result<usize, StoreError> {
    let mut rare = 0;
    for phrase in phrases {
        // A word that is common as it stands is common with all that begin with it.
        let (words, typed) = (phrase.expressions(), phrase.exact().expressions());
        let mut is_rare = words.is_empty();
        for (word, typed) in words.iter().zip(&typed).take(WORDS_COUNTED) {
            is_rare = is_rare || (count(db, typed)? < COUNT_MAX && (word == typed || count(db, word)? < COUNT_MAX));
        }
        rare += usize::from(is_rare);
    }
    Ok(rare)
}

/// The newest documents of a range that match and whose rows fulfil the filters.
fn select(
    db: &Connection,
    narrowed: &Narrowed,
    table: &str,
    expression: String,
    below: i64,
    least: i64,
) -> Result<Vec<i64>, StoreError> {
    let sql = format!(
        "SELECT s.rowid FROM {table} AS s CROSS JOIN search_docs AS d ON d.doc = s.rowid
         CROSS JOIN conversations AS c ON c.row = d.conversation_row {}
         WHERE s.{table} MATCH ?1 AND s.rowid < ?2 AND s.rowid >= ?3 AND c.deleted_at IS NULL {}
         ORDER BY s.rowid DESC LIMIT {WINDOW}",
        narrowed.joins, narrowed.conditions,
    );
    let values = narrowed.values(vec![expression.into(), below.into(), least.into()]);
    let docs =
        db.prepare_cached(&sql)?.query_map(params_from_iter(values), |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(docs)
}

/// The newest documents that are in both indexes. Each is read from the newest on, side by side: asking one of them
/// about each document of the other takes a hundred times as long for a document.
fn both(
    db: &Connection,
    narrowed: &Narrowed,
    words: &str,
    characters: &str,
    below: i64,
    least: i64,
) -> Result<Vec<i64>, StoreError> {
    let newest = |table: &str| {
        format!("SELECT rowid FROM {table} WHERE {table} MATCH ?1 AND rowid < ?2 AND rowid >= ?3 ORDER BY rowid DESC")
    };
    let (mut texts, mut others) =
        (db.prepare_cached(&newest("search_texts"))?, db.prepare_cached(&newest("search_characters"))?);
    let mut texts = texts.query_map((narrowed.words(words.to_owned()), below, least), |row| row.get::<_, i64>(0))?;
    let mut others =
        others.query_map((narrowed.characters(characters.to_owned()), below, least), |row| row.get::<_, i64>(0))?;
    let sql = format!(
        "SELECT 1 FROM search_docs AS d CROSS JOIN conversations AS c ON c.row = d.conversation_row {}
         WHERE d.doc = ?1 AND ?2 IS NULL AND ?3 IS NULL AND c.deleted_at IS NULL {}",
        narrowed.joins, narrowed.conditions,
    );
    let mut fits = db.prepare_cached(&sql)?;
    let mut docs = Vec::new();
    let (mut text, mut other) = (texts.next().transpose()?, others.next().transpose()?);
    while let (Some(of_text), Some(of_other)) = (text, other) {
        if of_text == of_other {
            let values = narrowed.values(vec![of_text.into(), Value::Null, Value::Null]);
            if fits.exists(params_from_iter(values))? {
                docs.push(of_text);
            }
        }
        if docs.len() >= WINDOW {
            break;
        }
        if of_text >= of_other {
            text = texts.next().transpose()?;
        }
        if of_other >= of_text {
            other = others.next().transpose()?;
        }
    }
    Ok(docs)
}

/// How many documents match, counted up to [`COUNT_MAX`].
fn count(db: &Connection, expression: &str) -> Result<i64, StoreError> {
    let sql =
        format!("SELECT count(*) FROM (SELECT 1 FROM search_texts WHERE search_texts MATCH ?1 LIMIT {COUNT_MAX})");
    Ok(db.prepare_cached(&sql)?.query_row([expression], |row| row.get(0))?)
}

/// Which of a range of documents match.
fn matches_between(db: &Connection, expression: &str, low: i64, high: i64) -> Result<HashSet<i64>, StoreError> {
    let found = db
        .prepare_cached("SELECT rowid FROM search_texts WHERE search_texts MATCH ?1 AND rowid BETWEEN ?2 AND ?3")?
        .query_map((expression, low, high), |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(found)
}
