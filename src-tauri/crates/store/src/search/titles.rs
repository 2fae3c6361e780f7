//! Titles that match. They are few and short, so all that match are ranked by their words.

use crate::StoreError;
use crate::row::{Id, Millis};
use crate::search::ask::{self, Phrase};
use crate::search::find::{self, Found};
use crate::search::narrow::Narrowed;
use crate::search::page::Hit;
use crate::search::snippet;
use hadal_domain::Timestamp;
use rusqlite::{Connection, OptionalExtension, params_from_iter};

/// Most titles of one search. The newest conversations that match are taken.
const MOST: usize = 1_000;

/// Points for being a title.
const TITLE: u32 = 2_500;
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

pub(crate) fn find(db: &Connection, narrowed: &Narrowed, phrases: &[Phrase]) -> Result<Vec<Found>, StoreError> {
    let sql = format!(
        "SELECT c.row, c.updated_at, c.title FROM search_titles AS s CROSS JOIN conversations AS c ON c.row = s.rowid
         WHERE s.search_titles MATCH ?1 AND s.rowid BETWEEN ?2 AND ?3 AND c.deleted_at IS NULL {} ORDER BY s.rowid DESC LIMIT {MOST}",
        narrowed.title_conditions,
    );
    let rows = db
        .prepare_cached(&sql)?
        .query_map(
            params_from_iter(narrowed.values(vec![ask::in_title(phrases).into(), 0.into(), i64::MAX.into()])),
            |row| Ok((row.get(0)?, row.get::<_, Millis>(1)?.0, row.get(2)?)),
        )?
        .collect::<Result<Vec<(i64, Timestamp, String)>, _>>()?;
    let newest = rows.iter().map(|(_, at, _)| at.as_millis()).max().unwrap_or(0);
    let exactness = |title: &str| {
        find::exactness(
            snippet::has(title, &[ask::together(phrases)]),
            phrases.iter().all(|phrase| snippet::has(title, &[phrase.exact()])),
        )
    };
    let recency = |at: Timestamp| find::recency(newest.saturating_sub(at.as_millis()) / DAY_MS);
    let rank = |at: Timestamp, title: &str| TITLE + recency(at) + exactness(title);
    Ok(rows.iter().map(|(row, at, title)| Found { rank: rank(*at, title), key: -*row }).collect())
}

pub(crate) fn hit(db: &Connection, found: Found, phrases: &[Phrase]) -> Result<Option<Hit>, StoreError> {
    let hit = db
        .prepare_cached("SELECT id, title, updated_at FROM conversations WHERE row = ?1")?
        .query_row([-found.key], |row| {
            let title: String = row.get(1)?;
            Ok(Hit {
                conversation: row.get::<_, Id<_>>(0)?.0,
                message: None,
                snippet: snippet::cut(&title, phrases).unwrap_or_else(|| snippet::beginning(&title)),
                title,
                role: None,
                at: row.get::<_, Millis>(2)?.0,
            })
        })
        .optional()?;
    Ok(hit)
}
