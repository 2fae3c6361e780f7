//! One JSON chunk of an answer, every field optional, unknown fields and wrong types ignored.

use serde::Deserialize;
use serde_json::Value;

use crate::{lenient, repair};

/// What every chunk of an answer repeats; empty texts where there is nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Head<'a> {
    pub(crate) id: &'a str,
    pub(crate) model: &'a str,
    pub(crate) created: Option<u64>,
    pub(crate) fingerprint: &'a str,
}

/// A chunk of a stream, or a whole reply: they differ only in `delta` against `message`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Chunk {
    #[serde(deserialize_with = "lenient::text")]
    pub(crate) id: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub(crate) model: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub(crate) created: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub(crate) system_fingerprint: Option<String>,
    #[serde(deserialize_with = "lenient::list")]
    pub(crate) choices: Vec<Choice>,
    pub(crate) usage: Value,
    pub(crate) error: Value,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Choice {
    #[serde(deserialize_with = "lenient::whole")]
    pub(crate) index: Option<u32>,
    #[serde(deserialize_with = "lenient::object")]
    pub(crate) delta: Option<Delta>,
    #[serde(deserialize_with = "lenient::object")]
    pub(crate) message: Option<Delta>,
    /// The answer of a FIM request.
    #[serde(deserialize_with = "lenient::text")]
    pub(crate) text: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub(crate) finish_reason: Option<String>,
    pub(crate) logprobs: Value,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Delta {
    #[serde(deserialize_with = "lenient::text")]
    pub(crate) content: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub(crate) reasoning_content: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub(crate) reasoning: Option<String>,
    #[serde(deserialize_with = "lenient::list")]
    pub(crate) reasoning_details: Vec<ReasoningDetail>,
    #[serde(deserialize_with = "lenient::text")]
    pub(crate) thinking: Option<String>,
    #[serde(deserialize_with = "lenient::list")]
    pub(crate) tool_calls: Vec<ToolFragment>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ReasoningDetail {
    #[serde(deserialize_with = "lenient::text")]
    pub(crate) text: Option<String>,
    #[serde(deserialize_with = "lenient::text")]
    pub(crate) summary: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ToolFragment {
    #[serde(deserialize_with = "lenient::whole")]
    pub(crate) index: Option<u32>,
    #[serde(deserialize_with = "lenient::text")]
    pub(crate) id: Option<String>,
    #[serde(deserialize_with = "lenient::object")]
    pub(crate) function: Option<FunctionFragment>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct FunctionFragment {
    #[serde(deserialize_with = "lenient::text")]
    pub(crate) name: Option<String>,
    /// Text by the book; some hosts send the object itself.
    pub(crate) arguments: Value,
}

impl Chunk {
    pub(crate) fn head(&self) -> Head<'_> {
        Head {
            id: self.id.as_deref().unwrap_or_default(),
            model: self.model.as_deref().unwrap_or_default(),
            created: self.created.as_deref().and_then(|seconds| seconds.parse().ok()),
            fingerprint: self.system_fingerprint.as_deref().unwrap_or_default(),
        }
    }
}

/// Reads JSON that real servers write: lone surrogates, raw control characters and repeated keys pass.
///
/// # Errors
/// The JSON error when the text is broken beyond that.
pub(crate) fn read<T: serde::de::DeserializeOwned>(json: &str) -> Result<T, serde_json::Error> {
    let error = match serde_json::from_str(json) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    let mended = repair::strings(json);
    // A `Value` keeps the last of repeated keys, where a struct refuses them.
    match serde_json::from_str::<Value>(&mended).and_then(serde_json::from_value) {
        Ok(value) => Ok(value),
        Err(_) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(json: &str) -> Option<String> {
        let chunk: Chunk = read(json).unwrap();
        chunk.choices.into_iter().next()?.delta?.content
    }

    #[test]
    fn wrong_types_cost_only_the_field_they_stand_in() {
        let table = [
            (r#"{"id":5,"model":{},"choices":[{"delta":{"content":"a"}}],"usage":"x"}"#, Some("a")),
            (r#"{"choices":[null,7,"x",[],{"delta":{"content":"a","tool_calls":{"a":1}}}]}"#, Some("a")),
            (r#"{"choices":[{"delta":{"content":[{"type":"text","text":"a"},"b",null]}}]}"#, Some("ab")),
            (r#"{"choices":[{"delta":{"content":{"text":"a"}},"index":"0","finish_reason":{}}]}"#, Some("a")),
            (r#"{"choices":[{"delta":{"content":5}}]}"#, Some("5")),
            (r#"{"choices":[{"delta":{"content":true}}]}"#, None),
            (r#"{"choices":[{"delta":{"content":"a","content":"b"}}]}"#, Some("b")),
            (r#"{"choices":[{"delta":null}]}"#, None),
            (r#"{"choices":null}"#, None),
            (r#"{"choices":{"0":1}}"#, None),
            ("{}", None),
        ];
        for (json, wanted) in table {
            assert_eq!(content(json).as_deref(), wanted, "{json}");
        }
    }

    #[test]
    fn lone_surrogates_and_raw_control_characters_do_not_lose_the_chunk() {
        assert_eq!(content(r#"{"choices":[{"delta":{"content":"a\ud83db"}}]}"#).as_deref(), Some("a\u{FFFD}b"));
        assert_eq!(
            content(r#"{"choices":[{"delta":{"content":"\ude00 \ud83d\ude00"}}]}"#).as_deref(),
            Some("\u{FFFD} 😀")
        );
        assert_eq!(content("{\"choices\":[{\"delta\":{\"content\":\"a\u{0}\tb\"}}]}").as_deref(), Some("a\u{0}\tb"));
    }

    #[test]
    fn deep_nesting_is_an_error_not_a_crash() {
        let deep = format!("{{\"choices\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        // Either answer will do; a stack overflow would not.
        let _ = read::<Chunk>(&deep);
        let deep = format!("{{\"usage\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(read::<Chunk>(&deep).is_err());
    }
}
