//! Who asks: the key, how its account stands, and how a key may be shown.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;

use crate::config::{Config, KeyRule, Standing};
use crate::identity::fnv;
use crate::refusal::Refusal;

/// A key as records show it: comparable with another mask, of no use as a key.
#[must_use]
pub fn masked(key: &str) -> String {
    format!("sk-****{}~{:08x}", tail(key), fnv(0, key.as_bytes()) >> 32)
}

/// The last four characters, as the 401 text repeats them.
fn tail(key: &str) -> String {
    let count = key.chars().count();
    key.chars().skip(count.saturating_sub(4)).collect()
}

/// What follows `Bearer `, if the header is there.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    Some(value.strip_prefix("Bearer").unwrap_or(value).trim())
}

/// The known key of a request, or the 401 that its lack deserves.
pub(crate) fn key<'a>(headers: &HeaderMap, config: &'a Config) -> Result<&'a KeyRule, Refusal> {
    let Some(key) = bearer(headers) else {
        return Err(Refusal::plain(401, "Authentication Fails (governor)"));
    };
    if !key.starts_with("sk-") {
        return Err(Refusal::plain(401, "Authentication Fails (auth header format should be Bearer sk-...)"));
    }
    config.key(key).ok_or_else(|| {
        let message = format!("Authentication Fails, Your api key: ****{} is invalid", tail(key));
        Refusal::json(401, "authentication_error", message)
    })
}

/// 402 and 429 by the standing of the account; both concern only requests that cost.
pub(crate) fn standing(rule: &KeyRule) -> Result<(), Refusal> {
    match rule.standing {
        Standing::Healthy => Ok(()),
        Standing::Empty => Err(Refusal::json(402, "unknown_error", "Insufficient Balance")),
        Standing::Throttled => Err(Refusal::concurrency(26, 25)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_compares_keys_without_showing_them() {
        let mask = masked("sk-abcdefgh1234");
        assert_eq!(mask, masked("sk-abcdefgh1234"));
        assert_ne!(mask, masked("sk-abcdefgX1234"));
        assert!(mask.starts_with("sk-****1234~") && !mask.contains("abcdef"), "{mask}");
    }
}
