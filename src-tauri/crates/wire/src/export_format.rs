//! The one list of what an export may be: names, extensions, media types. Backend, command line and window read it.

use crate::ExportChoice;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use ts_rs::TS;

/// What kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ExportFormat {
    /// To read: the shown path as Markdown with front matter.
    Markdown,
    /// To keep: everything, every version, as JSON that can be read back.
    Json,
    /// To send on: one page that loads nothing.
    Html,
    /// Plain text.
    Text,
    /// To count with: messages as rows.
    Csv,
    /// To work with: messages as lines of JSON.
    JsonLines,
    /// To print and to hand in: pages.
    Pdf,
    /// To edit: a document for Word.
    Docx,
    /// To show: one long picture.
    Png,
}

impl ExportFormat {
    /// All that can be made, in the order in which they are offered. A format that is not here is refused.
    pub const OFFERED: &[Self] = &[
        Self::Markdown,
        Self::Pdf,
        Self::Docx,
        Self::Html,
        Self::Png,
        Self::Text,
        Self::Json,
        Self::JsonLines,
        Self::Csv,
    ];

    /// How it is called on the command line, which is the extension of its files too.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Json => "json",
            Self::Html => "html",
            Self::Text => "txt",
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Png => "png",
        }
    }

    /// Its media type, as registered with IANA where it is.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Markdown => "text/markdown",
            Self::Json => "application/json",
            Self::Html => "text/html",
            Self::Text => "text/plain",
            Self::Csv => "text/csv",
            Self::JsonLines => "application/jsonl",
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Png => "image/png",
        }
    }

    /// Whether the file is text that can be shown and copied as it is.
    #[must_use]
    pub const fn is_text(self) -> bool {
        !matches!(self, Self::Pdf | Self::Docx | Self::Png)
    }

    /// The choices that change such a file.
    #[must_use]
    pub const fn honours(self) -> &'static [ExportChoice] {
        use ExportChoice as C;
        match self {
            // What comes back without loss cannot leave anything out.
            Self::Json => &[],
            _ => &[C::Reasoning, C::Branches, C::Metadata, C::Instructions, C::Cost],
        }
    }

    /// Whether this build can make it.
    #[must_use]
    pub fn is_offered(self) -> bool {
        Self::OFFERED.contains(&self)
    }

    /// The format of this name on the command line.
    #[must_use]
    pub fn of_extension(extension: &str) -> Option<Self> {
        Self::OFFERED.iter().copied().find(|format| format.extension() == extension)
    }
}

/// The list for the window, as TypeScript.
pub(crate) fn declaration() -> String {
    let mut out = String::from(
        "/** What an export may be, in the order of offering; `text` can be shown and copied as it is, and `honours` are the\n\
         choices that change it. */\n\
         export const EXPORT_FORMATS: readonly { format: ExportFormat; extension: string; mediaType: string; text: boolean;\n\
         honours: readonly ExportChoice[] }[] = [\n",
    );
    for format in ExportFormat::OFFERED {
        let name = serde_json::to_string(format).unwrap_or_default();
        let (extension, media_type, text) = (format.extension(), format.media_type(), format.is_text());
        let honours = serde_json::to_string(format.honours()).unwrap_or_default();
        let _ = writeln!(
            out,
            "  {{ format: {name}, extension: \"{extension}\", mediaType: \"{media_type}\", text: {text}, honours: {honours} }},"
        );
    }
    out.push_str("];\n\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_media_types_are_unique_and_lead_back() {
        for (at, format) in ExportFormat::OFFERED.iter().enumerate() {
            assert_eq!(ExportFormat::of_extension(format.extension()), Some(*format));
            assert!(ExportFormat::OFFERED.iter().skip(at + 1).all(|other| other.media_type() != format.media_type()));
        }
        assert_eq!(ExportFormat::of_extension("exe"), None);
    }
}
