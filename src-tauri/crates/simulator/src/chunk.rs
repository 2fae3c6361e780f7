//! The JSON of replies, key by key in the order of recorded ones.
//!
//! Source: recorded replies of 2025-12 and 2026-08 in vercel/ai (packages/deepseek), read
//! 2026-11-22.

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::usage::Usage;

/// A key that is absent, null, or there: the three differ on the wire.
#[derive(Clone, Debug, Default)]
pub(crate) enum Field<T> {
    #[default]
    Absent,
    Null,
    Value(T),
}

impl<T> Field<T> {
    pub(crate) const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

impl<T: Serialize> Serialize for Field<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent | Self::Null => serializer.serialize_none(),
            Self::Value(value) => value.serialize(serializer),
        }
    }
}

/// What all chunks of one reply share.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub(crate) id: String,
    pub(crate) created: u64,
    pub(crate) model: &'static str,
    pub(crate) fingerprint: String,
}

#[derive(Serialize)]
pub(crate) struct Chunk<'a, C> {
    pub(crate) id: &'a str,
    pub(crate) object: &'static str,
    pub(crate) created: u64,
    pub(crate) model: &'static str,
    pub(crate) system_fingerprint: &'a str,
    pub(crate) choices: Field<Vec<C>>,
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub(crate) usage: Field<Usage>,
}

#[derive(Serialize)]
pub(crate) struct ChatChoice {
    pub(crate) index: u8,
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub(crate) delta: Field<Delta>,
    pub(crate) logprobs: Option<Value>,
    pub(crate) finish_reason: Option<String>,
}

#[derive(Default, Serialize)]
pub(crate) struct Delta {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) role: Option<&'static str>,
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub(crate) content: Field<String>,
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub(crate) reasoning_content: Field<String>,
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub(crate) reasoning: Field<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tool_calls: Option<Vec<CallDelta>>,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct CallDelta {
    pub(crate) index: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) r#type: Option<&'static str>,
    pub(crate) function: FunctionDelta,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct FunctionDelta {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    pub(crate) arguments: String,
}

/// The choice of a FIM reply, streamed or not.
#[derive(Serialize)]
pub(crate) struct TextChoice {
    pub(crate) text: String,
    pub(crate) index: u8,
    pub(crate) logprobs: Option<()>,
    pub(crate) finish_reason: Option<String>,
}

/// A reply that is not streamed: usage and fingerprint follow the choices.
#[derive(Serialize)]
pub(crate) struct Whole<'a, C> {
    pub(crate) id: &'a str,
    pub(crate) object: &'static str,
    pub(crate) created: u64,
    pub(crate) model: &'static str,
    pub(crate) choices: Field<Vec<C>>,
    pub(crate) usage: Usage,
    pub(crate) system_fingerprint: &'a str,
}

#[derive(Serialize)]
pub(crate) struct MessageChoice {
    pub(crate) index: u8,
    pub(crate) message: AnswerMessage,
    pub(crate) logprobs: Option<Value>,
    pub(crate) finish_reason: Option<String>,
}

#[derive(Default, Serialize)]
pub(crate) struct AnswerMessage {
    pub(crate) role: &'static str,
    pub(crate) content: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reasoning_content: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reasoning: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tool_calls: Option<Vec<CallDelta>>,
}
