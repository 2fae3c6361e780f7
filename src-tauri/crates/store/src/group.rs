//! Writes that wait together share one transaction, and so one sync of the disk: with many answers arriving, a sync
//! for each would be a queue that is longer than what is shown may be ahead of what is kept.
//!
//! Each write is a savepoint in it: one that fails takes nothing with it. Nobody is answered before the commit. Where
//! the shared transaction did not hold, nothing of it happened, and each write is done again by itself.

use crate::StoreError;
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// Writes of one transaction.
const MOST: usize = 256;

/// A transaction takes no more writes when it is this old: the first of them waits for the last.
const OLDEST: Duration = Duration::from_millis(20);

/// A write that can stand in a transaction with others. It is done a second time when that one did not hold.
pub(crate) trait Shared: Send {
    fn run(&mut self, db: &mut Connection);

    /// After the commit; an error says that what was done does not count.
    fn answer(self: Box<Self>, kept: Result<(), StoreError>);
}

/// What is asked for, what came of it, and who waits for it.
pub(crate) struct Asked<W, T> {
    pub(crate) work: W,
    pub(crate) done: Option<Result<T, StoreError>>,
    pub(crate) answer: oneshot::Sender<Result<T, StoreError>>,
}

impl<W, T> Shared for Asked<W, T>
where
    W: Fn(&mut Connection) -> Result<T, StoreError> + Send,
    T: Send,
{
    fn run(&mut self, db: &mut Connection) {
        // A defect in one write must not end the others; what it had begun was rolled back on the way.
        self.done = catch_unwind(AssertUnwindSafe(|| (self.work)(db))).ok();
        if self.done.is_none() {
            tracing::error!("a write to the history ended with a panic");
        }
    }

    fn answer(self: Box<Self>, kept: Result<(), StoreError>) {
        // Without an answer the defect is told as a closed history.
        let done = match kept {
            Ok(()) => self.done,
            Err(lost) => Some(Err(lost)),
        };
        if let Some(done) = done {
            // Whoever asked may have gone: the work is done all the same.
            let _ = self.answer.send(done);
        }
    }
}

/// Does the writes in `taken` and those that `next` has, which are added to it, in one transaction.
///
/// # Errors
/// None of them happened.
pub(crate) fn run(
    db: &mut Connection,
    taken: &mut Vec<Box<dyn Shared>>,
    mut next: impl FnMut() -> Option<Box<dyn Shared>>,
) -> Result<(), StoreError> {
    roll_back(db)?;
    taken.extend(next());
    if taken.len() == 1 {
        for only in taken.iter_mut() {
            only.run(db);
        }
        return Ok(());
    }
    db.execute_batch("BEGIN IMMEDIATE")?;
    let begun = Instant::now();
    let mut at = 0;
    while let Some(write) = taken.get_mut(at) {
        write.run(db);
        if db.is_autocommit() {
            // SQLite gave up the whole transaction, as it may when the disk is full or fails.
            break;
        }
        at += 1;
        if at == taken.len() && at < MOST && begun.elapsed() < OLDEST {
            taken.extend(next());
        }
    }
    if !db.is_autocommit() {
        match db.execute_batch("COMMIT") {
            Ok(()) => return Ok(()),
            Err(error) => tracing::warn!(%error, writes = taken.len(), "a shared transaction did not hold"),
        }
    }
    roll_back(db)?;
    for write in taken.iter_mut() {
        write.run(db);
    }
    Ok(())
}

/// Ends a transaction that is still open: what is done next must not become a part of it.
pub(crate) fn roll_back(db: &Connection) -> Result<(), StoreError> {
    if db.is_autocommit() { Ok(()) } else { Ok(db.execute_batch("ROLLBACK")?) }
}

#[cfg(test)]
mod tests {
    use crate::counter::Change;
    use crate::open::{database, log_of};
    use crate::{Store, StoreError, settings};
    use hadal_domain::{ConversationId, MessageId, Timestamp};
    use rusqlite::Connection;
    use std::path::Path;
    use std::pin::Pin;
    use std::sync::mpsc;

    type Write<'a> = Pin<Box<dyn Future<Output = Result<(), StoreError>> + 'a>>;

    fn open(dir: &Path) -> Store {
        Store::open(dir).unwrap().store
    }

    fn put<'a>(store: &'a Store, key: &'a str, value: &'a str) -> Write<'a> {
        Box::pin(store.set_setting(key, value))
    }

    /// A write that does half of its work and goes on with this.
    fn half(store: &Store, then: impl Fn(&Change<'_>) -> Result<(), StoreError> + Send + 'static) -> Write<'_> {
        Box::pin(store.change(move |change| {
            settings::put(&change.tx, "half", "1", Timestamp::from_millis(1), change.rev)?;
            then(change)
        }))
    }

    /// Begins all writes while the writer is busy, and returns what came of each.
    async fn together(store: &Store, writes: Vec<Write<'_>>) -> Vec<Result<(), StoreError>> {
        let (go_on, waits) = mpsc::channel::<()>();
        let busy = store.write(move |_| {
            let _ = waits.recv();
            Ok(())
        });
        let mut begun: Vec<Write<'_>> = vec![Box::pin(busy)];
        begun.extend(writes);
        let mut done: Vec<Option<Result<(), StoreError>>> = begun.iter().map(|_| None).collect();
        let mut go_on = Some(go_on);
        std::future::poll_fn(|context| {
            for (write, done) in begun.iter_mut().zip(&mut done) {
                if done.is_none()
                    && let std::task::Poll::Ready(result) = write.as_mut().poll(context)
                {
                    *done = Some(result);
                }
            }
            // All of them stand in the queue now.
            drop(go_on.take());
            if done.iter().all(Option::is_some) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
        })
        .await;
        done.into_iter().flatten().skip(1).collect()
    }

    /// Transactions in the log: each ends with a frame that says how long the database is, and is synced then.
    fn commits(dir: &Path) -> usize {
        let log = std::fs::read(log_of(&database(dir))).unwrap();
        let number = |at: usize| u32::from_be_bytes(log[at..at + 4].try_into().unwrap());
        let frame = 24 + usize::try_from(number(8)).unwrap();
        let valid = |at: &usize| log[at + 8..at + 16] == log[16..24];
        (32..log.len()).step_by(frame).filter(valid).filter(|at| number(at + 4) > 0).count()
    }

    fn stored(dir: &Path, key: &str) -> Option<String> {
        settings::get(&Connection::open(database(dir)).unwrap(), key).unwrap()
    }

    #[tokio::test]
    async fn fifty_writes_that_wait_are_one_transaction_and_one_sync() {
        let dir = tempfile::tempdir().unwrap();
        let store = open(dir.path());
        store.set_setting("first", "1").await.unwrap();
        let before = commits(dir.path());
        let keys: Vec<String> = (0..50).map(|n| format!("key{n}")).collect();
        let done = together(&store, keys.iter().map(|key| put(&store, key, "1")).collect()).await;
        assert_eq!(done, vec![Ok(()); 50]);
        for key in &keys {
            assert_eq!(stored(dir.path(), key).as_deref(), Some("1"), "it was acknowledged");
        }
        let syncs = commits(dir.path()) - before;
        assert!(syncs <= 2, "{syncs} transactions for 50 writes");
    }

    #[tokio::test]
    async fn they_are_done_in_the_order_in_which_they_were_asked_for() {
        let dir = tempfile::tempdir().unwrap();
        let store = open(dir.path());
        let values: Vec<String> = (0..50).map(|n| n.to_string()).collect();
        // What stands between them cannot share a transaction, and is not overtaken either.
        let mut writes: Vec<Write<'_>> = values.iter().map(|value| put(&store, "key", value)).collect();
        writes.insert(
            25,
            Box::pin(store.write(|db| {
                assert!(db.is_autocommit(), "by itself");
                assert_eq!(settings::get(db, "key")?.as_deref(), Some("24"));
                Ok(())
            })),
        );
        assert_eq!(together(&store, writes).await, vec![Ok(()); 51]);
        assert_eq!(stored(dir.path(), "key").as_deref(), Some("49"));
    }

    #[tokio::test]
    async fn one_that_fails_or_panics_leaves_the_others_of_its_transaction() {
        let dir = tempfile::tempdir().unwrap();
        let store = open(dir.path());
        let writes = vec![
            put(&store, "before", "1"),
            half(&store, |_| Err(StoreError::Settled)),
            put(&store, "between", "1"),
            half(&store, |_| panic!("a defect")),
            put(&store, "after", "1"),
        ];
        let done = together(&store, writes).await;
        assert_eq!(done, [Ok(()), Err(StoreError::Settled), Ok(()), Err(StoreError::Closed), Ok(())]);
        for key in ["before", "between", "after"] {
            assert_eq!(stored(dir.path(), key).as_deref(), Some("1"), "{key}");
        }
        assert_eq!(stored(dir.path(), "half"), None, "what failed was rolled back alone");
    }

    #[tokio::test]
    async fn where_the_transaction_is_lost_on_the_way_each_is_done_by_itself() {
        let dir = tempfile::tempdir().unwrap();
        let store = open(dir.path());
        let lost = half(&store, |change| {
            // As SQLite does by itself when the disk is full or fails.
            change.tx.execute_batch("ROLLBACK")?;
            Err(StoreError::DiskFull)
        });
        let done = together(&store, vec![put(&store, "before", "1"), lost, put(&store, "after", "1")]).await;
        assert_eq!(done, [Ok(()), Err(StoreError::DiskFull), Ok(())]);
        assert_eq!((stored(dir.path(), "before"), stored(dir.path(), "after")), (Some("1".into()), Some("1".into())));
        assert_eq!(stored(dir.path(), "half"), None);
    }

    #[tokio::test]
    async fn where_the_commit_fails_only_the_one_that_it_failed_for_is_told_so() {
        let dir = tempfile::tempdir().unwrap();
        let store = open(dir.path());
        // A leaf that is no message is found at the commit, not before.
        let dangling = half(&store, |change| {
            let talk = ConversationId::new();
            change.tx.execute(
                "INSERT INTO conversations (id, active_leaf, created_at, updated_at) VALUES (?1, ?2, 1, 1)",
                rusqlite::params![talk.as_bytes(), MessageId::new().as_bytes()],
            )?;
            Ok(())
        });
        let done = together(&store, vec![put(&store, "before", "1"), dangling, put(&store, "after", "1")]).await;
        assert_eq!(done, [Ok(()), Err(StoreError::NotFound), Ok(())]);
        assert_eq!((stored(dir.path(), "before"), stored(dir.path(), "after")), (Some("1".into()), Some("1".into())));
        assert_eq!(stored(dir.path(), "half"), None);
    }

    #[tokio::test]
    async fn nobody_is_answered_before_the_commit() {
        let dir = tempfile::tempdir().unwrap();
        let store = open(dir.path());
        let (reached, there) = mpsc::channel::<()>();
        let (go_on, waits) = mpsc::channel::<()>();
        let waits = std::sync::Mutex::new(waits);
        let last = half(&store, move |_| {
            let _ = reached.send(());
            let _ = waits.lock().unwrap().recv();
            Ok(())
        });
        let watched = store.clone();
        let path = dir.path().to_owned();
        let early = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
        let answered = std::sync::Arc::clone(&early);
        let first: Write<'_> = Box::pin(async move {
            let done = watched.set_setting("first", "1").await;
            answered.store(true, std::sync::atomic::Ordering::SeqCst);
            done
        });
        let looking = std::thread::spawn(move || {
            there.recv().unwrap();
            let seen = (stored(&path, "first"), early.load(std::sync::atomic::Ordering::SeqCst));
            drop(go_on);
            seen
        });
        assert_eq!(together(&store, vec![first, last]).await, [Ok(()), Ok(())]);
        assert_eq!(looking.join().unwrap(), (None, false), "the first was done and not kept yet");
        assert_eq!(stored(dir.path(), "first").as_deref(), Some("1"));
    }
}
