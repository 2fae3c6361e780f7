//! A folder of files that follows the history: what changed is written anew, and nothing that is not ours is touched.
//!
//! A list beside the files says which file is whose, so a conversation keeps its file whatever it is called. There is no
//! clock: a change asks for a run, and the run waits until one is due.

mod list;

use self::list::List;
use crate::export::{content, read};
use crate::{Backend, ExportOptions, problem};
use hadal_domain::Timestamp;
use hadal_store::{Shelf, ShelfQuery, Store};
use hadal_transfer::{Folder, Overwrite};
use hadal_wire::{CommandError, ErrorCode, ExportFormat, KeepWhen, KeptFolder, KeptFolderChange};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use tokio::sync::broadcast::error::RecvError;

const SETTING: &str = "kept_folder";
const PAGE: u32 = 500;
/// After a change, so that several are one run.
const REST: Duration = Duration::from_secs(5);
/// At a quit no conversation is begun after this; the rest waits for the next run.
const QUIT_MAX: Duration = Duration::from_secs(5);
/// A quit waits no longer for the one that was begun: the shell gives the whole end ten seconds.
const QUIT_LIMIT: Duration = Duration::from_secs(7);
/// Files between two writings of the list: an end without a warning costs no more than these.
const LIST_EVERY: u32 = 32;

/// The folder as it is kept in the settings table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kept {
    folder: Option<PathBuf>,
    format: Option<ExportFormat>,
    when: KeepWhen,
    last_at_ms: Option<i64>,
    last_files: u64,
    last_problem: Option<String>,
}

impl Kept {
    pub(crate) async fn load(store: Option<&Store>) -> Self {
        let Some(store) = store else { return Self::default() };
        let json = store.setting(SETTING).await.ok().flatten();
        let Some(value) = json.and_then(|json| serde_json::from_str::<Value>(&json).ok()) else {
            return Self::default();
        };
        let read = |name: &str| value.get(name).cloned().unwrap_or_default();
        Self {
            folder: read("folder").as_str().map(PathBuf::from),
            format: serde_json::from_value(read("format")).ok(),
            when: serde_json::from_value(read("when")).unwrap_or_default(),
            last_at_ms: read("last_at_ms").as_i64(),
            last_files: read("last_files").as_u64().unwrap_or_default(),
            last_problem: read("last_problem").as_str().map(str::to_owned),
        }
    }

    fn json(&self) -> String {
        json!({ "folder": self.folder, "format": self.format, "when": self.when, "last_at_ms": self.last_at_ms,
            "last_files": self.last_files, "last_problem": self.last_problem })
        .to_string()
    }

    fn format(&self) -> ExportFormat {
        self.format.unwrap_or(ExportFormat::Markdown)
    }

    /// How long until the next run may begin; `None` when changes ask for none.
    fn wait(&self, now: Timestamp) -> Option<Duration> {
        self.folder.as_ref()?;
        let period = match self.when {
            KeepWhen::Off | KeepWhen::Quit => return None,
            KeepWhen::Hourly => Duration::from_hours(1),
            KeepWhen::Daily => Duration::from_hours(24),
        };
        let since = self.last_at_ms.map_or(period, |last| {
            // A clock that was set back makes it due.
            u64::try_from(now.as_millis() - last).map_or(period, Duration::from_millis)
        });
        Some(period.saturating_sub(since).max(REST))
    }
}

impl Backend {
    /// Changes the folder that is kept up to date, and brings it up to date when that is wanted.
    ///
    /// # Errors
    /// The kind of file is not one of the two that notes and backups take, or the history did not take it.
    pub async fn kept_folder_change(&self, change: KeptFolderChange) -> Result<KeptFolder, CommandError> {
        if change.format.is_some_and(|format| !matches!(format, ExportFormat::Markdown | ExportFormat::Json)) {
            return Err(CommandError::new(ErrorCode::RequestMalformed, "a folder is kept as Markdown or JSON"));
        }
        let chosen = if change.choose == Some(true) { self.inner.desk.choose_folder().await } else { None };
        self.change_kept(|kept| {
            if let Some(folder) = chosen {
                kept.folder = Some(folder);
                // Whoever chooses a folder wants something in it.
                if kept.when == KeepWhen::Off {
                    kept.when = KeepWhen::Hourly;
                }
            }
            kept.format = change.format.or(kept.format);
            kept.when = change.when.unwrap_or(kept.when);
        })
        .await?;
        if change.run == Some(true) {
            self.bring_up_to_date(&|| !self.inner.quit.is_cancelled()).await;
        }
        Ok(self.kept_folder())
    }

    pub(crate) fn kept_folder(&self) -> KeptFolder {
        let kept = self.face().kept.clone();
        KeptFolder {
            place: kept.folder.as_deref().map(crate::opening::place_of),
            format: kept.format(),
            when: kept.when,
            last_at_ms: kept.last_at_ms,
            last_files: kept.last_files,
            last_problem: kept.last_problem,
        }
    }

    /// One change at a time, of what is known when its turn comes: a run may have been noted meanwhile.
    async fn change_kept(&self, change: impl FnOnce(&mut Kept)) -> Result<(), CommandError> {
        let _turn = self.inner.settings_turn.lock().await;
        let mut kept = self.face().kept.clone();
        change(&mut kept);
        if let Some(home) = self.home() {
            home.store.set_setting(SETTING, &kept.json()).await.map_err(|e| problem::of_store(&e))?;
        }
        self.face_mut().kept = kept;
        Ok(())
    }

    /// Follows the history until the app quits.
    pub(crate) fn follow_history(&self) {
        let Some(home) = self.home() else { return };
        if self.inner.options.reading {
            return;
        }
        let (mut turns, backend) = (home.turns.changes(), self.clone());
        self.inner.tasks.spawn(async move {
            loop {
                let moved = tokio::select! {
                    moved = turns.recv() => moved,
                    () = backend.inner.quit.cancelled() => break,
                };
                if moved == Err(RecvError::Closed) {
                    break;
                }
                let Some(wait) = backend.face().kept.wait(Timestamp::now()) else { continue };
                tokio::select! {
                    () = tokio::time::sleep(wait) => {
                        backend.bring_up_to_date(&|| !backend.inner.quit.is_cancelled()).await;
                    }
                    () = backend.inner.quit.cancelled() => break,
                }
            }
        });
    }

    /// At the quit of a window, what changed since.
    pub(crate) async fn last_run(&self) {
        let wanted = self.face().kept.when != KeepWhen::Off && self.inner.windowed.load(Ordering::Relaxed);
        if !wanted {
            return;
        }
        let until = Instant::now() + QUIT_MAX;
        let goes_on = || Instant::now() < until;
        if tokio::time::timeout(QUIT_LIMIT, self.bring_up_to_date(&goes_on)).await.is_err() {
            tracing::warn!("the kept folder was not finished before the quit; the next run goes on");
        }
    }

    /// Writes what changed, while `goes_on`, and notes what came of it.
    async fn bring_up_to_date(&self, goes_on: &(dyn Fn() -> bool + Send + Sync)) {
        // Two runs at once would each take the other's files for somebody else's.
        let _turn = self.inner.keeping.lock().await;
        let kept = self.face().kept.clone();
        let Some(folder) = kept.folder.clone() else { return };
        let result = self.keep_up_while(&folder, kept.format(), ExportOptions::default(), goes_on).await;
        let noted = self.change_kept(|kept| {
            // What was broken off stays due.
            if goes_on() {
                kept.last_at_ms = Some(Timestamp::now().as_millis());
            }
            kept.last_problem = result.as_ref().err().map(|error| error.message.clone());
            kept.last_files = result.unwrap_or_default();
        });
        if let Err(error) = noted.await {
            tracing::warn!(%error, "the run of the kept folder was not noted");
        }
    }

    /// Writes the conversations of one's own history that changed since the last time into this folder, and answers
    /// how many these were. Files that are not on its list are never touched, and none is ever removed. `goes_on` is
    /// asked before each file; what is left then is for the next run.
    ///
    /// # Errors
    /// The history could not be read, or a file could not be written; those before it stay and are on the list.
    pub async fn keep_up(
        &self,
        folder: &Path,
        format: ExportFormat,
        options: ExportOptions,
        goes_on: &(dyn Fn() -> bool + Send + Sync),
    ) -> Result<u64, CommandError> {
        let _turn = self.inner.keeping.lock().await;
        self.keep_up_while(folder, format, options, goes_on).await
    }

    async fn keep_up_while(
        &self,
        folder: &Path,
        format: ExportFormat,
        options: ExportOptions,
        goes_on: &(dyn Fn() -> bool + Send + Sync),
    ) -> Result<u64, CommandError> {
        let Some(home) = self.home() else { return Ok(0) };
        let store = &home.store;
        let mut list = List::read(folder)?;
        let (mut names, mut written) = (Folder::default(), 0);
        let result = async {
            for shelf in [Shelf::Library, Shelf::Archive] {
                let mut before = None;
                loop {
                    let page = store.shelf(ShelfQuery { shelf, before, limit: PAGE }).await;
                    let page = page.map_err(|e| problem::of_store(&e))?;
                    for row in page.rows {
                        let key = format!("{}.{}", row.summary.id, format.extension());
                        if row.summary.running || list.has(&key, &row, folder) {
                            continue;
                        }
                        if !goes_on() {
                            return Ok(written);
                        }
                        let Some(found) = read(store, row.summary.id, format).await? else { continue };
                        // Markdown and JSON, which alone are kept, are one file.
                        let bytes = content(found, format, options).await?.concat();
                        let name = match list.name(&key) {
                            Some(name) => {
                                crate::export::write(folder.join(&name), bytes, Overwrite::Allowed).await?;
                                name
                            }
                            None => names
                                .write(folder, &row.summary.title, format.extension(), &bytes)
                                .map_err(|error| CommandError::new(ErrorCode::ExportFailed, error.to_string()))?,
                        };
                        list.note(key, &name, &row);
                        list.write_from(LIST_EVERY, folder)?;
                        written += 1;
                    }
                    match page.next {
                        Some(next) => before = Some(next),
                        None => break,
                    }
                }
            }
            Ok(written)
        };
        let result = result.await;
        list.write_from(1, folder)?;
        result
    }
}
