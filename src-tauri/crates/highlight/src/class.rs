//! The classes of tokens, and a run of one class.

use serde::Serialize;

/// What a piece of code is. Brackets, operators and ordinary names are [`TokenClass::Text`]: most of a line is, and a
/// calm page colours what tells something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum TokenClass {
    /// Nothing special: the colour of the code's text.
    Text,
    /// A word of the language.
    Keyword,
    /// A string or a regular expression.
    String,
    /// An escape or a placeholder within a string.
    Escape,
    /// A number, with its unit.
    Number,
    /// A comment.
    Comment,
    /// The name of a function where it is made or called.
    Function,
    /// The name of a type or a module.
    Type,
    /// `true`, `null`, `self`, a symbol, a named constant.
    Constant,
    /// A variable with a sign of its own: `$path`.
    Variable,
    /// A tag of a markup language.
    Tag,
    /// An attribute, an annotation, the key of a mapping.
    Attribute,
    /// A line that was added.
    Inserted,
    /// A line that was taken away.
    Deleted,
    /// A heading or the head of a section.
    Heading,
}

impl TokenClass {
    /// Its name, as it stands in a stylesheet; empty for [`TokenClass::Text`], which needs none.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "",
            Self::Keyword => "keyword",
            Self::String => "string",
            Self::Escape => "escape",
            Self::Number => "number",
            Self::Comment => "comment",
            Self::Function => "function",
            Self::Type => "type",
            Self::Constant => "constant",
            Self::Variable => "variable",
            Self::Tag => "tag",
            Self::Attribute => "attribute",
            Self::Inserted => "inserted",
            Self::Deleted => "deleted",
            Self::Heading => "heading",
        }
    }
}

/// A class and for how many UTF-16 units it holds: the unit in which the window cuts strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Run(pub TokenClass, pub u32);

/// Adds a run, joined with the one before when both are of one class.
pub(crate) fn push(runs: &mut Vec<Run>, class: TokenClass, text: &str) {
    let len = text.chars().map(char::len_utf16).sum::<usize>();
    let Some(len) = u32::try_from(len).ok().filter(|len| *len > 0) else { return };
    match runs.last_mut() {
        Some(Run(last, so_far)) if *last == class => *so_far += len,
        _ => runs.push(Run(class, len)),
    }
}

/// What is left of a line is text anyway, and a line of nothing but text has no runs.
pub(crate) fn trim(runs: &mut Vec<Run>) {
    if matches!(runs.last(), Some(Run(TokenClass::Text, _))) {
        runs.pop();
    }
}
