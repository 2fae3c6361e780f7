//! A conversation as a file.

use crate::library::find;
use crate::{Backend, problem};
use hadal_domain::{ConversationId, path_to};
use hadal_transfer::Overwrite;
use hadal_wire::{CodeSave, CommandError, ConversationExport, ErrorCode, ExportFormat, ExportSaved, MESSAGE_MAX_BYTES};
use std::path::Path;

/// Longest name of a language; blocks carry shorter ones.
const LANGUAGE_MAX_BYTES: usize = 64;

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
        self.save(name, text).await
    }

    /// Asks where, and writes code of an answer there.
    ///
    /// # Errors
    /// The code or its language is too long, or the file could not be written.
    pub async fn code_save(&self, request: CodeSave) -> Result<ExportSaved, CommandError> {
        if request.text.len() > MESSAGE_MAX_BYTES {
            return Err(CommandError::new(ErrorCode::MessageTooLong, "the code is longer than a message may be"));
        }
        let language = request.language.unwrap_or_default();
        if language.len() > LANGUAGE_MAX_BYTES {
            return Err(CommandError::new(ErrorCode::RequestMalformed, "that is not the name of a language"));
        }
        let extension = hadal_highlight::file_extension(&language);
        let name = hadal_transfer::file_name("code", extension);
        let text = if request.text.ends_with('\n') { request.text } else { request.text + "\n" };
        self.save(name, text).await
    }

    async fn save(&self, suggested_name: String, text: String) -> Result<ExportSaved, CommandError> {
        let Some(path) = self.inner.desk.save_as(suggested_name).await else {
            return Ok(ExportSaved { file_name: None });
        };
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
