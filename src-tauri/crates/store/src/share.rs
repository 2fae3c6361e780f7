//! Network shares are refused: SQLite's locks and its shared index do not hold there.

use crate::OpenError;
use std::path::Path;

/// # Errors
/// [`OpenError::NetworkShare`] when the directory is seen to be on one. What cannot be seen is let pass.
pub(crate) fn refuse(dir: &Path) -> Result<(), OpenError> {
    match kind_of(dir) {
        Some(kind) => Err(OpenError::NetworkShare { kind }),
        None => Ok(()),
    }
}

#[cfg(target_os = "linux")]
fn kind_of(dir: &Path) -> Option<String> {
    let mounts = std::fs::read_to_string("/proc/self/mountinfo").ok()?;
    mounted_from(&mounts, &dir.canonicalize().ok()?)
}

#[cfg(windows)]
fn kind_of(dir: &Path) -> Option<String> {
    use std::path::{Component, Prefix};
    match dir.canonicalize().ok()?.components().next()? {
        Component::Prefix(prefix) if matches!(prefix.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..)) => {
            Some("UNC".to_owned())
        }
        _ => None,
    }
}

#[cfg(not(any(target_os = "linux", windows)))]
fn kind_of(_dir: &Path) -> Option<String> {
    None
}

/// The kind of network file system that `dir` is on, after the list of mounts in `man 5 proc_pid_mountinfo`.
#[cfg(any(target_os = "linux", test))]
fn mounted_from(mounts: &str, dir: &Path) -> Option<String> {
    const KINDS: [&str; 10] =
        ["nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "fuse.sshfs", "fuse.rclone", "fuse.davfs"];
    let on = mounts
        .lines()
        .filter_map(|line| {
            let (place, source) = line.split_once(" - ")?;
            let point = place.split(' ').nth(4)?.replace("\\040", " ");
            Some((point, source.split(' ').next()?))
        })
        .filter(|(point, _)| dir.starts_with(point))
        // Of two mounts on one point the later one is seen.
        .max_by_key(|(point, _)| point.len())?;
    KINDS.contains(&on.1).then(|| on.1.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_mount_decides() {
        let mounts = "24 1 254:0 / / rw - ext4 /dev/vda rw\n\
            30 24 0:30 / /home rw,relatime shared:5 - nfs4 server:/home rw\n\
            31 30 0:31 / /home/me/local\\040disk rw - ext4 /dev/vdb rw";
        let kind = |dir: &str| mounted_from(mounts, Path::new(dir));
        assert_eq!(kind("/var/lib"), None);
        assert_eq!(kind("/home/me/hadal"), Some("nfs4".to_owned()));
        assert_eq!(kind("/home/me/local disk/hadal"), None);
        assert_eq!(kind("/homes"), None, "a name that begins alike is another directory");
    }

    #[test]
    fn a_local_directory_is_let_pass() {
        assert!(refuse(tempfile::tempdir().unwrap().path()).is_ok());
    }
}
