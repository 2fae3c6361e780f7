//! The history itself: made, opened, read, written, searched.

use crate::history::Generator;
use crate::queries::Queries;
use crate::report::{Report, timed};
use hadal_domain::{ClientId, Conversation, ConversationId, Message, ModelId, Status, Thinking, Timestamp, Timings};
use hadal_store::{
    AnswerEnd, Checkpoint, ConversationQuery, NewTurn, PathAt, PathQuery, SearchFilters, SearchQuery, Store, TailWrite,
};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use tokio::runtime::{Builder, Runtime};

const LARGE: usize = 20_000;
const TEN_YEARS_MS: u64 = 10 * 365 * 24 * 60 * 60 * 1_000;
/// 2016-11-22.
const FROM: Timestamp = Timestamp::from_millis(1_479_772_800_000);
const RUNS: usize = 20;

pub(crate) fn all(dir: &Path, size: usize, report: &Report) -> Queries {
    let runtime = Builder::new_current_thread().build().unwrap();
    let (raw, large, seen) = make(dir, size, &runtime, report);
    sizes(dir, raw, report);
    open(dir, large, &runtime, report);
    let store = Store::open(dir).unwrap().store;
    stream(&store, &runtime, report);
    let queries = Queries::new(&seen);
    for (kind, texts) in &queries.kinds {
        search(&store, kind, texts, &runtime, report);
    }
    let common = SearchFilters { conversation: Some(large), ..SearchFilters::default() };
    filtered(&store, "的 in one conversation", &common, &runtime, report);
    let coded = SearchFilters { has_code: true, ..SearchFilters::default() };
    filtered(&store, "的 with code", &coded, &runtime, report);
    let (count, took) = timed(|| {
        let count = runtime.block_on(store.messages(large)).unwrap().len();
        runtime.block_on(store.erase(large)).unwrap();
        count
    });
    let each = took.as_secs_f64() * 1e3 / count as f64;
    report.line(
        "the large conversation erased, new backup",
        &format!("{:.1} s, {each:.1} ms a message", took.as_secs_f64()),
    );
    store.close();
    queries
}

/// Answers with the bytes of all texts, the large conversation, and some of the messages.
fn make(dir: &Path, size: usize, runtime: &Runtime, report: &Report) -> (usize, ConversationId, Vec<Message>) {
    let store = Store::open(dir).unwrap().store;
    let pace = u32::try_from(TEN_YEARS_MS / size as u64).unwrap_or(u32::MAX / 2);
    let mut generator = Generator::new(7, FROM, pace);
    let (mut raw, mut made, mut large, mut seen) = (0, 0, None, Vec::new());
    let mut writing = Duration::ZERO;
    let mut lengths = [2, 4, 6, 10, 14, 20, 40, 120].into_iter().cycle();
    while made < size {
        let mut batch = Vec::new();
        let mut in_batch = 0;
        while in_batch < 2_000 && made + in_batch < size {
            let is_large = large.is_none() && made + in_batch >= size / 2;
            let wanted = if is_large { LARGE.min(size / 5) } else { lengths.next().unwrap() };
            let (talk, messages) = generator.conversation(wanted.min(size - made - in_batch).max(1));
            if is_large {
                large = Some(talk.id);
            }
            raw += talk.title.len() + messages.iter().map(|m| m.text.len() + m.reasoning.len()).sum::<usize>();
            seen.extend(messages.iter().step_by((size / 2_000).max(1)).take(2).cloned());
            in_batch += messages.len();
            batch.push((talk, messages));
        }
        made += in_batch;
        writing += timed(|| runtime.block_on(store.import(batch)).unwrap()).1;
    }
    let rate = writing.as_secs_f64() * 1e6 / size as f64;
    report.line("imported with the index", &format!("{:.1} s, {rate:.0} µs a message", writing.as_secs_f64()));
    report.line("closed", &format!("{:.1} s", timed(|| store.close()).1.as_secs_f64()));
    (raw, large.unwrap(), seen)
}

fn sizes(dir: &Path, raw: usize, report: &Report) {
    let file = std::fs::metadata(dir.join("history.db")).unwrap().len();
    let db = rusqlite::Connection::open(dir.join("history.db")).unwrap();
    let mib = |bytes: f64| bytes / 1_048_576.0;
    let part = |bytes: f64| bytes / raw as f64;
    report.line("raw text", &format!("{:.1} MiB", mib(raw as f64)));
    report.line("database", &format!("{:.1} MiB, {:.2} of the text", mib(file as f64), part(file as f64)));
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
        report.line(&what, &figure);
    }
}

/// Takes the file out of the system's cache, where the system can do that.
fn forget(dir: &Path) {
    let file = format!("if={}", dir.join("history.db").display());
    let _ = Command::new("dd").args([&file, "iflag=nocache", "count=0", "status=none"]).status();
}

fn open(dir: &Path, large: ConversationId, runtime: &Runtime, report: &Report) {
    let end = PathQuery { at: PathAt::End, limit: 50 };
    for (what, cold) in [("opened to first page, cold file", true), ("opened to first page", false)] {
        let times = (0..RUNS).map(|_| {
            if cold {
                forget(dir);
            }
            let (store, took) = timed(|| {
                let store = Store::open(dir).unwrap().store;
                let query = ConversationQuery { limit: 50, ..ConversationQuery::default() };
                let rows = runtime.block_on(store.conversations(query)).unwrap().rows;
                assert!(!runtime.block_on(store.path_page(rows[0].id, end)).unwrap().rows.is_empty());
                store
            });
            store.close();
            took
        });
        report.times(what, times);
    }
    let store = Store::open(dir).unwrap().store;
    let ends = (0..RUNS).map(|_| timed(|| runtime.block_on(store.path_page(large, end)).unwrap()).1);
    report.times("the large conversation at its end", ends);
    let filters = SearchFilters { conversation: Some(large), ..SearchFilters::default() };
    let query = SearchQuery { text: "的".into(), filters, limit: 50, before: None };
    let hits = runtime.block_on(store.search(query)).unwrap().hits;
    let at_hits = hits.iter().filter_map(|hit| hit.message).map(|message| {
        let query = PathQuery { at: PathAt::Around(message), limit: 50 };
        timed(|| runtime.block_on(store.path_page(large, query)).unwrap()).1
    });
    report.times("the large conversation at a hit", at_hits);
    store.close();
}

/// An answer of some 30,000 bytes in 600 checkpoints.
fn stream(store: &Store, runtime: &Runtime, report: &Report) {
    let at = Timestamp::now();
    let talk = Conversation::new("streams".into(), ModelId::default(), Thinking::default(), at);
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
        };
        timed(|| runtime.block_on(store.checkpoint(checkpoint)).unwrap()).1
    });
    report.times("a checkpoint while streaming", times);
    answer.text = text;
    answer.status = Status::Done;
    let end = AnswerEnd::of(&answer);
    report.times("an answer ended and indexed", vec![timed(|| runtime.block_on(store.finish(end)).unwrap()).1]);
}

fn search(store: &Store, kind: &str, texts: &[String], runtime: &Runtime, report: &Report) {
    let mut hits = 0;
    let mut worst = (Duration::ZERO, "");
    let times = texts.iter().map(|text| {
        let query = SearchQuery { text: text.clone(), limit: 20, ..SearchQuery::default() };
        let begun = Instant::now();
        hits += runtime.block_on(store.search(query)).unwrap().hits.len();
        let took = begun.elapsed();
        if took > worst.0 {
            worst = (took, text.as_str());
        }
        took
    });
    report.times(&format!("search: {kind}"), times);
    report.line("", &format!("slowest {}, hits {hits}", worst.1));
}

fn filtered(store: &Store, what: &str, filters: &SearchFilters, runtime: &Runtime, report: &Report) {
    let times = (0..RUNS).map(|_| {
        let query = SearchQuery { text: "的".into(), filters: filters.clone(), limit: 20, before: None };
        timed(|| runtime.block_on(store.search(query)).unwrap()).1
    });
    report.times(&format!("search: {what}"), times);
}
