//! Folders that another program keeps the same on several machines. It copies the database and its log each on its own,
//! and puts back older ones: the history works there and may break, so the person is told.

use std::path::Path;

/// Names of folders, in lower case; those that end with a space begin longer names.
const FOLDERS: [(&str, &str); 15] = [
    ("dropbox", "Dropbox"),
    ("dropbox ", "Dropbox"),
    ("onedrive", "OneDrive"),
    ("onedrive ", "OneDrive"),
    ("google drive", "Google Drive"),
    ("googledrive", "Google Drive"),
    ("icloud drive", "iCloud"),
    ("iclouddrive", "iCloud"),
    ("mobile documents", "iCloud"),
    ("cloudstorage", "CloudStorage"),
    ("nextcloud", "Nextcloud"),
    ("owncloud", "ownCloud"),
    ("nutstore", "Nutstore"),
    ("坚果云", "Nutstore"),
    ("baidusyncdisk", "BaiduSyncdisk"),
];

/// Files and folders that such programs leave in the folder they keep.
const MARKS: [(&str, &str); 5] = [
    (".dropbox", "Dropbox"),
    (".stfolder", "Syncthing"),
    (".nextcloudsync.log", "Nextcloud"),
    (".owncloudsync.log", "ownCloud"),
    (".sync", "Resilio Sync"),
];

/// The program that seems to keep a directory, by the names above it and by its marks.
pub(crate) fn keeper_of(dir: &Path) -> Option<String> {
    // A path with a link in it lies where the link leads.
    let dir = dir.canonicalize().unwrap_or_else(|_| dir.to_owned());
    let of_name = dir.iter().filter_map(|name| of_name(&name.to_string_lossy())).next_back();
    let of_mark = || {
        let found = dir.ancestors().find_map(|above| MARKS.iter().find(|(mark, _)| above.join(mark).exists()));
        found.map(|(_, program)| (*program).to_owned())
    };
    of_name.or_else(of_mark)
}

fn of_name(name: &str) -> Option<String> {
    let name = name.to_lowercase();
    // "OneDrive - Company", "Dropbox (Personal)": the same program with another account.
    let begins = |known: &str| if known.ends_with(' ') { name.starts_with(known) } else { name == known };
    FOLDERS.iter().find(|(known, _)| begins(known)).map(|(_, program)| (*program).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_the_usual_programs_are_known_by_name() {
        let by_name =
            |path: &str| Path::new(path).iter().filter_map(|name| of_name(&name.to_string_lossy())).next_back();
        for (path, program) in [
            ("/home/me/Dropbox/hadal", Some("Dropbox")),
            ("/home/me/Dropbox (Personal)/hadal", Some("Dropbox")),
            ("/users/me/OneDrive - Company/hadal", Some("OneDrive")),
            ("/Users/me/Library/Mobile Documents/com~apple~CloudDocs/hadal", Some("iCloud")),
            ("/Users/me/Library/CloudStorage/GoogleDrive-me/hadal", Some("CloudStorage")),
            ("/data/我/坚果云/hadal", Some("Nutstore")),
            ("/home/me/.local/share/hadal", None),
            ("/home/me/dropboxes/hadal", None),
        ] {
            assert_eq!(by_name(path).as_deref(), program, "{path}");
        }
    }

    #[test]
    fn a_mark_above_tells_and_a_plain_directory_is_nobodys() {
        let dir = tempfile::tempdir().unwrap();
        let deep = dir.path().join("a/b");
        std::fs::create_dir_all(&deep).unwrap();
        assert_eq!(keeper_of(&deep), None);
        std::fs::create_dir(dir.path().join("a/.stfolder")).unwrap();
        assert_eq!(keeper_of(&deep).as_deref(), Some("Syncthing"));
    }
}
