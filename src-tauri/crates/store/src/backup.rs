//! Backups: whole, checked copies in `<dir>/backups`, the newest few kept.

use crate::error::file_error;
use crate::{OpenError, header, pragmas, private};
use hadal_domain::Timestamp;
use rusqlite::Connection;
use std::fs;
use std::path::{Path, PathBuf};

const KEPT: usize = 5;
const DAY_MS: u64 = 24 * 60 * 60 * 1000;
/// What a copy is read through, in KiB.
pub(crate) const CHECK_CACHE_KIB: i64 = 1024;
const UNFINISHED: &str = "unfinished.db";

fn folder(dir: &Path) -> PathBuf {
    dir.join("backups")
}

/// The backup of this instant, whether it is there or not.
pub(crate) fn of(dir: &Path, made_at: Timestamp) -> PathBuf {
    named(&folder(dir), made_at.as_millis())
}

/// Names the backup that the next start takes.
pub(crate) fn restore_note(dir: &Path) -> PathBuf {
    folder(dir).join("restore")
}

/// A file of this name says that the backups hold what was erased since.
const RENEW: &str = "renew";

/// Notes, before rows are erased, that the backups are to be made anew; it outlives a sudden end.
pub(crate) fn want_renewal(dir: &Path) -> std::io::Result<()> {
    private::make_dir(&folder(dir))?;
    private::open_or_make(&folder(dir).join(RENEW))?.sync_all()
}

pub(crate) fn is_renewal_wanted(dir: &Path) -> bool {
    folder(dir).join(RENEW).exists()
}

/// Removes all backups but one, and the note that this was wanted.
pub(crate) fn keep_only(dir: &Path, kept: Option<&Path>) -> std::io::Result<()> {
    for (_, path) in all(dir).into_iter().filter(|(_, path)| Some(path.as_path()) != kept) {
        fs::remove_file(path)?;
    }
    remove_if_there(&folder(dir).join(UNFINISHED))?;
    remove_if_there(&folder(dir).join(RENEW))?;
    private::sync_dir(&folder(dir))
}

/// Removes every copy of the history beside it: backups and what was set aside. Only for erasing everything.
pub(crate) fn remove_copies(dir: &Path) -> std::io::Result<()> {
    if folder(dir).is_dir() {
        keep_only(dir, None)?;
    }
    for entry in fs::read_dir(dir)?.flatten() {
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        if ["history.damaged-", "recovering.db", "recovered.db"].iter().any(|copy| name.starts_with(copy)) {
            fs::remove_file(entry.path())?;
        }
    }
    private::sync_dir(dir)
}

/// Writes a copy, checks it, gives it its name and forgets the oldest.
pub(crate) fn make(db: &Connection, dir: &Path, at: Timestamp) -> Result<PathBuf, OpenError> {
    let folder = folder(dir);
    private::make_dir(&folder).map_err(file_error)?;
    let unfinished = folder.join(UNFINISHED);
    remove_if_there(&unfinished).map_err(file_error)?;
    // Made by us first, so that nobody else can read it while SQLite fills it.
    private::open_or_make(&unfinished).map_err(file_error)?;
    let made = write_checked(db, &unfinished);
    if made.is_err() {
        // A copy that is not whole is worth nothing, and may be what filled the disk.
        let _ = remove_if_there(&unfinished);
    }
    made?;
    put_into_the_past(dir, at).map_err(file_error)?;
    let name = named(&folder, at.as_millis());
    fs::rename(&unfinished, &name).map_err(file_error)?;
    private::sync_dir(&folder).map_err(file_error)?;
    for (_, old) in all(dir).into_iter().skip(KEPT) {
        if let Err(error) = fs::remove_file(&old) {
            tracing::warn!(kind = ?error.kind(), "an old backup could not be removed");
        }
    }
    Ok(name)
}

fn named(folder: &Path, millis: i64) -> PathBuf {
    folder.join(format!("history-{millis:015}.db"))
}

/// Backups that a clock which ran ahead has named come to lie before this instant, in their order: else the next one
/// would count as the oldest and be the first to go.
fn put_into_the_past(dir: &Path, at: Timestamp) -> std::io::Result<()> {
    let mut before = at.as_millis();
    let mut moves = Vec::new();
    for (made, path) in all(dir) {
        before = made.min(before.saturating_sub(1));
        if before < made {
            moves.push((path, named(&folder(dir), before)));
        }
    }
    // The oldest first: each goes to where nobody is any more.
    moves.into_iter().rev().try_for_each(|(from, to)| fs::rename(from, to))
}

fn write_checked(db: &Connection, to: &Path) -> Result<(), OpenError> {
    let path = to.to_str().ok_or_else(|| OpenError::Sqlite("the path of the backups is not text".to_owned()))?;
    db.execute("VACUUM INTO ?1", [path])?;
    private::open_or_make(to).and_then(|file| file.sync_all()).map_err(file_error)?;
    let copy = pragmas::open_immutable(to)?;
    // Every page is read once: more would only stay with the program afterwards.
    copy.pragma_update(None, "cache_size", -CHECK_CACHE_KIB)?;
    quick_check(&copy)
}

/// SQLite's own check of the structure.
///
/// # Errors
/// [`OpenError::Damaged`] with the first finding.
pub(crate) fn quick_check(db: &Connection) -> Result<(), OpenError> {
    let finding: String = db.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if finding == "ok" { Ok(()) } else { Err(OpenError::Damaged { detail: finding }) }
}

/// No backup is younger than a day. A clock that jumped back makes one due as well.
pub(crate) fn is_due(dir: &Path, at: Timestamp) -> bool {
    all(dir).first().is_none_or(|(made, _)| at.as_millis().abs_diff(*made) >= DAY_MS)
}

/// The newest backup that passes the check, and when it was made.
pub(crate) fn newest_good(dir: &Path) -> Option<(Timestamp, PathBuf)> {
    let found = all(dir).into_iter().find(|(_, path)| {
        let good = pragmas::open_immutable(path).map_err(OpenError::from).and_then(|db| {
            header::check(&db)?;
            quick_check(&db)
        });
        good.is_ok()
    });
    found.map(|(made, path)| (Timestamp::from_millis(made), path))
}

/// All backups with the instant of their name, newest first.
fn all(dir: &Path) -> Vec<(i64, PathBuf)> {
    let Ok(entries) = fs::read_dir(folder(dir)) else { return Vec::new() };
    let mut found: Vec<(i64, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name();
            let at = name.to_str()?.strip_prefix("history-")?.strip_suffix(".db")?.parse().ok()?;
            Some((at, entry.path()))
        })
        .collect();
    found.sort_by(|one, other| other.cmp(one));
    found
}

/// Removes a file of ours that holds nothing of worth.
pub(crate) fn remove_if_there(path: &Path) -> std::io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_backups_are_kept_and_the_newest_good_one_is_found() {
        let dir = tempfile::tempdir().unwrap();
        let mut db = Connection::open_in_memory().unwrap();
        crate::migrate::run(&mut db, crate::migrate::known(), |_| Ok(())).unwrap();
        for millis in 1..=7 {
            make(&db, dir.path(), Timestamp::from_millis(millis)).unwrap();
        }
        let kept: Vec<i64> = all(dir.path()).into_iter().map(|(at, _)| at).collect();
        assert_eq!(kept, [7, 6, 5, 4, 3]);

        let newest = folder(dir.path()).join("history-000000000000007.db");
        let bytes = fs::read(&newest).unwrap();
        fs::write(&newest, &bytes[..bytes.len() / 2]).unwrap();
        let sixth = folder(dir.path()).join("history-000000000000006.db");
        assert_eq!(newest_good(dir.path()), Some((Timestamp::from_millis(6), sixth)));
    }

    #[test]
    fn after_a_clock_that_jumped_back_the_newest_backup_is_still_the_last_one_made() {
        let dir = tempfile::tempdir().unwrap();
        let mut db = Connection::open_in_memory().unwrap();
        crate::migrate::run(&mut db, crate::migrate::known(), |_| Ok(())).unwrap();
        for millis in [1, 9_000, 9_001, 9_002] {
            make(&db, dir.path(), Timestamp::from_millis(millis)).unwrap();
        }
        let made = make(&db, dir.path(), Timestamp::from_millis(5_000)).unwrap();
        assert_eq!(newest_good(dir.path()), Some((Timestamp::from_millis(5_000), made)));
        let kept: Vec<i64> = all(dir.path()).into_iter().map(|(at, _)| at).collect();
        assert_eq!(kept, [5_000, 4_999, 4_998, 4_997, 1], "in the order in which they were made");
        assert!(!is_due(dir.path(), Timestamp::from_millis(5_001)), "one a day again");
        for millis in 5_001..5_004 {
            make(&db, dir.path(), Timestamp::from_millis(millis)).unwrap();
        }
        let kept: Vec<i64> = all(dir.path()).into_iter().map(|(at, _)| at).collect();
        assert_eq!(kept, [5_003, 5_002, 5_001, 5_000, 4_999], "the oldest goes first");
    }

    #[test]
    fn a_backup_is_due_after_a_day_and_after_a_clock_that_jumped_back() {
        let dir = tempfile::tempdir().unwrap();
        let day = i64::try_from(DAY_MS).unwrap();
        assert!(is_due(dir.path(), Timestamp::from_millis(0)), "there is none");
        fs::create_dir(folder(dir.path())).unwrap();
        fs::write(folder(dir.path()).join(format!("history-{:015}.db", 10 * day)), "").unwrap();
        assert!(!is_due(dir.path(), Timestamp::from_millis(10 * day + 1)));
        assert!(is_due(dir.path(), Timestamp::from_millis(11 * day)));
        assert!(is_due(dir.path(), Timestamp::from_millis(8 * day)));
    }
}
