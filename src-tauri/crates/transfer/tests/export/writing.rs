//! Files on disk: whole or not at all, and what was there before stays when it fails.

use hadal_transfer::{Overwrite, WriteError, write_new};
use std::fs;
use std::path::Path;

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_file_is_written_whole_and_nothing_else_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("深海.md");
    write_new(&path, "深".as_bytes(), Overwrite::Never).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "深");
    write_new(&path, b"new", Overwrite::Allowed).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "new");
    assert_eq!(names(folder.path()), ["深海.md"]);
}

#[test]
fn a_file_that_is_there_stays_unless_replacing_was_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.md");
    fs::write(&path, "old").unwrap();
    assert!(matches!(write_new(&path, b"new", Overwrite::Never), Err(WriteError::Exists)));
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    assert_eq!(names(folder.path()), ["a.md"]);
}

#[test]
fn each_wrong_place_has_its_own_reason() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("file"), "x").unwrap();
    assert!(matches!(write_new(&at("absent/a.md"), b"", Overwrite::Never), Err(WriteError::NoFolder)));
    assert!(matches!(write_new(&at("file/a.md"), b"", Overwrite::Never), Err(WriteError::NoFolder)));
    assert!(matches!(write_new(folder.path(), b"", Overwrite::Allowed), Err(WriteError::IsFolder)));
    assert!(matches!(write_new(&at(".."), b"", Overwrite::Allowed), Err(WriteError::BadName)));
    assert!(matches!(write_new(Path::new(""), b"", Overwrite::Allowed), Err(WriteError::BadName)));
    let long = write_new(&at(&"a".repeat(300)), b"", Overwrite::Never);
    assert!(matches!(long, Err(WriteError::BadName)), "{long:?}");
    assert_eq!(names(folder.path()), ["file"], "no failure leaves a file");
}

/// A process that may write only small files fails in the middle of a large one, as on a full disk.
#[cfg(unix)]
#[test]
fn a_disk_that_fills_up_leaves_the_old_file_and_no_rest() {
    const FOLDER: &str = "HADAL_TEST_FOLDER";
    let test = "writing::a_disk_that_fills_up_leaves_the_old_file_and_no_rest";
    if let Some(folder) = std::env::var_os(FOLDER) {
        let path = Path::new(&folder).join("a.json");
        let full = write_new(&path, &vec![b'x'; 1_000_000], Overwrite::Allowed);
        assert!(matches!(full, Err(WriteError::Full)), "{full:?}");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.json"), "old").unwrap();
    let output = std::process::Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 64; exec \"$0\" --exact \"$1\" --nocapture"])
        .arg(std::env::current_exe().unwrap())
        .arg(test)
        .env(FOLDER, folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(fs::read_to_string(folder.path().join("a.json")).unwrap(), "old");
    assert_eq!(names(folder.path()), ["a.json"]);
}

#[cfg(unix)]
#[test]
fn an_export_has_the_permissions_of_any_saved_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let (plain, ours) = (folder.path().join("plain"), folder.path().join("ours"));
    fs::write(&plain, "").unwrap();
    write_new(&ours, b"", Overwrite::Never).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&ours), mode(&plain));
}
