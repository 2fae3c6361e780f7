//! Ranking and paging of what matches.
//!
//! Documents are looked at in windows of the newest that match ([`window`](super::window)), so that the commonest
//! character costs no more than a rare one; inside a window the best come first.

use crate::StoreError;
use crate::parts::{self, TextKind};
use crate::row::{Id, Millis, Word};
use crate::search::ask::{self, Phrase};
use crate::search::page::{Hit, SearchCursor, SearchPage, SearchQuery};
use crate::search::window::Window;
use crate::search::{narrow::Narrowed, rebuild, snippet, titles};
use hadal_domain::MessageId;
use rusqlite::{Connection, OptionalExtension};

const LIMIT_MAX: u32 = 100;

/// Points. What is as it was typed comes before what is recent, and that before what speaks most of it.
const EXACT_PHRASE: u32 = 4_000;
const EXACT_WORDS: u32 = 1_500;
pub(crate) const IN_TEXT: u32 = 1_000;
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
    let mut window = Window::look(&tx, &narrowed, &phrases, query.before)?;
    let mut found = window.rank(&tx, &narrowed)?;
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
            Some(SearchCursor { top: window.top, last: Some((rank, key)), later: window.later, part: window.part })
        }
        None => window.next(),
    };
    let mut hits = Vec::with_capacity(found.len());
    for found in found {
        hits.extend(if found.key < 0 {
            titles::hit(&tx, found, &phrases)?
        } else {
            hit(&tx, found.key, &window.phrases)?
        });
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

fn hit(db: &Connection, doc: i64, phrases: &[Phrase]) -> Result<Option<Hit>, StoreError> {
    let found = db
        .prepare_cached(
            "SELECT c.id, m.id, c.title, m.role, m.created_at FROM search_docs AS d
             JOIN messages AS m ON m.row = d.message_row JOIN conversations AS c ON c.row = d.conversation_row
             WHERE d.doc = ?1 AND m.deleted_at IS NULL",
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
        for phrase in phrases.iter().filter(|phrase| phrase.is_loose()) {
            let phrase = std::slice::from_ref(phrase);
            if !snippet::has(&text, phrase) && !snippet::has(&reasoning()?, phrase) {
                return Ok(None);
            }
        }
        let Some(snippet) = snippet else { return Ok(None) };
        hit.snippet = snippet;
    }
    Ok(Some(hit))
}
