//! The generated history, kept beside the build from run to run: making a million messages takes minutes.

use crate::history::Generator;
use crate::report::timed;
use hadal_domain::{Conversation, ConversationId, Message, Timestamp};
use hadal_store::Store;
use rusqlite::Connection;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

const LARGE: usize = 20_000;
pub(crate) const TEN_YEARS_MS: u64 = 10 * 365 * 24 * 60 * 60 * 1_000;
/// 2016-11-22.
pub(crate) const FROM: Timestamp = Timestamp::from_millis(1_479_772_800_000);
/// Messages of one transaction.
const BATCH: usize = 2_000;

/// What makes the history: another text of these means another history.
const MADE_BY: [&str; 7] = [
    include_str!("../../tests/generated/history.rs"),
    include_str!("../../src/search/index.rs"),
    include_str!("../../src/search/words.rs"),
    include_str!("../../src/migrations/0001_history.sql"),
    include_str!("../../src/migrations/0002_search.sql"),
    include_str!("../../src/migrations/0003_path.sql"),
    include_str!("kept.rs"),
];

/// A history on the disk, with the same texts as SQLite's trigrams beside it.
pub(crate) struct Kept {
    pub(crate) dir: PathBuf,
    /// Bytes of all titles and texts.
    pub(crate) raw: usize,
    /// The conversation of twenty thousand messages, or of a fifth of all.
    pub(crate) large: ConversationId,
    /// How long each part took to make, in seconds.
    pub(crate) imported: f64,
    pub(crate) trigrams: f64,
    /// Whether it was made in this run.
    pub(crate) is_new: bool,
}

impl Kept {
    pub(crate) fn trigram(&self) -> PathBuf {
        self.dir.join("trigram.db")
    }

    /// Opens it, without the daily backup that would be made in the middle of a measurement.
    pub(crate) fn open(&self) -> Store {
        let backups = self.dir.join("backups");
        let _ = std::fs::remove_dir_all(&backups);
        std::fs::create_dir(&backups).unwrap();
        let today = format!("history-{:015}.db", Timestamp::now().as_millis());
        std::fs::write(backups.join(today), "").unwrap();
        Store::open(&self.dir).unwrap().store
    }

    /// Removes all of them.
    pub(crate) fn forget() {
        let _ = std::fs::remove_dir_all(root());
    }

    /// The one that is there, or a new one in place of those that other rules made.
    pub(crate) fn get(size: usize, runtime: &Runtime) -> Self {
        let mut hasher = DefaultHasher::new();
        MADE_BY.hash(&mut hasher);
        let place = root().join(size.to_string());
        let dir = place.join(format!("{:016x}", hasher.finish()));
        if let Some(kept) = Self::read(&dir) {
            return kept;
        }
        let _ = std::fs::remove_dir_all(&place);
        std::fs::create_dir_all(&dir).unwrap();
        let (raw, large, imported, trigrams) = make(&dir, size, runtime);
        std::fs::write(dir.join("made"), format!("{raw} {large} {imported} {trigrams}")).unwrap();
        Self { is_new: true, ..Self::read(&dir).unwrap() }
    }

    fn read(dir: &Path) -> Option<Self> {
        let made = std::fs::read_to_string(dir.join("made")).ok()?;
        let mut words = made.split(' ');
        Some(Self {
            dir: dir.to_owned(),
            raw: words.next()?.parse().ok()?,
            large: words.next()?.parse().ok()?,
            imported: words.next()?.parse().ok()?,
            trigrams: words.next()?.parse().ok()?,
            is_new: false,
        })
    }

    /// Texts from all over the history.
    pub(crate) fn some_texts(&self, count: u32) -> Vec<String> {
        let db = Connection::open(self.dir.join("history.db")).unwrap();
        let last: i64 = db.query_row("SELECT max(row) FROM parts", [], |row| row.get(0)).unwrap();
        let mut text = db.prepare("SELECT text FROM parts WHERE row >= ?1 ORDER BY row LIMIT 1").unwrap();
        (0..count)
            .map(|n| text.query_row([last * i64::from(n) / i64::from(count)], |row| row.get(0)).unwrap())
            .collect()
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("store-bench")
}

type Batch = Vec<(Conversation, Vec<Message>)>;

/// Three threads: one thinks up the texts, one imports them, one gives them to SQLite's trigrams.
fn make(dir: &Path, size: usize, runtime: &Runtime) -> (usize, ConversationId, f64, f64) {
    let (batches, coming) = sync_channel::<Batch>(2);
    let (texts, said) = sync_channel::<Vec<String>>(2);
    std::thread::scope(|scope| {
        let trigram = dir.join("trigram.db");
        let trigrams = scope.spawn(move || trigrams(&trigram, &said));
        let generated = scope.spawn(move || {
            let pace = u32::try_from(TEN_YEARS_MS / size as u64).unwrap_or(u32::MAX / 2);
            let mut generator = Generator::new(7, FROM, pace);
            let (mut raw, mut made, mut large) = (0, 0, None);
            let mut lengths = [2, 4, 6, 10, 14, 20, 40, 120].into_iter().cycle();
            while made < size {
                let (mut batch, mut in_batch) = (Batch::new(), 0);
                while in_batch < BATCH && made + in_batch < size {
                    let is_large = large.is_none() && made + in_batch >= size / 2;
                    let wanted = if is_large { LARGE.min(size / 5) } else { lengths.next().unwrap() };
                    let (talk, messages) = generator.conversation(wanted.min(size - made - in_batch).max(1));
                    if is_large {
                        large = Some(talk.id);
                    }
                    raw += talk.title.len() + messages.iter().map(|m| m.text.len() + m.reasoning.len()).sum::<usize>();
                    in_batch += messages.len();
                    batch.push((talk, messages));
                }
                made += in_batch;
                let all = batch.iter().flat_map(|(_, messages)| messages);
                texts.send(all.flat_map(|m| [m.text.clone(), m.reasoning.clone()]).collect()).unwrap();
                batches.send(batch).unwrap();
            }
            (raw, large.unwrap())
        });
        let store = Store::open(dir).unwrap().store;
        let mut writing = Duration::ZERO;
        for batch in coming {
            writing += timed(|| runtime.block_on(store.import(batch)).unwrap()).1;
        }
        writing += timed(|| store.close()).1;
        let (raw, large) = generated.join().unwrap();
        (raw, large, writing.as_secs_f64(), trigrams.join().unwrap())
    })
}

/// As good as it gets: large pages, few and large pieces, no log, and one piece in the end.
fn trigrams(file: &Path, texts: &Receiver<Vec<String>>) -> f64 {
    let mut db = Connection::open(file).unwrap();
    db.execute_batch(
        "PRAGMA page_size = 16384; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -131072;
         CREATE VIRTUAL TABLE trigram USING fts5 (text, content = '', tokenize = 'trigram');
         INSERT INTO trigram (trigram, rank) VALUES ('hashsize', 67108864);",
    )
    .unwrap();
    let tx = db.transaction().unwrap();
    let mut busy = Duration::ZERO;
    for batch in texts {
        let begun = Instant::now();
        let mut insert = tx.prepare_cached("INSERT INTO trigram (text) VALUES (?1)").unwrap();
        for text in batch.iter().filter(|text| !text.is_empty()) {
            insert.execute([text]).unwrap();
        }
        busy += begun.elapsed();
    }
    busy += timed(|| tx.execute_batch("INSERT INTO trigram (trigram) VALUES ('optimize')").unwrap()).1;
    busy += timed(|| tx.commit().unwrap()).1;
    busy.as_secs_f64()
}
