//! A person's own prompts.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A prompt that is inserted by its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Prompt {
    /// Typed after `/`; no two are equal, whatever the case.
    pub name: String,
    /// The text; `{{words}}` in it are asked for when it is inserted.
    pub text: String,
}

/// Ask for the prompts.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PromptsGet {}

/// Keep these prompts in place of those there are.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PromptsKeep {
    /// All of them.
    pub prompts: Vec<Prompt>,
}

/// The prompts as they are kept, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Prompts {
    /// All of them.
    pub prompts: Vec<Prompt>,
}
