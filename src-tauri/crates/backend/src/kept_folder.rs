//! A folder of files that follows the history: what changed is written anew, and nothing that is not ours is touched.
//!
//! A list beside the files says which file is whose, so a conversation keeps its file whatever it is called. There is no
//! clock: a change asks for a run, and the run waits until one is due.

use crate::export::{content, read};
use crate::{Backend, ExportOptions, problem};
use hadal_domain::{ConversationSummary, Timestamp};
use hadal_store::{Shelf, ShelfQuery, Store};
use hadal_transfer::{Folder, Overwrite};
use hadal_wire::{CommandError, ErrorCode, ExportFormat, KeepWhen, KeptFolder, KeptFolderChange};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;

const SETTING: &str = "kept_folder";
const LIST: &str = ".hadal-folder.json";
const PAGE: u32 = 500;
/// After a change, so that several are one run.
const REST: Duration = Duration::from_secs(5);
/// A quit waits no longer for it.
const QUIT_MAX: Duration = Duration::from_secs(20);

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
        let mut kept = self.face().kept.clone();
        if change.choose == Some(true)
            && let Some(folder) = self.inner.desk.choose_folder().await
        {
            kept.folder = Some(folder);
            // Whoever chooses a folder wants something in it.
            if kept.when == KeepWhen::Off {
                kept.when = KeepWhen::Hourly;
            }
        }
        if let Some(format) = change.format {
            if !matches!(format, ExportFormat::Markdown | ExportFormat::Json) {
                return Err(CommandError::new(ErrorCode::RequestMalformed, "a folder is kept as Markdown or JSON"));
            }
            kept.format = Some(format);
        }
        kept.when = change.when.unwrap_or(kept.when);
        self.keep_kept(kept).await?;
        if change.run == Some(true) {
            self.bring_up_to_date().await;
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

    async fn keep_kept(&self, kept: Kept) -> Result<(), CommandError> {
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
                    () = tokio::time::sleep(wait) => backend.bring_up_to_date().await,
                    () = backend.inner.quit.cancelled() => break,
                }
            }
        });
    }

    /// At the quit of a window, what changed since.
    pub(crate) async fn last_run(&self) {
        let wanted = self.face().kept.when != KeepWhen::Off && self.inner.windowed.load(Ordering::Relaxed);
        if wanted && tokio::time::timeout(QUIT_MAX, self.bring_up_to_date()).await.is_err() {
            tracing::warn!("the kept folder was not finished before the quit; the next run goes on");
        }
    }

    /// Writes what changed, and notes what came of it.
    pub(crate) async fn bring_up_to_date(&self) {
        let mut kept = self.face().kept.clone();
        let Some(folder) = kept.folder.clone() else { return };
        let result = self.keep_up(&folder, kept.format(), ExportOptions::default()).await;
        kept = self.face().kept.clone();
        kept.last_at_ms = Some(Timestamp::now().as_millis());
        kept.last_problem = result.as_ref().err().map(|error| error.message.clone());
        kept.last_files = result.unwrap_or_default();
        if let Err(error) = self.keep_kept(kept).await {
            tracing::warn!(%error, "the run of the kept folder was not noted");
        }
    }

    /// Writes the conversations of one's own history that changed since the last time into this folder, and answers
    /// how many these were. Files that are not on its list are never touched, and none is ever removed.
    ///
    /// # Errors
    /// The history could not be read, or a file could not be written; those before it stay and are on the list.
    pub async fn keep_up(
        &self,
        folder: &Path,
        format: ExportFormat,
        options: ExportOptions,
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
                        if row.summary.running || list.has(&key, &row.summary, folder) {
                            continue;
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
                        list.note(key, &name, &row.summary);
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
        list.write(folder)?;
        result
    }
}

/// Which file is whose.
#[derive(Default)]
struct List {
    files: BTreeMap<String, Map<String, Value>>,
    changed: bool,
}

impl List {
    fn read(folder: &Path) -> Result<Self, CommandError> {
        let failed = |error: &dyn std::fmt::Display| CommandError::new(ErrorCode::ExportFailed, error.to_string());
        std::fs::create_dir_all(folder).map_err(|error| failed(&error))?;
        let text = match std::fs::read_to_string(folder.join(LIST)) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(failed(&error)),
        };
        // A broken list is begun anew: files of earlier runs count as somebody else's then, and stay.
        let value: Value = serde_json::from_str(&text).unwrap_or_default();
        let files = value.get("files").cloned().unwrap_or_default();
        Ok(Self { files: serde_json::from_value(files).unwrap_or_default(), changed: false })
    }

    /// The file of a conversation; only a plain name, whoever wrote the list.
    fn name(&self, key: &str) -> Option<String> {
        let name = self.files.get(key)?.get("file")?.as_str()?;
        (Path::new(name).file_name() == Some(name.as_ref())).then(|| name.to_owned())
    }

    fn has(&self, key: &str, row: &ConversationSummary, folder: &Path) -> bool {
        let Some(entry) = self.files.get(key) else { return false };
        entry.get("updated_at_ms").and_then(Value::as_i64) == Some(row.updated_at.as_millis())
            && entry.get("title").and_then(Value::as_str) == Some(row.title.as_str())
            && self.name(key).is_some_and(|name| folder.join(name).is_file())
    }

    fn note(&mut self, key: String, name: &str, row: &ConversationSummary) {
        let entry = json!({ "file": name, "updated_at_ms": row.updated_at.as_millis(), "title": row.title });
        if let Value::Object(entry) = entry {
            self.files.insert(key, entry);
            self.changed = true;
        }
    }

    fn write(&self, folder: &Path) -> Result<(), CommandError> {
        if !self.changed {
            return Ok(());
        }
        let text = json!({ "format": "hadal.folder", "version": 1, "files": self.files }).to_string();
        hadal_transfer::write_new(&folder.join(LIST), text.as_bytes(), Overwrite::Allowed)
            .map_err(|error| CommandError::new(ErrorCode::ExportFailed, error.to_string()))
    }
}
