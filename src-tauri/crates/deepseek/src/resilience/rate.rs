//! A token bucket that callers wait at, in the order they came.

use std::sync::Arc;

use tokio::{
    sync::Mutex,
    time::{Instant, sleep},
};

use super::bucket::{RatePolicy, TokenBucket};

/// Lets calls pass at a rate. Clones share one bucket.
#[derive(Debug, Clone)]
pub struct RateLimiter {
    /// Tokio's mutex is fair, so the line before it is the queue.
    bucket: Arc<Mutex<TokenBucket>>,
}

impl RateLimiter {
    /// A full bucket.
    #[must_use]
    pub fn new(policy: RatePolicy) -> Self {
        Self { bucket: Arc::new(Mutex::new(TokenBucket::new(policy))) }
    }

    /// Waits for its turn. Dropping the wait takes nothing.
    pub async fn pass(&self) {
        let mut bucket = self.bucket.lock().await;
        while let Err(wait) = bucket.take(Instant::now().into_std()) {
            // The next in line waits for this one anyway, so the lock is kept.
            sleep(wait).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures_util::FutureExt;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn calls_pass_at_the_rate_in_the_order_they_came() {
        let limiter = RateLimiter::new(RatePolicy::per_second(10).burst(2));
        let start = Instant::now();
        let passed = (0..6).map(|number| {
            let limiter = limiter.clone();
            async move {
                limiter.pass().await;
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
        limiter.pass().await;
        let start = Instant::now();
        assert!(limiter.pass().now_or_never().is_none());
        limiter.pass().await;
        assert!(start.elapsed() <= Duration::from_millis(1_010));
    }
}
