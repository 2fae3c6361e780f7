//! One breaker for each origin, shared by every client that speaks to it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use super::breaker::{Breaker, BreakerPolicy, BreakerState, Outcome, Ticket};
use crate::error::ApiError;

/// The breakers of all origins. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Breakers {
    policy: BreakerPolicy,
    by_origin: Arc<Mutex<HashMap<String, Breaker>>>,
}

/// The right to make one call. Dropped without a word, the call counts as given up.
#[derive(Debug)]
#[must_use = "dropping it says that the call was given up"]
pub struct BreakerPass {
    breakers: Breakers,
    origin: String,
    ticket: Option<Ticket>,
}

impl Breakers {
    /// Breakers that all follow this policy.
    #[must_use]
    pub fn new(policy: BreakerPolicy) -> Self {
        Self { policy, by_origin: Arc::default() }
    }

    /// Asks for one call to `origin`.
    ///
    /// # Errors
    /// [`ApiError::BreakerOpen`] with the time until the next probe.
    pub fn admit(&self, origin: &str) -> Result<BreakerPass, ApiError> {
        let now = Instant::now().into_std();
        let mut all = self.lock();
        let breaker = all.entry(origin.to_owned()).or_insert_with(|| Breaker::new(self.policy));
        match breaker.admit(now) {
            Ok(ticket) => Ok(BreakerPass { breakers: self.clone(), origin: origin.to_owned(), ticket: Some(ticket) }),
            Err(next_probe_in) => Err(ApiError::BreakerOpen { next_probe_in }),
        }
    }

    /// What is thought of `origin` now: its state, and when open the time until the next probe.
    #[must_use]
    pub fn state(&self, origin: &str) -> BreakerState {
        let now = Instant::now().into_std();
        self.lock().get(origin).map_or(BreakerState::Closed { failures: 0 }, |breaker| breaker.state(now))
    }

    /// Forgets what `origin` did: the next call passes. For a person who does not want to wait for the probe.
    pub fn close(&self, origin: &str) {
        self.lock().remove(origin);
    }

    /// Every origin that was called so far, with its state.
    #[must_use]
    pub fn states(&self) -> Vec<(String, BreakerState)> {
        let now = Instant::now().into_std();
        let mut all: Vec<_> =
            self.lock().iter().map(|(origin, breaker)| (origin.clone(), breaker.state(now))).collect();
        all.sort_by(|(left, _), (right, _)| left.cmp(right));
        all
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Breaker>> {
        self.by_origin.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl BreakerPass {
    /// Tells how the call ended.
    pub fn settle(mut self, outcome: Outcome) {
        self.report(outcome);
    }

    fn report(&mut self, outcome: Outcome) {
        let Some(ticket) = self.ticket.take() else { return };
        let now = Instant::now().into_std();
        if let Some(breaker) = self.breakers.lock().get_mut(&self.origin) {
            let before = breaker.state(now);
            breaker.settle(ticket, outcome, now);
            let after = breaker.state(now);
            if before.as_str() != after.as_str() {
                tracing::info!(origin = self.origin, from = before.as_str(), to = after.as_str(), "breaker");
            }
        }
    }
}

impl Drop for BreakerPass {
    fn drop(&mut self) {
        self.report(Outcome::Unknown);
    }
}

impl From<&ApiError> for Outcome {
    /// A refusal proves that the server works; only overload, failure and silence count against it.
    fn from(error: &ApiError) -> Self {
        match error {
            ApiError::Connect { .. }
            | ApiError::ConnectTimeout
            | ApiError::FirstByteTimeout
            | ApiError::IdleTimeout { .. }
            | ApiError::Busy { .. }
            | ApiError::Server { .. }
            | ApiError::Cut { seen_bytes: 0, .. } => Self::Failure,
            ApiError::BreakerOpen { .. } | ApiError::QueueFull { .. } | ApiError::Unsendable { .. } => Self::Unknown,
            _ => Self::Success,
        }
    }
}

impl Breakers {
    /// A wait for those who would rather poll than ask: until the next probe of `origin`, if it is open.
    #[must_use]
    pub fn next_probe_in(&self, origin: &str) -> Option<Duration> {
        match self.state(origin) {
            BreakerState::Open { next_probe_in } => Some(next_probe_in),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn each_origin_has_its_own_breaker_and_a_lost_probe_is_given_back() {
        let breakers = Breakers::new(BreakerPolicy { failures: 1, ..BreakerPolicy::default() });
        breakers.admit("https://a").unwrap().settle(Outcome::Failure);
        let refused = breakers.admit("https://a").unwrap_err();
        assert_eq!(refused, ApiError::BreakerOpen { next_probe_in: Duration::from_secs(5) });
        assert!(breakers.admit("https://b").is_ok());
        tokio::time::advance(Duration::from_secs(5)).await;
        drop(breakers.admit("https://a").unwrap());
        let probe = breakers.admit("https://a").unwrap();
        assert_eq!(breakers.state("https://a"), BreakerState::HalfOpen { probing: 1, succeeded: 0 });
        probe.settle(Outcome::Success);
        assert_eq!(breakers.state("https://a"), BreakerState::Closed { failures: 0 });
        assert_eq!(breakers.states().len(), 2);
        assert_eq!(breakers.next_probe_in("https://a"), None);
    }
}
