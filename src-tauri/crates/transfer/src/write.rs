//! A file that is there whole or not at all.

use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

/// What happens when the file is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overwrite {
    /// It stays and [`WriteError::Exists`] is returned.
    Never,
    /// It is replaced: the person was asked, by a save dialog or a flag.
    Allowed,
}

/// Why the file was not written. What was there before is untouched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// A file of this name is there and may not be replaced.
    #[error("the file exists already")]
    Exists,
    /// The folder it should go into is not there, or is not a folder.
    #[error("the folder does not exist")]
    NoFolder,
    /// The path names a folder.
    #[error("this is a folder, not a file")]
    IsFolder,
    /// The path has no file name, or one that this file system does not take.
    #[error("not a usable file name")]
    BadName,
    /// No permission to write there.
    #[error("no permission to write there")]
    Denied,
    /// The disk can only be read.
    #[error("the disk is read-only")]
    ReadOnly,
    /// No room left, on the disk or of what one may use of it.
    #[error("the disk is full")]
    Full,
    /// Something else, in the system's words.
    #[error("not written: {0}")]
    Other(io::Error),
}

/// Writes a file whole: into a temporary file beside it, onto the disk, then under its name.
///
/// The permissions are those of any file that the person saves.
///
/// # Errors
/// [`WriteError`]; the temporary file is gone again.
pub fn write_new(path: &Path, bytes: &[u8], overwrite: Overwrite) -> Result<(), WriteError> {
    if path.file_name().is_none() {
        return Err(WriteError::BadName);
    }
    if path.is_dir() {
        return Err(WriteError::IsFolder);
    }
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".hadal-").suffix(".part");
    #[cfg(unix)]
    let open_to_umask = {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::Permissions::from_mode(0o666)
    };
    #[cfg(unix)]
    builder.permissions(open_to_umask);
    let mut file = builder.tempfile_in(folder).map_err(meaning)?;
    file.write_all(bytes).map_err(meaning)?;
    file.as_file().sync_all().map_err(meaning)?;
    match overwrite {
        Overwrite::Never => file.persist_noclobber(path),
        Overwrite::Allowed => file.persist(path),
    }
    .map_err(|error| meaning(error.error))?;
    sync_folder(folder);
    Ok(())
}

/// The name itself reaches the disk. The file is in place by now: a file system that cannot do this is no
/// reason to report a failure.
fn sync_folder(folder: &Path) {
    if cfg!(unix) {
        let _ = std::fs::File::open(folder).and_then(|folder| folder.sync_all());
    }
}

fn meaning(error: io::Error) -> WriteError {
    match error.kind() {
        ErrorKind::AlreadyExists => WriteError::Exists,
        ErrorKind::NotFound | ErrorKind::NotADirectory => WriteError::NoFolder,
        ErrorKind::IsADirectory => WriteError::IsFolder,
        ErrorKind::InvalidFilename | ErrorKind::InvalidInput => WriteError::BadName,
        ErrorKind::PermissionDenied => WriteError::Denied,
        ErrorKind::ReadOnlyFilesystem => WriteError::ReadOnly,
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => WriteError::Full,
        _ => WriteError::Other(error),
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_systems_error_numbers_become_reasons() {
        // EACCES, EPERM, EROFS, ENOSPC, EDQUOT, EFBIG, EIO.
        let reason = |number| meaning(io::Error::from_raw_os_error(number));
        assert!(matches!(reason(13), WriteError::Denied));
        assert!(matches!(reason(1), WriteError::Denied));
        assert!(matches!(reason(30), WriteError::ReadOnly));
        assert!(matches!(reason(28), WriteError::Full));
        assert!(matches!(reason(122), WriteError::Full));
        assert!(matches!(reason(27), WriteError::Full));
        assert!(matches!(reason(5), WriteError::Other(_)));
    }
}
