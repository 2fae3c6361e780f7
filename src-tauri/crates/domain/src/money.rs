//! What an answer cost.

use crate::{ModelId, Timestamp, Usage, rates};
use serde::{Deserialize, Serialize};

/// The currency of an account. Never converted: prices exist in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Currency {
    /// US dollar.
    #[default]
    #[serde(rename = "USD")]
    Usd,
    /// Chinese yuan.
    #[serde(rename = "CNY")]
    Cny,
}

/// Millionths of a currency unit: 1 USD = 1,000,000.
pub type MicroAmount = u64;

/// Why there is no figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CostError {
    /// The model has no price in the table at that instant.
    #[error("no price known for this model")]
    NoPrice,
}

/// Cost of one answer in millionths of `currency`, rounded up so that sums never understate.
///
/// `usage` counts tokens; hits and misses are disjoint. Prices are per million tokens.
///
/// # Errors
/// [`CostError::NoPrice`] when `model` had no price at `at`.
pub fn cost(usage: Usage, model: &ModelId, currency: Currency, at: Timestamp) -> Result<MicroAmount, CostError> {
    let rates = rates(model, currency, at).ok_or(CostError::NoPrice)?;
    let total = u128::from(usage.cache_hit) * u128::from(rates.cache_hit)
        + u128::from(usage.cache_miss) * u128::from(rates.cache_miss)
        + u128::from(usage.completion) * u128::from(rates.completion);
    Ok(u64::try_from(total.div_ceil(1_000_000)).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cache_hits_are_priced_as_hits_and_fractions_round_up() {
        let usage = Usage { prompt: 1_000_000, completion: 1, cache_hit: 900_000, cache_miss: 100_000, reasoning: 0 };
        // 2026-11-21 is a Saturday: off-peak all day. 0.0027 + 0.015 USD, and 0.0000006 for one token.
        let at = Timestamp::from_millis(1_795_219_200_000);
        assert_eq!(cost(usage, &ModelId::default(), Currency::Usd, at), Ok(2_700 + 15_000 + 1));
    }
}
