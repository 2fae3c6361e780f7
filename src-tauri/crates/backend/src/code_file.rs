//! Code or a drawn diagram of an answer as a file.

use crate::Backend;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use hadal_wire::{CodeSave, CommandError, ErrorCode, ExportSaved, MESSAGE_MAX_BYTES};

/// Longest name of a language; blocks carry shorter ones.
const LANGUAGE_MAX_BYTES: usize = 64;

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
}

/// The bytes of a PNG written in base64; `None` for anything else.
fn picture_bytes(text: &str) -> Option<Vec<u8>> {
    BASE64_STANDARD.decode(text).ok().filter(|bytes| bytes.starts_with(PNG_SIGNATURE))
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
