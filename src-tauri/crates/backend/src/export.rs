//! A conversation as a file.

use crate::library::find;
use crate::{Backend, problem};
use hadal_domain::{ConversationId, path_to};
use hadal_transfer::Overwrite;
use hadal_wire::{CommandError, ConversationExport, ErrorCode, ExportFormat, ExportSaved};
use std::path::Path;

impl Backend {
    /// Asks where, and writes the conversation there.
    ///
    /// # Errors
    /// There is no such conversation, or the file could not be written.
    pub async fn conversation_export(&self, request: ConversationExport) -> Result<ExportSaved, CommandError> {
        let id: ConversationId = request.conversation_id.parse().map_err(problem::of_id)?;
        let title = find(&self.space()?, &request.conversation_id).await?.title;
        let text = self.export_text(id, request.format).await?;
        let name = hadal_transfer::file_name(&title, extension(request.format));
        let Some(path) = self.inner.desk.save_as(name).await else { return Ok(ExportSaved { file_name: None }) };
        let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        write(path, text, Overwrite::Allowed).await?;
        Ok(ExportSaved { file_name })
    }

    /// The text of an export.
    ///
    /// # Errors
    /// There is no such conversation, or the history could not be read.
    pub async fn export_text(&self, id: ConversationId, format: ExportFormat) -> Result<String, CommandError> {
        let space = self.space()?;
        let conversation = find(&space, &id.to_string()).await?;
        let messages = space.store.messages(id).await.map_err(|e| problem::of_store(&e))?;
        match format {
            ExportFormat::Markdown => {
                let path = match conversation.active_leaf {
                    Some(leaf) => path_to(&messages, leaf).map_err(|_| problem::not_found())?,
                    None => Vec::new(),
                };
                Ok(hadal_transfer::markdown(&conversation, &path, hadal_transfer::MarkdownOptions::default()))
            }
            ExportFormat::Json => hadal_transfer::json(&conversation, &messages)
                .map_err(|error| CommandError::new(ErrorCode::ExportFailed, error.to_string())),
        }
    }

    /// Writes a conversation to this path, which must not exist yet.
    ///
    /// # Errors
    /// There is no such conversation, or the file could not be written.
    pub async fn export_to(&self, id: ConversationId, format: ExportFormat, path: &Path) -> Result<(), CommandError> {
        let text = self.export_text(id, format).await?;
        write(path.to_owned(), text, Overwrite::Never).await
    }
}

async fn write(path: std::path::PathBuf, text: String, overwrite: Overwrite) -> Result<(), CommandError> {
    let written =
        tokio::task::spawn_blocking(move || hadal_transfer::write_new(&path, text.as_bytes(), overwrite)).await;
    match written {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(CommandError::new(ErrorCode::ExportFailed, error.to_string())),
        Err(_) => Err(CommandError::new(ErrorCode::Internal, "writing the file broke")),
    }
}

/// The usual extension of a format.
#[must_use]
pub(crate) const fn extension(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Markdown => "md",
        ExportFormat::Json => "json",
    }
}
