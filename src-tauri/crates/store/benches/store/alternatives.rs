//! The same searches with what SQLite offers without us: FTS5 trigram, and LIKE over the texts. They answer with the
//! twenty newest rows only: no rank, no title, no snippet.

use crate::goals::SEARCH;
use crate::kept::Kept;
use crate::queries::Queries;
use crate::report::{Report, line, timed};
use rusqlite::Connection;
use std::time::{Duration, Instant};

/// Searches of each kind, and the time after which no more are begun: LIKE reads all texts.
const EACH: usize = 15;
const ENOUGH: Duration = Duration::from_secs(8);

pub(crate) fn measure(kept: &Kept, queries: &Queries, report: &Report) {
    let db = Connection::open(kept.trigram()).unwrap();
    db.execute("ATTACH ?1 AS history", [kept.dir.join("history.db").to_str().unwrap()]).unwrap();
    let size = std::fs::metadata(kept.trigram()).unwrap().len() as f64;
    let made = format!(
        "{:.1} s, {:.1} MiB, {:.2} of the text (which it does not hold)",
        kept.trigrams,
        size / 1_048_576.0,
        size / kept.raw as f64
    );
    line("trigram alone: made", &made);
    let count = |sql: &str, what: &str| -> usize {
        let mut statement = db.prepare_cached(sql).unwrap();
        let rows = statement.query_map([what], |row| row.get::<_, i64>(0)).unwrap();
        rows.map(Result::unwrap).count()
    };
    for (kind, texts) in &queries.kinds {
        let texts: Vec<String> =
            texts.iter().step_by((texts.len() / EACH).max(1)).map(|text| text.replace('"', "")).collect();
        for (name, sql, around) in [
            ("trigram", "SELECT rowid FROM trigram WHERE trigram MATCH ?1 ORDER BY rowid DESC LIMIT 20", '"'),
            ("LIKE", "SELECT row FROM history.parts WHERE text LIKE ?1 ORDER BY row DESC LIMIT 20", '%'),
        ] {
            let (mut hits, begun) = (0, Instant::now());
            let times = texts.iter().take_while(|_| begun.elapsed() < ENOUGH).map(|text| {
                let (found, took) = timed(|| count(sql, &format!("{around}{text}{around}")));
                hits += found;
                took
            });
            let what = format!("{name}: {kind}");
            report.times(&what, times);
            let ours = report.figure(&format!("{SEARCH}{kind}"));
            let ratio = report.figure(&what).late / ours.late;
            line("", &format!("hits {hits}, its p99 is {ratio:.2} of ours"));
        }
    }
}
