//! A backend with its simulator, and the few words that every test needs.

use hadal_backend::{Backend, Desk, Options};
use hadal_deepseek::resilience::{BreakerPolicy, Breakers};
use hadal_domain::{Message, Status};
use hadal_engine::Lines;
use hadal_secrets::{Keychain, Origin, Secret};
use hadal_simulator::{Config, Simulator, TEST_KEY};
use hadal_wire::{CommandError, ThinkingWord, TurnRegenerate, TurnStart, TurnStarted};
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;

/// Longer than anything here takes on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Nobody to ask and nothing to open.
pub(crate) struct NoDesk;

impl Desk for NoDesk {
    fn save_as(&self, _: String) -> Pin<Box<dyn Future<Output = Option<PathBuf>> + Send>> {
        Box::pin(std::future::ready(None))
    }

    fn open_link(&self, _: &str) -> Result<(), String> {
        Ok(())
    }

    fn painted(&self) {}
}

pub(crate) struct Scene {
    pub(crate) backend: Backend,
    pub(crate) simulator: Simulator,
    pub(crate) dir: TempDir,
}

impl Scene {
    /// A new history, a key that the simulator knows, no retries.
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Options)) -> Self {
        let simulator = Simulator::start(Config::default()).await.unwrap();
        let dir = tempfile::tempdir().unwrap();
        let mut options = options(dir.path(), &simulator).await;
        change(&mut options);
        let backend = Backend::start(options, Arc::new(NoDesk)).await.unwrap();
        Self { backend, simulator, dir }
    }

    /// Quits and starts again on the same history.
    pub(crate) async fn again(self) -> Self {
        self.backend.shutdown().await;
        let backend = Backend::start(options(self.dir.path(), &self.simulator).await, Arc::new(NoDesk)).await.unwrap();
        Self { backend, ..self }
    }

    /// Asks the first question of a new conversation.
    pub(crate) async fn ask(&self, text: &str) -> TurnStarted {
        self.backend.turn_start(words(text)).await.unwrap()
    }

    /// Asks after this message.
    pub(crate) async fn ask_after(&self, started: &TurnStarted, parent: Option<&str>, text: &str) -> TurnStarted {
        let request = TurnStart {
            conversation_id: Some(started.view.info.id.clone()),
            parent_id: parent.map(str::to_owned),
            ..words(text)
        };
        self.backend.turn_start(request).await.unwrap()
    }

    pub(crate) async fn regenerate(&self, answer: &str) -> TurnStarted {
        let request = TurnRegenerate {
            message_id: answer.to_owned(),
            model: "deepseek-flash".to_owned(),
            thinking: ThinkingWord::High,
            client_id: uuid::Uuid::now_v7().to_string(),
        };
        self.backend.turn_regenerate(request).await.unwrap()
    }

    /// The answer's row as it is now.
    pub(crate) async fn row(&self, answer: &str) -> Message {
        let id = answer.parse().unwrap();
        self.backend.space().unwrap().store.message(id).await.unwrap().unwrap()
    }

    /// The answer's row once it has ended.
    pub(crate) async fn ended(&self, answer: &str) -> Message {
        let id = answer.parse().unwrap();
        let turns = self.backend.space().unwrap().turns;
        until("the answer to end", async || !turns.is_running(id)).await;
        let row = self.row(answer).await;
        assert_ne!(row.status, Status::Streaming, "an ended answer is settled on the disk");
        row
    }

    /// Asks, and waits for the end.
    pub(crate) async fn answer(&self, text: &str) -> Message {
        let started = self.ask(text).await;
        self.ended(&started.answer_id).await
    }
}

/// Options for this directory and simulator, with the key in a keychain of the test.
pub(crate) async fn options(dir: &Path, simulator: &Simulator) -> Options {
    let mut options = Options::new(dir.to_owned());
    let keychain = Keychain::memory();
    keychain.write(&Origin::new(&simulator.base_url()), &Secret::new(TEST_KEY)).await.unwrap();
    options.keychain = keychain;
    options.base_url = Some(simulator.base_url());
    options.retries = 0;
    options.outbox = Some(Duration::from_millis(50));
    // Faults follow each other here as they never do outside.
    options.lines = Lines::new(Breakers::new(BreakerPolicy { failures: u32::MAX, ..BreakerPolicy::default() }));
    options
}

/// A second start on this directory, with nobody to ask.
pub(crate) async fn start(options: Options) -> Result<Backend, CommandError> {
    Backend::start(options, Arc::new(NoDesk)).await
}

pub(crate) fn words(text: &str) -> TurnStart {
    TurnStart {
        conversation_id: None,
        parent_id: None,
        text: text.to_owned(),
        pictures: Vec::new(),
        begin_with: None,
        model: "deepseek-flash".to_owned(),
        thinking: ThinkingWord::High,
        parameters: None,
        client_id: uuid::Uuid::now_v7().to_string(),
    }
}

/// Waits until it holds.
pub(crate) async fn until(what: &str, holds: impl AsyncFn() -> bool) {
    let reached = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    assert!(tokio::time::timeout(PATIENCE, reached).await.is_ok(), "waited in vain for {what}");
}
