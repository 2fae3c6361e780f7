//! When to try again: pure arithmetic, so that whoever waits decides how.

use std::time::Duration;

use crate::error::ApiError;

/// How often and how long apart. Exponential back-off with full jitter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Attempts after the first one; 0 means never.
    pub max_retries: u32,
    /// The upper bound of the first wait; it doubles with each further one.
    pub base: Duration,
    /// No wait of our own choosing is longer.
    pub cap: Duration,
    /// A server that asks for a longer wait is not tried again: better to tell the person.
    pub longest_wish: Duration,
}

impl Default for RetryPolicy {
    /// DeepSeek answers 503 within 0.2 s at busy times; 1 to 8 s apart is what clients found to help.
    fn default() -> Self {
        Self {
            max_retries: 3,
            base: Duration::from_secs(1),
            cap: Duration::from_secs(8),
            longest_wish: Duration::from_mins(1),
        }
    }
}

impl RetryPolicy {
    /// The default with another number of retries.
    #[must_use]
    pub fn with_retries(max_retries: u32) -> Self {
        Self { max_retries, ..Self::default() }
    }

    /// How long to wait before the next attempt; `None` to give up.
    ///
    /// `attempt` counts the failures so far, from 1. `random` is any number; use
    /// [`RetryPolicy::random`]. The caller guarantees that no text of this answer was shown.
    #[must_use]
    pub fn next_delay(&self, attempt: u32, error: &ApiError, random: u64) -> Option<Duration> {
        if attempt > self.max_retries || !error.is_retryable() {
            return None;
        }
        let doublings = attempt.saturating_sub(1).min(31);
        let bound = self.base.saturating_mul(1 << doublings).min(self.cap);
        let jitter = share(bound, random);
        match error.retry_after() {
            Some(wish) if wish > self.longest_wish => None,
            // The wish is a lower bound; the jitter keeps clients that were told the same apart.
            Some(wish) => Some(wish.saturating_add(share(self.base, random))),
            None => Some(jitter),
        }
    }

    /// A number for [`Self::next_delay`]; the middle one if the system gives none.
    #[must_use]
    pub fn random() -> u64 {
        getrandom::u64().unwrap_or(u64::MAX / 2)
    }
}

/// `whole` times `random` over the largest random, in whole microseconds.
fn share(whole: Duration, random: u64) -> Duration {
    let micros = whole.as_micros().min(u128::from(u64::MAX));
    let part = micros * u128::from(random) / u128::from(u64::MAX);
    Duration::from_micros(u64::try_from(part).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{connect_problem::ConnectProblem, error::RequestPart, refusal::Refusal};

    fn busy() -> ApiError {
        ApiError::Busy { refusal: Box::default() }
    }

    fn throttled(after: Option<u64>, top_up: bool) -> ApiError {
        ApiError::Throttled { after: after.map(Duration::from_secs), top_up, refusal: Box::default() }
    }

    #[test]
    fn the_bound_doubles_up_to_the_cap_and_jitter_uses_all_of_it() {
        let policy = RetryPolicy::with_retries(10);
        for (attempt, seconds) in [(1, 1), (2, 2), (3, 4), (4, 8), (5, 8), (10, 8)] {
            assert_eq!(policy.next_delay(attempt, &busy(), u64::MAX), Some(Duration::from_secs(seconds)));
            assert_eq!(
                policy.next_delay(attempt, &busy(), 0),
                Some(Duration::ZERO),
                "full jitter reaches down to nothing"
            );
        }
        let huge = RetryPolicy { max_retries: u32::MAX, cap: Duration::MAX, base: Duration::MAX, ..policy };
        assert!(huge.next_delay(u32::MAX, &busy(), u64::MAX).is_some(), "no overflow");
    }

    #[test]
    fn retries_are_bounded() {
        let policy = RetryPolicy::with_retries(2);
        assert!(policy.next_delay(2, &busy(), 1).is_some());
        assert_eq!(policy.next_delay(3, &busy(), 1), None);
        assert_eq!(RetryPolicy::with_retries(0).next_delay(1, &busy(), 1), None);
    }

    #[test]
    fn the_servers_wish_is_a_lower_bound_and_too_long_a_wish_ends_it() {
        let policy = RetryPolicy::default();
        let delay = policy.next_delay(1, &throttled(Some(20), false), u64::MAX / 2).unwrap();
        assert!(delay >= Duration::from_secs(20) && delay <= Duration::from_secs(21), "{delay:?}");
        assert_eq!(policy.next_delay(1, &throttled(Some(3600), false), 0), None);
    }

    #[test]
    fn only_what_another_try_can_mend_is_tried_again() {
        let refusal = |status| Box::new(Refusal { status, ..Refusal::default() });
        let table = [
            ("busy", busy(), true),
            ("throttled", throttled(None, false), true),
            ("throttled for lack of money", throttled(None, true), false),
            ("server 500", ApiError::Server { status: 500, refusal: refusal(500) }, true),
            ("server 504", ApiError::Server { status: 504, refusal: refusal(504) }, true),
            ("server 501", ApiError::Server { status: 501, refusal: refusal(501) }, false),
            ("refused connection", ApiError::Connect { kind: ConnectProblem::Refused, detail: String::new() }, true),
            ("bad certificate", ApiError::Connect { kind: ConnectProblem::Tls, detail: String::new() }, false),
            ("wrong clock", ApiError::Connect { kind: ConnectProblem::Clock, detail: String::new() }, false),
            ("key", ApiError::KeyRefused { refusal: refusal(401) }, false),
            ("balance", ApiError::InsufficientBalance { refusal: refusal(402) }, false),
            ("request", ApiError::InvalidRequest { about: RequestPart::Other, refusal: refusal(400) }, false),
            ("path", ApiError::NotFound { refusal: refusal(404) }, false),
            ("cut before text", ApiError::Cut { seen_bytes: 0, trace_id: None }, true),
            ("cut after text", ApiError::Cut { seen_bytes: 1, trace_id: None }, false),
            ("silence after text", ApiError::IdleTimeout { seen_bytes: 9, trace_id: None }, false),
            ("overload inside, before text", ApiError::InStream { seen_bytes: 0, refusal: refusal(503) }, true),
            ("overload inside, after text", ApiError::InStream { seen_bytes: 5, refusal: refusal(503) }, false),
            ("empty answer", ApiError::Empty { trace_id: None }, true),
        ];
        for (name, error, retried) in table {
            assert_eq!(RetryPolicy::default().next_delay(1, &error, 7).is_some(), retried, "{name}");
        }
    }
}
