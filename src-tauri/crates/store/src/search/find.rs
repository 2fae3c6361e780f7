//! Ranking and paging of what matches.
//!
//! Documents are looked at in windows of the newest [`WINDOW`] that match, so that the commonest character costs no
//! more than a rare one; inside a window the best come first. A search with fewer matches is one window, so it is
//! ranked as a whole.

use crate::StoreError;
use crate::parts::{self, TextKind};
use crate::row::{Id, Millis, Word};
use crate::search::ask::{self, Phrase};
use crate::search::page::{Hit, SearchCursor, SearchPage, SearchQuery};
use crate::search::{narrow::Narrowed, rebuild, snippet, titles};
use hadal_domain::MessageId;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params_from_iter};
use std::collections::{HashMap, HashSet};

const WINDOW: usize = 1_000;
const LIMIT_MAX: u32 = 100;

/// A phrase of more matches is common: it has no weight worth the time that weighing takes.
const COUNT_MAX: i64 = 2_000;

/// So many words of a phrase are looked at for a rare one.
const WORDS_COUNTED: usize = 6;

/// So few documents are asked about one by one: the index finds a document faster than all that match.
const ASKED_ONE_BY_ONE: usize = 50;

/// Points. What is as it was typed comes before what is recent, and that before what speaks most of it.
const EXACT_PHRASE: u32 = 4_000;
const EXACT_WORDS: u32 = 1_500;
const IN_TEXT: u32 = 1_000;
const RECENT: i64 = 3_000;
/// After so many days half of the points for recency are left.
const RECENT_DAYS: i64 = 30;

/// Something that matches, with its rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Found {
    pub(crate) rank: u32,
    /// A document, or below zero what [`titles`] made of a conversation's row.
    pub(crate) key: i64,
}

/// One page of hits.
pub(crate) fn page(db: &mut Connection, query: &SearchQuery) -> Result<SearchPage, StoreError> {
    // One snapshot: what is found is there when its text is read.
    let tx = db.transaction()?;
    let complete = rebuild::progress(&tx)?.is_none();
    let phrases = ask::phrases(&query.text);
    let nothing = SearchPage { hits: Vec::new(), next: None, complete };
    let Some(narrowed) = Narrowed::new(&tx, &query.filters)? else { return Ok(nothing) };
    // Signs only: filters alone would answer another question than the one that was typed.
    if phrases.is_empty() && (!query.text.trim().is_empty() || narrowed.characters(String::new()).is_empty()) {
        return Ok(nothing);
    }
    let limit = usize::try_from(query.limit.clamp(1, LIMIT_MAX)).unwrap_or(1);
    let window = Window::look(&tx, &narrowed, &phrases, query.before)?;
    let mut found = window.rank(&tx, &narrowed, &phrases)?;
    if !window.later && narrowed.has_titles && !phrases.is_empty() {
        found.extend(titles::find(&tx, &narrowed, &phrases)?);
    }
    found.sort_unstable_by(|one, other| other.cmp(one));
    if let Some((rank, key)) = query.before.and_then(|before| before.last) {
        found.retain(|found| *found < Found { rank, key });
    }
    let last = found.get(limit.saturating_sub(1)).copied().filter(|_| found.len() > limit);
    found.truncate(limit);
    let next = match last {
        Some(Found { rank, key }) => {
            Some(SearchCursor { top: window.top, last: Some((rank, key)), later: window.later })
        }
        None => window.floor().map(|top| SearchCursor { top, last: None, later: true }),
    };
    let mut hits = Vec::with_capacity(found.len());
    for found in found {
        hits.extend(if found.key < 0 { titles::hit(&tx, found, &phrases)? } else { hit(&tx, found.key, &phrases)? });
    }
    Ok(SearchPage { hits, next, complete })
}

/// Points for being `days` old.
pub(crate) fn recency(days: i64) -> u32 {
    u32::try_from(RECENT * RECENT_DAYS / (RECENT_DAYS + days.max(0))).unwrap_or(0)
}

/// Points for words that stand as they were typed.
pub(crate) const fn exactness(phrase: bool, words: bool) -> u32 {
    (if phrase { EXACT_PHRASE } else { 0 }) + (if words { EXACT_WORDS } else { 0 })
}

struct Window {
    /// For the index of words; empty when that was not asked.
    words: String,
    /// All of it lies below this document.
    top: i64,
    later: bool,
    /// Newest first.
    docs: Vec<i64>,
}

impl Window {
    fn look(
        db: &Connection,
        narrowed: &Narrowed,
        phrases: &[Phrase],
        before: Option<SearchCursor>,
    ) -> Result<Self, StoreError> {
        let (words, characters) = (ask::anywhere(phrases), ask::characters(phrases));
        let top = before.map_or(i64::MAX, |before| before.top);
        let (low, high) = narrowed.docs;
        let range = [top.min(high).into(), low.into()];
        let docs: Vec<i64> = if words.is_empty() {
            let expression = narrowed.characters(characters);
            select(db, narrowed, "search_characters AS s", "s.search_characters MATCH ?1", expression, range, None)?
        } else if characters.is_empty() {
            let expression = narrowed.words(words.clone());
            select(db, narrowed, "search_texts AS s", "s.search_texts MATCH ?1", expression, range, None)?
        } else {
            // Who has fewer is asked first, and the other one by one.
            let is_rare = count(db, "search_characters", &characters)? < COUNT_MAX;
            let (from, matches) = if is_rare {
                (
                    "search_characters AS s CROSS JOIN search_texts AS t ON t.rowid = s.rowid",
                    "s.search_characters MATCH {} AND t.search_texts MATCH ?1",
                )
            } else {
                (
                    "search_texts AS s CROSS JOIN search_characters AS t ON t.rowid = s.rowid",
                    "s.search_texts MATCH ?1 AND t.search_characters MATCH {}",
                )
            };
            let matches = matches.replace("{}", &format!("?{}", narrowed.next_parameter()));
            select(db, narrowed, from, &matches, narrowed.words(words.clone()), range, Some(characters))?
        };
        // What is written between two pages must not shift the windows.
        let top = before.map_or_else(|| docs.first().map_or(0, |newest| newest + 1), |before| before.top);
        let later = before.is_some_and(|before| before.later);
        Ok(Self { words, top, later, docs })
    }

    /// Where the next window begins, if there may be one.
    fn floor(&self) -> Option<i64> {
        self.docs.last().copied().filter(|_| self.is_full())
    }

    const fn is_full(&self) -> bool {
        self.docs.len() >= WINDOW
    }

    fn rank(&self, db: &Connection, narrowed: &Narrowed, phrases: &[Phrase]) -> Result<Vec<Found>, StoreError> {
        let (Some(newest), Some(oldest)) = (self.docs.first().copied(), self.docs.last().copied()) else {
            return Ok(Vec::new());
        };
        let grow = phrases.iter().any(|phrase| phrase.grows);
        let among = |expression: String| {
            let expression = narrowed.words(expression);
            // What grows is put together anew for each question, so that one question for all is cheaper.
            if self.docs.len() <= ASKED_ONE_BY_ONE && !grow {
                matches_of(db, &expression, &self.docs)
            } else {
                matches_between(db, &expression, oldest, newest)
            }
        };
        // Characters are always as they were typed, and nothing tells where they are.
        let is_one = phrases.len() <= 1 || self.words.is_empty();
        let in_text = if self.words.is_empty() { HashSet::new() } else { among(ask::in_text(phrases))? };
        let words = if grow { Some(among(ask::exact_words(phrases))?) } else { None };
        let phrase = if is_one { words.clone() } else { Some(among(ask::exact_phrase(phrases))?) };
        let weights = self.weigh(db, narrowed, phrases)?;
        let has = |set: &Option<HashSet<i64>>, doc: &i64| set.as_ref().is_none_or(|set| set.contains(doc));
        let rank = |doc: &i64| {
            recency((newest - doc) / crate::search::index::DAY)
                + exactness(has(&phrase, doc), has(&words, doc))
                + if in_text.contains(doc) { IN_TEXT } else { 0 }
                + weights.get(doc).copied().unwrap_or(0)
        };
        Ok(self.docs.iter().map(|doc| Found { rank: rank(doc), key: *doc }).collect())
    }

    /// How much each document speaks of the words, by bm25, from 0 to 1,000. Nothing when a phrase is so common that
    /// counting it would take longer than the search.
    fn weigh(&self, db: &Connection, narrowed: &Narrowed, phrases: &[Phrase]) -> Result<HashMap<i64, u32>, StoreError> {
        if self.is_full() || self.later || self.words.is_empty() {
            return Ok(HashMap::new());
        }
        for phrase in phrases {
            if !has_rare_word(db, phrase)? {
                return Ok(HashMap::new());
            }
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

/// Whether a phrase has a word that is rare: then all its matches are soon read. Single characters are not weighed.
fn has_rare_word(db: &Connection, phrase: &Phrase) -> Result<bool, StoreError> {
    let words = phrase.expressions();
    for word in words.iter().take(WORDS_COUNTED) {
        if count(db, "search_texts", word)? < COUNT_MAX {
            return Ok(true);
        }
    }
    Ok(words.is_empty())
}

/// The newest documents of a range that match and whose rows fulfil the filters.
fn select(
    db: &Connection,
    narrowed: &Narrowed,
    from: &str,
    matches: &str,
    expression: String,
    [below, least]: [Value; 2],
    more: Option<String>,
) -> Result<Vec<i64>, StoreError> {
    let sql = format!(
        "SELECT s.rowid FROM {from} CROSS JOIN search_docs AS d ON d.doc = s.rowid
         CROSS JOIN conversations AS c ON c.row = d.conversation_row {}
         WHERE {matches} AND s.rowid < ?2 AND s.rowid >= ?3 AND c.deleted_at IS NULL {}
         ORDER BY s.rowid DESC LIMIT {WINDOW}",
        narrowed.joins, narrowed.conditions,
    );
    let mut values = narrowed.values(vec![expression.into(), below, least]);
    values.extend(more.map(Value::from));
    let docs =
        db.prepare_cached(&sql)?.query_map(params_from_iter(values), |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(docs)
}

/// How many documents match, counted up to [`COUNT_MAX`].
fn count(db: &Connection, table: &str, expression: &str) -> Result<i64, StoreError> {
    let sql = format!("SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {table} MATCH ?1 LIMIT {COUNT_MAX})");
    Ok(db.prepare_cached(&sql)?.query_row([expression], |row| row.get(0))?)
}

/// Which of a few documents match.
fn matches_of(db: &Connection, expression: &str, docs: &[i64]) -> Result<HashSet<i64>, StoreError> {
    let mut one = db.prepare_cached("SELECT 1 FROM search_texts WHERE search_texts MATCH ?1 AND rowid = ?2")?;
    let mut found = HashSet::new();
    for doc in docs {
        if one.exists((expression, doc))? {
            found.insert(*doc);
        }
    }
    Ok(found)
}

/// Which of a range of documents match.
fn matches_between(db: &Connection, expression: &str, low: i64, high: i64) -> Result<HashSet<i64>, StoreError> {
    let found = db
        .prepare_cached("SELECT rowid FROM search_texts WHERE search_texts MATCH ?1 AND rowid BETWEEN ?2 AND ?3")?
        .query_map((expression, low, high), |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(found)
}

fn hit(db: &Connection, doc: i64, phrases: &[Phrase]) -> Result<Option<Hit>, StoreError> {
    let found = db
        .prepare_cached(
            "SELECT c.id, m.id, c.title, m.role, m.created_at FROM search_docs AS d
             JOIN messages AS m ON m.row = d.message_row JOIN conversations AS c ON c.row = d.conversation_row
             WHERE d.doc = ?1",
        )?
        .query_row([doc], |row| {
            let message: Id<MessageId> = row.get(1)?;
            Ok(Hit {
                conversation: row.get::<_, Id<_>>(0)?.0,
                message: Some(message.0),
                title: row.get(2)?,
                snippet: Vec::new(),
                role: Some(row.get::<_, Word<_>>(3)?.0),
                at: row.get::<_, Millis>(4)?.0,
            })
        })
        .optional()?;
    let Some(mut hit) = found else { return Ok(None) };
    if let Some(message) = hit.message {
        let text = parts::text(db, message, TextKind::Text)?;
        let reasoning = || parts::text(db, message, TextKind::Reasoning);
        let snippet = match snippet::cut(&text, phrases) {
            None if phrases.is_empty() => Some(snippet::beginning(&text)),
            None => snippet::cut(&reasoning()?, phrases),
            found => found,
        };
        // A word with a single character behind it is found by both; here it shows whether they are side by side.
        let Some(snippet) = snippet else { return Ok(None) };
        hit.snippet = snippet;
    }
    Ok(Some(hit))
}
