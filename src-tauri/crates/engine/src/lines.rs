//! What is known about the lines to the servers, shared by all calls of the app: which one is left alone for a while, and
//! how many calls each takes at once.

use crate::Failure;
use futures_util::StreamExt;
use futures_util::stream;
use hadal_deepseek::resilience::{BreakerPass, Breakers, ConcurrencyLimiter, ConcurrencyPermit, Outcome};
use hadal_deepseek::{ApiError, ChatEvent};

/// The lines to all servers. Clones share what they learn.
#[derive(Debug, Clone, Default)]
pub struct Lines {
    breakers: Breakers,
    places: ConcurrencyLimiter,
}

/// The right to make one call; gives its place up when it goes.
#[derive(Debug)]
pub(crate) struct Place {
    lines: Lines,
    origin: String,
    model: String,
    pass: Option<BreakerPass>,
    _permit: ConcurrencyPermit,
}

impl Lines {
    /// Lines that follow this policy when they fail.
    #[must_use]
    pub fn new(breakers: Breakers) -> Self {
        Self { breakers, places: ConcurrencyLimiter::default() }
    }

    /// Waits for a place in the fair queue. `now`: a server that is left alone is asked all the same.
    pub(crate) async fn enter(&self, origin: &str, model: &str, now: bool) -> Result<Place, ApiError> {
        let permit = self.places.enter(origin, model).await?;
        if now {
            self.breakers.close(origin);
        }
        let pass = Some(self.breakers.admit(origin)?);
        Ok(Place { lines: self.clone(), origin: origin.to_owned(), model: model.to_owned(), pass, _permit: permit })
    }
}

impl Place {
    /// The call failed.
    pub(crate) fn failed(&mut self, error: &ApiError) {
        self.lines.places.learn(&self.origin, &self.model, error);
        // No way to a server says nothing about it. Whoever asks there waits in the outbox, where one asks for all.
        let lost = Failure::from(error).unsent;
        self.settle(if lost { Outcome::Unknown } else { Outcome::from(error) });
    }

    fn settle(&mut self, outcome: Outcome) {
        if let Some(pass) = self.pass.take() {
            pass.settle(outcome);
        }
    }

    /// The stream, with the place kept to its end. What comes first tells whether the server works.
    pub(crate) fn hold(
        mut self,
        stream: impl stream::Stream<Item = Result<ChatEvent, ApiError>> + Send + 'static,
    ) -> impl stream::Stream<Item = Result<ChatEvent, Failure>> + Send + 'static {
        stream.map(move |item| match item {
            // A keep-alive comes from a server in distress, too.
            Ok(event @ (ChatEvent::KeepAlive | ChatEvent::Started { .. })) => Ok(event),
            Ok(event) => {
                self.settle(Outcome::Success);
                Ok(event)
            }
            Err(error) => {
                self.failed(&error);
                Err(Failure::from(&error))
            }
        })
    }
}
