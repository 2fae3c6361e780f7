//! What lies on the disk, and erasing it.

use crate::{Backend, problem};
use hadal_domain::Timestamp;
use hadal_store::{OpenError, Store};
use hadal_wire::{
    AppInfo, BackupInfo, BackupRestore, CommandError, DataErase, DataGet, DataInfo, Done, ErrorCode, LibraryEvent,
};
use std::path::Path;

impl Backend {
    /// What lies on the disk: one's own history, whatever is shown.
    ///
    /// # Errors
    /// None: what cannot be read counts as nothing.
    pub async fn data_info(&self, _: DataGet) -> Result<DataInfo, CommandError> {
        let dir = self.inner.options.data_dir.clone();
        let sizes = tokio::task::spawn_blocking(move || {
            let files = ["history.db", "history.db-wal", "history.db-shm"];
            (files.iter().map(|name| size(&dir.join(name))).sum(), backups(&dir.join("backups")))
        });
        let (bytes, backups) =
            sizes.await.map_err(|_| CommandError::new(ErrorCode::Internal, "reading the sizes broke"))?;
        let place = self.face().history.place.clone();
        Ok(DataInfo { place, bytes, backups, kept_folder: self.kept_folder() })
    }

    /// Goes back to a backup at the next start, and ends this one.
    ///
    /// # Errors
    /// An answer is being written, there is no such backup, or it is not sound.
    pub async fn backup_restore(&self, request: BackupRestore) -> Result<Done, CommandError> {
        if self.running_answers() > 0 {
            return Err(CommandError::new(ErrorCode::TurnRunning, "an answer is being written"));
        }
        let dir = self.inner.options.data_dir.clone();
        let made_at = Timestamp::from_millis(request.made_at_ms);
        let wished = tokio::task::spawn_blocking(move || Store::restore_at_next_start(&dir, made_at)).await;
        match wished.map_err(|_| CommandError::new(ErrorCode::Internal, "asking for the backup broke"))? {
            Ok(()) => {
                self.inner.desk.quit();
                Ok(Done {})
            }
            Err(OpenError::Damaged { detail }) => Err(CommandError::new(ErrorCode::BackupUnusable, detail)),
            Err(error) => Err(problem::of_open(&error)),
        }
    }

    /// Erases everything of one's own history, backups included. The key and how the window looks stay.
    ///
    /// # Errors
    /// Nobody typed that it is meant, an answer is being written, or the history did not take it.
    pub async fn data_erase(&self, request: DataErase) -> Result<AppInfo, CommandError> {
        if !request.confirmed {
            return Err(CommandError::new(ErrorCode::RequestMalformed, "nobody confirmed this"));
        }
        if self.running_answers() > 0 {
            return Err(CommandError::new(ErrorCode::TurnRunning, "an answer is being written"));
        }
        let home = self.inner.home.as_ref().map_err(problem::of_open)?;
        home.store.erase_everything().await.map_err(|e| problem::of_store(&e))?;
        self.forget_dropped();
        let look = {
            let mut face = self.face_mut();
            face.new_draft.clear();
            face.kept = crate::kept_folder::Kept::default();
            face.settings.system_prompt.clear();
            face.settings.clone()
        };
        // The settings were in there, too.
        self.keep(&look).await?;
        self.tell(LibraryEvent::Stale);
        self.tell_app();
        Ok(self.app())
    }
}

fn size(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |metadata| metadata.len())
}

/// Backups by the instant in their names, newest first.
fn backups(folder: &Path) -> Vec<BackupInfo> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<BackupInfo> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name();
            let made_at_ms = name.to_str()?.strip_prefix("history-")?.strip_suffix(".db")?.parse().ok()?;
            Some(BackupInfo { made_at_ms, bytes: size(&entry.path()) })
        })
        .collect();
    found.sort_by_key(|backup| std::cmp::Reverse(backup.made_at_ms));
    found
}
