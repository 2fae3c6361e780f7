//! Conversations out of a file into the history.

use crate::{Backend, Space, problem};
use hadal_domain::{Conversation, ConversationId, Message};
use hadal_store::{Content, NewPart, PartKind, StoreError, WholeMessage};
pub(crate) use hadal_transfer::Reason;
use hadal_transfer::{Attachment, Imported};
pub use hadal_transfer::{ImportProblem, ImportReport, Source};
use hadal_wire::{CommandError, ErrorCode, LibraryEvent};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
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

impl Backend {
    /// Takes over the conversations of a file that the history does not have yet. With `dry_run` only looks.
    ///
    /// `progress` is told how many conversations have been seen. The file is read a conversation at a time and written
    /// in transactions of some dozens, so whoever breaks off keeps whole conversations, and goes on by importing again.
    ///
    /// # Errors
    /// The file cannot be opened, or the history cannot be written.
    pub async fn import_file(
        &self,
        path: &Path,
        dry_run: bool,
        mut progress: impl FnMut(u64),
    ) -> Result<ImportTaken, CommandError> {
        let space = self.space()?;
        // Two batches: one being written while the next is read.
        let (batches, mut incoming) = mpsc::channel(1);
        let reading = tokio::task::spawn_blocking({
            let path = path.to_owned();
            move || read(&path, &batches)
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
            progress(seen);
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

fn read(path: &PathBuf, batches: &mpsc::Sender<Vec<Imported>>) -> Result<ImportReport, CommandError> {
    let unreadable =
        |words: String| CommandError::new(ErrorCode::FileUnreadable, format!("{}: {words}", path.display()));
    let file = std::fs::File::open(path).map_err(|error| unreadable(error.to_string()))?;
    let metadata = file.metadata().map_err(|error| unreadable(error.to_string()))?;
    if !metadata.is_file() {
        return Err(unreadable("not a file".to_owned()));
    }
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let (mut batch, mut held) = (Vec::new(), 0);
    let report = hadal_transfer::import_from(file, &name, &mut |found| {
        held += found.messages.iter().map(|message| message.text.len() + message.reasoning.len()).sum::<usize>();
        let bytes = |held: &Attachment| held.content.as_ref().map_or(0, |(_, bytes)| bytes.len());
        held += found.attachments.values().flatten().map(bytes).sum::<usize>();
        batch.push(found);
        if batch.len() < BATCH_MAX && held < BATCH_MAX_BYTES {
            return ControlFlow::Continue(());
        }
        held = 0;
        match batches.blocking_send(std::mem::take(&mut batch)) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    })
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

/// A conversation with what its messages hold; what this version does not know stays behind.
fn with_parts(mut found: Imported) -> (Conversation, Vec<WholeMessage>) {
    let part = |held: Attachment| {
        Some(NewPart {
            kind: PartKind::of_word(&held.kind)?,
            name: held.name,
            text: held.text,
            attributes: held.attributes,
            content: held.content.map(|(media_type, bytes)| Content { media_type, bytes }),
        })
    };
    let whole = |message: Message| {
        let held = found.attachments.remove(&message.id).unwrap_or_default();
        (message, held.into_iter().filter_map(part).collect())
    };
    (found.conversation, found.messages.into_iter().map(whole).collect())
}

async fn write(space: &Space, batch: Vec<Imported>, refused: &mut Vec<(String, String)>) -> Result<u64, StoreError> {
    let pairs: Vec<_> = batch.into_iter().map(with_parts).collect();
    match space.store.import_with(pairs.clone()).await {
        // Something in one of them: ids of messages that another conversation has, most likely.
        Err(StoreError::Other(_) | StoreError::NotFound) => {}
        written => return written,
    }
    let mut made = 0;
    for pair in pairs {
        let title = pair.0.title.clone();
        match space.store.import_with(vec![pair]).await {
            Ok(one) => made += one,
            Err(error @ (StoreError::Other(_) | StoreError::NotFound)) => refused.push((title, error.to_string())),
            Err(error) => return Err(error),
        }
    }
    Ok(made)
}
