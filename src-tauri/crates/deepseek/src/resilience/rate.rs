//! Token buckets that callers wait at, in the order they came: one for each origin and model.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex as Lock, PoisonError},
};

use tokio::{
    sync::Mutex,
    time::{Instant, sleep},
};

use super::bucket::{RatePolicy, TokenBucket};
use crate::error::ApiError;

/// So many lanes are kept before those with full buckets are forgotten.
const MANY_LANES: usize = 256;

/// Lets calls pass at a rate, for each origin and model on its own. Clones share the buckets.
#[derive(Debug, Clone)]
pub struct RateLimiter {
    policy: RatePolicy,
    lanes: Arc<Lock<HashMap<Lane, Bucket>>>,
}

/// Origin and model.
type Lane = (String, String);
/// Tokio's mutex is fair, so the line before it is the queue.
type Bucket = Arc<Mutex<TokenBucket>>;

impl RateLimiter {
    /// Full buckets.
    #[must_use]
    pub fn new(policy: RatePolicy) -> Self {
        Self { policy, lanes: Arc::default() }
    }

    /// Waits for its turn among the calls to `model` at `origin`. Dropping the wait takes nothing.
    pub async fn pass(&self, origin: &str, model: &str) {
        let bucket = self.bucket(origin, model);
        let mut bucket = bucket.lock().await;
        while let Err(wait) = bucket.take(now()) {
            // The next in line waits for this one anyway, so the lock is kept.
            sleep(wait).await;
        }
    }

    /// Learns from a refusal: where the server named a time to wait, nobody passes before it is over. How
    /// many calls may be out at once is the concern of
    /// [`ConcurrencyLimiter::learn`](super::ConcurrencyLimiter::learn).
    pub async fn learn(&self, origin: &str, model: &str, error: &ApiError) {
        let ApiError::Throttled { after: Some(wait), top_up: false, .. } = error else { return };
        let bucket = self.bucket(origin, model);
        bucket.lock().await.rest(*wait, now());
    }

    fn bucket(&self, origin: &str, model: &str) -> Bucket {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        if lanes.len() >= MANY_LANES {
            // A bucket that nobody waits at and that is full knows nothing.
            lanes.retain(|_, bucket| bucket.try_lock().map_or(true, |bucket| !bucket.is_full(now())));
        }
        let lane = lanes.entry((origin.to_owned(), model.to_owned()));
        Arc::clone(lane.or_insert_with(|| Arc::new(Mutex::new(TokenBucket::new(self.policy)))))
    }
}

fn now() -> std::time::Instant {
    Instant::now().into_std()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures_util::FutureExt;

    use super::*;
    use crate::refusal::Refusal;

    const HOST: &str = "https://host";

    #[tokio::test(start_paused = true)]
    async fn calls_pass_at_the_rate_in_the_order_they_came() {
        let limiter = RateLimiter::new(RatePolicy::per_second(10).burst(2));
        let start = Instant::now();
        let passed = (0..6).map(|number| {
            let limiter = limiter.clone();
            async move {
                limiter.pass(HOST, "m").await;
                (number, start.elapsed())
            }
        });
        let mut passed = futures_util::future::join_all(passed).await;
        passed.sort_by_key(|(_, at)| *at);
        let numbers: Vec<i32> = passed.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, [0, 1, 2, 3, 4, 5]);
        assert!(passed[1].1 < Duration::from_millis(5), "a burst of two passes at once");
        assert!(passed[5].1 >= Duration::from_millis(400), "the other four take 100 ms each: {passed:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn one_who_gives_up_takes_nothing_and_lets_the_next_pass() {
        let limiter = RateLimiter::new(RatePolicy::per_second(1));
        limiter.pass(HOST, "m").await;
        let start = Instant::now();
        assert!(limiter.pass(HOST, "m").now_or_never().is_none());
        limiter.pass(HOST, "m").await;
        assert!(start.elapsed() <= Duration::from_millis(1_010));
    }

    #[tokio::test(start_paused = true)]
    async fn each_origin_and_model_has_its_own_bucket_and_a_named_wait_holds_for_one_of_them() {
        let limiter = RateLimiter::new(RatePolicy::per_second(1));
        limiter.pass(HOST, "m").await;
        assert!(limiter.pass(HOST, "m").now_or_never().is_none());
        assert!(limiter.pass(HOST, "other").now_or_never().is_some());
        assert!(limiter.pass("https://other", "m").now_or_never().is_some());
        let slow = |seconds| ApiError::Throttled {
            after: Some(Duration::from_secs(seconds)),
            top_up: false,
            refusal: Box::<Refusal>::default(),
        };
        limiter.learn(HOST, "other", &slow(7)).await;
        let start = Instant::now();
        limiter.pass(HOST, "other").await;
        assert!(start.elapsed() >= Duration::from_secs(7), "{:?}", start.elapsed());
        for number in 0..2 * MANY_LANES {
            limiter.pass(HOST, &format!("model {number}")).await;
            tokio::time::advance(Duration::from_secs(2)).await;
        }
        assert!(limiter.lanes.lock().unwrap().len() <= MANY_LANES, "names without end take no memory without end");
    }
}
