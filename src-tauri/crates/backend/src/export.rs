//! A conversation as a file.

use crate::library::find;
use crate::{Backend, Grammars, problem};
use hadal_domain::{Conversation, ConversationId, Message, path_to};
pub use hadal_transfer::ExportOptions;
use hadal_transfer::{Folder, Overwrite, Paper};
use hadal_wire::{CommandError, ConversationExport, ConversationList, ErrorCode, ExportFormat, ExportSaved, Shelf};
use std::path::Path;

/// Conversations that are asked for at once.
const PAGE: u32 = 200;

impl Backend {
    /// Asks where, and writes the conversation there.
    ///
    /// # Errors
    /// There is no such conversation, or the file could not be written.
    pub async fn conversation_export(&self, request: ConversationExport) -> Result<ExportSaved, CommandError> {
        let id: ConversationId = request.conversation_id.parse().map_err(problem::of_id)?;
        let title = find(&self.space()?, &request.conversation_id).await?.title;
        let parts = self.export_parts(id, request.format, ExportOptions::default()).await?;
        let name = hadal_transfer::file_name(&title, request.format.extension());
        self.save_parts(name, parts).await
    }

    /// Asks where the first part goes; the others stand beside it with numbers.
    async fn save_parts(&self, suggested_name: String, parts: Vec<Vec<u8>>) -> Result<ExportSaved, CommandError> {
        let Some(path) = self.inner.desk.save_as(suggested_name).await else {
            return Ok(ExportSaved { file_name: None });
        };
        let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        write_parts(&path, parts, Overwrite::Allowed).await?;
        Ok(ExportSaved { file_name })
    }

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

    /// The text of an export that is text, with everything that belongs to it by default.
    ///
    /// # Errors
    /// There is no such conversation, the history could not be read, or the format is not text.
    pub async fn export_text(&self, id: ConversationId, format: ExportFormat) -> Result<String, CommandError> {
        let bytes = self.export_file(id, format, ExportOptions::default()).await?;
        String::from_utf8(bytes).map_err(|_| CommandError::new(ErrorCode::RequestMalformed, "this format is not text"))
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
                format!("this takes {} files; export it into a folder", more + 1),
            )),
        }
    }

    /// The content of an export: one file, or several pictures where one would be too long.
    ///
    /// # Errors
    /// There is no such conversation, the history could not be read, or the format could not be made.
    pub async fn export_parts(
        &self,
        id: ConversationId,
        format: ExportFormat,
        options: ExportOptions,
    ) -> Result<Vec<Vec<u8>>, CommandError> {
        let space = self.space()?;
        let conversation = find(&space, &id.to_string()).await?;
        let messages = space.store.messages(id).await.map_err(|e| problem::of_store(&e))?;
        // Setting a long conversation is work for a thread that may be busy.
        tokio::task::spawn_blocking(move || made(&conversation, &messages, format, options))
            .await
            .map_err(|_| CommandError::new(ErrorCode::Internal, "making the file broke"))?
            .map_err(|words| CommandError::new(ErrorCode::ExportFailed, words))
    }

    /// Writes every conversation of the library and the archive into this folder, one file each, and answers how many
    /// these were. One is in memory at a time; nothing that is there is replaced.
    ///
    /// # Errors
    /// A file could not be written; those before it stay.
    pub async fn export_all(
        &self,
        folder: &Path,
        format: ExportFormat,
        options: ExportOptions,
        mut progress: impl FnMut(u64),
    ) -> Result<u64, CommandError> {
        std::fs::create_dir_all(folder)
            .map_err(|error| CommandError::new(ErrorCode::ExportFailed, format!("{}: {error}", folder.display())))?;
        let (mut files, mut done) = (Folder::default(), 0);
        for shelf in [Shelf::Library, Shelf::Archive] {
            let mut cursor = None;
            loop {
                let request =
                    ConversationList { cursor, limit: PAGE, title_contains: None, shelf: Some(shelf.clone()) };
                let page = self.conversation_list(request).await?;
                for row in page.rows {
                    let id = row.id.parse().map_err(problem::of_id)?;
                    let parts = match self.export_parts(id, format, options).await {
                        // Thrown away by somebody meanwhile.
                        Err(error) if error.code == ErrorCode::NotFound => continue,
                        parts => parts?,
                    };
                    let folder = folder.to_owned();
                    let (written, back) = tokio::task::spawn_blocking(move || {
                        let written = parts
                            .iter()
                            .try_for_each(|part| files.write(&folder, &row.title, format.extension(), part).map(drop));
                        (written, files)
                    })
                    .await
                    .map_err(|_| CommandError::new(ErrorCode::Internal, "writing the file broke"))?;
                    written.map_err(|error| CommandError::new(ErrorCode::ExportFailed, error.to_string()))?;
                    files = back;
                    done += 1;
                    progress(done);
                }
                match page.next {
                    Some(next) => cursor = Some(next),
                    None => break,
                }
            }
        }
        Ok(done)
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

/// Makes the file. Every format of the list stands here.
fn made(
    conversation: &Conversation,
    messages: &[Message],
    format: ExportFormat,
    options: ExportOptions,
) -> Result<Vec<Vec<u8>>, String> {
    let of_tree = |error: hadal_domain::TreeError| error.to_string();
    let of_paper = |error: hadal_transfer::PaperError| error.to_string();
    let text = match format {
        ExportFormat::Markdown => {
            let path = conversation.active_leaf.map_or(Ok(Vec::new()), |leaf| path_to(messages, leaf));
            let options = hadal_transfer::MarkdownOptions { reasoning: options.reasoning };
            path.map(|path| hadal_transfer::markdown(conversation, &path, options)).map_err(of_tree)?
        }
        ExportFormat::Json => hadal_transfer::json(conversation, messages).map_err(|error| error.to_string())?,
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

/// Writes the first part to this path and the others beside it: `Title.png`, `Title 2.png`.
async fn write_parts(path: &Path, parts: Vec<Vec<u8>>, overwrite: Overwrite) -> Result<(), CommandError> {
    for (at, part) in parts.into_iter().enumerate() {
        let place = if at == 0 { path.to_owned() } else { numbered(path, at + 1) };
        write(place, part, overwrite).await?;
    }
    Ok(())
}

fn numbered(path: &Path, number: usize) -> std::path::PathBuf {
    let text = |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    path.with_file_name(format!("{} {number}.{}", text(path.file_stem()), text(path.extension())))
}

async fn write(path: std::path::PathBuf, content: Vec<u8>, overwrite: Overwrite) -> Result<(), CommandError> {
    let written = tokio::task::spawn_blocking(move || hadal_transfer::write_new(&path, &content, overwrite)).await;
    match written {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(CommandError::new(ErrorCode::ExportFailed, error.to_string())),
        Err(_) => Err(CommandError::new(ErrorCode::Internal, "writing the file broke")),
    }
}
