//! A token bucket as a pure machine, kept as one moment: when the bucket will be full again.

use std::time::{Duration, Instant};

/// How many calls in which time, and how many of them at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RatePolicy {
    /// Calls in `per`; at least 1.
    pub calls: u32,
    /// The time in which so many calls may be made.
    pub per: Duration,
    /// Calls that may be made in one burst after a rest; at least 1.
    pub burst: u32,
}

impl RatePolicy {
    /// So many calls a second, with bursts of as many.
    #[must_use]
    pub const fn per_second(calls: u32) -> Self {
        Self { calls, per: Duration::from_secs(1), burst: calls }
    }

    /// The same rate with another burst.
    #[must_use]
    pub const fn burst(mut self, calls: u32) -> Self {
        self.burst = calls;
        self
    }

    /// The time after which one more call is allowed.
    fn interval(&self) -> Duration {
        self.per / self.calls.max(1)
    }
}

/// A bucket that fills at a steady rate and is emptied by calls.
#[derive(Debug, Clone)]
pub struct TokenBucket {
    policy: RatePolicy,
    /// When it will be full; `None` while it is.
    full_at: Option<Instant>,
}

impl TokenBucket {
    /// A full bucket.
    #[must_use]
    pub fn new(policy: RatePolicy) -> Self {
        Self { policy, full_at: None }
    }

    /// Takes a token.
    ///
    /// # Errors
    /// How long until there is one; nothing was taken then.
    pub fn take(&mut self, now: Instant) -> Result<(), Duration> {
        let interval = self.policy.interval();
        let full_at = self.full_at.map_or(now, |at| at.max(now));
        // With one token less than the whole burst missing there is still one to take.
        let slack = interval.saturating_mul(self.policy.burst.max(1) - 1);
        let wait = full_at.saturating_duration_since(now).saturating_sub(slack);
        if !wait.is_zero() {
            return Err(wait);
        }
        self.full_at = full_at.checked_add(interval);
        Ok(())
    }

    /// Takes every token and lets none come back for so long: the server asked for it.
    pub fn rest(&mut self, wait: Duration, now: Instant) {
        // Full minus one burst is empty; the first token comes one interval after that.
        let empty_for = wait.saturating_add(self.policy.interval().saturating_mul(self.policy.burst.max(1) - 1));
        let full_at = now.checked_add(empty_for);
        self.full_at = self.full_at.max(full_at);
    }

    /// Whether it holds all it can.
    #[must_use]
    pub fn is_full(&self, now: Instant) -> bool {
        self.full_at.is_none_or(|at| at <= now)
    }

    /// Tokens that could be taken at once.
    #[must_use]
    pub fn level(&self, now: Instant) -> u32 {
        let burst = self.policy.burst.max(1);
        let interval = self.policy.interval().as_nanos().max(1);
        let missing = self.full_at.map_or(0, |at| at.saturating_duration_since(now).as_nanos());
        burst.saturating_sub(u32::try_from(missing.div_ceil(interval)).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_burst_passes_at_once_and_then_the_rate_holds() {
        let now = Instant::now();
        let mut bucket = TokenBucket::new(RatePolicy::per_second(10).burst(3));
        assert_eq!(bucket.level(now), 3);
        for _ in 0..3 {
            assert_eq!(bucket.take(now), Ok(()));
        }
        assert_eq!(bucket.take(now), Err(Duration::from_millis(100)));
        assert_eq!(bucket.take(now + Duration::from_millis(60)), Err(Duration::from_millis(40)));
        assert_eq!(bucket.take(now + Duration::from_millis(100)), Ok(()), "the wait that was told is enough");
        assert_eq!(bucket.level(now + Duration::from_secs(9)), 3, "a rest never saves up more than the burst");
    }

    #[test]
    fn a_rest_that_the_server_asked_for_is_kept_and_a_shorter_one_does_not_end_it() {
        let now = Instant::now();
        let mut bucket = TokenBucket::new(RatePolicy::per_second(10).burst(5));
        bucket.rest(Duration::from_secs(3), now);
        bucket.rest(Duration::from_secs(1), now);
        assert_eq!((bucket.take(now), bucket.level(now)), (Err(Duration::from_secs(3)), 0));
        assert_eq!(bucket.take(now + Duration::from_secs(3)), Ok(()));
        assert!(!bucket.is_full(now + Duration::from_secs(3)) && bucket.is_full(now + Duration::from_secs(4)));
    }

    proptest! {
        #[test]
        fn no_span_of_time_sees_more_than_burst_and_rate_allow(
            gaps in proptest::collection::vec(0..400_u64, 1..200),
            calls in 1..50_u32,
            burst in 1..20_u32,
        ) {
            let policy = RatePolicy { calls, per: Duration::from_secs(1), burst };
            let mut bucket = TokenBucket::new(policy);
            let start = Instant::now();
            let mut now = start;
            let mut taken = Vec::new();
            for gap in gaps {
                now += Duration::from_millis(gap);
                let level = bucket.level(now);
                let took = bucket.take(now).is_ok();
                prop_assert_eq!(took, level > 0);
                if took {
                    taken.push(now);
                }
            }
            for (index, first) in taken.iter().enumerate() {
                for (count, last) in taken.iter().enumerate().skip(index) {
                    let allowed = f64::from(burst) + (*last - *first).as_secs_f64() * f64::from(calls) + 1e-6;
                    let seen = f64::from(u32::try_from(count - index + 1).unwrap());
                    prop_assert!(seen <= allowed + 1e-3, "{seen} calls where {allowed} are allowed");
                }
            }
        }
    }
}
