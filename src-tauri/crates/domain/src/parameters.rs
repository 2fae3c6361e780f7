//! What a conversation is asked with besides model and thinking: standing instructions, and how the answer is made.

use serde::{Deserialize, Serialize};

/// The parameters of a conversation. `None` and empty leave the choice to the API.
///
/// Shares are whole hundredths, so that two equal choices are equal. Limits: DeepSeek chat reference, read 2026-11-22.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Parameters {
    /// Standing instructions, before everything else.
    pub system: String,
    /// Temperature, 0 to 200 hundredths. It has an effect only without thinking.
    pub temperature_hundredths: Option<u16>,
    /// Share of the likeliest words, 95 to 100 hundredths. It has an effect only with thinking.
    pub top_p_hundredths: Option<u16>,
    /// The most tokens of an answer, thinking included.
    pub max_tokens: Option<u32>,
    /// Texts at which the answer ends.
    pub stop: Vec<String>,
    /// The answer is one JSON object.
    pub json: bool,
}

impl Parameters {
    /// Longest standing instructions, in bytes.
    pub const SYSTEM_MAX_BYTES: usize = 256 * 1024;
    /// Most texts to stop at.
    pub const STOP_MAX: usize = 16;
    /// Most tokens of an answer.
    pub const MAX_TOKENS_MAX: u32 = 393_216;
    /// Hottest temperature.
    pub const TEMPERATURE_MAX: u16 = 200;
    /// Smallest share of the likeliest words that the API does not lift.
    pub const TOP_P_MIN: u16 = 95;

    /// The same within the API's limits: too large is the largest, an empty stop text is none.
    #[must_use]
    pub fn within_limits(mut self) -> Self {
        if self.system.trim().is_empty() {
            self.system.clear();
        }
        self.temperature_hundredths = self.temperature_hundredths.map(|heat| heat.min(Self::TEMPERATURE_MAX));
        self.top_p_hundredths = self.top_p_hundredths.map(|share| share.clamp(Self::TOP_P_MIN, 100));
        self.max_tokens = self.max_tokens.map(|tokens| tokens.clamp(1, Self::MAX_TOKENS_MAX));
        self.stop.retain(|text| !text.is_empty());
        self.stop.truncate(Self::STOP_MAX);
        self
    }

    /// Nothing was chosen.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_api_would_refuse_or_ignore_is_brought_within_its_limits() {
        let wild = Parameters {
            system: " \n ".into(),
            temperature_hundredths: Some(900),
            top_p_hundredths: Some(10),
            max_tokens: Some(0),
            stop: vec![String::new(), "END".into()],
            json: true,
        };
        let tame = wild.within_limits();
        assert_eq!(tame.system, "");
        assert_eq!(
            (tame.temperature_hundredths, tame.top_p_hundredths, tame.max_tokens),
            (Some(200), Some(95), Some(1))
        );
        assert_eq!(tame.stop, ["END"]);
        let many = Parameters { stop: vec!["x".into(); 40], ..Parameters::default() };
        assert_eq!(many.within_limits().stop.len(), Parameters::STOP_MAX);
    }

    #[test]
    fn parameters_of_another_version_read_as_far_as_they_are_known() {
        let read: Parameters = serde_json::from_str(r#"{"system":"Be brief.","mood":"calm"}"#).unwrap();
        assert_eq!(read, Parameters { system: "Be brief.".into(), ..Parameters::default() });
        assert!(serde_json::from_str::<Parameters>("{}").unwrap().is_default());
    }
}
