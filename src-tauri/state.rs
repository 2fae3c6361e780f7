//! What the shell owns, and the order of its end.

use hadal_backend::Backend;
use hadal_wire::{CommandError, ErrorCode};
use std::sync::OnceLock;
use std::time::Duration;
use tauri::{AppHandle, Manager, RunEvent, WindowEvent};

/// A disk that does not answer must not keep the program from ending; every word up to the last checkpoint is safe anyway.
const SHUTDOWN_LIMIT: Duration = Duration::from_secs(10);

/// What the commands reach.
#[derive(Default)]
pub struct Shell {
    backend: OnceLock<Backend>,
}

impl Shell {
    /// A shell around a backend that has started.
    #[must_use]
    pub fn of(backend: Backend) -> Self {
        let shell = Self::default();
        // The lock is new, so it takes the value.
        let _ = shell.backend.set(backend);
        shell
    }

    /// The backend.
    ///
    /// # Errors
    /// It has not started: a defect, since the window opens after it.
    pub fn backend(&self) -> Result<&Backend, CommandError> {
        self.backend.get().ok_or_else(|| CommandError::new(ErrorCode::Internal, "the app has not started"))
    }
}

pub(crate) fn on_event(app: &AppHandle, event: &RunEvent) {
    if let RunEvent::WindowEvent { event: WindowEvent::CloseRequested { api, .. }, .. } = event
        && let Some(shell) = app.try_state::<Shell>()
        && shell.backend().is_ok_and(|backend| !backend.may_close())
    {
        // The window asks; its answer comes as a command.
        api.prevent_close();
    }
    if let RunEvent::Exit = event {
        let Some(shell) = app.try_state::<Shell>() else { return };
        if let Ok(backend) = shell.backend() {
            let end = async { tokio::time::timeout(SHUTDOWN_LIMIT, backend.shutdown()).await };
            if tauri::async_runtime::block_on(end).is_err() {
                tracing::error!("the history did not close in time");
            }
        }
    }
}
