//! Going back to a backup. It is wished for while the history is open and done at the next start, before anything of
//! the history is open; what is there then becomes a backup itself, so that one can go forth again.

use crate::error::file_error;
use crate::{OpenError, Store, backup, header, pragmas, private, recover};
use hadal_domain::Timestamp;
use std::fs;
use std::io::Write;
use std::path::Path;

impl Store {
    /// Asks for the history in `dir` to be what it was at `made_at`, from the next start on.
    ///
    /// # Errors
    /// [`OpenError::Damaged`] when there is no such backup or it is not sound; else the wish could not be written.
    pub fn restore_at_next_start(dir: &Path, made_at: Timestamp) -> Result<(), OpenError> {
        let chosen = backup::of(dir, made_at);
        sound(&chosen)?;
        let note = backup::restore_note(dir);
        backup::remove_if_there(&note).map_err(file_error)?;
        let mut file = private::open_or_make(&note).map_err(file_error)?;
        write!(file, "{}", made_at.as_millis()).map_err(file_error)?;
        file.sync_all().map_err(file_error)?;
        private::sync_dir(dir).map_err(file_error)
    }
}

/// Does what was wished for, if anything, and answers whether it did. A wish that cannot be fulfilled is forgotten, and
/// the history stays as it is.
pub(crate) fn fulfil(dir: &Path, database: &Path, at: Timestamp) -> Result<bool, OpenError> {
    let note = backup::restore_note(dir);
    let Ok(text) = fs::read_to_string(&note) else { return Ok(false) };
    let chosen = text.trim().parse().ok().map(|millis| backup::of(dir, Timestamp::from_millis(millis)));
    let mut restored = false;
    match chosen.map(|chosen| sound(&chosen).map(|()| chosen)) {
        Some(Ok(chosen)) => {
            // Whole and safe beside the history first: making the next backup may push this one out.
            recover::place_beside(dir, &chosen)?;
            let kept = pragmas::open_writer(database)
                .map_err(OpenError::from)
                .and_then(|db| backup::make(&db, dir, at).map(|_| ()));
            recover::take_the_place(dir, database, at, kept.is_ok())?;
            restored = true;
            tracing::info!("the history is that of a backup");
        }
        Some(Err(error)) => tracing::warn!(%error, "a backup that was wished for cannot be taken"),
        None => tracing::warn!("a wish for a backup names none"),
    }
    backup::remove_if_there(&note).map_err(file_error)?;
    Ok(restored)
}

fn sound(chosen: &Path) -> Result<(), OpenError> {
    if !chosen.is_file() {
        return Err(OpenError::Damaged { detail: "there is no such backup".to_owned() });
    }
    let db = pragmas::open_immutable(chosen)?;
    header::check(&db)?;
    backup::quick_check(&db)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn says(dir: &Path, word: Option<&str>) -> Option<String> {
        let store = Store::open(dir).unwrap().store;
        if let Some(word) = word {
            store.set_setting("word", word).await.unwrap();
        }
        let said = store.setting("word").await.unwrap();
        store.close();
        said
    }

    fn backed_up(dir: &Path, millis: i64) -> Timestamp {
        let at = Timestamp::from_millis(millis);
        let db = pragmas::open_writer(&crate::open::database(dir)).unwrap();
        backup::make(&db, dir, at).unwrap();
        at
    }

    fn newest(dir: &Path) -> Timestamp {
        backup::newest_good(dir).unwrap().0
    }

    #[tokio::test]
    async fn the_next_start_has_what_the_backup_had_and_what_was_there_before_is_a_backup_now() {
        let dir = tempfile::tempdir().unwrap();
        says(dir.path(), Some("one")).await;
        let one = backed_up(dir.path(), 1_000);
        // Four more: the next one pushes the chosen one out.
        for millis in 1_001..1_005 {
            backed_up(dir.path(), millis);
        }
        says(dir.path(), Some("two")).await;
        Store::restore_at_next_start(dir.path(), one).unwrap();
        assert_eq!(says(dir.path(), None).await.as_deref(), Some("one"));
        assert!(!backup::of(dir.path(), one).exists() && !backup::restore_note(dir.path()).exists());
        assert_eq!(says(dir.path(), None).await.as_deref(), Some("one"), "it is done once");
        Store::restore_at_next_start(dir.path(), newest(dir.path())).unwrap();
        assert!(Store::open(dir.path()).unwrap().restored, "who opens it is told");
        assert!(!Store::open(dir.path()).unwrap().restored);
        assert_eq!(says(dir.path(), None).await.as_deref(), Some("two"), "and forth again");
    }

    #[tokio::test]
    async fn a_backup_that_is_not_there_or_not_sound_changes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        says(dir.path(), Some("one")).await;
        let missing = Store::restore_at_next_start(dir.path(), Timestamp::from_millis(5));
        assert!(matches!(missing, Err(OpenError::Damaged { .. })), "{missing:?}");
        let made = backed_up(dir.path(), 1_000);
        Store::restore_at_next_start(dir.path(), made).unwrap();
        fs::write(backup::of(dir.path(), made), [7; 8192]).unwrap();
        assert_eq!(says(dir.path(), None).await.as_deref(), Some("one"));
        assert!(!backup::restore_note(dir.path()).exists(), "the wish is forgotten");
    }

    #[tokio::test]
    async fn an_end_between_the_moves_is_made_good_by_the_next_start() {
        let dir = tempfile::tempdir().unwrap();
        says(dir.path(), Some("one")).await;
        let one = backed_up(dir.path(), 1_000);
        says(dir.path(), Some("two")).await;
        Store::restore_at_next_start(dir.path(), one).unwrap();
        recover::place_beside(dir.path(), &backup::of(dir.path(), one)).unwrap();
        fs::remove_file(crate::open::database(dir.path())).unwrap();
        assert_eq!(says(dir.path(), None).await.as_deref(), Some("one"));
    }
}
