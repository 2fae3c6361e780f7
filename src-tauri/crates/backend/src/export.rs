//! Conversations as files: making their content and writing them.

use crate::{Backend, Grammars, problem};
use hadal_domain::{ConversationId, Message, Role, path_to};
use hadal_store::{Store, Whole};
pub use hadal_transfer::ExportOptions;
use hadal_transfer::{Folder, Overwrite, Paper};
use hadal_wire::{CommandError, ConversationList, ErrorCode, ExportFormat, ExportSaved, ExportScope, Shelf};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// Conversations that are asked for at once.
const PAGE: u32 = 200;

impl Backend {
    pub(crate) async fn save(
        &self,
        suggested_name: String,
        content: impl Into<Vec<u8>>,
    ) -> Result<ExportSaved, CommandError> {
        let Some(path) = self.inner.desk.save_as(suggested_name).await else {
            return Ok(ExportSaved { file_name: None });
        };
        let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        write(path, content.into(), Overwrite::Allowed).await?;
        Ok(ExportSaved { file_name })
    }

    /// The content of an export that is one file.
    ///
    /// # Errors
    /// There is no such conversation, the history could not be read, the format could not be made, or it takes several
    /// files.
    pub async fn export_file(
        &self,
        id: ConversationId,
        format: ExportFormat,
        options: ExportOptions,
    ) -> Result<Vec<u8>, CommandError> {
        let mut parts = self.export_parts(id, format, options).await?;
        match (parts.pop(), parts.len()) {
            (Some(only), 0) => Ok(only),
            (_, more) => Err(CommandError::new(
                ErrorCode::ExportFailed,
                format!("this takes {} pictures; name a file to write them to", more + 1),
            )),
        }
    }

    /// The content of an export: one file, or several pictures where one would be too long.
    async fn export_parts(
        &self,
        id: ConversationId,
        format: ExportFormat,
        options: ExportOptions,
    ) -> Result<Vec<Vec<u8>>, CommandError> {
        let space = self.space()?;
        let whole = read(&space.store, id, format).await?.ok_or_else(problem::not_found)?;
        content(whole, format, options).await
    }

    /// Writes these conversations into this folder, one file each, and answers how many these were. One is in memory at a
    /// time; nothing that is there is replaced. `progress` is told how many of how many are done.
    ///
    /// # Errors
    /// What is to go out is not there, or a file could not be written; those before it stay.
    pub async fn export_into(
        &self,
        folder: &Path,
        scope: &ExportScope,
        format: ExportFormat,
        options: ExportOptions,
        mut progress: impl FnMut(u64, u64),
    ) -> Result<u64, CommandError> {
        let ids = self.outgoing_conversations(scope).await?;
        std::fs::create_dir_all(folder)
            .map_err(|error| CommandError::new(ErrorCode::ExportFailed, format!("{}: {error}", folder.display())))?;
        let mut writing = Writing::into(folder.to_owned());
        for (at, id) in (1..).zip(&ids) {
            writing.add(self, *id, format, options).await?;
            progress(at, ids.len() as u64);
        }
        Ok(writing.files)
    }

    /// Every conversation of the library and the archive.
    pub(crate) async fn everything(&self) -> Result<Vec<ConversationId>, CommandError> {
        let mut ids = self.on_shelf(Shelf::Library).await?;
        ids.extend(self.on_shelf(Shelf::Archive).await?);
        Ok(ids)
    }

    /// Every conversation of a shelf, in its order.
    pub(crate) async fn on_shelf(&self, wanted: Shelf) -> Result<Vec<ConversationId>, CommandError> {
        let (mut ids, mut cursor) = (Vec::new(), None);
        loop {
            let request = ConversationList { cursor, limit: PAGE, title_contains: None, shelf: Some(wanted.clone()) };
            let page = self.conversation_list(request).await?;
            for row in page.rows {
                ids.push(row.id.parse().map_err(problem::of_id)?);
            }
            match page.next {
                Some(next) => cursor = Some(next),
                None => return Ok(ids),
            }
        }
    }

    /// Writes a file to this path, which must not exist yet; further pictures beside it, with numbers.
    ///
    /// # Errors
    /// There is no such conversation, or the file could not be written.
    pub async fn export_file_to(
        &self,
        id: ConversationId,
        format: ExportFormat,
        options: ExportOptions,
        path: &Path,
    ) -> Result<(), CommandError> {
        let parts = self.export_parts(id, format, options).await?;
        write_parts(path, parts, Overwrite::Never).await
    }
}

/// Files that are written into one folder, one conversation in memory at a time. Nothing that is there is replaced.
pub(crate) struct Writing {
    folder: PathBuf,
    names: Folder,
    pub(crate) files: u64,
    pub(crate) bytes: u64,
}

impl Writing {
    pub(crate) fn into(folder: PathBuf) -> Self {
        Self { folder, names: Folder::default(), files: 0, bytes: 0 }
    }

    /// Writes one more; `false` when somebody has thrown it away meanwhile.
    pub(crate) async fn add(
        &mut self,
        backend: &Backend,
        id: ConversationId,
        format: ExportFormat,
        options: ExportOptions,
    ) -> Result<bool, CommandError> {
        let space = backend.space()?;
        let Some(found) = read(&space.store, id, format).await? else { return Ok(false) };
        let title = found.conversation.title.clone();
        let parts = content(found, format, options).await?;
        let (folder, mut names) = (self.folder.clone(), std::mem::take(&mut self.names));
        let size = parts.iter().map(|part| part.len() as u64).sum::<u64>();
        let (written, names) = tokio::task::spawn_blocking(move || {
            let extension = format.extension();
            let written = parts.iter().try_for_each(|part| names.write(&folder, &title, extension, part).map(drop));
            (written, names)
        })
        .await
        .map_err(|_| CommandError::new(ErrorCode::Internal, "writing the file broke"))?;
        self.names = names;
        written.map_err(|error| CommandError::new(ErrorCode::ExportFailed, error.to_string()))?;
        self.files += 1;
        self.bytes += size;
        Ok(true)
    }
}

/// A conversation with as much of what belongs to it as goes into this kind of file; `None` when it is not there.
pub(crate) async fn read(
    store: &Store,
    id: ConversationId,
    format: ExportFormat,
) -> Result<Option<Whole>, CommandError> {
    if format == ExportFormat::Json {
        return store.whole(id).await.map_err(|e| problem::of_store(&e));
    }
    let Some(conversation) = store.conversation(id).await.map_err(|e| problem::of_store(&e))? else { return Ok(None) };
    let messages = store.messages(id).await.map_err(|e| problem::of_store(&e))?;
    Ok(Some(Whole::bare(conversation, messages)))
}

/// How a file of pages begins, as a picture.
pub(crate) async fn glance(whole: Whole, options: ExportOptions) -> Option<String> {
    let look = move || hadal_transfer::glance(&whole.conversation, &whole.messages, options, &Grammars).ok();
    tokio::task::spawn_blocking(look).await.ok().flatten()
}

/// One file, or several pictures. Setting a long conversation is work for a thread that may be busy.
pub(crate) async fn content(
    mut whole: Whole,
    format: ExportFormat,
    options: ExportOptions,
) -> Result<Vec<Vec<u8>>, CommandError> {
    if !options.instructions && format != ExportFormat::Json {
        whole.conversation.parameters.system.clear();
    }
    tokio::task::spawn_blocking(move || made(&whole, format, options))
        .await
        .map_err(|_| CommandError::new(ErrorCode::Internal, "making the file broke"))?
        .map_err(|words| CommandError::new(ErrorCode::ExportFailed, words))
}

/// Makes the file. Every format of the list stands here.
fn made(whole: &Whole, format: ExportFormat, options: ExportOptions) -> Result<Vec<Vec<u8>>, String> {
    let (conversation, messages) = (&whole.conversation, whole.messages.as_slice());
    let of_tree = |error: hadal_domain::TreeError| error.to_string();
    let of_paper = |error: hadal_transfer::PaperError| error.to_string();
    let text = match format {
        ExportFormat::Markdown => {
            let path = conversation.active_leaf.map_or(Ok(Vec::new()), |leaf| path_to(messages, leaf));
            let mut path = path.map_err(of_tree)?;
            path.retain(|message| options.instructions || message.role != Role::System);
            let shown: HashSet<_> = path.iter().map(|message| message.id).collect();
            let wanted = |message: &&Message| {
                options.branches
                    && !shown.contains(&message.id)
                    && (options.instructions || message.role != Role::System)
            };
            let others: Vec<&Message> = messages.iter().filter(wanted).collect();
            hadal_transfer::markdown_with(conversation, &path, &others, options.into())
        }
        ExportFormat::Json => hadal_transfer::json(whole).map_err(|error| error.to_string())?,
        ExportFormat::Html => hadal_transfer::page(conversation, messages, options, &Grammars).map_err(of_tree)?,
        ExportFormat::Text => hadal_transfer::plain(conversation, messages, options).map_err(of_tree)?,
        ExportFormat::Csv => hadal_transfer::csv(conversation, messages, options).map_err(of_tree)?,
        ExportFormat::JsonLines => hadal_transfer::json_lines(conversation, messages, options).map_err(of_tree)?,
        ExportFormat::Pdf => {
            let made = hadal_transfer::pdf(conversation, messages, options, Paper::A4, &Grammars);
            return made.map(|pdf| vec![pdf]).map_err(of_paper);
        }
        ExportFormat::Docx => {
            let made = hadal_transfer::docx(conversation, messages, options, &Grammars);
            return made.map(|docx| vec![docx]).map_err(of_paper);
        }
        ExportFormat::Png => {
            return hadal_transfer::png(conversation, messages, options, &Grammars).map_err(of_paper);
        }
    };
    Ok(vec![text.into_bytes()])
}

/// Writes the first part to this path and the others beside it: `Title.png`, `Title 2.png`, or the next numbers that are
/// free, for only what the person named may be replaced. It comes last, when the others stand.
pub(crate) async fn write_parts(path: &Path, parts: Vec<Vec<u8>>, overwrite: Overwrite) -> Result<(), CommandError> {
    let beside = (2..).map(|number| numbered(path, number)).filter(|place| place.symlink_metadata().is_err());
    let places: Vec<PathBuf> = std::iter::once(path.to_owned()).chain(beside).take(parts.len()).collect();
    for (at, (place, part)) in places.into_iter().zip(parts).enumerate().rev() {
        write(place, part, if at == 0 { overwrite } else { Overwrite::Never }).await?;
    }
    Ok(())
}

fn numbered(path: &Path, number: u32) -> PathBuf {
    let text = |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    path.with_file_name(format!("{} {number}.{}", text(path.file_stem()), text(path.extension())))
}

pub(crate) async fn write(path: PathBuf, content: Vec<u8>, overwrite: Overwrite) -> Result<(), CommandError> {
    let written = tokio::task::spawn_blocking(move || hadal_transfer::write_new(&path, &content, overwrite)).await;
    match written {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(CommandError::new(ErrorCode::ExportFailed, error.to_string())),
        Err(_) => Err(CommandError::new(ErrorCode::Internal, "writing the file broke")),
    }
}
