//! Exports of the window: what one would look like, and writing it step by step until it is done or stopped.

use crate::entered::Watches;
use crate::export::{Writing, content, glance, read, write_parts};
use crate::library::find;
use crate::{Backend, Sink, problem};
use hadal_domain::{ConversationId, MessageId};
use hadal_store::{Belongings, Store, StoreError, Whole};
use hadal_transfer::{ExportOptions, Overwrite};
use hadal_wire::{
    CommandError, Done, ErrorCode, ExportChoice, ExportEvent, ExportFormat, ExportPreview, ExportPreviewGet,
    ExportReveal, ExportScope, ExportText, ExportTextGet, ExportWish, ExportWrite, FolderRow, JobStop, SELECTION_MAX,
    Shelf, ShelvesGet,
};
use std::collections::{HashSet, VecDeque};
use std::path::{Path, PathBuf};

/// So much of a text is shown before it is written.
const PREVIEW_BYTES: usize = 16 * 1024;

/// Longest name that may be proposed for a file.
const NAME_MAX_BYTES: usize = 1024;

/// Exports that can still be shown in the file manager.
const REMEMBERED: usize = 16;

/// Where the last exports went. Paths stay here: the window knows numbers.
#[derive(Debug, Default)]
pub(crate) struct Exported {
    next: u64,
    places: VecDeque<(String, PathBuf)>,
}

impl Exported {
    pub(crate) fn add(&mut self, place: PathBuf) -> String {
        self.next += 1;
        let id = format!("e{}", self.next);
        self.places.push_back((id.clone(), place));
        if self.places.len() > REMEMBERED {
            self.places.pop_front();
        }
        id
    }

    fn place(&self, id: &str) -> Option<PathBuf> {
        self.places.iter().find(|(known, _)| known == id).map(|(_, place)| place.clone())
    }
}

/// What goes out: one message by itself, or conversations.
enum Outgoing {
    Message(Box<Whole>),
    Conversations(Vec<ConversationId>),
}

impl Backend {
    /// What an export would be like.
    ///
    /// # Errors
    /// What is to go out is not there, or the history could not be read.
    pub async fn export_preview(&self, request: ExportPreviewGet) -> Result<ExportPreview, CommandError> {
        let format = format_of(&request.wish)?;
        let outgoing = self.outgoing(&request.wish.scope).await?;
        let files = outgoing.files();
        let options = self.options_of(&request.wish);
        let Some(whole) = self.first_whole(outgoing, format).await? else {
            let file_name = String::new();
            return Ok(ExportPreview { files: 0, file_name, bytes: 0, text: None, cut: false, picture: None });
        };
        let title = whole.conversation.title.clone();
        let picture = if format.is_text() { None } else { glance(whole.clone(), options).await };
        let parts = content(whole, format, options).await?;
        let size = size_of(&parts);
        let files = files.max(parts.len() as u64);
        let text = if format.is_text() { String::from_utf8(parts.concat()).ok() } else { None };
        let shown = text.as_ref().map(|text| text.get(..text.floor_char_boundary(PREVIEW_BYTES)).unwrap_or(text));
        Ok(ExportPreview {
            files,
            file_name: hadal_transfer::file_name(&title, format.extension()),
            bytes: size,
            cut: text.as_ref().is_some_and(|text| text.len() > PREVIEW_BYTES),
            text: shown.map(str::to_owned),
            picture,
        })
    }

    /// The whole text of an export of one file.
    ///
    /// # Errors
    /// It is not one file, not text, or not there.
    pub async fn export_text(&self, request: ExportTextGet) -> Result<ExportText, CommandError> {
        let format = format_of(&request.wish)?;
        let outgoing = self.outgoing(&request.wish.scope).await?;
        if outgoing.files() > 1 || !format.is_text() {
            return Err(CommandError::new(ErrorCode::RequestMalformed, "that is not one text"));
        }
        let made = self.first(outgoing, format, self.options_of(&request.wish)).await?;
        let (_, parts) = made.ok_or_else(problem::not_found)?;
        let text =
            String::from_utf8(parts.concat()).map_err(|_| CommandError::new(ErrorCode::Internal, "not a text"))?;
        Ok(ExportText { text })
    }

    /// Asks where, and writes there: one file where the person says, several into a folder. Nothing in a folder is
    /// replaced. Runs until all is written or `job_stop` ends it; what is written then stays.
    ///
    /// # Errors
    /// What is to go out is not there, or a file could not be written; those before it stay.
    pub async fn export_write(&self, request: ExportWrite, mut sink: Sink<ExportEvent>) -> Result<(), CommandError> {
        let watch = Watches::enter(&self.inner.watches, &request.watch_id, &self.inner.quit)?;
        let format = format_of(&request.wish)?;
        let options = self.options_of(&request.wish);
        if request.name.as_ref().is_some_and(|name| name.len() > NAME_MAX_BYTES) {
            return Err(CommandError::new(ErrorCode::RequestMalformed, "that name is too long"));
        }
        let outgoing = self.outgoing(&request.wish.scope).await?;
        let (ids, job_id) = match outgoing {
            Outgoing::Conversations(ids) if ids.len() > 1 => (ids, format!("export {}", request.watch_id)),
            one => {
                let (title, parts) = self.first(one, format, options).await?.ok_or_else(problem::not_found)?;
                let title = request.name.filter(|name| !name.trim().is_empty()).unwrap_or(title);
                let name = hadal_transfer::file_name(&title, format.extension());
                let Some(path) = self.inner.desk.save_as(name).await else {
                    sink(ExportEvent::Nowhere);
                    return Ok(());
                };
                let (files, size, name) = (parts.len() as u64, size_of(&parts), last_part(&path));
                write_parts(&path, parts, Overwrite::Allowed).await?;
                sink(ExportEvent::Saved { export_id: self.exported(path), files, name, bytes: size });
                return Ok(());
            }
        };
        let Some(folder) = self.inner.desk.choose_folder().await else {
            sink(ExportEvent::Nowhere);
            return Ok(());
        };
        let job = Watches::enter(&self.inner.jobs, &job_id, &self.inner.quit)?;
        let mut there = sink(ExportEvent::Begun { job_id, files: ids.len() as u64 });
        let mut writing = Writing::into(folder.clone());
        for id in ids {
            if !there || watch.is_left() || job.is_left() {
                sink(ExportEvent::Stopped { files: writing.files, name: last_part(&folder) });
                return Ok(());
            }
            if writing.add(self, id, format, options).await? {
                there = sink(ExportEvent::Progress { files: writing.files });
            }
        }
        let (files, bytes, name) = (writing.files, writing.bytes, last_part(&folder));
        sink(ExportEvent::Saved { export_id: self.exported(folder), files, name, bytes });
        Ok(())
    }

    /// Shows in the file manager what an export wrote.
    ///
    /// # Errors
    /// It is not known any more, or the system has no program for it.
    pub async fn export_reveal(&self, request: ExportReveal) -> Result<Done, CommandError> {
        let place = self.exports().place(&request.export_id).ok_or_else(problem::not_found)?;
        self.inner.desk.reveal(&place).map_err(|error| CommandError::new(ErrorCode::ExportFailed, error))?;
        Ok(Done {})
    }

    /// Stops an export or an import.
    ///
    /// # Errors
    /// None: what is over is stopped already.
    pub async fn job_stop(&self, request: JobStop) -> Result<Done, CommandError> {
        Watches::leave(&self.inner.jobs, &request.job_id);
        Ok(Done {})
    }

    pub(crate) fn exported(&self, place: PathBuf) -> String {
        self.exports().add(place)
    }

    fn exports(&self) -> std::sync::MutexGuard<'_, Exported> {
        self.inner.exported.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn options_of(&self, wish: &ExportWish) -> ExportOptions {
        let has = |choice| wish.choices.contains(&choice);
        ExportOptions {
            reasoning: has(ExportChoice::Reasoning),
            branches: has(ExportChoice::Branches),
            metadata: has(ExportChoice::Metadata),
            instructions: has(ExportChoice::Instructions),
            cost: if has(ExportChoice::Cost) { self.viewer().currency } else { None },
        }
    }

    async fn outgoing(&self, scope: &ExportScope) -> Result<Outgoing, CommandError> {
        let space = self.space()?;
        Ok(match scope {
            ExportScope::Message { message_id } => {
                let id = message_id.parse().map_err(problem::of_id)?;
                let message = space.store.message(id).await.map_err(|e| problem::of_store(&e))?;
                let mut message = message.ok_or_else(problem::not_found)?;
                let mut conversation = find(&space, &message.conversation_id.to_string()).await?;
                // By itself: what it answered stays behind.
                message.parent_id = None;
                conversation.active_leaf = Some(message.id);
                conversation.draft.clear();
                let belongings = held(&space.store, message.id).await.map_err(|e| problem::of_store(&e))?;
                Outgoing::Message(Box::new(Whole { conversation, messages: vec![message], belongings }))
            }
            ExportScope::Conversations { conversation_ids } => {
                if conversation_ids.len() > SELECTION_MAX {
                    return Err(CommandError::new(ErrorCode::RequestMalformed, "those are too many at once"));
                }
                let ids = conversation_ids.iter().map(|id| id.parse().map_err(problem::of_id));
                Outgoing::Conversations(ids.collect::<Result<_, _>>()?)
            }
            ExportScope::Shelf { shelf: Shelf::Folder { folder_id } } => {
                let folders = self.shelves_get(ShelvesGet {}).await?.folders;
                let mut ids = Vec::new();
                for folder_id in with_inner(&folders, folder_id) {
                    ids.extend(self.on_shelf(Shelf::Folder { folder_id }).await?);
                }
                Outgoing::Conversations(ids)
            }
            ExportScope::Shelf { shelf } => Outgoing::Conversations(self.on_shelf(shelf.clone()).await?),
            ExportScope::Everything => Outgoing::Conversations(self.everything().await?),
        })
    }

    /// The conversations of an export; a message by itself is none.
    pub(crate) async fn outgoing_conversations(
        &self,
        scope: &ExportScope,
    ) -> Result<Vec<ConversationId>, CommandError> {
        match self.outgoing(scope).await? {
            Outgoing::Conversations(ids) => Ok(ids),
            Outgoing::Message(_) => {
                Err(CommandError::new(ErrorCode::RequestMalformed, "a message does not go into a folder"))
            }
        }
    }

    /// Title and content of the first conversation; `None` when there is none.
    async fn first(
        &self,
        outgoing: Outgoing,
        format: ExportFormat,
        options: ExportOptions,
    ) -> Result<Option<(String, Vec<Vec<u8>>)>, CommandError> {
        let Some(whole) = self.first_whole(outgoing, format).await? else { return Ok(None) };
        let title = whole.conversation.title.clone();
        Ok(Some((title, content(whole, format, options).await?)))
    }

    async fn first_whole(&self, outgoing: Outgoing, format: ExportFormat) -> Result<Option<Whole>, CommandError> {
        match outgoing {
            Outgoing::Message(one) => Ok(Some(*one)),
            Outgoing::Conversations(ids) => {
                let Some(id) = ids.first() else { return Ok(None) };
                read(&self.space()?.store, *id, format).await?.ok_or_else(problem::not_found).map(Some)
            }
        }
    }
}

impl Outgoing {
    fn files(&self) -> u64 {
        match self {
            Self::Message(_) => 1,
            Self::Conversations(ids) => ids.len() as u64,
        }
    }
}

/// What belongs to one message; where its conversation stands is not its own.
async fn held(store: &Store, id: MessageId) -> Result<Belongings, StoreError> {
    let mut belongings = Belongings::default();
    let seams = store.seams(id).await?;
    let parts = store.parts_with_bytes(id).await?;
    if !seams.is_empty() {
        belongings.seams.insert(id, seams);
    }
    if !parts.is_empty() {
        belongings.parts.insert(id, parts);
    }
    Ok(belongings)
}

/// A folder and all folders in it, however deep.
fn with_inner(folders: &[FolderRow], id: &str) -> Vec<String> {
    let (mut found, mut seen) = (vec![id.to_owned()], HashSet::from([id.to_owned()]));
    let mut at = 0;
    while let Some(outer) = found.get(at).cloned() {
        for folder in folders.iter().filter(|folder| folder.parent_id.as_ref() == Some(&outer)) {
            if seen.insert(folder.id.clone()) {
                found.push(folder.id.clone());
            }
        }
        at += 1;
    }
    found
}

fn size_of(parts: &[Vec<u8>]) -> u64 {
    parts.iter().map(|part| part.len() as u64).sum()
}

fn format_of(wish: &ExportWish) -> Result<ExportFormat, CommandError> {
    let refused = || CommandError::new(ErrorCode::RequestMalformed, "such files cannot be made");
    Some(wish.format).filter(|format| format.is_offered()).ok_or_else(refused)
}

pub(crate) fn last_part(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
