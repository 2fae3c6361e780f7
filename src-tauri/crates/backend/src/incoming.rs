//! Imports of the window: files that were chosen or dropped, looked into, taken over, taken back.

use crate::entered::Watches;
use crate::import::{ImportTaken, Reason};
use crate::outgoing::last_part;
use crate::{Backend, Sink, problem};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use hadal_domain::ConversationId;
use hadal_transfer::UNPACKED_MAX_BYTES;
use hadal_wire::{
    CommandError, ErrorCode, ImportChoose, ImportChosen, ImportEvent, ImportFile, ImportPiece, ImportProblem,
    ImportReason, ImportReport, ImportRun, ImportUndo, PIECE_MAX_BYTES, SelectionDelete, SelectionDone,
};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Files that wait to be read, and imports that can be taken back.
const REMEMBERED: usize = 32;

/// Problems that are told one by one.
const PROBLEMS_TOLD: usize = 300;

/// Longest name of a dropped file.
const NAME_MAX_BYTES: usize = 1024;

/// Files that were chosen or dropped, and what came of them. Paths stay here: the window knows numbers.
#[derive(Debug, Default)]
pub(crate) struct Incoming {
    next: u64,
    files: BTreeMap<u64, PathBuf>,
    taken: BTreeMap<u64, Vec<ConversationId>>,
}

impl Incoming {
    fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    fn add(&mut self, path: PathBuf) -> String {
        let number = self.number();
        self.files.insert(number, path);
        while self.files.len() > REMEMBERED {
            self.files.pop_first();
        }
        format!("f{number}")
    }

    fn file(&self, id: &str) -> Option<PathBuf> {
        self.files.get(&id.strip_prefix('f')?.parse().ok()?).cloned()
    }

    fn keep(&mut self, ids: Vec<ConversationId>) -> String {
        let number = self.number();
        self.taken.insert(number, ids);
        while self.taken.len() > REMEMBERED {
            self.taken.pop_first();
        }
        format!("i{number}")
    }

    fn take_back(&mut self, id: &str) -> Option<Vec<ConversationId>> {
        self.taken.remove(&id.strip_prefix('i')?.parse().ok()?)
    }
}

impl Backend {
    /// Asks for files to read.
    ///
    /// # Errors
    /// None: who chooses nothing gets nothing.
    pub async fn import_choose(&self, _: ImportChoose) -> Result<ImportChosen, CommandError> {
        let paths = self.inner.desk.choose_files().await;
        let files = paths.into_iter().take(REMEMBERED).map(|path| {
            let bytes = std::fs::metadata(&path).map_or(0, |metadata| metadata.len());
            let name = last_part(&path);
            ImportFile { file_id: self.incoming().add(path), name, bytes }
        });
        Ok(ImportChosen { files: files.collect() })
    }

    /// Takes a piece of a file that was dropped on the window into a file of its own, which goes with the app.
    ///
    /// # Errors
    /// The piece is none, the file grows too large, or the disk does not take it.
    pub async fn import_piece(&self, request: ImportPiece) -> Result<ImportFile, CommandError> {
        let malformed = |words: &str| CommandError::new(ErrorCode::RequestMalformed, words);
        if request.base64.len() > PIECE_MAX_BYTES || request.name.len() > NAME_MAX_BYTES {
            return Err(malformed("that piece is too large"));
        }
        let piece = BASE64_STANDARD.decode(&request.base64).map_err(|_| malformed("that is not base64"))?;
        let folder = self.dropped();
        let path = if let Some(id) = &request.file_id {
            self.incoming().file(id).filter(|path| path.starts_with(&folder)).ok_or_else(problem::not_found)?
        } else {
            folder.join(format!("{}-{}", ConversationId::new(), hadal_transfer::file_name(&request.name, "")))
        };
        let written = tokio::task::spawn_blocking({
            let path = path.clone();
            move || append(&folder, &path, &piece)
        });
        let written = written.await.map_err(|_| CommandError::new(ErrorCode::Internal, "keeping the file broke"))?;
        let bytes = written.map_err(|error| CommandError::new(ErrorCode::FileUnreadable, error.to_string()))?;
        let file_id = request.file_id.unwrap_or_else(|| self.incoming().add(path));
        Ok(ImportFile { file_id, name: request.name, bytes })
    }

    /// Reads a file; with `dry_run` only looks. Runs until it is read or `job_stop` ends it.
    ///
    /// # Errors
    /// The file cannot be read, or the history cannot be written.
    pub async fn import_run(&self, request: ImportRun, mut sink: Sink<ImportEvent>) -> Result<(), CommandError> {
        let watch = Watches::enter(&self.inner.watches, &request.watch_id, &self.inner.quit)?;
        let path = self.incoming().file(&request.file_id).ok_or_else(problem::not_found)?;
        let job_id = format!("import {}", request.watch_id);
        let job = Watches::enter(&self.inner.jobs, &job_id, &self.inner.quit)?;
        sink(ImportEvent::Begun { job_id });
        let sink = Arc::new(Mutex::new(sink));
        let tell = |event| (sink.lock().unwrap_or_else(PoisonError::into_inner))(event);
        let taken = tokio::select! {
            taken = self.import_file(&path, request.dry_run, |at| {
                tell(ImportEvent::Progress { conversations: at.conversations });
            }) => taken?,
            () = job.left() => {
                tell(ImportEvent::Stopped);
                return Ok(());
            }
            () = watch.left() => return Ok(()),
        };
        let mut report = reported(&taken);
        if !request.dry_run && !taken.new_ids.is_empty() {
            report.import_id = Some(self.incoming().keep(taken.new_ids));
        }
        if !request.dry_run && path.starts_with(self.dropped()) {
            // A copy of what the person has elsewhere.
            let _ = std::fs::remove_file(&path);
        }
        tell(ImportEvent::Read { report });
        Ok(())
    }

    /// Puts the conversations that an import brought into the trash.
    ///
    /// # Errors
    /// It is not known any more, or the history did not take it.
    pub async fn import_undo(&self, request: ImportUndo) -> Result<SelectionDone, CommandError> {
        let ids = self.incoming().take_back(&request.import_id).ok_or_else(problem::not_found)?;
        let mut conversations = 0;
        for some in ids.chunks(hadal_wire::SELECTION_MAX) {
            let conversation_ids = some.iter().map(ToString::to_string).collect();
            conversations += self.selection_delete(SelectionDelete { conversation_ids }).await?.conversations;
        }
        Ok(SelectionDone { conversations })
    }

    /// Forgets copies of dropped files that an earlier run left.
    pub(crate) fn forget_dropped(&self) {
        let _ = std::fs::remove_dir_all(self.dropped());
    }

    fn dropped(&self) -> PathBuf {
        self.inner.options.data_dir.join("dropped")
    }

    fn incoming(&self) -> MutexGuard<'_, Incoming> {
        self.inner.incoming.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Adds bytes to a file that nobody else can read, and answers its size.
fn append(folder: &Path, path: &Path, piece: &[u8]) -> std::io::Result<u64> {
    std::fs::create_dir_all(folder)?;
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    let bytes = file.metadata()?.len().saturating_add(piece.len() as u64);
    if bytes > UNPACKED_MAX_BYTES as u64 {
        return Err(std::io::Error::other("the file is larger than what is read"));
    }
    file.write_all(piece)?;
    Ok(bytes)
}

fn reported(taken: &ImportTaken) -> ImportReport {
    let report = &taken.report;
    let refused = taken.refused.iter().map(|(title, words)| ImportProblem {
        place: title.clone(),
        reason: ImportReason::Refused,
        n: None,
        detail: Some(words.clone()),
        lost: true,
    });
    let problems: Vec<_> = report.problems.iter().map(said).chain(refused).collect();
    let beyond = problems.len().saturating_sub(PROBLEMS_TOLD) as u64;
    ImportReport {
        sources: report.sources.iter().map(|source| source.word().to_owned()).collect(),
        conversations: report.conversations,
        messages: report.messages,
        new: taken.new,
        problems: problems.into_iter().take(PROBLEMS_TOLD).collect(),
        more_problems: report.more_problems + beyond,
        import_id: None,
    }
}

fn said(problem: &crate::ImportProblem) -> ImportProblem {
    use ImportReason as R;
    let (reason, n, detail) = match &problem.reason {
        Reason::Unknown => (R::Unknown, None, None),
        Reason::Broken(words) => (R::Broken, None, Some(words.clone())),
        Reason::CutOff => (R::CutOff, None, None),
        Reason::TooLarge => (R::TooLarge, None, None),
        Reason::Packed(words) => (R::Packed, None, Some(words.clone())),
        Reason::Encoding => (R::Encoding, None, None),
        Reason::Field(name) => (R::Field, None, Some((*name).to_owned())),
        Reason::Empty => (R::Empty, None, None),
        Reason::Twice => (R::Twice, None, None),
        Reason::TwiceMessages(n) => (R::TwiceMessages, Some(*n), None),
        Reason::Orphans(n) => (R::Orphans, Some(*n), None),
        Reason::Circles(n) => (R::Circles, Some(*n), None),
        Reason::Messages(n) => (R::Messages, Some(*n), None),
        Reason::Parts(n) => (R::Parts, Some(*n), None),
        Reason::Files(n) => (R::Files, Some(*n), None),
        other => (R::Other, None, Some(other.to_string())),
    };
    ImportProblem { place: problem.place.clone(), reason, n, detail, lost: problem.reason.is_loss_of_conversation() }
}
