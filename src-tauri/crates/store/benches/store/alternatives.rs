//! The same searches with what SQLite offers without us: FTS5 trigram, and LIKE over the texts. They answer with rows
//! only: no rank, no title, no snippet.

use crate::queries::Queries;
use crate::report::{Report, timed};
use rusqlite::Connection;
use std::path::Path;

/// Searches of each kind: LIKE takes its time.
const EACH: usize = 15;

pub(crate) fn measure(dir: &Path, queries: &Queries, report: &Report) {
    let db = Connection::open(dir.join("trigram.db")).unwrap();
    db.execute("ATTACH ?1 AS history", [dir.join("history.db").to_str().unwrap()]).unwrap();
    db.execute_batch("CREATE VIRTUAL TABLE trigram USING fts5 (text, content = '', tokenize = 'trigram')").unwrap();
    let ((), built) = timed(|| {
        db.execute_batch("INSERT INTO trigram (rowid, text) SELECT row, text FROM history.parts").unwrap();
    });
    let size = std::fs::metadata(dir.join("trigram.db")).unwrap().len();
    report.line("trigram: built", &format!("{:.1} s, {:.1} MiB", built.as_secs_f64(), size as f64 / 1_048_576.0));
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
            let mut hits = 0;
            let times = texts.iter().map(|text| {
                let (found, took) = timed(|| count(sql, &format!("{around}{text}{around}")));
                hits += found;
                took
            });
            report.times(&format!("{name}: {kind}"), times);
            report.line("", &format!("hits {hits}"));
        }
    }
}
