//! The app without a window: what it owns, and in which order it starts and ends.

use crate::endpoint::Endpoint;
use crate::space::Space;
use crate::view::Viewer;
use crate::{Desk, Options, demo::Demo, problem};
use hadal_domain::Currency;
use hadal_engine::HistoryTrouble;
use hadal_secrets::{KeyRing, Secret};
use hadal_store::{OpenError, Store, StoreState};
use hadal_wire::{CommandError, ErrorCode, HistoryInfo, HistoryState, KeyInfo, KeyState, LibraryEvent, Settings};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// What changes while the app runs, small enough for one lock.
pub(crate) struct Face {
    pub(crate) settings: Settings,
    pub(crate) endpoint: Endpoint,
    pub(crate) key: KeyInfo,
    pub(crate) history: HistoryInfo,
    pub(crate) in_demo: bool,
    /// There is something to read.
    pub(crate) has_history: bool,
    pub(crate) new_draft: String,
    pub(crate) currency: Currency,
}

pub(crate) struct Inner {
    pub(crate) options: Options,
    pub(crate) desk: Arc<dyn Desk>,
    pub(crate) keyring: KeyRing,
    pub(crate) library: broadcast::Sender<LibraryEvent>,
    pub(crate) quit: CancellationToken,
    pub(crate) tasks: TaskTracker,
    pub(crate) demo: tokio::sync::Mutex<Option<Demo>>,
    home: Result<Space, OpenError>,
    face: RwLock<Face>,
    demo_space: RwLock<Option<Space>>,
    watches: Mutex<HashMap<String, CancellationToken>>,
}

/// The app without a window. Cheap to clone.
#[derive(Clone)]
pub struct Backend {
    pub(crate) inner: Arc<Inner>,
}

impl Backend {
    /// Opens the history, reads the settings and begins to look for the key. A history that cannot be opened is no
    /// error here: the window says what is wrong with it.
    ///
    /// # Errors
    /// [`ErrorCode::BaseUrlUnusable`] when the start was given an address that cannot be used.
    pub async fn start(options: Options, desk: Arc<dyn Desk>) -> Result<Self, CommandError> {
        let data_dir = options.data_dir.clone();
        let reading = options.reading;
        let opened = tokio::task::spawn_blocking(move || match Store::open(&data_dir) {
            // Whoever only reads need not wait until the window is closed.
            Err(OpenError::InUse) if reading => Store::open_reading(&data_dir),
            opened => opened,
        })
        .await;
        let opened = opened.map_err(|_| CommandError::new(ErrorCode::Internal, "opening the history broke"))?;
        let (library, _) = broadcast::channel(256);
        let tasks = TaskTracker::new();
        let history = history_info(&options, &opened);
        let store = opened.as_ref().ok().map(|opened| opened.store.clone());
        let settings = crate::settings::load(store.as_ref()).await;
        let endpoint = Endpoint::of(options.base_url.as_deref(), &settings.base_url)?;
        let keyring = KeyRing::new(options.keychain.clone())
            .with_environment(options.environment_key.as_deref().map(Secret::new));
        let model = endpoint.model(&options, &keyring)?;
        let home = opened
            .map(|opened| Space::new(opened.store, model, options.pace, options.retries, library.clone(), &tasks));
        let face = Face {
            settings,
            endpoint,
            key: KeyInfo { state: KeyState::Looking, place: None, last4: None, keychain_down: false },
            history,
            in_demo: false,
            has_history: crate::library::has_any(store.as_ref()).await,
            new_draft: crate::settings::new_draft(store.as_ref()).await,
            currency: crate::settings::currency(store.as_ref()).await,
        };
        let inner = Inner {
            options,
            desk,
            keyring,
            library,
            quit: CancellationToken::new(),
            tasks,
            demo: tokio::sync::Mutex::new(None),
            home,
            face: RwLock::new(face),
            demo_space: RwLock::new(None),
            watches: Mutex::new(HashMap::new()),
        };
        let backend = Self { inner: Arc::new(inner) };
        backend.look_for_key();
        backend.watch_history();
        Ok(backend)
    }

    /// Ends running answers with every word on the disk, then closes the history. Calling it again does nothing.
    pub async fn shutdown(&self) {
        self.inner.quit.cancel();
        let demo = self.inner.demo.lock().await.take();
        let spaces: Vec<&Space> = self.inner.home.iter().chain(demo.iter().map(|demo| &demo.space)).collect();
        for space in &spaces {
            space.turns.shutdown().await;
        }
        self.inner.tasks.close();
        let stores: Vec<Store> = spaces.iter().map(|space| space.store.clone()).collect();
        let closed = tokio::task::spawn_blocking(move || stores.into_iter().for_each(Store::close)).await;
        if closed.is_err() {
            tracing::error!("closing the history broke");
        }
    }

    /// The history that is shown: the person's own, or the demo's.
    ///
    /// # Errors
    /// The reason why there is none.
    pub fn space(&self) -> Result<Space, CommandError> {
        if let Some(space) = self.demo_space() {
            return Ok(space);
        }
        self.inner.home.as_ref().map(Space::clone).map_err(problem::of_open)
    }

    /// Light or dark, as the person chose.
    #[must_use]
    pub fn theme(&self) -> hadal_wire::Theme {
        self.face().settings.theme
    }

    /// How many answers are being written.
    #[must_use]
    pub fn running_answers(&self) -> usize {
        self.inner.home.iter().chain(self.demo_space().iter()).map(|space| space.turns.count()).sum()
    }

    pub(crate) fn home(&self) -> Option<&Space> {
        self.inner.home.as_ref().ok()
    }

    pub(crate) fn demo_space(&self) -> Option<Space> {
        self.inner.demo_space.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn set_demo_space(&self, space: Option<Space>) {
        *self.inner.demo_space.write().unwrap_or_else(PoisonError::into_inner) = space;
    }

    pub(crate) fn face(&self) -> RwLockReadGuard<'_, Face> {
        self.inner.face.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn face_mut(&self) -> RwLockWriteGuard<'_, Face> {
        self.inner.face.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn watches(&self) -> MutexGuard<'_, HashMap<String, CancellationToken>> {
        self.inner.watches.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn viewer(&self) -> Viewer {
        let face = self.face();
        Viewer { currency: (!face.in_demo).then_some(face.currency) }
    }

    pub(crate) fn tell(&self, event: LibraryEvent) {
        // No receiver is no error: no window looks at present.
        let _ = self.inner.library.send(event);
    }

    pub(crate) fn tell_app(&self) {
        self.tell(LibraryEvent::App { app: Box::new(self.app()) });
    }

    /// While answers come, a full disk shows at once and not at the end.
    fn watch_history(&self) {
        let Some(home) = self.home() else { return };
        let mut trouble = home.turns.trouble();
        let backend = self.clone();
        self.inner.tasks.spawn(async move {
            loop {
                tokio::select! {
                    changed = trouble.changed() => if changed.is_err() { break },
                    () = backend.inner.quit.cancelled() => break,
                }
                let state = match *trouble.borrow_and_update() {
                    None => HistoryState::Ready,
                    Some(HistoryTrouble::DiskFull) => HistoryState::DiskFull,
                    Some(HistoryTrouble::ReadOnly) => HistoryState::ReadOnly,
                    Some(HistoryTrouble::Other) => HistoryState::Unusable,
                };
                backend.face_mut().history.state = state;
                backend.tell_app();
            }
        });
    }
}

fn history_info(options: &Options, opened: &Result<hadal_store::Opened, OpenError>) -> HistoryInfo {
    let (state, set_aside) = match opened {
        Ok(opened) => {
            let state = match opened.state {
                StoreState::Ready => HistoryState::Ready,
                StoreState::ReadOnly => HistoryState::ReadOnly,
            };
            (state, opened.set_aside.as_ref().and_then(|path| path.file_name()))
        }
        Err(OpenError::Newer { .. }) => (HistoryState::Newer, None),
        Err(OpenError::InUse) => (HistoryState::InUse, None),
        Err(OpenError::DiskFull) => (HistoryState::DiskFull, None),
        Err(OpenError::ReadOnly) => (HistoryState::ReadOnly, None),
        Err(_) => (HistoryState::Unusable, None),
    };
    let place = options.data_dir.display().to_string();
    let place = match std::env::var("HOME") {
        Ok(home) if !home.is_empty() => place.strip_prefix(&home).map(|rest| format!("~{rest}")).unwrap_or(place),
        _ => place,
    };
    HistoryInfo { state, place, set_aside: set_aside.map(|name| name.to_string_lossy().into_owned()) }
}
