//! A conversation as a file.

use crate::library::find;
use crate::{Backend, problem};
use hadal_domain::{Conversation, ConversationId, Message, path_to};
use hadal_highlight::{Code, Run};
use hadal_markdown::{LinePainter, Paint};
pub use hadal_transfer::ExportOptions;
use hadal_transfer::{Folder, Overwrite};
use hadal_wire::{
    CodeSave, CommandError, ConversationExport, ConversationList, ErrorCode, ExportFormat, ExportSaved,
    MESSAGE_MAX_BYTES, Shelf,
};
use std::path::Path;

/// Longest name of a language; blocks carry shorter ones.
const LANGUAGE_MAX_BYTES: usize = 64;

/// Conversations that are asked for at once.
const PAGE: u32 = 200;

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

    /// The text of a file of any kind that an export may be.
    ///
    /// # Errors
    /// There is no such conversation, or the history could not be read.
    pub async fn export_file(
        &self,
        id: ConversationId,
        kind: FileKind,
        options: ExportOptions,
    ) -> Result<String, CommandError> {
        let space = self.space()?;
        let conversation = find(&space, &id.to_string()).await?;
        let messages = space.store.messages(id).await.map_err(|e| problem::of_store(&e))?;
        // Setting a long conversation is work for a thread that may be busy.
        tokio::task::spawn_blocking(move || written(&conversation, &messages, kind, options))
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
        kind: FileKind,
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
                    let text = match self.export_file(id, kind, options).await {
                        // Thrown away by somebody meanwhile.
                        Err(error) if error.code == ErrorCode::NotFound => continue,
                        text => text?,
                    };
                    let folder = folder.to_owned();
                    let (written, back) = tokio::task::spawn_blocking(move || {
                        (files.write(&folder, &row.title, kind.extension(), text.as_bytes()), files)
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
        kind: FileKind,
        options: ExportOptions,
        path: &Path,
    ) -> Result<(), CommandError> {
        let text = self.export_file(id, kind, options).await?;
        write(path.to_owned(), text.into_bytes(), Overwrite::Never).await
    }
}

/// What a file of an export is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// Markdown of the shown path.
    Markdown,
    /// The whole tree, without loss, as JSON.
    Json,
    /// One page that loads nothing.
    Html,
    /// Plain text.
    Text,
    /// Messages as rows of CSV.
    Csv,
    /// Messages as lines of JSON.
    JsonLines,
}

impl FileKind {
    /// The usual extension.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Json => "json",
            Self::Html => "html",
            Self::Text => "txt",
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
        }
    }
}

fn written(
    conversation: &Conversation,
    messages: &[Message],
    kind: FileKind,
    options: ExportOptions,
) -> Result<String, String> {
    let of_tree = |error: hadal_domain::TreeError| error.to_string();
    match kind {
        FileKind::Markdown => {
            let path = conversation.active_leaf.map_or(Ok(Vec::new()), |leaf| path_to(messages, leaf));
            let options = hadal_transfer::MarkdownOptions { reasoning: options.reasoning };
            path.map(|path| hadal_transfer::markdown(conversation, &path, options)).map_err(of_tree)
        }
        FileKind::Json => hadal_transfer::json(conversation, messages).map_err(|error| error.to_string()),
        FileKind::Html => hadal_transfer::page(conversation, messages, options, &Grammars).map_err(of_tree),
        FileKind::Text => hadal_transfer::plain(conversation, messages, options).map_err(of_tree),
        FileKind::Csv => hadal_transfer::csv(conversation, messages, options).map_err(of_tree),
        FileKind::JsonLines => hadal_transfer::json_lines(conversation, messages, options).map_err(of_tree),
    }
}

/// The grammars of the window, for code on a page.
struct Grammars;

impl Paint for Grammars {
    fn reader(&self, language: &str) -> Option<Box<dyn LinePainter>> {
        Some(Box::new(Lines(Code::new(language)?)))
    }
}

struct Lines(Code);

impl LinePainter for Lines {
    fn line(&mut self, line: &str) -> Vec<(&'static str, usize)> {
        self.0.line(line).into_iter().map(|Run(class, units)| (class.name(), units as usize)).collect()
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
