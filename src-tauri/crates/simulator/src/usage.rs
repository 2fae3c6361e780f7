//! What a request is billed for: the count, and the prompt cache behind its hit part.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::identity::fnv;
use crate::request::{ChatRequest, Message, Role};
use crate::tokens::tenths;

/// Tokens of one cache unit; hits come in multiples of it (the rule of 2024–25, assumed since).
const UNIT: u64 = 64;

/// Units remembered for one key and user; more and the oldest memory is dropped whole.
const MEMORY: usize = 200_000;

/// The `usage` object, in the key order of recorded replies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Hits and misses together.
    pub prompt_tokens: u64,
    /// Answer and reasoning together.
    pub completion_tokens: u64,
    /// Prompt and completion together.
    pub total_tokens: u64,
    /// The hit count once more.
    pub prompt_tokens_details: PromptDetails,
    /// Absent without thinking.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completion_tokens_details: Option<CompletionDetails>,
    /// Prompt tokens found in the cache.
    pub prompt_cache_hit_tokens: u64,
    /// Prompt tokens not found there.
    pub prompt_cache_miss_tokens: u64,
}

/// Part of [`Usage`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromptDetails {
    /// Prompt tokens found in the cache.
    pub cached_tokens: u64,
}

/// Part of [`Usage`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompletionDetails {
    /// Tokens of the reasoning.
    pub reasoning_tokens: u64,
}

impl Usage {
    pub(crate) fn new(prompt: Prompt, completion: u64, reasoning: Option<u64>) -> Self {
        Self {
            prompt_tokens: prompt.tokens,
            completion_tokens: completion,
            total_tokens: prompt.tokens + completion,
            prompt_tokens_details: PromptDetails { cached_tokens: prompt.hit },
            completion_tokens_details: reasoning.map(|reasoning_tokens| CompletionDetails { reasoning_tokens }),
            prompt_cache_hit_tokens: prompt.hit,
            prompt_cache_miss_tokens: prompt.tokens.saturating_sub(prompt.hit),
        }
    }
}

/// The size of a prompt and how much of it was known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Prompt {
    pub(crate) tokens: u64,
    pub(crate) hit: u64,
}

/// Which prompts each key and `user_id` has sent, as hashes of their units.
#[derive(Debug, Default)]
pub(crate) struct PromptCache(HashMap<Owner, HashSet<u64>>);

/// Whose cache it is; an empty `user_id` is an id of its own.
pub(crate) type Owner = (String, Option<String>);

impl PromptCache {
    /// Measures `text` against what `owner` has sent, then remembers it.
    pub(crate) fn visit(&mut self, owner: &Owner, text: &str) -> Prompt {
        let (units, tokens) = units(text);
        let known = self.0.entry(owner.clone()).or_default();
        let hits = units.iter().take_while(|unit| known.contains(unit)).count();
        if known.len() > MEMORY {
            known.clear();
        }
        known.extend(units);
        let hit = u64::try_from(hits).unwrap_or_default() * UNIT;
        Prompt { tokens, hit: hit.min(tokens) }
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

/// Hashes of the whole units of `text`, each over all text up to its end; and all its tokens.
fn units(text: &str) -> (Vec<u64>, u64) {
    let mut units = Vec::new();
    let mut hash = 0;
    let mut total = 0;
    let mut edge = UNIT * 10;
    for letter in text.chars() {
        hash = fnv(hash, &u32::from(letter).to_le_bytes());
        total += tenths(letter);
        if total >= edge {
            units.push(hash);
            edge += UNIT * 10;
        }
    }
    (units, total.div_ceil(10))
}

/// A request as the model would read it: tools first, then the turns.
///
/// Reasoning of earlier turns joins only when tools are offered, as documented.
pub(crate) fn rendered(request: &ChatRequest) -> String {
    let mut text = String::new();
    for tool in request.tools.iter().flatten() {
        text.push_str(&tool.function.name);
        text.push_str(tool.function.description.as_deref().unwrap_or_default());
        if let Some(parameters) = &tool.function.parameters {
            text.push_str(&parameters.to_string());
        }
    }
    for message in &request.messages {
        text.push_str(&turn(message, request.offers_tools()));
    }
    text
}

/// One turn as the model would read it.
fn turn(message: &Message, with_reasoning: bool) -> String {
    let mut text = String::from(match message.role {
        Role::System | Role::LatestReminder => "<system>",
        Role::User => "<user>",
        Role::Assistant => "<assistant>",
        Role::Tool => "<tool>",
    });
    if with_reasoning {
        text.push_str(message.reasoning_content.as_deref().unwrap_or_default());
    }
    text.push_str(&message.text());
    for call in message.calls() {
        text.push_str(&call.function.name);
        text.push_str(&call.function.arguments);
    }
    text
}

/// The prompt with its answer, as the next request will hold it.
pub(crate) fn with_answer(prompt: &str, reasoning: Option<&str>, answer: &str) -> String {
    format!("{prompt}<assistant>{}{answer}", reasoning.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner(user: Option<&str>) -> Owner {
        ("sk-a".to_owned(), user.map(str::to_owned))
    }

    #[test]
    fn a_longer_prompt_hits_the_whole_units_of_the_shorter_one() {
        let mut cache = PromptCache::default();
        let first = "a".repeat(1000);
        assert_eq!(cache.visit(&owner(None), &first), Prompt { tokens: 300, hit: 0 });
        let second = cache.visit(&owner(None), &format!("{first}b"));
        assert_eq!(second.hit, 256, "four whole units of 64");
        let changed = format!("x{first}");
        assert_eq!(cache.visit(&owner(None), &changed).hit, 0, "text before breaks the prefix");
    }

    #[test]
    fn each_user_id_has_a_cache_of_its_own() {
        let mut cache = PromptCache::default();
        let text = "深".repeat(500);
        cache.visit(&owner(None), &text);
        assert_eq!(cache.visit(&owner(Some("")), &text).hit, 0);
        assert_eq!(cache.visit(&owner(Some("")), &text).hit, 256);
    }
}
