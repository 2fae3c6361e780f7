//! The first hundred bytes of `history.db`, read without SQLite, so that a file that is not for us stays untouched.
//!
//! Offsets: "Database File Format", section 1.3, read 2026-11-22.

use crate::{OpenError, journal, migrate, pragmas};
use rusqlite::Connection;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

/// "HADL": marks the file as ours.
pub(crate) const APPLICATION_ID: i32 = 0x4841_444C;

const MAGIC: &[u8; 16] = b"SQLite format 3\0";
const BYTES: usize = 100;

/// What the file seems to be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Header {
    /// No file, one without a byte, or one that was being made: nothing was in it yet.
    Missing,
    /// A database that may be ours.
    Database,
    /// The beginning of a database that ends too soon, or nothing but zeros.
    Damaged,
}

/// Reads the header.
///
/// # Errors
/// [`OpenError::NotADatabase`], [`OpenError::Foreign`] and [`OpenError::Newer`] for files to leave alone.
pub(crate) fn read(path: &Path) -> Result<Header, OpenError> {
    let mut bytes = Vec::with_capacity(BYTES);
    match File::open(path) {
        Ok(file) => file.take(BYTES as u64).read_to_end(&mut bytes)?,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Header::Missing),
        Err(error) => return Err(error.into()),
    };
    let (version, application) = (number_at(&bytes, 60), number_at(&bytes, 68));
    let is_ours = application.cast_signed() == APPLICATION_ID;
    let pages_before = journal::pages_before(path);
    if bytes.is_empty() || (pages_before == Some(0) && !is_ours) {
        return Ok(Header::Missing);
    }
    // Some file systems leave zeros where a power cut met a write: nobody's database, so it may have been ours.
    if bytes.iter().all(|byte| *byte == 0) {
        return Ok(Header::Damaged);
    }
    if !bytes.starts_with(MAGIC) {
        return Err(OpenError::NotADatabase);
    }
    if bytes.len() < BYTES {
        return Ok(Header::Damaged);
    }
    // Both are 0 while the first migration is in the log only; `look` reads through the log.
    // Ours has its mark before anybody can give it a journal with pages in it.
    if !is_ours && (application != 0 || pages_before.is_some()) {
        return Err(OpenError::Foreign);
    }
    refuse_newer(version)?;
    Ok(Header::Database)
}

/// Looks at the database through its log and without writing to either. Only a journal that was left behind beside a
/// file that [`read`] knows for ours is rolled back: before that, nothing can be read.
///
/// # Errors
/// [`OpenError::Foreign`] and [`OpenError::Newer`] for files to leave alone.
pub(crate) fn look(path: &Path) -> Result<(), OpenError> {
    if journal::pages_before(path).is_some() {
        pragmas::roll_back(path)?;
    }
    check(&pragmas::open_reader(path)?).map(|_| ())
}

/// The schema's version; 0 for a database without one.
pub(crate) fn check(db: &Connection) -> Result<u32, OpenError> {
    let application: i32 = db.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let objects: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if application != APPLICATION_ID && objects > 0 {
        return Err(OpenError::Foreign);
    }
    let version = migrate::version(db)?;
    refuse_newer(version)?;
    Ok(version)
}

fn refuse_newer(found: u32) -> Result<(), OpenError> {
    let known = migrate::known();
    if found > known { Err(OpenError::Newer { found, known }) } else { Ok(()) }
}

fn number_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..).and_then(|rest| rest.first_chunk::<4>()).map_or(0, |four| u32::from_be_bytes(*four))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header_of(bytes: &[u8]) -> Result<Header, OpenError> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("history.db");
        std::fs::write(&path, bytes).unwrap();
        read(&path)
    }

    #[test]
    fn a_file_that_is_not_for_us_is_told_from_one_that_broke() {
        let mut whole = [0_u8; BYTES];
        whole[..16].copy_from_slice(MAGIC);
        assert_eq!(header_of(b"").unwrap(), Header::Missing);
        assert_eq!(header_of(&whole).unwrap(), Header::Database);
        assert_eq!(header_of(&whole[..40]).unwrap(), Header::Damaged, "it ends too soon");
        assert_eq!(header_of(&[0; 4096]).unwrap(), Header::Damaged, "zeros are nobody's file");
        assert!(matches!(header_of(b"my shopping list"), Err(OpenError::NotADatabase)));
        whole[63] = 99;
        assert!(matches!(header_of(&whole), Err(OpenError::Newer { found: 99, .. })));
        whole[71] = 1;
        assert!(matches!(header_of(&whole), Err(OpenError::Foreign)));
    }
}
