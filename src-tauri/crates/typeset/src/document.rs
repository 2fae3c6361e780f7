//! What is set: a title and what was said under it.

/// A conversation, or a part of one, as it is to be set.
#[derive(Debug, Clone, Default)]
pub struct Document<'a> {
    /// Stands above everything, and in the properties of the file.
    pub title: &'a str,
    /// A line under the title: times, for example. Empty for none.
    pub facts: String,
    /// Milliseconds since 1970; written into the properties of the file.
    pub created_at_ms: Option<i64>,
    /// What was said, in reading order.
    pub sections: Vec<Section<'a>>,
}

/// One message.
#[derive(Debug, Clone, Default)]
pub struct Section<'a> {
    /// Stands above this section and all that follow it: `Other versions`. Empty for none.
    pub part: &'static str,
    /// Who, with which model and when.
    pub heading: String,
    /// Who speaks.
    pub tone: Tone,
    /// The model's thinking, as Markdown; empty for none.
    pub thinking: &'a str,
    /// What was said.
    pub text: &'a str,
    /// A line under it: that it was stopped, for example. Empty for none.
    pub note: String,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// A person: the text is shown as it was typed.
    Typed,
    /// A model: the text is Markdown.
    #[default]
    Markdown,
}

/// The paper of a PDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paper {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 8.5 × 11 inches.
    Letter,
}

impl Paper {
    /// Width and height in points.
    pub(crate) const fn size(self) -> (f32, f32) {
        match self {
            Self::A4 => (595.276, 841.89),
            Self::Letter => (612.0, 792.0),
        }
    }
}

/// Why a file could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TypesetError {
    /// The system has no font for Chinese characters, and the text has some: boxes would stand in their place.
    #[error(
        "this system has no font with Chinese characters; install one (Noto Sans CJK, for example) and export again"
    )]
    NoChineseFont,
    /// The system has no font at all.
    #[error("this system has no fonts; install one and export again")]
    NoFont,
    /// The library that writes the file refused; its words.
    #[error("the file could not be written: {0}")]
    Unwritable(String),
}
