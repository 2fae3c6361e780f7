//! The rollback journal beside the database: what its first sector tells.
//!
//! The history keeps a log. A journal is there for one moment only, while the first page is written and the log does not
//! exist yet, or when somebody changed the mode with another program. One that was left behind has to be rolled back
//! before anything is read, and whoever opens for reading only cannot do that.
//!
//! Layout: "Database File Format", section 3, read 2026-11-22.

use hadal_domain::Timestamp;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

const MAGIC: [u8; 8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];

/// The journal beside a database.
pub(crate) fn of(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push("-journal");
    name.into()
}

/// How many pages the database had when the change began that a journal would roll back; `None` without such a journal.
pub(crate) fn pages_before(database: &Path) -> Option<u32> {
    let mut start = [0; 20];
    File::open(of(database)).ok()?.read_exact(&mut start).ok()?;
    // Without its mark a journal holds nothing that was relied on.
    let pages = start.get(16..)?.first_chunk::<4>()?;
    start.starts_with(&MAGIC).then(|| u32::from_be_bytes(*pages))
}

/// A history that has its mark was never without a page: a journal that says so was left from another file under this
/// name, and rolling it back would empty this one. It is kept under another name.
pub(crate) fn set_aside_if_strange(database: &Path, at: Timestamp) -> io::Result<()> {
    if pages_before(database) != Some(0) {
        return Ok(());
    }
    tracing::warn!("a journal that is not of this history was set aside");
    fs::rename(of(database), of(&database.with_file_name(format!("history.damaged-{}.db", at.as_millis()))))
}
