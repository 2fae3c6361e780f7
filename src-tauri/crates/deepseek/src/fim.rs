//! Fill in the middle: text between a beginning and an end (beta, never with thinking).

use serde::Serialize;

use crate::error::ApiError;

/// The largest answer of this route in tokens.
pub const FIM_MAX_TOKENS: u32 = 4_096;
const STOP_TEXTS: usize = 16;

/// A request for text between `prompt` and `suffix`.
#[derive(Debug, Clone, PartialEq)]
pub struct FimRequest {
    model: String,
    prompt: String,
    suffix: Option<String>,
    echo: bool,
    max_tokens: Option<u32>,
    stop: Vec<String>,
    temperature: Option<f32>,
    top_p: Option<f32>,
    logprobs: Option<u8>,
}

impl FimRequest {
    /// Asks for what follows `prompt`.
    #[must_use]
    pub fn new(model: impl Into<String>, prompt: impl Into<String>) -> Self {
        Self {
            model: model.into(),
            prompt: prompt.into(),
            suffix: None,
            echo: false,
            max_tokens: None,
            stop: Vec::new(),
            temperature: None,
            top_p: None,
            logprobs: None,
        }
    }

    /// What comes after the text that is asked for.
    #[must_use]
    pub fn suffix(mut self, text: impl Into<String>) -> Self {
        self.suffix = Some(text.into());
        self
    }

    /// Repeats the prompt in front of the answer.
    #[must_use]
    pub fn echo(mut self) -> Self {
        self.echo = true;
        self
    }

    /// The most tokens to write, 1 to 4,096.
    #[must_use]
    pub fn max_tokens(mut self, tokens: u32) -> Self {
        self.max_tokens = Some(tokens.clamp(1, FIM_MAX_TOKENS));
        self
    }

    /// Texts at which the model stops; at most 16.
    #[must_use]
    pub fn stop(mut self, texts: Vec<String>) -> Self {
        self.stop = texts;
        self
    }

    /// From 0 to 2; 1 is the server's own.
    #[must_use]
    pub fn temperature(mut self, wanted: f32) -> Self {
        self.temperature = wanted.is_finite().then_some(wanted.clamp(0.0, 2.0));
        self
    }

    /// The share of the likeliest words that are drawn from: above 0, at most 1.
    #[must_use]
    pub fn top_p(mut self, share: f32) -> Self {
        self.top_p = (share.is_finite() && share > 0.0).then_some(share.min(1.0));
        self
    }

    /// Asks how likely each token was, and for so many others in its place (at most 20).
    #[must_use]
    pub fn logprobs(mut self, alternatives: u8) -> Self {
        self.logprobs = Some(alternatives.min(20));
        self
    }

    /// The model asked for.
    #[must_use]
    pub fn model(&self) -> &str {
        &self.model
    }

    pub(crate) fn body(&self, stream: bool) -> Result<Vec<u8>, ApiError> {
        if self.stop.len() > STOP_TEXTS {
            return Err(ApiError::Unsendable { detail: "there are more than 16 stop texts".to_owned() });
        }
        let body = Body {
            model: &self.model,
            prompt: &self.prompt,
            suffix: self.suffix.as_deref(),
            echo: self.echo,
            max_tokens: self.max_tokens,
            stop: &self.stop,
            temperature: self.temperature,
            top_p: self.top_p,
            logprobs: self.logprobs,
            stream,
            stream_options: stream.then_some(StreamOptions { include_usage: true }),
        };
        serde_json::to_vec(&body).map_err(|error| ApiError::Unsendable { detail: error.to_string() })
    }
}

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    prompt: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    suffix: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    echo: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    stop: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    logprobs: Option<u8>,
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_options: Option<StreamOptions>,
}

#[derive(Serialize)]
struct StreamOptions {
    include_usage: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn the_body_has_the_documented_fields_and_no_thinking() {
        let request =
            FimRequest::new("deepseek-flash", "def add(").suffix("return c").max_tokens(9_999).temperature(0.0);
        let body: Value = serde_json::from_slice(&request.body(false).unwrap()).unwrap();
        assert_eq!(
            body,
            json!({"model": "deepseek-flash", "prompt": "def add(", "suffix": "return c", "max_tokens": 4096, "temperature": 0.0, "stream": false})
        );
        let likely: Value =
            serde_json::from_slice(&request.clone().top_p(2.0).logprobs(99).body(false).unwrap()).unwrap();
        assert_eq!((&likely["top_p"], &likely["logprobs"]), (&json!(1.0), &json!(20)));
        assert!(request.stop(vec![String::new(); 17]).body(true).is_err());
    }
}
