//! The kinds of files that a conversation can become: the one list, which the window, the command line and the scheduled
//! export all read. A kind that is added here appears in each of them.

use crate::choice::chosen;
use crate::{ExportOptions, json_lines, page, plain};
use crate::{csv, json, markdown};
use hadal_domain::{Conversation, Message};
use hadal_markdown::Paint;

/// What a file of an export is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Markdown of the shown path.
    Markdown,
    /// One page that loads nothing.
    Html,
    /// Plain text.
    Text,
    /// The whole tree, without loss, as JSON.
    Json,
    /// Messages as rows of CSV.
    Csv,
    /// Messages as lines of JSON.
    JsonLines,
}

/// A choice of [`ExportOptions`]; a format honours some of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// [`ExportOptions::reasoning`].
    Reasoning,
    /// [`ExportOptions::branches`].
    Branches,
    /// [`ExportOptions::metadata`].
    Metadata,
    /// [`ExportOptions::instructions`].
    Instructions,
    /// [`ExportOptions::cost`].
    Cost,
}

/// Why a conversation did not become a file of this kind.
#[derive(Debug, thiserror::Error)]
#[error("not writable as {format}: {reason}", format = .format.word())]
pub struct FormatError {
    /// The kind.
    pub format: Format,
    /// What was in the way.
    pub reason: String,
}

impl Format {
    /// Every kind, in the order in which they are offered.
    pub const ALL: &[Self] = &[Self::Markdown, Self::Html, Self::Text, Self::Json, Self::Csv, Self::JsonLines];

    /// Its stable word, on the wire and on the command line; the usual extension as well.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Html => "html",
            Self::Text => "txt",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
        }
    }

    /// The usual extension of such a file.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        self.word()
    }

    /// The kind of this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.word() == word)
    }

    /// Such a file is text, which can be shown and copied as it stands.
    #[must_use]
    pub const fn is_text(self) -> bool {
        match self {
            Self::Markdown | Self::Html | Self::Text | Self::Json | Self::Csv | Self::JsonLines => true,
        }
    }

    /// The choices that change such a file.
    #[must_use]
    pub const fn honours(self) -> &'static [Choice] {
        use Choice as C;
        match self {
            Self::Markdown => &[C::Reasoning, C::Metadata, C::Instructions, C::Cost],
            Self::Html | Self::Text | Self::Csv | Self::JsonLines => {
                &[C::Reasoning, C::Branches, C::Metadata, C::Instructions, C::Cost]
            }
            // What comes back without loss cannot leave anything out.
            Self::Json => &[],
        }
    }

    /// The bytes of such a file. `paint` knows the colours of code.
    ///
    /// # Errors
    /// [`FormatError`] when the messages are not a tree with the shown leaf in it, or not of this conversation.
    pub fn make(
        self,
        conversation: &Conversation,
        messages: &[Message],
        options: ExportOptions,
        paint: &dyn Paint,
    ) -> Result<Vec<u8>, FormatError> {
        let failed = |reason: &dyn std::fmt::Display| FormatError { format: self, reason: reason.to_string() };
        let text = match self {
            Self::Markdown => chosen(conversation, messages, ExportOptions { branches: false, ..options })
                .map(|chosen| markdown(conversation, &chosen.shown, options.into()))
                .map_err(|error| failed(&error)),
            Self::Html => page(conversation, messages, options, paint).map_err(|error| failed(&error)),
            Self::Text => plain(conversation, messages, options).map_err(|error| failed(&error)),
            Self::Json => json(conversation, messages).map_err(|error| failed(&error)),
            Self::Csv => csv(conversation, messages, options).map_err(|error| failed(&error)),
            Self::JsonLines => json_lines(conversation, messages, options).map_err(|error| failed(&error)),
        };
        text.map(String::into_bytes)
    }
}
