//! One history with the turns that write to it. The person's own is one space, the demo's another.

use crate::Options;
use crate::titles::{self, Titler};
use crate::unread::Unread;
use hadal_domain::{ConversationId, Timestamp};
use hadal_engine::{Model, Turns};
use hadal_store::{Place, Store};
use hadal_wire::{ConversationRow, LibraryEvent};
use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::{Mutex, broadcast};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// One history with its running turns.
#[derive(Clone)]
pub struct Space {
    /// The history.
    pub store: Store,
    /// The turns.
    pub turns: Turns,
    pub(crate) unread: Unread,
    /// Held while a title changes: what a person types is never overwritten.
    pub(crate) naming: Arc<Mutex<()>>,
    titler: Arc<RwLock<Titler>>,
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
    /// Whether titles are asked of the model.
    pub(crate) auto_title: &'a Arc<AtomicBool>,
}

impl Room<'_> {
    /// A space over this history, not shown yet.
    pub(crate) fn space(&self, store: Store, model: Arc<dyn Model>, titler: Titler) -> Space {
        let turns = Turns::new(store.clone(), model, self.options.pace, self.options.retries);
        turns.set_outbox(self.options.outbox);
        let unread = Unread::of(store.clone());
        let space = Space {
            store,
            turns,
            unread,
            naming: Arc::default(),
            titler: Arc::new(RwLock::new(titler)),
            library: self.library.clone(),
            shown: Arc::default(),
        };
        let mut changes = space.turns.changes();
        let (follower, quit) = (space.clone(), self.quit.clone());
        let (tasks, auto_title) = (self.tasks.clone(), Arc::clone(self.auto_title));
        self.tasks.spawn(async move {
            let mut answering = HashSet::new();
            loop {
                let change = tokio::select! {
                    change = changes.recv() => change,
                    () = quit.cancelled() => break,
                };
                match change {
                    Ok(id) => {
                        if follower.turns.is_running_in(id) {
                            answering.insert(id);
                        } else if answering.remove(&id) && follower.library.receiver_count() > 0 {
                            // The window that shows it says at once that it was seen.
                            follower.unread.put(id).await;
                            if auto_title.load(Ordering::Relaxed) {
                                let (space, quit) = (follower.clone(), quit.clone());
                                tasks.spawn(async move {
                                    let titler = space.titler();
                                    tokio::select! {
                                        () = titles::name(&space, &titler, id) => {}
                                        () = quit.cancelled() => {}
                                    }
                                });
                            }
                        }
                        follower.tell_row(id).await;
                    }
                    Err(broadcast::error::RecvError::Lagged(_)) => follower.tell(LibraryEvent::Stale),
                    Err(broadcast::error::RecvError::Closed) => break,
                }
            }
        });
        space
    }
}

impl Space {
    /// Asks another address for titles from now on.
    pub(crate) fn set_titler(&self, titler: Titler) {
        *self.titler.write().unwrap_or_else(PoisonError::into_inner) = titler;
    }

    fn titler(&self) -> Titler {
        self.titler.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

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
        let place = self.store.place(id).await.ok().flatten().unwrap_or_default();
        Some(ConversationRow {
            title: found.title,
            updated_at_ms: found.updated_at.as_millis(),
            running: self.turns.is_running_in(id),
            unread: self.unread.marks().await.contains(&id),
            deleted_at_ms: found.deleted_at.map(Timestamp::as_millis),
            ..placed(id, &place)
        })
    }
}

/// A row with where it stands and nothing else yet.
pub(crate) fn placed(id: ConversationId, place: &Place) -> ConversationRow {
    ConversationRow {
        id: id.to_string(),
        title: String::new(),
        updated_at_ms: 0,
        running: false,
        unread: false,
        pinned: place.pinned,
        archived: place.archived,
        folder_id: place.folder.map(|id| id.to_string()),
        tag_ids: place.tags.iter().map(ToString::to_string).collect(),
        deleted_at_ms: None,
    }
}
