//! Conversations out of a file into the history.

use crate::outgoing::last_part;
use crate::{Backend, Space, problem};
use hadal_domain::ConversationId;
use hadal_store::{StoreError, Whole};
use hadal_transfer::Imported;
pub(crate) use hadal_transfer::Reason;
pub use hadal_transfer::{ImportProblem, ImportReport, Source};
use hadal_wire::{CommandError, ErrorCode, LibraryEvent};
use std::io::Read;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::mpsc;

/// One transaction holds so many conversations, or fewer with so much text.
const BATCH_MAX: usize = 64;
const BATCH_MAX_BYTES: usize = 4 << 20;

/// What came of importing a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportTaken {
    /// What was found in the file, and what was not readable.
    pub report: ImportReport,
    /// Conversations that are new in the history, or would be.
    pub new: u64,
    /// The ids of these, in the order of the file.
    pub new_ids: Vec<ConversationId>,
    /// Titles of conversations that the history did not take, with its words.
    pub refused: Vec<(String, String)>,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportProgress {
    /// Conversations that have been seen.
    pub conversations: u64,
    /// Bytes of the file that have been read.
    pub read_bytes: u64,
    /// Bytes of the file.
    pub file_bytes: u64,
}

impl Backend {
    /// Takes over the conversations of a file that the history does not have yet. With `dry_run` only looks.
    ///
    /// `progress` is told how far it is. The file is read a conversation at a time and written
    /// in transactions of some dozens, so whoever breaks off keeps whole conversations, and goes on by importing again.
    ///
    /// # Errors
    /// The file cannot be opened, or the history cannot be written.
    pub async fn import_file(
        &self,
        path: &Path,
        dry_run: bool,
        mut progress: impl FnMut(ImportProgress),
    ) -> Result<ImportTaken, CommandError> {
        let space = self.space()?;
        // Two batches: one being written while the next is read.
        let (batches, mut incoming) = mpsc::channel(1);
        let read_bytes = Arc::new(AtomicU64::new(0));
        let file_bytes = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
        let reading = tokio::task::spawn_blocking({
            let (path, read_bytes) = (path.to_owned(), Arc::clone(&read_bytes));
            move || read(&path, &read_bytes, &batches)
        });
        let (mut new, mut seen, mut refused, mut new_ids) = (0, 0, Vec::new(), Vec::new());
        let mut failed = None;
        while let Some(batch) = incoming.recv().await {
            seen += batch.len() as u64;
            let written = async {
                let unknown = unknown(&space, &batch).await?;
                let made = unknown.len() as u64;
                new_ids.extend(unknown);
                if dry_run { Ok(made) } else { write(&space, batch, &mut refused).await }
            };
            let written = written.await;
            match written {
                Ok(made) => new += made,
                Err(error) => {
                    failed = Some(problem::of_store(&error));
                    // The reader notices and breaks off.
                    incoming.close();
                    break;
                }
            }
            let read_bytes = read_bytes.load(Ordering::Relaxed);
            progress(ImportProgress { conversations: seen, read_bytes, file_bytes });
        }
        drop(incoming);
        let report = reading.await.map_err(|_| CommandError::new(ErrorCode::Internal, "reading the file broke"))?;
        if !dry_run && new > 0 {
            space.tell(LibraryEvent::Stale);
        }
        match failed {
            Some(error) => Err(error),
            None => Ok(ImportTaken { report: report?, new, new_ids, refused }),
        }
    }
}

/// A file, and how much of it was read.
struct Counted<'a> {
    file: std::fs::File,
    bytes: &'a AtomicU64,
}

impl Read for Counted<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let count = self.file.read(into)?;
        self.bytes.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

fn read(
    path: &PathBuf,
    bytes: &AtomicU64,
    batches: &mpsc::Sender<Vec<Imported>>,
) -> Result<ImportReport, CommandError> {
    let name = last_part(path);
    let unreadable = |words: String| CommandError::new(ErrorCode::FileUnreadable, format!("{name}: {words}"));
    let file = std::fs::File::open(path).map_err(|error| unreadable(error.to_string()))?;
    let metadata = file.metadata().map_err(|error| unreadable(error.to_string()))?;
    if !metadata.is_file() {
        return Err(unreadable("not a file".to_owned()));
    }
    let (mut batch, mut held) = (Vec::new(), 0);
    let mut each = |found: Imported| {
        held += found.messages.iter().map(|message| message.text.len() + message.reasoning.len()).sum::<usize>();
        let contents = found.belongings.parts.values().flatten().filter_map(|part| part.content.as_ref());
        held += contents.map(|content| content.bytes.len()).sum::<usize>();
        batch.push(found);
        if batch.len() < BATCH_MAX && held < BATCH_MAX_BYTES {
            return ControlFlow::Continue(());
        }
        held = 0;
        match batches.blocking_send(std::mem::take(&mut batch)) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    };
    let is_over = || batches.is_closed();
    let report = hadal_transfer::import_from(Counted { file, bytes }, &name, &mut each, &is_over)
        .map_err(|error| unreadable(error.to_string()))?;
    if !batch.is_empty() {
        // Nobody waits any more: the caller knows why.
        let _ = batches.blocking_send(batch);
    }
    Ok(report)
}

async fn unknown(space: &Space, batch: &[Imported]) -> Result<Vec<ConversationId>, StoreError> {
    let mut new = Vec::new();
    for found in batch {
        if space.store.conversation(found.conversation.id).await?.is_none() {
            new.push(found.conversation.id);
        }
    }
    Ok(new)
}

async fn write(space: &Space, batch: Vec<Imported>, refused: &mut Vec<(String, String)>) -> Result<u64, StoreError> {
    let all: Vec<_> = batch.into_iter().map(whole).collect();
    match space.store.import_whole(all.clone()).await {
        // Something in one of them: ids of messages that another conversation has, most likely.
        Err(StoreError::Other(_) | StoreError::NotFound) => {}
        written => return written,
    }
    let mut made = 0;
    for one in all {
        let title = one.conversation.title.clone();
        match space.store.import_whole(vec![one]).await {
            Ok(one) => made += one,
            Err(error @ (StoreError::Other(_) | StoreError::NotFound)) => refused.push((title, error.to_string())),
            Err(error) => return Err(error),
        }
    }
    Ok(made)
}

fn whole(found: Imported) -> Whole {
    let Imported { conversation, messages, belongings, .. } = found;
    Whole { conversation, messages, belongings }
}
