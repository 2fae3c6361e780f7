//! The outbox of a history: what was not sent goes out at the start, and can be taken back by hand.

use super::Turns;
use crate::{Machine, PhaseName, Started, TurnError};
use hadal_domain::{ConversationId, MessageId};
use hadal_store::{StoreError, TakenBack};

impl Turns {
    /// From the next turn on, a question that cannot be sent waits in the outbox; else it fails.
    pub fn set_outbox(&self, first: Option<std::time::Duration>) {
        *self.inner.outbox_first.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = first;
    }

    /// Lets everything that an earlier start could not send wait for its way again, the oldest first. What is in the trash
    /// stays where it is, and what cannot be read is left for another start.
    ///
    /// # Errors
    /// [`TurnError`] when the history cannot be read; nothing is lost.
    pub async fn send_unsent(&self) -> Result<Vec<Started>, TurnError> {
        let mut all = Vec::new();
        for answer in self.inner.store.unsent().await? {
            let Some(question) = answer.parent_id else { continue };
            let ask = match self.ask_of(&answer, question, false).await {
                Ok(ask) => ask,
                Err(error) => {
                    tracing::warn!(answer = %answer.id, %error, "a question that waits cannot be read; the others go");
                    continue;
                }
            };
            let Some(seat) = self.seat(&answer, PhaseName::Waiting) else { continue };
            let started = Started { conversation: answer.conversation_id, question, answer: answer.id };
            self.drive(seat, answer, ask, Machine::new(self.inner.pace, self.persistence()).held());
            all.push(started);
        }
        Ok(all)
    }

    /// Takes a question back that waits to be sent: it is gone from the history, and its text stands in the draft.
    ///
    /// # Errors
    /// [`TurnError::Sent`] when it has left meanwhile; nothing was changed then but that its answer may be stopped.
    pub async fn take_back(&self, answer: MessageId) -> Result<TakenBack, TurnError> {
        let gone = {
            let all = self.running();
            let running = all.get(&answer).ok_or(TurnError::Sent)?;
            if !matches!(running.live.phase_now(), PhaseName::Waiting | PhaseName::Paused) {
                return Err(TurnError::Sent);
            }
            running.stop.cancel();
            running.gone.clone()
        };
        gone.cancelled().await;
        self.inner.store.take_back(answer).await.map_err(|error| match error {
            StoreError::Settled => TurnError::Sent,
            other => TurnError::Store(other),
        })
    }

    /// Something that was in the way is gone (a key has come): what waits to be sent looks again.
    pub fn look_again(&self) {
        self.inner.outbox.answered();
    }

    /// How many questions wait to be sent, and where.
    #[must_use]
    pub fn waiting(&self) -> Vec<(ConversationId, MessageId)> {
        let all = self.running();
        let waits = all.iter().filter(|(_, running)| running.live.phase_now() == PhaseName::Waiting);
        let mut waiting: Vec<_> = waits.map(|(id, running)| (running.conversation, *id)).collect();
        waiting.sort_unstable_by_key(|(_, id)| *id);
        waiting
    }
}
