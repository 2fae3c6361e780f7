//! Network shares are refused: SQLite's locks and its shared index do not hold there.

use crate::OpenError;
use std::path::Path;

/// Names of network file systems. 9p is how a virtual machine and WSL see the disks of their host.
#[cfg(any(target_os = "linux", target_os = "macos", test))]
const KINDS: [&str; 17] = [
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "afpfs",
    "webdav",
    "ncpfs",
    "afs",
    "9p",
    "ceph",
    "fuse.sshfs",
    "fuse.rclone",
    "fuse.davfs",
    "fuse.gvfsd-fuse",
    "fuse.glusterfs",
    "macfuse",
];

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

/// A letter that stands for a share becomes the share's own name when the path is made whole.
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

#[cfg(target_os = "macos")]
fn kind_of(dir: &Path) -> Option<String> {
    let output = std::process::Command::new("/sbin/mount").output().ok()?;
    mounted_on_macos(&String::from_utf8_lossy(&output.stdout), &dir.canonicalize().ok()?)
}

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
fn kind_of(_dir: &Path) -> Option<String> {
    None
}

/// The kind of network file system that `dir` is on, after the list of mounts in `man 5 proc_pid_mountinfo`.
#[cfg(any(target_os = "linux", test))]
fn mounted_from(mounts: &str, dir: &Path) -> Option<String> {
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

/// The same after what `/sbin/mount` of macOS prints: `//me@server/home on /Volumes/home (smbfs, nodev, nosuid)`.
#[cfg(any(target_os = "macos", test))]
fn mounted_on_macos(mounts: &str, dir: &Path) -> Option<String> {
    let on = mounts
        .lines()
        .filter_map(|line| {
            let (place, words) = line.strip_suffix(')')?.rsplit_once(" (")?;
            let (_, point) = place.split_once(" on ")?;
            Some((point, words.split(',').next()?.trim()))
        })
        .filter(|(point, _)| dir.starts_with(point))
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
    fn the_list_of_macos_is_read_as_well() {
        let mounts = "/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)\n\
            /dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled)\n\
            //me@server/home on /Volumes/my home (smbfs, nodev, nosuid, mounted by me)\n\
            map auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)";
        let kind = |dir: &str| mounted_on_macos(mounts, Path::new(dir));
        assert_eq!(kind("/Users/me/Library"), None);
        assert_eq!(kind("/Volumes/my home/hadal"), Some("smbfs".to_owned()));
        assert_eq!(kind("/Volumes/my homes"), None);
    }

    #[test]
    fn a_local_directory_is_let_pass() {
        assert!(refuse(tempfile::tempdir().unwrap().path()).is_ok());
    }
}
