//! Log probabilities of a chat reply, for requests that ask for them.

use serde_json::{Value, json};

use crate::plan::Piece;

/// What the API writes for a token that is not among the likeliest 20.
const NOT_AMONG_THEM: f64 = -9999.0;

/// The `logprobs` of these pieces, with so many alternatives for each token; null if there is no token.
pub(crate) fn of(pieces: &[Piece], alternatives: u8) -> Option<Value> {
    let list = |pick: fn(&Piece) -> Option<&String>| {
        let tokens: Vec<Value> = pieces.iter().filter_map(pick).map(|token| entry(token, alternatives)).collect();
        (!tokens.is_empty()).then_some(tokens)
    };
    let content = list(|piece| if let Piece::Content(token) = piece { Some(token) } else { None });
    let reasoning = list(|piece| if let Piece::Reasoning(token) = piece { Some(token) } else { None });
    if content.is_none() && reasoning.is_none() {
        return None;
    }
    Some(json!({"content": content, "reasoning_content": reasoning}))
}

fn entry(token: &str, alternatives: u8) -> Value {
    let likely = |rank: u8| -0.25 * f64::from(rank);
    let others = (0..alternatives).map(|rank| {
        let other = if rank == 0 { token.to_owned() } else { format!("{token}~{rank}") };
        json!({"token": other, "logprob": likely(rank), "bytes": other.as_bytes()})
    });
    let others: Vec<Value> = others.collect();
    let logprob = if token.trim().is_empty() { NOT_AMONG_THEM } else { likely(0) };
    json!({"token": token, "logprob": logprob, "bytes": token.as_bytes(), "top_logprobs": others})
}
