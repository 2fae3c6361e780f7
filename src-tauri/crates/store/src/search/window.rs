//! A window: the newest documents that match, ranked together.
//!
//! What bounds the work of a search, however long the history is: a window has at most [`matches::MOST`] documents; where
//! every word is common and all together may be rare, it ends after so many documents that were looked at; so many are
//! read themselves and no more; a word that may grow and is common as it was typed is looked for as it was typed, and
//! longer ones come after those. A search with fewer matches is one window, so it is ranked as a whole.

use crate::StoreError;
use crate::search::ask::{self, Phrase};
use crate::search::find::{self, Found, IN_TEXT};
use crate::search::index::DAY;
use crate::search::matches::{self, MOST};
use crate::search::narrow::Narrowed;
use crate::search::page::{Part, SearchCursor};
use crate::search::read::{Marks, Texts};
use rusqlite::Connection;
use std::collections::{HashMap, HashSet};

/// So many words of a phrase are looked at for a rare one.
const WORDS_COUNTED: usize = 6;

/// So many that have a word as it was typed come before those that have a longer one: more than one page.
const TYPED: usize = 100;

/// Among so many documents words that are all common are looked for together, stretch by stretch, until there are enough:
/// few at first, for words that often stand together.
const STRETCHES: [u32; 4] = [2_000, 6_000, 16_000, 26_000];
const ENOUGH: usize = 30;

/// So few documents are read themselves: each takes as long as a hundred that the index tells of.
const READ: usize = 100;

/// More are not weighed: the lengths of documents lie as far apart as the documents.
const WEIGHED: usize = 200;

pub(crate) struct Window {
    /// All of it lies below this document.
    pub(crate) top: i64,
    pub(crate) later: bool,
    pub(crate) part: Part,
    /// What is looked for: as it was typed, while longer words wait.
    pub(crate) phrases: Vec<Phrase>,
    /// For the index of words; empty when that was not asked.
    words: String,
    /// So many phrases have a word that is rare: reading all their matches costs little.
    rare: usize,
    /// Newest first.
    docs: Vec<i64>,
    /// All that was looked at lies below this document.
    begin: i64,
    /// Where the next window begins, if there may be one.
    floor: Option<i64>,
    texts: Texts,
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
            rare: 0,
            docs: Vec::new(),
            begin: 0,
            floor: None,
            texts: Texts::default(),
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
            window.top = window.begin;
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
        let range = (narrowed.docs.0, self.top.min(narrowed.docs.1));
        self.rare = if self.part == Part::Longer { 0 } else { rare_phrases(db, &self.phrases)? };
        let words: usize = self.phrases.iter().map(|phrase| phrase.expressions().len()).sum();
        // What grows is put together anew for each question: for a few documents that takes as long as for all.
        let is_whole = self.rare > 0
            || words < 2
            || self.part == Part::Longer
            || narrowed.is_narrow
            || self.phrases.iter().any(|phrase| phrase.grows);
        let of_both = !self.words.is_empty() && !characters.is_empty();
        // Where both are asked for, the rarer side leads, unless only the index of words tells what is asked for.
        let by_characters = of_both
            && self.rare == 0
            && self.part != Part::Longer
            && !matches::is_common(db, "search_characters", &narrowed.characters(characters.clone()))?;
        if self.words.is_empty() || by_characters {
            self.docs = matches::newest(db, narrowed, "search_characters", narrowed.characters(characters), range)?;
        } else if is_whole {
            self.docs = matches::newest(db, narrowed, "search_texts", narrowed.words(self.words.clone()), range)?;
        } else {
            self.fill_by_stretches(db, narrowed, range)?;
        }
        if self.words.is_empty() || by_characters || is_whole {
            self.begin = self.docs.first().map_or(0, |newest| newest + 1);
            self.floor = self.docs.last().copied().filter(|_| self.is_full());
        }
        if of_both { self.keep_what_has_both(db) } else { Ok(()) }
    }

    fn fill_by_stretches(
        &mut self,
        db: &Connection,
        narrowed: &Narrowed,
        (low, high): (i64, i64),
    ) -> Result<(), StoreError> {
        let expression = narrowed.words(self.words.clone());
        let mut above = matches::document_before(db, high, 0)?.map_or(low, |newest| newest + 1);
        self.begin = above;
        self.docs.clear();
        for stretch in STRETCHES {
            let from = matches::document_before(db, above, stretch)?.unwrap_or(low).max(low);
            self.docs.extend(matches::all(db, narrowed, expression.clone(), (from, above))?);
            above = from;
            if above <= low || self.docs.len() >= ENOUGH {
                break;
            }
        }
        // A stretch may hold more than one window.
        self.docs.truncate(MOST);
        self.floor = if self.is_full() { self.docs.last().copied() } else { Some(above).filter(|above| *above > low) };
        Ok(())
    }

    /// The two indexes are not asked about each other's documents, which takes longer than reading them.
    fn keep_what_has_both(&mut self, db: &Connection) -> Result<(), StoreError> {
        let (mut kept, mut left, mut last) = (Vec::new(), 0, None);
        let candidates = std::mem::take(&mut self.docs);
        for (read, doc) in candidates.iter().enumerate() {
            if read >= READ || kept.len() >= ENOUGH {
                break;
            }
            if self.texts.have(db, *doc, &self.phrases)? {
                kept.push(*doc);
            }
            left = candidates.len() - read - 1;
            last = Some(*doc);
        }
        if left > 0 {
            self.floor = last;
        }
        self.docs = kept;
        Ok(())
    }

    const fn is_full(&self) -> bool {
        self.docs.len() >= MOST
    }

    pub(crate) fn rank(&mut self, db: &Connection, narrowed: &Narrowed) -> Result<Vec<Found>, StoreError> {
        let Some(newest) = self.docs.first().copied() else { return Ok(Vec::new()) };
        let read = self.rare == 0 && self.docs.len() <= READ && !self.words.is_empty() && self.part != Part::Longer;
        let marks = if read || self.texts.was_read(newest) {
            self.texts.marks(db, &self.docs, &self.phrases)?
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
        let among = |expression: String| matches::between(db, &narrowed.words(expression), oldest, newest);
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

    /// How much each document speaks of the words, by bm25, from 0 to 1,000. Nothing when a phrase is so common that
    /// counting it would take longer than the search.
    fn weigh(&self, db: &Connection, narrowed: &Narrowed) -> Result<HashMap<i64, u32>, StoreError> {
        let is_rare = self.rare == self.phrases.iter().filter(|phrase| !phrase.expressions().is_empty()).count();
        if self.docs.len() > WEIGHED || self.part == Part::Longer || self.later || self.words.is_empty() || !is_rare {
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

/// How many of the phrases have a word that is rare, so that all their matches are soon read. Single characters are not
/// weighed.
fn rare_phrases(db: &Connection, phrases: &[Phrase]) -> Result<usize, StoreError> {
    let is_common = |word: &str| matches::is_common(db, "search_texts", word);
    let mut rare = 0;
    for phrase in phrases {
        // A word that is common as it stands is common with all that begin with it.
        let (words, typed) = (phrase.expressions(), phrase.exact().expressions());
        let mut is_rare = false;
        for (word, typed) in words.iter().zip(&typed).take(WORDS_COUNTED) {
            is_rare = is_rare || (!is_common(typed)? && (word == typed || !is_common(word)?));
        }
        rare += usize::from(is_rare);
    }
    Ok(rare)
}
