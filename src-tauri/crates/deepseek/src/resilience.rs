//! What keeps many calls well behaved: layers that can be used one by one, or together as a [`ResilientClient`].
//!
//! Every layer is a state machine that is told the time; none of them sleeps or reads a clock.
//! Around some stands a thin handle that waits and can be shared:
//!
//! | Layer | The machine | The handle |
//! |---|---|---|
//! | when to try again | [`RetryPolicy`](crate::RetryPolicy), [`RetryBudget`] | [`retries`] |
//! | leaving a sick server alone | [`Breaker`] | [`Breakers`], one for each origin |
//! | how many calls in a second | [`TokenBucket`] | [`RateLimiter`], one for each origin and model, a fair queue |
//! | how many calls at once | [`AdaptiveLimit`] | [`ConcurrencyLimiter`], the same |
//! | not asking twice | [`ResponseCache`] | |
//!
//! Time is `std::time::Instant` here, so that a test can pass any moment and a paused tokio clock works too.

mod breaker;
mod breakers;
mod bucket;
mod budget;
mod cache;
mod client;
mod concurrency;
mod learned;
mod rate;
mod retries;

pub use breaker::{Breaker, BreakerPolicy, BreakerState, Outcome, Ticket};
pub use breakers::{BreakerPass, Breakers};
pub use bucket::{RatePolicy, TokenBucket};
pub use budget::{BudgetPolicy, RetryBudget};
pub use cache::{CacheKey, CachePolicy, ResponseCache};
pub use client::{ResilientClient, ResilientClientBuilder, ResilientStream};
pub use concurrency::{ConcurrencyLimiter, ConcurrencyPermit};
pub use learned::{AdaptiveLimit, LimitPolicy};
pub use rate::RateLimiter;
pub use retries::retries;
