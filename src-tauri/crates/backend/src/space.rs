//! One history with the turns that write to it. The person's own is one space, the demo's another.

use crate::Options;
use hadal_domain::ConversationId;
use hadal_engine::{Model, Turns};
use hadal_store::Store;
use hadal_wire::{ConversationRow, LibraryEvent};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// One history with its running turns.
#[derive(Clone)]
pub struct Space {
    /// The history.
    pub store: Store,
    /// The turns.
    pub turns: Turns,
    library: broadcast::Sender<LibraryEvent>,
    /// The windows show this history, so that its changes are theirs.
    shown: Arc<AtomicBool>,
}

/// What a space needs of the app around it.
pub(crate) struct Room<'a> {
    pub(crate) options: &'a Options,
    pub(crate) library: &'a broadcast::Sender<LibraryEvent>,
    pub(crate) tasks: &'a TaskTracker,
    pub(crate) quit: &'a CancellationToken,
}

impl Room<'_> {
    /// A space over this history, not shown yet.
    pub(crate) fn space(&self, store: Store, model: Arc<dyn Model>) -> Space {
        let turns = Turns::new(store.clone(), model, self.options.pace, self.options.retries);
        let space = Space { store, turns, library: self.library.clone(), shown: Arc::default() };
        let mut changes = space.turns.changes();
        let (follower, quit) = (space.clone(), self.quit.clone());
        self.tasks.spawn(async move {
            loop {
                let change = tokio::select! {
                    change = changes.recv() => change,
                    () = quit.cancelled() => break,
                };
                match change {
                    Ok(id) => follower.tell_row(id).await,
                    Err(broadcast::error::RecvError::Lagged(_)) => follower.tell(LibraryEvent::Stale),
                    Err(broadcast::error::RecvError::Closed) => break,
                }
            }
        });
        space
    }
}

impl Space {
    pub(crate) fn show(&self, shown: bool) {
        self.shown.store(shown, Ordering::Relaxed);
    }

    pub(crate) fn tell(&self, event: LibraryEvent) {
        if self.shown.load(Ordering::Relaxed) {
            // No receiver is no error: no window looks at present.
            let _ = self.library.send(event);
        }
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
