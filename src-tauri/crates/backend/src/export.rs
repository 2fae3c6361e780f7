//! A conversation as a file.

use crate::library::find;
use crate::{Backend, Grammars, problem};
use hadal_domain::{Conversation, ConversationId, Message, path_to};
pub use hadal_transfer::ExportOptions;
use hadal_transfer::{Folder, Overwrite};
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
        let content = self.export_file(id, request.format, ExportOptions::default()).await?;
        let name = hadal_transfer::file_name(&title, request.format.extension());
        self.save(name, content).await
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

    /// The content of an export.
    ///
    /// # Errors
    /// There is no such conversation, the history could not be read, or this build cannot make the format.
    pub async fn export_file(
        &self,
        id: ConversationId,
        format: ExportFormat,
        options: ExportOptions,
    ) -> Result<Vec<u8>, CommandError> {
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
                    let content = match self.export_file(id, format, options).await {
                        // Thrown away by somebody meanwhile.
                        Err(error) if error.code == ErrorCode::NotFound => continue,
                        content => content?,
                    };
                    let folder = folder.to_owned();
                    let (written, back) = tokio::task::spawn_blocking(move || {
                        (files.write(&folder, &row.title, format.extension(), &content), files)
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

    /// Writes a file to this path, which must not exist yet.
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
        let content = self.export_file(id, format, options).await?;
        write(path.to_owned(), content, Overwrite::Never).await
    }
}

/// Makes the file. Every format of the list stands here; one that is not made yet is not offered.
fn made(
    conversation: &Conversation,
    messages: &[Message],
    format: ExportFormat,
    options: ExportOptions,
) -> Result<Vec<u8>, String> {
    let of_tree = |error: hadal_domain::TreeError| error.to_string();
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
        ExportFormat::Pdf | ExportFormat::Docx | ExportFormat::Png => {
            return Err(format!("this build makes no {} files", format.extension()));
        }
    };
    Ok(text.into_bytes())
}

async fn write(path: std::path::PathBuf, content: Vec<u8>, overwrite: Overwrite) -> Result<(), CommandError> {
    let written = tokio::task::spawn_blocking(move || hadal_transfer::write_new(&path, &content, overwrite)).await;
    match written {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(CommandError::new(ErrorCode::ExportFailed, error.to_string())),
        Err(_) => Err(CommandError::new(ErrorCode::Internal, "writing the file broke")),
    }
}
