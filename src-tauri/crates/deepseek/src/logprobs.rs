//! How likely each token was, for requests that ask.

use serde_json::Value;

/// What the API writes for a token that is not among the likeliest 20.
const NOT_AMONG_THEM: f64 = -9999.0;

/// Log probabilities of the tokens of one chunk, or of a whole reply.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Logprobs {
    /// Tokens of the answer.
    pub content: Vec<TokenLogprob>,
    /// Tokens of the reasoning.
    pub reasoning: Vec<TokenLogprob>,
}

/// A token and how likely it was.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct TokenLogprob {
    /// The token as text.
    pub token: String,
    /// Natural logarithm of its probability; `None` if it was not among the likeliest 20, or not told.
    pub logprob: Option<f64>,
    /// Its bytes, which may be a part of a character only; empty if not told.
    pub bytes: Vec<u8>,
    /// What else could have stood there, the likeliest first; as many as were asked for.
    pub alternatives: Vec<TokenLogprob>,
}

impl Logprobs {
    /// Whether nothing is told.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.content.is_empty() && self.reasoning.is_empty()
    }

    /// Puts the tokens of a later chunk behind these.
    pub fn append(&mut self, mut later: Self) {
        self.content.append(&mut later.content);
        self.reasoning.append(&mut later.reasoning);
    }

    /// Reads `logprobs` of a choice, in the chat's shape or in that of the old completions (FIM); `None`
    /// for null and for whatever holds no token.
    pub(crate) fn from_wire(value: &Value) -> Option<Self> {
        let list = |name: &str| tokens(value.get(name));
        let mut found = Self { content: list("content"), reasoning: list("reasoning_content") };
        if found.is_empty() {
            found.content = old_tokens(value);
        }
        (!found.is_empty()).then_some(found)
    }

    /// About how much memory it takes.
    pub(crate) fn size_bytes(&self) -> usize {
        self.content.iter().chain(&self.reasoning).map(TokenLogprob::size_bytes).sum()
    }
}

impl TokenLogprob {
    fn from_wire(value: &Value) -> Option<Self> {
        let bytes = value.get("bytes").and_then(Value::as_array).into_iter().flatten();
        Some(Self {
            token: value.get("token")?.as_str()?.to_owned(),
            logprob: value.get("logprob").and_then(told),
            bytes: bytes.filter_map(|byte| u8::try_from(byte.as_u64()?).ok()).collect(),
            alternatives: tokens(value.get("top_logprobs")),
        })
    }

    fn size_bytes(&self) -> usize {
        let inner: usize = self.alternatives.iter().map(Self::size_bytes).sum();
        size_of::<Self>() + self.token.len() + self.bytes.len() + inner
    }
}

fn told(value: &Value) -> Option<f64> {
    value.as_f64().filter(|number| *number > NOT_AMONG_THEM)
}

fn tokens(list: Option<&Value>) -> Vec<TokenLogprob> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(TokenLogprob::from_wire).collect()
}

/// `{"tokens":[…],"token_logprobs":[…],"top_logprobs":[{"token":-0.1}]}`.
fn old_tokens(value: &Value) -> Vec<TokenLogprob> {
    let list = |name: &str| value.get(name).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let (logprobs, others) = (list("token_logprobs"), list("top_logprobs"));
    let read = |(place, token): (usize, &Value)| {
        let alternatives = others.get(place).and_then(Value::as_object).into_iter().flatten();
        let mut alternatives: Vec<TokenLogprob> = alternatives
            .map(|(token, logprob)| TokenLogprob {
                token: token.clone(),
                logprob: told(logprob),
                ..TokenLogprob::default()
            })
            .collect();
        let likelihood = |token: &TokenLogprob| token.logprob.unwrap_or(f64::NEG_INFINITY);
        alternatives.sort_by(|left, right| likelihood(right).total_cmp(&likelihood(left)));
        let logprob = logprobs.get(place).and_then(told);
        Some(TokenLogprob { token: token.as_str()?.to_owned(), logprob, bytes: Vec::new(), alternatives })
    };
    list("tokens").iter().enumerate().filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn both_shapes_are_read_and_odd_ones_cost_only_themselves() {
        let chat = Logprobs::from_wire(&json!({
            "content": [
                {"token": "深", "logprob": -0.5, "bytes": [230, 183, 177], "top_logprobs": [
                    {"token": "深", "logprob": -0.5, "bytes": [230, 183, 177]}, {"token": "浅", "logprob": -2}]},
                {"token": "x", "logprob": -9999.0, "bytes": null},
                {"token": 5}, null, "x",
            ],
            "reasoning_content": [{"token": "why", "logprob": -1.5, "bytes": [300, 104]}],
        }))
        .unwrap();
        let [first, unlikely] = chat.content.as_slice() else { panic!("{chat:?}") };
        assert_eq!((first.logprob, first.bytes.as_slice()), (Some(-0.5), "深".as_bytes()));
        assert_eq!(first.alternatives[1].logprob, Some(-2.0));
        assert_eq!(unlikely.logprob, None, "the API's number for unknown is no likelihood");
        assert_eq!((chat.reasoning[0].token.as_str(), chat.reasoning[0].bytes.as_slice()), ("why", &[104][..]));

        let old = Logprobs::from_wire(&json!({
            "tokens": ["a", "b"], "token_logprobs": [null, -0.25],
            "top_logprobs": [null, {"c": -3.0, "b": -0.25}], "text_offset": [0, 1],
        }))
        .unwrap();
        assert_eq!((old.content[0].logprob, old.content[1].logprob), (None, Some(-0.25)));
        let others: Vec<&str> = old.content[1].alternatives.iter().map(|other| other.token.as_str()).collect();
        assert_eq!(others, ["b", "c"], "the likeliest first");

        for nothing in
            [json!(null), json!({}), json!({"content": null}), json!([1]), json!("x"), json!({"content": []})]
        {
            assert_eq!(Logprobs::from_wire(&nothing), None, "{nothing}");
        }
    }
}
