//! Opening the history at a start, and what the window is told about it.

use crate::Options;
use hadal_engine::HistoryTrouble as Unwritten;
use hadal_store::{FromBackup, OpenError, Opened, Recovered, Store, StoreState, StoreTrouble};
use hadal_wire::{CommandError, ErrorCode, HistoryInfo, HistoryState, HistoryTrouble, RepairedFrom};
use std::path::Path;

/// Opens the history of these options on a thread that may block.
pub(crate) async fn open(options: &Options) -> Result<Result<Opened, OpenError>, CommandError> {
    let (dir, reading) = (options.data_dir.clone(), options.reading);
    let opened = tokio::task::spawn_blocking(move || {
        if reading {
            // Whoever only reads takes no lock: neither waits for a window nor keeps one from opening. A history that
            // is missing, old or damaged is made, migrated or mended by the other way.
            Store::open_reading(&dir).or_else(|_| Store::open(&dir))
        } else {
            Store::open(&dir)
        }
    });
    opened.await.map_err(|_| CommandError::new(ErrorCode::Internal, "opening the history broke"))
}

pub(crate) fn info(options: &Options, opened: &Result<Opened, OpenError>) -> HistoryInfo {
    let (state, set_aside) = match opened {
        Ok(opened) => {
            let state = match opened.state {
                StoreState::Ready => HistoryState::Ready,
                StoreState::ReadOnly => HistoryState::ReadOnly,
            };
            (state, opened.set_aside.as_ref().and_then(|path| path.file_name()))
        }
        Err(OpenError::Newer { .. }) => (HistoryState::Newer, None),
        Err(OpenError::InUse) => (HistoryState::InUse, None),
        Err(OpenError::DiskFull) => (HistoryState::DiskFull, None),
        Err(OpenError::ReadOnly) => (HistoryState::ReadOnly, None),
        Err(_) => (HistoryState::Unusable, None),
    };
    let place = place_of(&options.data_dir);
    HistoryInfo {
        state,
        place,
        set_aside: set_aside.map(|name| name.to_string_lossy().into_owned()),
        repaired_from: opened.as_ref().ok().and_then(|opened| opened.recovered.as_ref()).map(repaired_from),
        trouble: opened.as_ref().err().and_then(trouble),
        synced_by: opened.as_ref().ok().and_then(|opened| opened.synced_by.clone()),
    }
}

/// What the window is told while the history is open: what an answer meets weighs most.
pub(crate) fn state_now(opened: HistoryState, writes: Option<Unwritten>, files: Option<StoreTrouble>) -> HistoryState {
    match (writes, files) {
        (Some(Unwritten::Moved), _) | (_, Some(StoreTrouble::Moved)) => HistoryState::Moved,
        (Some(Unwritten::DiskFull), _) => HistoryState::DiskFull,
        (Some(Unwritten::ReadOnly), _) => HistoryState::ReadOnly,
        (Some(Unwritten::DiskFailed), _) | (None, Some(StoreTrouble::DiskFailed)) => HistoryState::DiskFailed,
        (Some(Unwritten::Other), _) => HistoryState::Unusable,
        (None, None) => opened,
    }
}

fn repaired_from(recovered: &Recovered) -> RepairedFrom {
    match recovered {
        Recovered::Rows { from_backup: Some(FromBackup { conversations, messages, texts, .. }), .. }
            if conversations + messages + texts > 0 =>
        {
            RepairedFrom::FileAndBackup
        }
        Recovered::Rows { .. } => RepairedFrom::File,
        Recovered::Backup { .. } => RepairedFrom::Backup,
        Recovered::Nothing => RepairedFrom::Nothing,
    }
}

fn trouble(error: &OpenError) -> Option<HistoryTrouble> {
    match error {
        OpenError::NotADatabase | OpenError::Foreign => Some(HistoryTrouble::NotOurs),
        OpenError::NetworkShare { .. } => Some(HistoryTrouble::NetworkShare),
        OpenError::Io(_) => Some(HistoryTrouble::DiskFailed),
        _ => None,
    }
}

/// A place as its owner reads it, with `~` for their home.
pub(crate) fn place_of(dir: &Path) -> String {
    let home = std::env::var_os("HOME").filter(|home| !home.is_empty());
    shortened(dir, home.as_ref().map(Path::new))
}

fn shortened(dir: &Path, home: Option<&Path>) -> String {
    match home.and_then(|home| dir.strip_prefix(home).ok()) {
        Some(rest) => Path::new("~").join(rest).display().to_string(),
        None => dir.display().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(error: OpenError) -> (HistoryState, Option<HistoryTrouble>) {
        let dir = Path::new("/nowhere");
        let info = info(&Options::new(dir.to_owned()), &Err(error));
        (info.state, info.trouble)
    }

    #[test]
    fn each_way_not_to_open_has_a_state_that_the_window_can_show() {
        use HistoryState as S;
        use HistoryTrouble as T;
        assert_eq!(told(OpenError::DiskFull), (S::DiskFull, None));
        assert_eq!(told(OpenError::ReadOnly), (S::ReadOnly, None));
        assert_eq!(told(OpenError::Newer { found: 9, known: 1 }), (S::Newer, None));
        assert_eq!(told(OpenError::InUse), (S::InUse, None));
        assert_eq!(told(OpenError::NotADatabase), (S::Unusable, Some(T::NotOurs)));
        assert_eq!(told(OpenError::Foreign), (S::Unusable, Some(T::NotOurs)));
        assert_eq!(told(OpenError::NetworkShare { kind: "nfs4".into() }), (S::Unusable, Some(T::NetworkShare)));
        assert_eq!(told(OpenError::Io(std::io::Error::other("EIO"))), (S::Unusable, Some(T::DiskFailed)));
        assert_eq!(told(OpenError::Damaged { detail: String::new() }), (S::Unusable, None));
    }

    #[test]
    fn what_goes_wrong_while_it_is_open_has_a_state_too_and_the_first_comes_back_after_it() {
        use HistoryState as S;
        let (moved, failed) = (Some(StoreTrouble::Moved), Some(StoreTrouble::DiskFailed));
        assert_eq!(state_now(S::Ready, None, moved), S::Moved);
        assert_eq!(state_now(S::Ready, Some(Unwritten::Moved), None), S::Moved);
        assert_eq!(state_now(S::Ready, None, failed), S::DiskFailed);
        assert_eq!(state_now(S::Ready, Some(Unwritten::DiskFailed), None), S::DiskFailed);
        assert_eq!(state_now(S::Ready, Some(Unwritten::DiskFull), failed), S::DiskFull);
        assert_eq!(state_now(S::ReadOnly, None, None), S::ReadOnly);
    }

    #[test]
    fn only_the_own_home_is_shortened() {
        let home = Some(Path::new("/people/ann"));
        assert_eq!(shortened(Path::new("/people/ann/x"), home), Path::new("~/x").display().to_string());
        assert_eq!(shortened(Path::new("/people/anna/x"), home), "/people/anna/x");
        assert_eq!(shortened(Path::new("/srv/x"), None), "/srv/x");
    }
}
