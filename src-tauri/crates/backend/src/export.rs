//! A conversation as a file.

use crate::library::find;
use crate::{Backend, problem};
use hadal_domain::{ConversationId, path_to};
use hadal_transfer::Overwrite;
use hadal_wire::{CodeSave, CommandError, ConversationExport, ErrorCode, ExportFormat, ExportSaved, MESSAGE_MAX_BYTES};
use std::path::Path;

/// Longest name of a language; blocks carry shorter ones.
const LANGUAGE_MAX_BYTES: usize = 64;

/// How the window hands over a picture that it has drawn.
const PICTURE: &str = "data:image/png;base64,";

/// What every PNG begins with (its specification, section 5.2).
const PNG_SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

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

    /// Asks where, and writes code of an answer there. A PNG as a data address is written as the picture that it is.
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
        if let Some(picture) = request.text.strip_prefix(PICTURE) {
            let bytes = picture_bytes(picture)
                .ok_or_else(|| CommandError::new(ErrorCode::RequestMalformed, "that is not a picture"))?;
            return self.save("diagram.png".to_owned(), bytes).await;
        }
        let extension = hadal_highlight::file_extension(&language);
        let name = hadal_transfer::file_name("code", extension);
        let text = if request.text.ends_with('\n') { request.text } else { request.text + "\n" };
        self.save(name, text).await
    }

    async fn save(&self, suggested_name: String, content: impl Into<Vec<u8>>) -> Result<ExportSaved, CommandError> {
        let Some(path) = self.inner.desk.save_as(suggested_name).await else {
            return Ok(ExportSaved { file_name: None });
        };
        let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        write(path, content.into(), Overwrite::Allowed).await?;
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
        write(path.to_owned(), text.into_bytes(), Overwrite::Never).await
    }
}

/// The bytes of a PNG written in base64 (RFC 4648, section 4); `None` for anything else.
fn picture_bytes(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim_end_matches('=');
    let mut bytes = Vec::with_capacity(digits.len() * 3 / 4);
    let (mut held, mut bits) = (0_u32, 0_u32);
    for digit in digits.bytes() {
        let value = match digit {
            b'A'..=b'Z' => digit - b'A',
            b'a'..=b'z' => digit - b'a' + 26,
            b'0'..=b'9' => digit - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        held = (held << 6) | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 0xff).ok()?);
            held &= (1 << bits) - 1;
        }
    }
    bytes.starts_with(PNG_SIGNATURE).then_some(bytes)
}

async fn write(path: std::path::PathBuf, content: Vec<u8>, overwrite: Overwrite) -> Result<(), CommandError> {
    let written = tokio::task::spawn_blocking(move || hadal_transfer::write_new(&path, &content, overwrite)).await;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_read_and_nothing_else_passes_for_one() {
        assert_eq!(picture_bytes("iVBORw0KGgo="), Some(PNG_SIGNATURE.to_vec()));
        assert_eq!(picture_bytes("iVBORw0KGgoAAQI="), Some([PNG_SIGNATURE, &[0, 1, 2]].concat()));
        for wrong in ["", "AAAA", "iVBORw0K", "iVBORw0KGg o=", "<script>", "iVBO-w0KGgo="] {
            assert_eq!(picture_bytes(wrong), None, "{wrong}");
        }
    }
}
