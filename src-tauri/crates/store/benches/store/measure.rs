//! The history itself: opened, read, written, searched.

use crate::goals::{AT_HIT, CHECKPOINT, OPEN, OPEN_WARM, SEARCH, SIZE};
use crate::history::Generator;
use crate::kept::{FROM, Kept, TEN_YEARS_MS};
use crate::queries::Queries;
use crate::report::{Report, line, timed};
use hadal_domain::{ClientId, Conversation, Message, ModelId, Role, Status, Thinking, Timestamp, Timings};
use hadal_store::{
    AnswerEnd, Checkpoint, ConversationQuery, NewTurn, PathAt, PathQuery, SearchFilters, SearchQuery, Store, TailWrite,
};
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

const RUNS: usize = 20;

/// Erasing makes a new backup, which is a copy of all: not of a million messages in every run.
const ERASED_UP_TO: usize = 100_000;

pub(crate) fn all(kept: &Kept, runtime: &Runtime, report: &Report) -> Queries {
    let each = kept.imported * 1e6 / report.messages as f64;
    let when = if kept.is_new { "now" } else { "by an earlier run" };
    line("imported with the index", &format!("{:.1} s, {each:.0} µs a message, {when}", kept.imported));
    sizes(kept, report);
    open(kept, runtime, report);
    let store = kept.open();
    stream(kept, &store, runtime, report);
    let queries = Queries::new(&kept.some_texts(2_000));
    for (kind, texts) in &queries.kinds {
        search(&store, kind, texts, &SearchFilters::default(), runtime, report);
    }
    let common = &queries.common;
    let filters = SearchFilters { conversation: Some(kept.large), ..SearchFilters::default() };
    search(&store, "common, in one conversation", common, &filters, runtime, report);
    let filters = SearchFilters { has_code: true, ..SearchFilters::default() };
    search(&store, "common, with code", common, &filters, runtime, report);
    let month = 30 * 24 * 60 * 60 * 1_000;
    let middle = FROM.as_millis() + i64::try_from(TEN_YEARS_MS / 2).unwrap();
    let (after, before) = (Timestamp::from_millis(middle), Timestamp::from_millis(middle + month));
    let filters = SearchFilters { after: Some(after), before: Some(before), ..SearchFilters::default() };
    search(&store, "common, of a month five years ago", common, &filters, runtime, report);
    let filters = SearchFilters { role: Some(Role::User), ..SearchFilters::default() };
    search(&store, "common, in questions", common, &filters, runtime, report);
    if report.messages <= ERASED_UP_TO {
        erase(&store, runtime);
    }
    store.close();
    queries
}

fn sizes(kept: &Kept, report: &Report) {
    let (dir, raw) = (&kept.dir, kept.raw);
    let file = std::fs::metadata(dir.join("history.db")).unwrap().len();
    let db = rusqlite::Connection::open(dir.join("history.db")).unwrap();
    let mib = |bytes: f64| bytes / 1_048_576.0;
    let part = |bytes: f64| bytes / raw as f64;
    line("raw text", &format!("{:.1} MiB", mib(raw as f64)));
    line("database", &format!("{:.1} MiB, {:.2} of the text", mib(file as f64), part(file as f64)));
    report.keep(SIZE, part(file as f64));
    let mut statement = db
        .prepare(
            "SELECT CASE WHEN name LIKE 'search%' THEN '  the index' WHEN name = 'parts' THEN '  the texts'
                ELSE '  rows and their indexes' END AS what, sum(pgsize), sum(unused)
             FROM dbstat WHERE aggregate = 1 GROUP BY what ORDER BY what",
        )
        .unwrap();
    let rows =
        statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?)));
    for row in rows.unwrap() {
        let (what, bytes, unused) = row.unwrap();
        let (bytes, unused) = (bytes as f64, unused as f64);
        let figure = format!("{:.1} MiB, {:.2} of the text, unused {:.2}", mib(bytes), part(bytes), part(unused));
        line(&what, &figure);
    }
}

/// Takes the file out of the system's cache, where the system can do that.
fn forget(dir: &Path) {
    let file = format!("if={}", dir.join("history.db").display());
    let _ = Command::new("dd").args([&file, "iflag=nocache", "count=0", "status=none"]).status();
}

/// New connections each time: SQLite has read nothing yet. The first page is of the library and of the largest
/// conversation.
fn open(kept: &Kept, runtime: &Runtime, report: &Report) {
    let end = PathQuery { at: PathAt::End, limit: 50 };
    for (what, cold) in [(OPEN, true), (OPEN_WARM, false)] {
        kept.open().close();
        let times = (0..RUNS).map(|_| {
            if cold {
                forget(&kept.dir);
            }
            let (store, took) = timed(|| {
                let store = Store::open(&kept.dir).unwrap().store;
                let query = ConversationQuery { limit: 50, ..ConversationQuery::default() };
                assert_eq!(runtime.block_on(store.conversations(query)).unwrap().rows.len(), 50);
                assert_eq!(runtime.block_on(store.path_page(kept.large, end)).unwrap().rows.len(), 50);
                store
            });
            store.close();
            took
        });
        report.times(what, times);
    }
    let store = kept.open();
    let ends = (0..RUNS).map(|_| timed(|| runtime.block_on(store.path_page(kept.large, end)).unwrap()).1);
    report.times("the large conversation at its end", ends);
    let filters = SearchFilters { conversation: Some(kept.large), ..SearchFilters::default() };
    let query = SearchQuery { text: "的".into(), filters, limit: 100, before: None };
    let hits = runtime.block_on(store.search(query)).unwrap().hits;
    let at_hits = hits.iter().filter_map(|hit| hit.message).map(|message| {
        let query = PathQuery { at: PathAt::Around(message), limit: 50 };
        timed(|| runtime.block_on(store.path_page(kept.large, query)).unwrap()).1
    });
    report.times(AT_HIT, at_hits);
    store.close();
}

/// An answer of some 30,000 bytes in 600 checkpoints.
fn stream(kept: &Kept, store: &Store, runtime: &Runtime, report: &Report) {
    let at = Timestamp::now();
    plain_writes(kept, report);
    let talk = Conversation::new("streams".into(), ModelId::default(), Thinking::default(), at);
    let id = talk.id;
    let question = Message::user(talk.id, None, "深海里有什么？".into(), at);
    let mut answer = Message::answer(talk.id, question.id, ModelId::default(), at);
    let turn =
        NewTurn { conversation: talk, question: Some(question), answer: answer.clone(), client_id: ClientId::new() };
    report.times("a turn begun", vec![timed(|| runtime.block_on(store.begin_turn(turn)).unwrap()).1]);
    let mut text = String::new();
    let times = (0..600).map(|n| {
        let piece = format!("第 {n} 段: the snailfish lives deep. ");
        let tail = TailWrite { from_byte: text.len() as u64, text: piece.clone() };
        text.push_str(&piece);
        let checkpoint = Checkpoint {
            id: answer.id,
            text: tail,
            reasoning: TailWrite::default(),
            timings: Timings::default(),
            served_model: None,
            trace_id: None,
            served_by: None,
        };
        timed(|| runtime.block_on(store.checkpoint(checkpoint)).unwrap()).1
    });
    report.times(CHECKPOINT, times);
    answer.text = text;
    answer.status = Status::Done;
    let end = AnswerEnd::of(&answer);
    report.times("an answer ended and indexed", vec![timed(|| runtime.block_on(store.finish(end)).unwrap()).1]);
    runtime.block_on(store.delete(id)).unwrap();
}

/// What the disk itself takes for as many bytes: appended to a file, and on the disk.
fn plain_writes(kept: &Kept, report: &Report) {
    let path = kept.dir.join("plain");
    let mut file = std::fs::File::create(&path).unwrap();
    let times = (0..600).map(|n| {
        let piece = format!("第 {n} 段: the snailfish lives deep. ");
        timed(|| file.write_all(piece.as_bytes()).and_then(|()| file.sync_data()).unwrap()).1
    });
    report.times("  the same bytes appended to a plain file", times);
    std::fs::remove_file(path).unwrap();
}

fn search(store: &Store, kind: &str, texts: &[String], filters: &SearchFilters, runtime: &Runtime, report: &Report) {
    let mut hits = 0;
    let mut worst = (Duration::ZERO, "");
    let times = texts.iter().map(|text| {
        let query = SearchQuery { text: text.clone(), filters: filters.clone(), limit: 20, before: None };
        let begun = Instant::now();
        hits += runtime.block_on(store.search(query)).unwrap().hits.len();
        let took = begun.elapsed();
        if took > worst.0 {
            worst = (took, text.as_str());
        }
        took
    });
    report.times(&format!("{SEARCH}{kind}"), times);
    line("", &format!("slowest {}, hits {hits}", worst.1));
}

/// A conversation that came in for this is erased, so that the history stays what it is.
fn erase(store: &Store, runtime: &Runtime) {
    let mut generator = Generator::new(99, Timestamp::now(), 1_000);
    let (talk, messages) = generator.conversation(100);
    let (id, count) = (talk.id, messages.len());
    runtime.block_on(store.import(vec![(talk, messages)])).unwrap();
    let ((), took) = timed(|| runtime.block_on(store.erase(id)).unwrap());
    line(&format!("{count} messages erased, backup made anew"), &format!("{:.1} s", took.as_secs_f64()));
}
