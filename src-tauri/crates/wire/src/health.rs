//! Whether the server is as it mostly is for this person. Facts from their own answers, nothing from elsewhere.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Ask how the server has done.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HealthGet {
    /// Answers of this model.
    pub model: String,
}

/// How the server has done, and what is usual.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Health {
    /// Over the last hours; absent when nothing was asked.
    pub lately: Option<HealthFigures>,
    /// Over the weeks before; absent while there are too few answers to say.
    pub usually: Option<HealthFigures>,
    /// What is worse than usual, by more than chance explains.
    pub worse: Vec<HealthWord>,
    /// A first word that takes longer than this is late for this person; absent while that cannot be said.
    pub late_after_ms: Option<u64>,
}

/// Figures of some answers: medians, which one odd answer does not move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HealthFigures {
    /// How many.
    pub answers: u32,
    /// Of a hundred that were left to end, those that arrived; absent when none was.
    pub arrived_percent: Option<u32>,
    /// Until the first word.
    pub first_word_ms: Option<u64>,
    /// After it.
    pub tokens_per_second: Option<u32>,
}

/// What can be worse than usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum HealthWord {
    /// More answers fail or break off.
    Arrival,
    /// The first word takes longer.
    FirstWord,
    /// Words come more slowly.
    Speed,
}
