//! A gate in front of a stream: a test lets events through one by one instead of sleeping.

use std::sync::Arc;

use tokio::sync::{Semaphore, watch};

/// Holds a stream back until it is released; clones share one gate.
///
/// One event is one `data:` line (the opening one, each token, the last one, `[DONE]`). A reply
/// that is not streamed counts as one event. Response headers pass freely.
#[derive(Clone, Debug)]
pub struct Gate(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    permits: Semaphore,
    passed: watch::Sender<usize>,
}

impl Gate {
    /// A closed gate.
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::new(Inner { permits: Semaphore::new(0), passed: watch::Sender::new(0) }))
    }

    /// Lets `events` more events through.
    pub fn release(&self, events: usize) {
        if !self.0.permits.is_closed() {
            self.0.permits.add_permits(events.min(Semaphore::MAX_PERMITS / 2));
        }
    }

    /// Lets everything through from now on.
    pub fn open(&self) {
        self.0.permits.close();
    }

    /// How many events have passed.
    #[must_use]
    pub fn passed(&self) -> usize {
        *self.0.passed.borrow()
    }

    /// Waits until `events` events have passed since the gate was made.
    pub async fn wait_passed(&self, events: usize) {
        let mut passed = self.0.passed.subscribe();
        // The sender lives in `self`, so this ends only when the number is reached.
        let _ = passed.wait_for(|count| *count >= events).await;
    }

    /// One event asks to pass.
    pub(crate) async fn pass(&self) {
        if let Ok(permit) = self.0.permits.acquire().await {
            permit.forget();
        }
        self.0.passed.send_modify(|count| *count += 1);
    }
}

impl Default for Gate {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt as _;

    #[tokio::test]
    async fn a_gate_lets_through_what_was_released_and_all_once_open() {
        let gate = Gate::new();
        gate.release(1);
        gate.pass().await;
        assert!(gate.pass().now_or_never().is_none(), "the second has no permit");
        gate.open();
        gate.pass().await;
        gate.pass().await;
        assert_eq!(gate.passed(), 3);
        gate.wait_passed(3).await;
    }
}
