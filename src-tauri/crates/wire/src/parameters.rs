//! What a conversation is asked with besides model and thinking.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The parameters of a conversation; null and empty leave the choice to the API.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Parameters {
    /// Standing instructions.
    pub system: String,
    /// Temperature in hundredths, 0 to 200; without an effect while the model thinks.
    pub temperature_hundredths: Option<u16>,
    /// Share of the likeliest words in hundredths, 95 to 100; without an effect unless the model thinks.
    pub top_p_hundredths: Option<u16>,
    /// The most tokens of an answer, thinking included.
    pub max_tokens: Option<u32>,
    /// Texts at which the answer ends; at most 16.
    pub stop: Vec<String>,
    /// The answer is one JSON object.
    pub json: bool,
}
