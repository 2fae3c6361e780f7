//! Tokens as the API counted them.

use serde::{Deserialize, Serialize};

/// Tokens of one answer. Hits and misses are disjoint and together equal the prompt;
/// the completion includes the reasoning.
///
/// Source: DeepSeek chat reference, read 2026-11-22.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Usage {
    /// Tokens of the prompt.
    pub prompt: u64,
    /// Tokens written, reasoning included.
    pub completion: u64,
    /// Part of the prompt that was served from the cache.
    pub cache_hit: u64,
    /// Part of the prompt that was computed anew.
    pub cache_miss: u64,
    /// Part of the completion that was reasoning.
    pub reasoning: u64,
}

impl Usage {
    /// Both sums added up: an answer that was continued is paid for in parts.
    #[must_use]
    pub const fn plus(self, more: Self) -> Self {
        Self {
            prompt: self.prompt.saturating_add(more.prompt),
            completion: self.completion.saturating_add(more.completion),
            cache_hit: self.cache_hit.saturating_add(more.cache_hit),
            cache_miss: self.cache_miss.saturating_add(more.cache_miss),
            reasoning: self.reasoning.saturating_add(more.reasoning),
        }
    }
}
