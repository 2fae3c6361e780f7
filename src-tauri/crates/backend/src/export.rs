//! Conversations as files: making their bytes and writing them.

use crate::library::find;
use crate::{Backend, problem};
use hadal_domain::{Conversation, ConversationId, Message};
use hadal_highlight::{Code, Run};
use hadal_markdown::{LinePainter, Paint};
pub use hadal_transfer::{ExportOptions, Format};
use hadal_transfer::{Folder, Overwrite};
use hadal_wire::{CodeSave, CommandError, ConversationList, ErrorCode, ExportSaved, MESSAGE_MAX_BYTES, Shelf};
use std::path::{Path, PathBuf};

/// Longest name of a language; blocks carry shorter ones.
const LANGUAGE_MAX_BYTES: usize = 64;

/// Conversations that are asked for at once.
const PAGE: u32 = 200;

/// How the window hands over a picture that it has drawn.
const PICTURE: &str = "data:image/png;base64,";

/// What every PNG begins with (its specification, section 5.2).
const PNG_SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

impl Backend {
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

    /// The bytes of a file of this kind.
    ///
    /// # Errors
    /// There is no such conversation, or the history could not be read.
    pub async fn export_file(
        &self,
        id: ConversationId,
        format: Format,
        options: ExportOptions,
    ) -> Result<Vec<u8>, CommandError> {
        let space = self.space()?;
        let conversation = find(&space, &id.to_string()).await?;
        let messages = space.store.messages(id).await.map_err(|e| problem::of_store(&e))?;
        made(conversation, messages, format, options).await
    }

    /// Writes every conversation of the library and the archive into this folder, one file each, and answers how many
    /// these were. One is in memory at a time; nothing that is there is replaced.
    ///
    /// # Errors
    /// A file could not be written; those before it stay.
    pub async fn export_all(
        &self,
        folder: &Path,
        format: Format,
        options: ExportOptions,
        mut progress: impl FnMut(u64),
    ) -> Result<u64, CommandError> {
        std::fs::create_dir_all(folder)
            .map_err(|error| CommandError::new(ErrorCode::ExportFailed, format!("{}: {error}", folder.display())))?;
        let mut writing = Writing::into(folder.to_owned());
        for id in self.everything().await? {
            if writing.add(self, id, format, options).await? {
                progress(writing.files);
            }
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
    pub(crate) async fn on_shelf(&self, shelf: Shelf) -> Result<Vec<ConversationId>, CommandError> {
        let (mut ids, mut cursor) = (Vec::new(), None);
        loop {
            let request = ConversationList { cursor, limit: PAGE, title_contains: None, shelf: Some(shelf.clone()) };
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

    /// Writes a file to this path, which must not exist yet.
    ///
    /// # Errors
    /// There is no such conversation, or the file could not be written.
    pub async fn export_file_to(
        &self,
        id: ConversationId,
        format: Format,
        options: ExportOptions,
        path: &Path,
    ) -> Result<(), CommandError> {
        let bytes = self.export_file(id, format, options).await?;
        write(path.to_owned(), bytes, Overwrite::Never).await
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
        format: Format,
        options: ExportOptions,
    ) -> Result<bool, CommandError> {
        let space = backend.space()?;
        let Some(found) = space.store.conversation(id).await.map_err(|e| problem::of_store(&e))? else {
            return Ok(false);
        };
        let messages = space.store.messages(id).await.map_err(|e| problem::of_store(&e))?;
        let title = found.title.clone();
        let bytes = made(found, messages, format, options).await?;
        let (folder, mut names) = (self.folder.clone(), std::mem::take(&mut self.names));
        let size = bytes.len() as u64;
        let (written, names) =
            tokio::task::spawn_blocking(move || (names.write(&folder, &title, format.extension(), &bytes), names))
                .await
                .map_err(|_| CommandError::new(ErrorCode::Internal, "writing the file broke"))?;
        self.names = names;
        written.map_err(|error| CommandError::new(ErrorCode::ExportFailed, error.to_string()))?;
        self.files += 1;
        self.bytes += size;
        Ok(true)
    }
}

/// Setting a long conversation is work for a thread that may be busy.
pub(crate) async fn made(
    conversation: Conversation,
    messages: Vec<Message>,
    format: Format,
    options: ExportOptions,
) -> Result<Vec<u8>, CommandError> {
    tokio::task::spawn_blocking(move || format.make(&conversation, &messages, options, &Grammars))
        .await
        .map_err(|_| CommandError::new(ErrorCode::Internal, "making the file broke"))?
        .map_err(|error| CommandError::new(ErrorCode::ExportFailed, error.to_string()))
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

pub(crate) async fn write(path: PathBuf, content: Vec<u8>, overwrite: Overwrite) -> Result<(), CommandError> {
    let written = tokio::task::spawn_blocking(move || hadal_transfer::write_new(&path, &content, overwrite)).await;
    match written {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(CommandError::new(ErrorCode::ExportFailed, error.to_string())),
        Err(_) => Err(CommandError::new(ErrorCode::Internal, "writing the file broke")),
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
