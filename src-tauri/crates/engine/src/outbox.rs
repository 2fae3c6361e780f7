//! Questions that could not be sent, because there was no way to the server. One of them asks, the oldest; the others
//! follow in order once the server has answered it. Nothing here sends or stores: see the driver.

use hadal_domain::MessageId;
use std::collections::BTreeSet;
use std::net::{IpAddr, UdpSocket};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;

/// How often the oldest looks whether this machine has another way out of it.
const LOOK: Duration = Duration::from_secs(2);

/// All that wait, of one history.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// By id, which is by age.
    waiting: BTreeSet<MessageId>,
    /// The server answered the last one that asked.
    open: bool,
}

/// A place among those that wait; given up when it goes.
#[derive(Debug)]
pub(crate) struct Held {
    outbox: Arc<Outbox>,
    id: MessageId,
}

impl Outbox {
    /// There was no way to the server for this one: it waits.
    pub(crate) fn hold(self: &Arc<Self>, id: MessageId) -> Held {
        let mut state = self.lock();
        state.waiting.insert(id);
        state.open = false;
        Held { outbox: Arc::clone(self), id }
    }

    /// The server has answered somebody: those that wait may ask.
    pub(crate) fn answered(&self) {
        {
            let mut state = self.lock();
            if state.waiting.is_empty() {
                return;
            }
            state.open = true;
        }
        self.changed.notify_waiters();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    /// It asked, and there was no way to the server still.
    pub(crate) fn again(&self) {
        self.outbox.lock().open = false;
    }

    /// Waits until it is this one's turn to ask: the oldest asks at `until`, when the server has answered somebody, or when
    /// the machine has another way out.
    pub(crate) async fn turn(&self, until: Instant) {
        let before = way_out();
        let mut look = tokio::time::interval_at(Instant::now() + LOOK, LOOK);
        loop {
            let changed = self.outbox.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            let (first, open) = {
                let state = self.outbox.lock();
                (state.waiting.first() == Some(&self.id), state.open)
            };
            if !first {
                changed.await;
                continue;
            }
            if open {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep_until(until) => return,
                () = changed => {}
                _ = look.tick() => if way_out().is_some_and(|now| Some(now) != before) { return },
            }
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.outbox.lock().waiting.remove(&self.id);
        self.outbox.changed.notify_waiters();
    }
}

/// The address from which this machine would speak to the world; `None` without a way out. Nothing is sent: connecting a
/// datagram socket only asks the routes. The address is one of those for documentation (RFC 5737).
fn way_out() -> Option<IpAddr> {
    let socket = UdpSocket::bind(("0.0.0.0", 0)).ok()?;
    socket.connect(("192.0.2.1", 9)).ok()?;
    socket.local_addr().ok().map(|address| address.ip())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn held(outbox: &Arc<Outbox>, n: usize) -> Vec<Held> {
        let mut ids: Vec<MessageId> = (0..n).map(|_| MessageId::new()).collect();
        ids.sort_unstable();
        ids.into_iter().map(|id| outbox.hold(id)).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn only_the_oldest_asks_until_the_server_has_answered() {
        let outbox = Arc::new(Outbox::default());
        let all = held(&outbox, 2);
        let far = Instant::now() + Duration::from_hours(1);
        let soon = Instant::now() + Duration::from_secs(5);
        let asks = tokio::time::timeout(Duration::from_mins(1), all[1].turn(soon)).await;
        assert!(asks.is_err(), "the younger one's own time does not count");
        all[0].turn(soon).await;
        outbox.answered();
        all[0].turn(far).await;
        let mut rest = all.into_iter();
        drop(rest.next());
        let second = rest.next().unwrap();
        second.turn(far).await;
    }

    proptest! {
        #[test]
        fn all_ask_in_order_and_one_at_a_time_whatever_fails_between(
            fails in prop::collection::vec(any::<bool>(), 1..12),
        ) {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
            let asked = runtime.block_on(async {
                let outbox = Arc::new(Outbox::default());
                let asked = Arc::new(Mutex::new(Vec::new()));
                let asking = Arc::new(Mutex::new(0_u32));
                let mut tasks = tokio::task::JoinSet::new();
                for (held, fails) in held(&outbox, fails.len()).into_iter().zip(fails.clone()) {
                    let (outbox, asked, asking) = (Arc::clone(&outbox), Arc::clone(&asked), Arc::clone(&asking));
                    tasks.spawn(async move {
                        let id = held.id;
                        let mut until = Instant::now();
                        for round in 0.. {
                            held.turn(until).await;
                            *asking.lock().unwrap() += 1;
                            assert_eq!(*asking.lock().unwrap(), 1, "one at a time");
                            tokio::time::sleep(Duration::from_millis(300)).await;
                            *asking.lock().unwrap() -= 1;
                            if fails && round == 0 {
                                held.again();
                                until = Instant::now() + Duration::from_secs(10);
                                continue;
                            }
                            asked.lock().unwrap().push(id);
                            outbox.answered();
                            break;
                        }
                    });
                }
                while let Some(done) = tasks.join_next().await { done.unwrap(); }
                asked.lock().unwrap().clone()
            });
            prop_assert_eq!(asked.len(), fails.len());
            prop_assert!(asked.is_sorted(), "the oldest first");
        }
    }
}
