//! Files and directories that only their owner may read.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::Path;

/// Makes a directory and its missing parents, 0700 on Unix. One that exists keeps its mode: it may hold more than ours.
pub(crate) fn make_dir(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Opens a file for reading and writing, made if missing, 0600 on Unix.
pub(crate) fn open_or_make(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    #[cfg(unix)]
    {
        // A file that came from elsewhere, a restored backup for one, may be readable by others.
        use std::os::unix::fs::PermissionsExt;
        let mode = file.metadata()?.permissions().mode();
        if mode & 0o077 != 0 {
            file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
        }
    }
    Ok(file)
}

/// The system refuses to write: into the file, or a new one beside it. Only while nothing of ours has the file open, for
/// closing it here would free the locks that SQLite holds on it.
pub(crate) fn refuses_writing(file: &Path) -> bool {
    let refused = |result: io::Result<File>| result.as_ref().is_err_and(cannot_write);
    let mut probe = file.as_os_str().to_owned();
    probe.push("-probe");
    let made = OpenOptions::new().write(true).create_new(true).open(&probe);
    if made.is_ok() {
        let _ = std::fs::remove_file(&probe);
    }
    refused(made) || refused(OpenOptions::new().append(true).open(file))
}

/// The system says that it is not allowed, or that nobody can.
pub(crate) fn cannot_write(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem)
}

/// Makes the names in a directory last through a power cut.
pub(crate) fn sync_dir(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
}
