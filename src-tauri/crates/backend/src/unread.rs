//! Which conversations have an answer that nobody has seen yet. Kept with the history, so that a restart forgets none.

use hadal_domain::ConversationId;
use hadal_store::Store;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::{MappedMutexGuard, Mutex, MutexGuard};

const KEY: &str = "unread";

/// More marks than these tell nobody anything; the oldest go first.
const MARKS_MAX: usize = 1_000;

/// The unread conversations of one history. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Unread {
    store: Store,
    /// Read when it is first asked for: the start does not wait for it.
    marks: Arc<Mutex<Option<BTreeSet<ConversationId>>>>,
}

impl Unread {
    pub(crate) fn of(store: Store) -> Self {
        Self { store, marks: Arc::default() }
    }

    /// The marks as they are now.
    pub(crate) async fn marks(&self) -> BTreeSet<ConversationId> {
        self.read().await.clone()
    }

    /// Marks a conversation.
    pub(crate) async fn put(&self, id: ConversationId) {
        let mut marks = self.read().await;
        if marks.insert(id) {
            while marks.len() > MARKS_MAX {
                marks.pop_first();
            }
            self.keep(&marks).await;
        }
    }

    /// Takes the mark away; `false` when there was none.
    pub(crate) async fn take(&self, id: ConversationId) -> bool {
        let mut marks = self.read().await;
        let was = marks.remove(&id);
        if was {
            self.keep(&marks).await;
        }
        was
    }

    async fn read(&self) -> MappedMutexGuard<'_, BTreeSet<ConversationId>> {
        let mut marks = self.marks.lock().await;
        if marks.is_none() {
            *marks = Some(load(&self.store).await);
        }
        MutexGuard::map(marks, |marks| marks.get_or_insert_default())
    }

    async fn keep(&self, marks: &BTreeSet<ConversationId>) {
        let ids: Vec<String> = marks.iter().map(ToString::to_string).collect();
        if let Err(error) = self.store.set_setting(KEY, &serde_json::Value::from(ids).to_string()).await {
            tracing::warn!(%error, "the unread marks were not kept");
        }
    }
}

async fn load(store: &Store) -> BTreeSet<ConversationId> {
    let json = store.setting(KEY).await.ok().flatten();
    let ids: Vec<String> = json.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
    ids.iter().filter_map(|id| id.parse().ok()).collect()
}
