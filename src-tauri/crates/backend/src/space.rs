//! One history with the turns that write to it. The person's own is one space, the demo's another.

use hadal_domain::ConversationId;
use hadal_engine::{Model, Pace, Turns};
use hadal_store::Store;
use hadal_wire::{ConversationRow, LibraryEvent};
use std::sync::Arc;
use tokio::sync::broadcast;
use tokio_util::task::TaskTracker;

/// One history with its running turns.
#[derive(Clone)]
pub struct Space {
    /// The history.
    pub store: Store,
    /// The turns.
    pub turns: Turns,
    library: broadcast::Sender<LibraryEvent>,
}

impl Space {
    pub(crate) fn new(
        store: Store,
        model: Arc<dyn Model>,
        pace: Pace,
        retries: u32,
        library: broadcast::Sender<LibraryEvent>,
        tasks: &TaskTracker,
    ) -> Self {
        let turns = Turns::new(store.clone(), model, pace, retries);
        let space = Self { store, turns, library };
        let mut changes = space.turns.changes();
        let follower = space.clone();
        tasks.spawn(async move {
            loop {
                match changes.recv().await {
                    Ok(id) => follower.tell_row(id).await,
                    Err(broadcast::error::RecvError::Lagged(_)) => follower.tell(LibraryEvent::Stale),
                    Err(broadcast::error::RecvError::Closed) => break,
                }
            }
        });
        space
    }

    pub(crate) fn tell(&self, event: LibraryEvent) {
        // No receiver is no error: no window looks at present.
        let _ = self.library.send(event);
    }

    /// Tells the windows how a conversation's row is now.
    pub(crate) async fn tell_row(&self, id: ConversationId) {
        match self.row(id).await {
            Some(row) => self.tell(LibraryEvent::Row { row }),
            None => self.tell(LibraryEvent::Gone { id: id.to_string() }),
        }
    }

    async fn row(&self, id: ConversationId) -> Option<ConversationRow> {
        let found = self.store.conversation(id).await.ok().flatten()?;
        found.deleted_at.is_none().then(|| ConversationRow {
            id: found.id.to_string(),
            title: found.title,
            updated_at_ms: found.updated_at.as_millis(),
            running: self.turns.is_running_in(id),
        })
    }
}
