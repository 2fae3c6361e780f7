//! What the shell owns, and the order of its end.

use hadal_backend::{Backend, FirstAnswers};
use hadal_wire::{CommandError, ErrorCode};
use std::sync::Mutex;
use std::time::Duration;
use tauri::{AppHandle, Manager, RunEvent, WindowEvent};
use tokio::sync::watch;

/// A disk that does not answer must not keep the program from ending; every word up to the last checkpoint is safe anyway.
const SHUTDOWN_LIMIT: Duration = Duration::from_secs(10);

/// What the window's first page brings with it. A page that came before its answers, or is loaded again, asks for itself:
/// those of the start would be old by then.
#[derive(Default)]
enum FirstPage {
    #[default]
    Awaited,
    Answered(FirstAnswers),
    Gone,
}

/// What the commands reach. The window opens while the backend starts; its first calls wait here.
#[derive(Default)]
pub struct Shell {
    backend: watch::Sender<Option<Backend>>,
    first_page: Mutex<FirstPage>,
}

impl Shell {
    /// A shell around a backend that has started.
    #[must_use]
    pub fn of(backend: Backend) -> Self {
        Self { backend: watch::Sender::new(Some(backend)), first_page: Mutex::default() }
    }

    /// Answers those who wait, and everyone after them; a page that is still to come brings its answers with it.
    pub(crate) fn started(&self, backend: Backend, answers: FirstAnswers) {
        if let Ok(mut first) = self.first_page.lock()
            && matches!(*first, FirstPage::Awaited)
        {
            *first = FirstPage::Answered(answers);
        }
        self.backend.send_replace(Some(backend));
    }

    /// The backend, as soon as it has started.
    ///
    /// # Errors
    /// It never will: the program ends.
    pub async fn backend(&self) -> Result<Backend, CommandError> {
        let started = self.backend.subscribe().wait_for(Option::is_some).await.ok().and_then(|backend| backend.clone());
        started.ok_or_else(|| CommandError::new(ErrorCode::Internal, "the app has not started"))
    }

    /// What the first page brings with it, if that is known by now. Nothing waits here: this is the window's thread.
    pub(crate) fn take_first_answers(&self) -> Option<FirstAnswers> {
        match std::mem::replace(&mut *self.first_page.lock().ok()?, FirstPage::Gone) {
            FirstPage::Answered(answers) => Some(answers),
            FirstPage::Awaited | FirstPage::Gone => None,
        }
    }

    /// The backend, if it has started.
    fn running(&self) -> Option<Backend> {
        self.backend.borrow().clone()
    }
}

pub(crate) fn on_event(app: &AppHandle, event: &RunEvent) {
    if let RunEvent::WindowEvent { event: WindowEvent::CloseRequested { api, .. }, .. } = event
        && let Some(shell) = app.try_state::<Shell>()
        && shell.running().is_some_and(|backend| !backend.may_close())
    {
        // The window asks; its answer comes as a command.
        api.prevent_close();
    }
    if let RunEvent::Exit = event {
        let Some(shell) = app.try_state::<Shell>() else { return };
        if let Some(backend) = shell.running() {
            let end = async { tokio::time::timeout(SHUTDOWN_LIMIT, backend.shutdown()).await };
            if tauri::async_runtime::block_on(end).is_err() {
                tracing::error!("the history did not close in time");
            }
        }
    }
}
