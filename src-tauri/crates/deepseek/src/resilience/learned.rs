//! How many calls at once: a limit that learns from refusals and forgets them slowly. Pure: time is passed in.

use std::time::{Duration, Instant};

use crate::known_model::KnownModel;

/// Where the limit begins and how it moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitPolicy {
    /// The most calls at once, when nothing was learned; at least 1.
    pub most: u32,
    /// How long a lesson holds before the limit is tried upwards again.
    pub lesson: Duration,
    /// The time in which the limit then doubles, up to `most`.
    pub doubling: Duration,
}

impl Default for LimitPolicy {
    /// 500, the smaller of DeepSeek's two account limits; Flash allows 2,500 (read 2026-11-22).
    fn default() -> Self {
        Self { most: 500, lesson: Duration::from_mins(1), doubling: Duration::from_secs(30) }
    }
}

impl LimitPolicy {
    /// So many at once, when nothing was learned.
    #[must_use]
    pub fn at_most(most: u32) -> Self {
        Self { most, ..Self::default() }
    }

    /// What DeepSeek's page allows this model; 500 for a name that is not on it.
    #[must_use]
    pub fn of_model(model: &str) -> Self {
        KnownModel::of(model).map_or_else(Self::default, |known| Self::at_most(known.requests_at_once))
    }
}

/// The limit of one origin and model.
#[derive(Debug, Clone)]
pub struct AdaptiveLimit {
    policy: LimitPolicy,
    learned: Option<(u32, Instant)>,
}

impl AdaptiveLimit {
    /// A limit that has learned nothing yet.
    #[must_use]
    pub fn new(policy: LimitPolicy) -> Self {
        Self { policy, learned: None }
    }

    /// How many calls may be out at this moment; at least 1.
    #[must_use]
    pub fn limit(&self, now: Instant) -> u32 {
        let most = self.policy.most.max(1);
        let Some((learned, at)) = self.learned else { return most };
        let over = now.saturating_duration_since(at).saturating_sub(self.policy.lesson);
        let steps = over.as_nanos() / self.policy.doubling.as_nanos().max(1);
        let doublings = u32::try_from(steps).unwrap_or(u32::MAX).min(31);
        learned.saturating_mul(1 << doublings).min(most)
    }

    /// Whether no lesson holds any more.
    #[must_use]
    pub fn has_forgotten(&self, now: Instant) -> bool {
        self.learned.is_none() || self.limit(now) >= self.policy.most.max(1)
    }

    /// The server refused a call because too many were out. `named` is the limit its text names, if it
    /// does; `running` is how many were out. Without a name the limit becomes three quarters of those.
    pub fn throttled(&mut self, named: Option<u32>, running: u32, now: Instant) {
        let lesson = named.unwrap_or_else(|| running.saturating_mul(3) / 4).max(1);
        let current = self.limit(now);
        // A name is the truth in either direction; a guess only ever lowers.
        let limit = if named.is_some() { lesson } else { lesson.min(current) };
        self.learned = Some((limit.min(self.policy.most.max(1)), now));
    }
}

/// The limit that DeepSeek's 429 names: `… exceeds your concurrency limit of 25 based on …`.
#[must_use]
pub(crate) fn named_limit(message: &str) -> Option<u32> {
    let text = message.to_ascii_lowercase();
    let (_, rest) = text.split_once("limit of ")?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok().filter(|limit| *limit > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_limit_a_refusal_names_is_taken_and_slowly_forgotten() {
        let start = Instant::now();
        let mut limit = AdaptiveLimit::new(LimitPolicy::at_most(500));
        assert_eq!(limit.limit(start), 500);
        limit.throttled(Some(25), 26, start);
        for (seconds, wanted) in [(0, 25), (59, 25), (89, 25), (90, 50), (120, 100), (3600, 500)] {
            assert_eq!(limit.limit(start + Duration::from_secs(seconds)), wanted, "after {seconds} s");
        }
        limit.throttled(None, 8, start);
        assert_eq!(limit.limit(start), 6, "three quarters of those that were too many");
        limit.throttled(Some(40), 8, start);
        assert_eq!(limit.limit(start), 40, "a name corrects a guess");
        limit.throttled(None, 0, start);
        assert_eq!(limit.limit(start), 1, "one call is always allowed");
    }

    #[test]
    fn the_number_is_read_from_the_servers_words() {
        let text = "Too many requests. Your current concurrency is 26, which exceeds your concurrency limit of 25 based on your remaining balance. Please top up your balance to restore your concurrency.";
        assert_eq!(named_limit(text), Some(25));
        assert_eq!(named_limit("limit of 0"), None);
        assert_eq!(named_limit("Rate limit reached for TPM"), None);
        assert_eq!(named_limit("limit of 99999999999999"), None);
    }

    proptest! {
        #[test]
        fn the_limit_stays_between_one_and_the_most(
            steps in proptest::collection::vec((proptest::option::of(0..5000_u32), 0..5000_u32, 0..100_000_u64), 0..50),
            most in 0..3000_u32,
        ) {
            let mut limit = AdaptiveLimit::new(LimitPolicy::at_most(most));
            let mut now = Instant::now();
            for (named, running, millis) in steps {
                let before = limit.limit(now);
                limit.throttled(named, running, now);
                let after = limit.limit(now);
                prop_assert!((1..=most.max(1)).contains(&after));
                prop_assert!(named.is_some() || after <= before, "a guess never raises it");
                now += Duration::from_millis(millis);
                prop_assert!(limit.limit(now) >= after, "without new refusals it only grows");
            }
        }
    }
}
