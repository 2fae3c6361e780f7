//! Token counts, read from whatever shape a host sends.

use serde_json::Value;

/// Tokens of one answer as the server counted them. Counts a host leaves out are 0 or `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usage {
    /// Tokens of the request: cache hits and misses together.
    pub prompt_tokens: u64,
    /// Tokens of the answer, reasoning included.
    pub completion_tokens: u64,
    /// Both together.
    pub total_tokens: u64,
    /// Prompt tokens served from the cache, billed lower.
    pub cache_hit_tokens: Option<u64>,
    /// Prompt tokens that were not in the cache.
    pub cache_miss_tokens: Option<u64>,
    /// The share of `completion_tokens` spent on reasoning.
    pub reasoning_tokens: Option<u64>,
    /// The object as it came, for what this version does not know.
    pub raw: Value,
}

impl Usage {
    /// Reads a usage object; `None` for anything but an object (`"usage":null` stands on most chunks).
    #[must_use]
    pub fn from_wire(raw: Value) -> Option<Self> {
        if !raw.is_object() {
            return None;
        }
        let prompt = count(&raw, "/prompt_tokens");
        let completion = count(&raw, "/completion_tokens").unwrap_or(0);
        let hit =
            count(&raw, "/prompt_cache_hit_tokens").or_else(|| count(&raw, "/prompt_tokens_details/cached_tokens"));
        let miss = count(&raw, "/prompt_cache_miss_tokens").or_else(|| Some(prompt?.saturating_sub(hit?)));
        let prompt = prompt.or_else(|| hit?.checked_add(miss?)).unwrap_or(0);
        // Azure puts the reasoning count at the top level (recorded stream of mid 2026).
        let reasoning =
            count(&raw, "/completion_tokens_details/reasoning_tokens").or_else(|| count(&raw, "/reasoning_tokens"));
        Some(Self {
            prompt_tokens: prompt,
            completion_tokens: completion,
            total_tokens: count(&raw, "/total_tokens").unwrap_or_else(|| prompt.saturating_add(completion)),
            cache_hit_tokens: hit,
            cache_miss_tokens: miss,
            reasoning_tokens: reasoning,
            raw,
        })
    }
}

/// A whole number at `path`, also when a host wrote it as `12.0` or `"12"`.
fn count(raw: &Value, path: &str) -> Option<u64> {
    match raw.pointer(path)? {
        Value::Number(number) => number.as_u64().or_else(|| {
            let text = number.to_string();
            text.strip_suffix(".0")?.parse().ok()
        }),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_official_shape_is_read_whole() {
        let usage = Usage::from_wire(json!({
            "prompt_tokens": 18, "completion_tokens": 345, "total_tokens": 363,
            "prompt_tokens_details": {"cached_tokens": 0},
            "completion_tokens_details": {"reasoning_tokens": 315},
            "prompt_cache_hit_tokens": 0, "prompt_cache_miss_tokens": 18
        }))
        .unwrap();
        assert_eq!((usage.prompt_tokens, usage.completion_tokens, usage.total_tokens), (18, 345, 363));
        assert_eq!(
            (usage.cache_hit_tokens, usage.cache_miss_tokens, usage.reasoning_tokens),
            (Some(0), Some(18), Some(315))
        );
    }

    #[test]
    fn other_hosts_shapes_are_filled_up_without_inventing_counts() {
        let azure = Usage::from_wire(
            json!({"prompt_tokens": 5, "completion_tokens": 7, "reasoning_tokens": 3, "prompt_tokens_details": null}),
        )
        .unwrap();
        assert_eq!(
            (azure.total_tokens, azure.reasoning_tokens, azure.cache_hit_tokens, azure.cache_miss_tokens),
            (12, Some(3), None, None)
        );
        let cached =
            Usage::from_wire(json!({"prompt_tokens": 10, "prompt_tokens_details": {"cached_tokens": 4}})).unwrap();
        assert_eq!((cached.cache_hit_tokens, cached.cache_miss_tokens), (Some(4), Some(6)));
        let loose =
            Usage::from_wire(json!({"prompt_tokens": 3.0, "completion_tokens": "4", "total_tokens": -1})).unwrap();
        assert_eq!((loose.prompt_tokens, loose.completion_tokens, loose.total_tokens), (3, 4, 7));
        assert_eq!(Usage::from_wire(Value::Null), None);
        assert_eq!(Usage::from_wire(json!([1])), None);
    }
}
