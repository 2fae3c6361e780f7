//! Which model is asked, and how hard it shall think.

use crate::message::UnknownWord;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A model id as the API knows it. Free text: hosts and DeepSeek itself add names at any time.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ModelId(String);

impl ModelId {
    /// The model of a fresh install. Source: DeepSeek price page, read 2026-11-22.
    pub const DEFAULT: &'static str = "deepseek-flash";

    /// The id of this name, trimmed.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self(name.trim().to_owned())
    }

    /// The name as the API wants it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for ModelId {
    fn default() -> Self {
        Self(Self::DEFAULT.to_owned())
    }
}

impl fmt::Display for ModelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How much effort a thinking answer takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Effort {
    /// Little thinking.
    Low,
    /// The API's default.
    #[default]
    High,
    /// As much as the model can.
    Max,
}

/// Whether the model thinks before it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Thinking {
    /// Answers at once.
    Off,
    /// Thinks first, this hard.
    On(Effort),
}

impl Default for Thinking {
    fn default() -> Self {
        Self::On(Effort::High)
    }
}

impl Thinking {
    /// The word of this choice in settings, rows and on the command line: `off`, `low`, `high`, `max`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::On(Effort::Low) => "low",
            Self::On(Effort::High) => "high",
            Self::On(Effort::Max) => "max",
        }
    }
}

impl FromStr for Thinking {
    type Err = UnknownWord;
    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        match word {
            "off" => Ok(Self::Off),
            "low" => Ok(Self::On(Effort::Low)),
            "high" => Ok(Self::On(Effort::High)),
            "max" => Ok(Self::On(Effort::Max)),
            _ => Err(UnknownWord),
        }
    }
}
