//! The app without a window: what it owns, and in which order it starts and ends.

use crate::account::look_up;
use crate::endpoint::Endpoint;
use crate::entered::Watches;
use crate::incoming::Incoming;
use crate::kept_folder::Kept;
use crate::outgoing::Exported;
use crate::pictures::Waiting;
use crate::proxy::Proxy;
use crate::space::{Room, Space};
use crate::view::Viewer;
use crate::{Desk, Options, demo::Demo, opening, problem};
use hadal_domain::{Currency, MessageId};
use hadal_secrets::{KeyRing, Secret};
use hadal_store::{OpenError, Store};
use hadal_wire::{BalanceLine, CommandError, HistoryInfo, KeyInfo, KeyState, LibraryEvent, Settings};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// What changes while the app runs, small enough for one lock.
pub(crate) struct Face {
    pub(crate) settings: Settings,
    pub(crate) endpoint: Endpoint,
    pub(crate) key: KeyInfo,
    /// Whether there is a key for the standby.
    pub(crate) standby_key: KeyState,
    /// Counts what became known of the key, so that a slow answer of the keychain cannot undo something newer.
    pub(crate) key_round: u64,
    pub(crate) history: HistoryInfo,
    pub(crate) in_demo: bool,
    /// Answers that the end of the last start cut.
    pub(crate) cut: Vec<MessageId>,
    /// Answers that were being written when the window was asked to close; 0: it was not.
    pub(crate) closing: usize,
    /// There is something to read.
    pub(crate) has_history: bool,
    pub(crate) new_draft: String,
    /// The same in the demo.
    pub(crate) demo_draft: String,
    pub(crate) currency: Currency,
    /// What is left of an account that runs low.
    pub(crate) low_balance: Option<BalanceLine>,
    /// The folder that is kept up to date.
    pub(crate) kept: Kept,
}

pub(crate) struct Inner {
    pub(crate) options: Options,
    pub(crate) desk: Arc<dyn Desk>,
    pub(crate) keyring: KeyRing,
    pub(crate) library: broadcast::Sender<LibraryEvent>,
    /// What happened since a page was given its first answers, for the first watch of that page.
    pub(crate) since_answers: Mutex<Option<broadcast::Receiver<LibraryEvent>>>,
    pub(crate) quit: CancellationToken,
    pub(crate) tasks: TaskTracker,
    /// Whether titles are asked of the model; as in the settings.
    pub(crate) auto_title: Arc<AtomicBool>,
    pub(crate) demo: tokio::sync::Mutex<Option<Demo>>,
    /// Held while settings change: one change at a time, none is lost.
    pub(crate) settings_turn: tokio::sync::Mutex<()>,
    /// Held while a kept folder is brought up to date: one run at a time.
    pub(crate) keeping: tokio::sync::Mutex<()>,
    pub(crate) watches: Arc<Mutex<Watches>>,
    /// Exports and imports that run, to stop them by name.
    pub(crate) jobs: Arc<Mutex<Watches>>,
    pub(crate) exported: Mutex<Exported>,
    pub(crate) incoming: Mutex<Incoming>,
    /// Pictures that wait for their message.
    pub(crate) pictures: Mutex<Waiting>,
    /// A window has shown itself: this is no command line.
    pub(crate) windowed: AtomicBool,
    pub(crate) home: Result<Space, OpenError>,
    face: RwLock<Face>,
    demo_space: RwLock<Option<Space>>,
}

/// The app without a window. Cheap to clone.
#[derive(Clone)]
pub struct Backend {
    pub(crate) inner: Arc<Inner>,
}

impl Face {
    /// What was typed for a new conversation of the history that is shown.
    pub(crate) fn draft(&self) -> &String {
        if self.in_demo { &self.demo_draft } else { &self.new_draft }
    }

    pub(crate) fn draft_mut(&mut self) -> &mut String {
        if self.in_demo { &mut self.demo_draft } else { &mut self.new_draft }
    }

    pub(crate) fn set_key(&mut self, key: KeyInfo) {
        self.key_round += 1;
        self.key = key;
    }
}

impl Backend {
    /// Opens the history, reads the settings and begins to look for the key, which nobody waits for. A history that cannot be opened is no
    /// error here: the window says what is wrong with it.
    ///
    /// # Errors
    /// [`hadal_wire::ErrorCode::BaseUrlUnusable`] when the start was given an address that cannot be used.
    pub async fn start(options: Options, desk: Arc<dyn Desk>) -> Result<Self, CommandError> {
        let keyring = KeyRing::new(options.keychain.clone())
            .with_environment(options.environment_key.as_deref().map(Secret::new));
        let tasks = TaskTracker::new();
        // The keychain takes its time to wake: it is asked while the history opens, for the address that is most likely.
        let early = Endpoint::of(options.base_url.as_deref(), "")?.origin();
        let early = (!options.reading).then(|| (early.clone(), look_up(&tasks, &keyring, early)));
        let opened = crate::opening::open(&options).await?;
        let (library, _) = broadcast::channel(256);
        let quit = CancellationToken::new();
        let history = crate::opening::info(&options, &opened);
        let store = opened.as_ref().ok().map(|opened| opened.store.clone());
        let settings = crate::settings::load(store.as_ref()).await;
        let proxy = Proxy::parse(&settings.proxy).unwrap_or_default();
        let endpoint = Endpoint::of(options.base_url.as_deref(), &settings.base_url)?.through(proxy);
        let model = crate::standby::model(&endpoint, &settings, &options, &keyring)?;
        let titler = endpoint.titler(&options, &keyring)?;
        let auto_title = Arc::new(AtomicBool::new(settings.auto_title));
        let repaired = opened.as_ref().is_ok_and(|opened| opened.recovered.is_some() || opened.restored);
        let interrupted = opened.as_ref().map(|opened| opened.interrupted.clone()).unwrap_or_default();
        let room = Room { options: &options, library: &library, tasks: &tasks, quit: &quit, auto_title: &auto_title };
        let home = opened.map(|opened| room.space(opened.store, model, titler));
        if let Ok(home) = &home {
            home.show(true);
        }
        let face = Face {
            settings,
            endpoint,
            key: KeyInfo { state: KeyState::Looking, place: None, last4: None, keychain_down: false },
            standby_key: KeyState::Looking,
            key_round: 0,
            history,
            in_demo: false,
            cut: Vec::new(),
            closing: 0,
            has_history: crate::library::has_any(store.as_ref()).await,
            new_draft: crate::settings::new_draft(store.as_ref()).await,
            demo_draft: String::new(),
            currency: crate::settings::currency(store.as_ref()).await,
            kept: Kept::load(store.as_ref()).await,
            low_balance: None,
        };
        let inner = Inner {
            options,
            desk,
            keyring,
            library,
            quit,
            tasks,
            auto_title,
            settings_turn: tokio::sync::Mutex::new(()),
            keeping: tokio::sync::Mutex::new(()),
            demo: tokio::sync::Mutex::new(None),
            home,
            face: RwLock::new(face),
            demo_space: RwLock::new(None),
            since_answers: Mutex::default(),
            watches: Arc::default(),
            jobs: Arc::default(),
            exported: Mutex::default(),
            incoming: Mutex::default(),
            pictures: Mutex::default(),
            windowed: AtomicBool::new(false),
        };
        let backend = Self { inner: Arc::new(inner) };
        if let Some((origin, found)) = early {
            backend.look_for_key(origin, found);
            let looking = backend.clone();
            backend.inner.tasks.spawn(async move { looking.look_up_standby_key().await });
        }
        backend.watch_history();
        backend.follow_history();
        backend.watch_funds();
        backend.go_on_by_itself(backend.face().settings.auto_continue);
        backend.send_unsent(repaired).await;
        backend.find_cut(interrupted).await;
        Ok(backend)
    }

    /// Ends running answers with every word on the disk, then closes the history. Calling it again does nothing.
    pub async fn shutdown(&self) {
        self.inner.quit.cancel();
        self.note_cut().await;
        let demo = self.inner.demo.lock().await.take();
        let spaces: Vec<&Space> = self.inner.home.iter().chain(demo.iter().map(|demo| &demo.space)).collect();
        for space in &spaces {
            space.turns.shutdown().await;
        }
        self.last_run().await;
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

    /// Tag of the language that the person chose, or `system`.
    #[must_use]
    pub fn language(&self) -> String {
        self.face().settings.language.clone()
    }

    /// Light or dark, as the person chose.
    #[must_use]
    pub fn theme(&self) -> hadal_wire::Theme {
        self.face().settings.theme
    }

    /// The currency of the account.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.face().currency
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

    pub(crate) fn viewer(&self) -> Viewer {
        let face = self.face();
        Viewer { currency: (!face.in_demo).then_some(face.currency) }
    }

    /// Asks the window for one of its actions.
    pub fn act(&self, action: &str) {
        self.tell(LibraryEvent::Action { id: action.to_owned() });
    }

    pub(crate) fn tell(&self, event: LibraryEvent) {
        // No receiver is no error: no window looks at present.
        let _ = self.inner.library.send(event);
    }

    pub(crate) fn tell_app(&self) {
        self.tell(LibraryEvent::App { app: Box::new(self.app()) });
    }

    /// What an earlier start could not send is sent now, or waits again. After a repair or a way back it is not: the rows are those of
    /// an earlier day, and it may have been sent since.
    async fn send_unsent(&self, repaired: bool) {
        let Some(home) = self.home().filter(|_| !self.inner.options.reading) else { return };
        let done = if repaired {
            home.store.give_up_unsent().await.map_err(|error| problem::of_store(&error))
        } else if self.inner.options.outbox.is_some() {
            home.turns.send_unsent().await.map(|_| ()).map_err(|error| problem::of_turn(&error))
        } else {
            Ok(())
        };
        if let Err(error) = done {
            tracing::warn!(%error, "what was not sent stays where it is");
        }
    }

    /// While answers come, a full disk shows at once and not at the end; what goes wrong with the files, whenever
    /// somebody looks.
    fn watch_history(&self) {
        let Some(home) = self.home() else { return };
        let (mut writes, mut files) = (home.turns.trouble(), home.store.trouble());
        let opened = self.face().history.state;
        let backend = self.clone();
        self.inner.tasks.spawn(async move {
            loop {
                let changed = tokio::select! {
                    changed = writes.changed() => changed,
                    changed = files.changed() => changed,
                    () = backend.inner.quit.cancelled() => break,
                };
                if changed.is_err() {
                    break;
                }
                let state = opening::state_now(opened, *writes.borrow_and_update(), *files.borrow_and_update());
                if std::mem::replace(&mut backend.face_mut().history.state, state) != state {
                    backend.tell_app();
                }
            }
        });
    }
}
