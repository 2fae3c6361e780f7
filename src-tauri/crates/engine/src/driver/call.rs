//! How the model call of a turn stands, what it wakes the driver with, and the clock both go by.

use crate::outbox::Held;
use crate::{Event, Failure, ModelStream};
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// How the model call stands.
pub(super) enum Call {
    Asking(BoxFuture<'static, Result<ModelStream, Failure>>),
    Streaming(ModelStream),
    Waiting(Instant),
    /// In the outbox, asked again then at the latest.
    Held(Arc<Held>, Instant),
    Over,
}

/// What wakes the driver.
pub(super) enum Wake {
    Event(Event),
    Opened(ModelStream),
    AskAgain,
}

/// The machine's time: from zero, or from where an earlier part of the answer ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    pub(super) start: Instant,
    pub(super) from: Duration,
}

impl Clock {
    pub(super) fn now(self) -> Duration {
        self.from + self.start.elapsed()
    }

    pub(super) fn instant(self, at: Duration) -> Instant {
        self.start + at.saturating_sub(self.from)
    }
}

pub(super) async fn sleep_until(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}

pub(super) async fn next_of(call: &mut Call) -> Wake {
    match call {
        Call::Asking(asking) => match asking.await {
            Ok(stream) => Wake::Opened(stream),
            Err(failure) => {
                *call = Call::Over;
                Wake::Event(Event::Failed(failure))
            }
        },
        Call::Streaming(stream) => match stream.next().await {
            Some(Ok(said)) => Wake::Event(Event::Model(said)),
            Some(Err(failure)) => {
                *call = Call::Over;
                Wake::Event(Event::Failed(failure))
            }
            None => {
                *call = Call::Over;
                Wake::Event(Event::Completed)
            }
        },
        Call::Waiting(until) => {
            tokio::time::sleep_until(*until).await;
            Wake::AskAgain
        }
        Call::Held(held, until) => {
            held.turn(*until).await;
            Wake::AskAgain
        }
        Call::Over => std::future::pending().await,
    }
}
