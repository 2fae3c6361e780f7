//! All layers around a [`Client`], in the order in which they make sense.
//!
//! Cache, then for every attempt: a place among the calls at once, the rate, the breaker, the request. A call
//! keeps its place until its answer has ended. Attempts follow one another only while nothing of an answer was
//! handed over.

use std::{
    fmt,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use async_stream::stream;
use futures_util::{Stream, StreamExt};
use tokio::time::{Instant, sleep};

use super::{
    breaker::{BreakerPolicy, BreakerState, Outcome},
    breakers::{BreakerPass, Breakers},
    bucket::RatePolicy,
    budget::{BudgetPolicy, RetryBudget},
    cache::{CachePolicy, ResponseCache},
    concurrency::{ConcurrencyLimiter, ConcurrencyPermit},
    rate::RateLimiter,
};
use crate::{
    api_key::ApiKey, client::Client, error::ApiError, event::ChatEvent, reply::ChatReply, request::ChatRequest,
    retry::RetryPolicy, stream::ChatStream, telemetry,
};

/// Events other than text that are held back before an attempt counts as an answer.
const MOST_HELD: usize = 64;

/// A [`Client`] with layers around it. Clones share them.
#[derive(Debug, Clone)]
pub struct ResilientClient {
    client: Client,
    layers: Arc<Layers>,
}

#[derive(Debug, Default)]
struct Layers {
    retry: Option<RetryPolicy>,
    budget: RetryBudget,
    breakers: Option<Breakers>,
    rate: Option<RateLimiter>,
    concurrency: Option<ConcurrencyLimiter>,
    cache: Option<Mutex<ResponseCache>>,
}

/// Chooses the layers. None is there unless asked for.
#[derive(Debug)]
#[must_use]
pub struct ResilientClientBuilder {
    client: Client,
    layers: Layers,
}

impl ResilientClientBuilder {
    /// Tries again what another try can mend.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.layers.retry = Some(policy);
        self
    }

    /// How many retries all calls together may cause; the default budget if not called.
    pub fn retry_budget(mut self, policy: BudgetPolicy) -> Self {
        self.layers.budget = RetryBudget::new(policy);
        self
    }

    /// Leaves a sick server alone for a while.
    pub fn breaker(self, policy: BreakerPolicy) -> Self {
        self.shared_breakers(Breakers::new(policy))
    }

    /// The same with breakers that other clients share.
    pub fn shared_breakers(mut self, breakers: Breakers) -> Self {
        self.layers.breakers = Some(breakers);
        self
    }

    /// Sends no more than so many requests for one model in a time, and none while the server wants a rest.
    pub fn rate(mut self, policy: RatePolicy) -> Self {
        self.layers.rate = Some(RateLimiter::new(policy));
        self
    }

    /// Has no more than so many answers under way; others wait in a fair queue.
    pub fn concurrency(mut self, limiter: ConcurrencyLimiter) -> Self {
        self.layers.concurrency = Some(limiter);
        self
    }

    /// Keeps whole answers to identical deterministic requests of [`ResilientClient::chat`].
    pub fn cache(mut self, policy: CachePolicy) -> Self {
        self.layers.cache = Some(Mutex::new(ResponseCache::new(policy)));
        self
    }

    /// The client with these layers.
    #[must_use]
    pub fn build(self) -> ResilientClient {
        ResilientClient { client: self.client, layers: Arc::new(self.layers) }
    }
}

impl ResilientClient {
    /// Begins with `client` and no layer.
    pub fn builder(client: Client) -> ResilientClientBuilder {
        ResilientClientBuilder { client, layers: Layers::default() }
    }

    /// The client inside.
    #[must_use]
    pub fn inner(&self) -> &Client {
        &self.client
    }

    /// What the breaker thinks of the server, if there is one.
    #[must_use]
    pub fn breaker_state(&self) -> Option<BreakerState> {
        Some(self.layers.breakers.as_ref()?.state(&self.client.origin()))
    }

    /// Limit, calls out and calls waiting for `model`, if there is a limit.
    #[must_use]
    pub fn concurrency_state(&self, model: &str) -> Option<(u32, u32, usize)> {
        Some(self.layers.concurrency.as_ref()?.state(&self.client.origin(), model))
    }

    /// Retries that the budget still allows.
    #[must_use]
    pub fn retries_left(&self) -> u32 {
        self.layers.budget.left()
    }

    /// Asks for an answer and gives it as it arrives, waits and retries included: each retry is told by
    /// [`ChatEvent::Retrying`]. Nothing is sent before the stream is polled; dropping it gives up.
    pub fn stream_chat(&self, key: &ApiKey, request: &ChatRequest) -> ResilientStream {
        self.attempts(key.clone(), request.clone(), true)
    }

    /// Asks for an answer and waits for all of it.
    ///
    /// # Errors
    /// [`ApiError`] of the last attempt.
    pub async fn chat(&self, key: &ApiKey, request: &ChatRequest) -> Result<Arc<ChatReply>, ApiError> {
        let cached = self.layers.cache.as_ref().and_then(|cache| {
            let mut cache = cache.lock().unwrap_or_else(PoisonError::into_inner);
            let known = cache.key(key, &self.client.base_url().to_string(), request)?;
            let hit = cache.get(&known, Instant::now().into_std());
            Some((known, hit))
        });
        let known = match cached {
            Some((_, Some(reply))) => {
                tracing::debug!("answer from the cache");
                return Ok(reply);
            }
            Some((known, None)) => Some(known),
            None => None,
        };
        let events = self.attempts(key.clone(), request.clone(), false);
        let reply = Arc::new(ChatReply::collect(events).await?);
        if let (Some(known), Some(cache)) = (known, &self.layers.cache) {
            let mut cache = cache.lock().unwrap_or_else(PoisonError::into_inner);
            cache.put(known, Arc::clone(&reply), Instant::now().into_std());
        }
        Ok(reply)
    }

    fn attempts(&self, key: ApiKey, request: ChatRequest, streamed: bool) -> ResilientStream {
        let Self { client, layers } = self.clone();
        let origin = client.origin();
        let events = stream! {
            layers.budget.deposit();
            let mut failures = 0;
            loop {
                // Held back until something of the answer came: a failed attempt has not begun anything.
                let mut held = Vec::new();
                let mut shown = false;
                let error = match layers.begin(&client, &key, &request, streamed, failures).await {
                    Err(error) => error,
                    Ok(mut call) => loop {
                        match call.answer.next().await {
                            Some(Ok(ChatEvent::KeepAlive)) => yield Ok(ChatEvent::KeepAlive),
                            Some(Ok(event)) if shown => yield Ok(event),
                            Some(Ok(event)) => {
                                shown = event.is_content() || held.len() >= MOST_HELD;
                                held.push(event);
                                if shown {
                                    call.settle(Outcome::Success);
                                    for event in std::mem::take(&mut held) {
                                        yield Ok(event);
                                    }
                                }
                            }
                            Some(Err(error)) => {
                                call.settle(Outcome::from(&error));
                                break error;
                            }
                            None => {
                                call.settle(Outcome::Success);
                                for event in held {
                                    yield Ok(event);
                                }
                                return;
                            }
                        }
                    },
                };
                if let Some(limiter) = &layers.concurrency {
                    limiter.learn(&origin, request.model(), &error);
                }
                if let Some(limiter) = &layers.rate {
                    limiter.learn(&origin, request.model(), &error).await;
                }
                failures += 1;
                let Some(delay) = (!shown).then(|| layers.delay(failures, &error)).flatten() else {
                    yield Err(error);
                    return;
                };
                let delay_ms = u64::try_from(delay.as_millis()).unwrap_or(u64::MAX);
                tracing::info!(attempt = failures, code = error.code(), delay_ms, "trying again");
                yield Ok(ChatEvent::Retrying { attempt: failures, delay, code: error.code() });
                sleep(delay).await;
            }
        };
        ResilientStream { events: events.boxed() }
    }
}

/// A request that was accepted, with its places.
struct Call {
    answer: ChatStream,
    pass: Option<BreakerPass>,
    /// Given back when the answer has ended.
    _permit: Option<ConcurrencyPermit>,
}

impl Call {
    fn settle(&mut self, outcome: Outcome) {
        if let Some(pass) = self.pass.take() {
            pass.settle(outcome);
        }
    }
}

impl Layers {
    /// Waits for a place and sends one request.
    async fn begin(
        &self,
        client: &Client,
        key: &ApiKey,
        request: &ChatRequest,
        streamed: bool,
        retries: u32,
    ) -> Result<Call, ApiError> {
        let origin = client.origin();
        let permit = match &self.concurrency {
            Some(limiter) => Some(limiter.enter(&origin, request.model()).await?),
            None => None,
        };
        if let Some(rate) = &self.rate {
            rate.pass(&origin, request.model()).await;
        }
        let pass = self.breakers.as_ref().map(|breakers| breakers.admit(&origin)).transpose()?;
        let breaker = self.breakers.as_ref().map(|breakers| breakers.state(&origin));
        match client.attempt(key, request, streamed, telemetry::Attempt { retries, breaker }).await {
            Ok(answer) => Ok(Call { answer, pass, _permit: permit }),
            Err(error) => {
                if let Some(pass) = pass {
                    pass.settle(Outcome::from(&error));
                }
                Err(error)
            }
        }
    }

    /// The wait before another attempt; `None` if there shall be none.
    fn delay(&self, failures: u32, error: &ApiError) -> Option<Duration> {
        let delay = self.retry?.next_delay(failures, error, RetryPolicy::random())?;
        self.budget.withdraw().then_some(delay)
    }
}

/// The events of an answer, retries included. An error is always the last item.
#[must_use = "a stream does nothing unless polled"]
pub struct ResilientStream {
    events: Pin<Box<dyn Stream<Item = Result<ChatEvent, ApiError>> + Send>>,
}

impl Stream for ResilientStream {
    type Item = <ChatStream as Stream>::Item;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.events.as_mut().poll_next(context)
    }
}

impl fmt::Debug for ResilientStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResilientStream").finish_non_exhaustive()
    }
}
