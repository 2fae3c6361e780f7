//! How many calls at once, for each origin and model, with a fair queue for the others.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::{
    sync::oneshot,
    time::{Instant, timeout},
};

use super::learned::{AdaptiveLimit, LimitPolicy, named_limit};
use crate::error::ApiError;

/// How long the head of the queue sleeps at most before it looks whether the limit has grown.
const LOOK_AGAIN: std::time::Duration = std::time::Duration::from_secs(1);

/// So many lanes are kept before those that know nothing are forgotten.
const MANY_LANES: usize = 256;

/// Lets so many calls be out at once. Clones share queue and lessons.
#[derive(Debug, Clone)]
pub struct ConcurrencyLimiter {
    lanes: Arc<Mutex<HashMap<Lane, Queue>>>,
    policy: Option<LimitPolicy>,
    longest_queue: usize,
}

/// Origin and model.
type Lane = (String, String);

/// Who is out and who waits. Pure: grants go out through the senders.
#[derive(Debug)]
struct Queue {
    limit: AdaptiveLimit,
    running: u32,
    waiting: VecDeque<(u64, oneshot::Sender<()>)>,
    next_number: u64,
}

/// The right to have one call out; dropping it lets the next one go.
#[derive(Debug)]
#[must_use = "dropping it lets the next call go"]
pub struct ConcurrencyPermit {
    limiter: ConcurrencyLimiter,
    lane: Lane,
}

impl Default for ConcurrencyLimiter {
    fn default() -> Self {
        Self { lanes: Arc::default(), policy: None, longest_queue: 10_000 }
    }
}

impl ConcurrencyLimiter {
    /// One policy for every model, instead of DeepSeek's own limits for each.
    #[must_use]
    pub fn new(policy: LimitPolicy) -> Self {
        Self { policy: Some(policy), ..Self::default() }
    }

    /// More waiting calls than this are refused with [`ApiError::QueueFull`]. 10,000 if not called.
    #[must_use]
    pub fn longest_queue(mut self, calls: usize) -> Self {
        self.longest_queue = calls;
        self
    }

    /// Waits for a place, first come, first served. Dropping the wait leaves the queue.
    ///
    /// # Errors
    /// [`ApiError::QueueFull`] when too many wait already.
    pub async fn enter(&self, origin: &str, model: &str) -> Result<ConcurrencyPermit, ApiError> {
        let lane = (origin.to_owned(), model.to_owned());
        let (number, mut granted) = {
            let mut lanes = self.lock();
            if lanes.len() >= MANY_LANES {
                lanes.retain(|_, queue| !queue.is_idle());
            }
            let queue = lanes.entry(lane.clone()).or_insert_with(|| Queue::new(self.policy_of(model)));
            if queue.waiting.is_empty() && queue.running < queue.limit.limit(now()) {
                queue.running += 1;
                return Ok(ConcurrencyPermit { limiter: self.clone(), lane });
            }
            if queue.waiting.len() >= self.longest_queue {
                return Err(ApiError::QueueFull { waiting: self.longest_queue });
            }
            queue.join()
        };
        let mut place = Place { limiter: self, lane: &lane, number: Some(number) };
        // The limit grows with time, not only when somebody leaves.
        while timeout(LOOK_AGAIN, &mut granted).await.is_err() {
            self.with(&lane, Queue::grant);
        }
        place.number = None;
        drop(place);
        Ok(ConcurrencyPermit { limiter: self.clone(), lane })
    }

    /// Learns from a refusal: the limit its text names, or fewer than were out.
    pub fn learn(&self, origin: &str, model: &str, error: &ApiError) {
        let ApiError::Throttled { refusal, .. } = error else { return };
        let named = named_limit(&refusal.message);
        self.with(&(origin.to_owned(), model.to_owned()), |queue| {
            queue.limit.throttled(named, queue.running, now());
            tracing::info!(limit = queue.limit.limit(now()), named, "concurrency limit learned");
        });
    }

    /// Limit, calls out and calls waiting of one origin and model.
    #[must_use]
    pub fn state(&self, origin: &str, model: &str) -> (u32, u32, usize) {
        let lane = (origin.to_owned(), model.to_owned());
        match self.lock().get(&lane) {
            Some(queue) => (queue.limit.limit(now()), queue.running, queue.waiting.len()),
            None => (AdaptiveLimit::new(self.policy_of(model)).limit(now()), 0, 0),
        }
    }

    fn policy_of(&self, model: &str) -> LimitPolicy {
        self.policy.unwrap_or_else(|| LimitPolicy::of_model(model))
    }

    fn with(&self, lane: &Lane, change: impl FnOnce(&mut Queue)) {
        if let Some(queue) = self.lock().get_mut(lane) {
            change(queue);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Lane, Queue>> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queue {
    fn new(policy: LimitPolicy) -> Self {
        Self { limit: AdaptiveLimit::new(policy), running: 0, waiting: VecDeque::new(), next_number: 0 }
    }

    /// Nobody is here, and nothing was learned that still holds.
    fn is_idle(&self) -> bool {
        self.running == 0 && self.waiting.is_empty() && self.limit.has_forgotten(now())
    }

    fn join(&mut self) -> (u64, oneshot::Receiver<()>) {
        let (grant, granted) = oneshot::channel();
        let number = self.next_number;
        self.next_number += 1;
        self.waiting.push_back((number, grant));
        (number, granted)
    }

    fn leave(&mut self) {
        self.running = self.running.saturating_sub(1);
        self.grant();
    }

    /// Lets go as many from the head of the queue as there is room for.
    fn grant(&mut self) {
        while self.running < self.limit.limit(now()) {
            let Some((_, grant)) = self.waiting.pop_front() else { return };
            // Counted before it is told, so that the one who gives up in between can give it back.
            self.running += 1;
            if grant.send(()).is_err() {
                self.running -= 1;
            }
        }
    }

    /// One who gave up: out of the queue, or back with the place it was just given.
    fn give_up(&mut self, number: u64) {
        let before = self.waiting.len();
        self.waiting.retain(|(waiting, _)| *waiting != number);
        if self.waiting.len() == before {
            self.leave();
        }
    }
}

/// A place in the queue, left when dropped.
struct Place<'a> {
    limiter: &'a ConcurrencyLimiter,
    lane: &'a Lane,
    number: Option<u64>,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if let Some(number) = self.number {
            self.limiter.with(self.lane, |queue| queue.give_up(number));
        }
    }
}

impl Drop for ConcurrencyPermit {
    fn drop(&mut self) {
        self.limiter.with(&self.lane, Queue::leave);
    }
}

fn now() -> std::time::Instant {
    Instant::now().into_std()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures_util::{FutureExt, future::join_all};
    use tokio::time::sleep;

    use super::*;
    use crate::refusal::Refusal;

    const HOST: &str = "https://host";

    fn throttled(message: &str) -> ApiError {
        let refusal = Refusal { status: 429, message: message.to_owned(), ..Refusal::default() };
        ApiError::Throttled { after: None, top_up: false, refusal: Box::new(refusal) }
    }

    #[tokio::test(start_paused = true)]
    async fn no_more_than_the_limit_are_out_and_the_first_to_come_is_the_first_to_go() {
        let limiter = ConcurrencyLimiter::new(LimitPolicy::at_most(3));
        let order = Mutex::new(Vec::new());
        let calls = (0..20).map(|number| {
            let (limiter, order) = (&limiter, &order);
            async move {
                let _permit = limiter.enter(HOST, "m").await.unwrap();
                order.lock().unwrap().push(number);
                assert!(limiter.state(HOST, "m").1 <= 3);
                sleep(Duration::from_millis(10 + number % 3)).await;
            }
        });
        join_all(calls).await;
        let order = order.into_inner().unwrap();
        assert_eq!(order, (0..20).collect::<Vec<u64>>());
        assert_eq!(limiter.state(HOST, "m"), (3, 0, 0));
    }

    #[tokio::test(start_paused = true)]
    async fn one_who_gives_up_leaves_the_queue_even_if_it_was_just_let_go() {
        let limiter = ConcurrencyLimiter::new(LimitPolicy::at_most(1));
        let first = limiter.enter(HOST, "m").await.unwrap();
        let mut second = Box::pin(limiter.enter(HOST, "m"));
        let mut third = Box::pin(limiter.enter(HOST, "m"));
        assert!(second.as_mut().now_or_never().is_none() && third.as_mut().now_or_never().is_none());
        assert_eq!(limiter.state(HOST, "m"), (1, 1, 2));
        // The place goes to the second, who never looks at it.
        drop(first);
        drop(second);
        let third = third.await.unwrap();
        assert_eq!(limiter.state(HOST, "m"), (1, 1, 0));
        drop(third);
        assert_eq!(limiter.state(HOST, "m"), (1, 0, 0));
    }

    #[tokio::test(start_paused = true)]
    async fn a_refusal_that_names_the_limit_is_believed_for_this_model_only() {
        let limiter = ConcurrencyLimiter::default();
        let permits = join_all((0..26).map(|_| limiter.enter(HOST, "deepseek-v4-pro"))).await;
        limiter.learn(HOST, "deepseek-v4-pro", &throttled("exceeds your concurrency limit of 25 based on"));
        assert_eq!(limiter.state(HOST, "deepseek-v4-pro").0, 25);
        assert_eq!(limiter.state(HOST, "deepseek-flash").0, 2_500);
        let mut waiting = Box::pin(limiter.enter(HOST, "deepseek-v4-pro"));
        assert!(waiting.as_mut().now_or_never().is_none());
        drop(permits);
        assert!(waiting.await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn the_queue_moves_when_the_limit_grows_and_has_an_end() {
        let limiter = ConcurrencyLimiter::new(LimitPolicy::at_most(2)).longest_queue(1);
        let _first = limiter.enter(HOST, "m").await.unwrap();
        limiter.learn(HOST, "m", &throttled("limit of 1"));
        let mut second = Box::pin(limiter.enter(HOST, "m"));
        assert!(second.as_mut().now_or_never().is_none());
        assert_eq!(limiter.enter(HOST, "m").await.unwrap_err(), ApiError::QueueFull { waiting: 1 });
        // Nobody leaves; the lesson is forgotten after a minute and a half.
        assert!(second.await.is_ok());
        assert_eq!(limiter.state(HOST, "m"), (2, 1, 0));
    }
}
