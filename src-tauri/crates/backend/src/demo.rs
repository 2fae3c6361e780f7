//! The demo: the built-in simulator with a history of its own, so that looking around leaves no trace in one's own.

use crate::space::{Room, Space};
use crate::titles::Titler;
use crate::{Backend, problem};
use futures_util::FutureExt;
use hadal_deepseek::{ApiKey, BaseUrl, Client};
use hadal_engine::{DeepSeek, Failure, FailureKind, KeySource, Lines};
use hadal_simulator::{Config, DEMO_KEY, Simulator};
use hadal_store::Store;
use hadal_wire::{AppInfo, CommandError, DemoEnter, DemoLeave, ErrorCode, LibraryEvent};
use std::sync::Arc;

/// The simulator of a demo that has been entered; it stays until the app quits.
pub(crate) struct Demo {
    _simulator: Simulator,
    pub(crate) space: Space,
}

impl Backend {
    /// Switches to the demo.
    ///
    /// # Errors
    /// The demo's history or its simulator could not be opened.
    pub async fn demo_enter(&self, _: DemoEnter) -> Result<AppInfo, CommandError> {
        let mut demo = self.inner.demo.lock().await;
        let space = if let Some(demo) = &*demo {
            demo.space.clone()
        } else {
            let opened = self.open_demo().await?;
            let space = opened.space.clone();
            let draft = crate::settings::new_draft(Some(&space.store)).await;
            self.face_mut().demo_draft = draft;
            *demo = Some(opened);
            space
        };
        if let Some(home) = self.home() {
            home.show(false);
        }
        space.show(true);
        self.set_demo_space(Some(space));
        self.go_on_by_itself(self.face().settings.auto_continue);
        self.face_mut().in_demo = true;
        self.tell(LibraryEvent::Stale);
        self.tell_app();
        Ok(self.app())
    }

    /// Goes back to one's own history. Answers of the demo go on in theirs.
    ///
    /// # Errors
    /// None.
    pub async fn demo_leave(&self, _: DemoLeave) -> Result<AppInfo, CommandError> {
        if let Some(demo) = self.demo_space() {
            demo.show(false);
        }
        if let Some(home) = self.home() {
            home.show(true);
        }
        self.set_demo_space(None);
        self.face_mut().in_demo = false;
        self.tell(LibraryEvent::Stale);
        self.tell_app();
        Ok(self.app())
    }

    async fn open_demo(&self) -> Result<Demo, CommandError> {
        let internal = |error: &dyn std::fmt::Display| CommandError::new(ErrorCode::Internal, error.to_string());
        let dir = self.inner.options.data_dir.join("demo");
        let opened = tokio::task::spawn_blocking(move || Store::open(&dir)).await.map_err(|error| internal(&error))?;
        let opened = opened.map_err(|error| problem::of_open(&error))?;
        let simulator = Simulator::start(Config::demo()).await.map_err(|error| internal(&error))?;
        let base = BaseUrl::parse(&simulator.base_url()).map_err(|error| internal(&error))?;
        let client = Client::builder().base_url(base).build().map_err(|error| internal(&error))?;
        let key: KeySource =
            Arc::new(|| async { ApiKey::parse(DEMO_KEY).map_err(|_| Failure::of(FailureKind::Internal)) }.boxed());
        let titler = Titler { client: client.clone(), key: Arc::clone(&key) };
        let model = Arc::new(DeepSeek::new(client, key, Lines::default()));
        let inner = &self.inner;
        let room = Room {
            options: &inner.options,
            library: &inner.library,
            tasks: &inner.tasks,
            quit: &inner.quit,
            auto_title: &inner.auto_title,
        };
        Ok(Demo { _simulator: simulator, space: room.space(opened.store, model, titler) })
    }
}
