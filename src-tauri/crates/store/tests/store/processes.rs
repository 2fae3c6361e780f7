//! Two processes at one history: the second is told, may read, and gets it when the first is gone.

use crate::scene::{Scene, finished};
use hadal_store::{OpenError, Store, StoreState};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

#[tokio::test]
async fn a_second_process_is_told_and_gets_the_history_when_the_first_is_killed() {
    let scene = Scene::new();
    let mut first = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "processes::the_one_who_holds_it", "--ignored", "--nocapture"])
        .env("HADAL_TEST_DIR", scene.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(first.stdout.take().unwrap()).lines().map_while(Result::ok);
    let talk = lines.find_map(|line| line.strip_prefix("ack ").map(str::to_owned)).unwrap().parse().unwrap();

    let refused = Store::open(scene.path());
    assert!(matches!(refused, Err(OpenError::InUse)), "{refused:?}");
    let beside = Store::open_reading(scene.path()).unwrap();
    assert_eq!(beside.state, StoreState::ReadOnly);
    assert_eq!(beside.store.messages(talk).await.unwrap().len(), 2, "what the first one wrote is seen");
    beside.store.close();
    assert!(matches!(Store::open(scene.path()), Err(OpenError::InUse)), "a reader that left took no lock away");

    first.kill().unwrap();
    first.wait().unwrap();
    let opened = scene.open();
    assert_eq!((opened.state, opened.set_aside), (StoreState::Ready, None));
    assert_eq!(opened.store.messages(talk).await.unwrap().len(), 2);
}

#[tokio::test]
#[ignore = "started and killed by the test above"]
async fn the_one_who_holds_it() {
    let dir = std::env::var_os("HADAL_TEST_DIR").unwrap();
    let store = Store::open(Path::new(&dir)).unwrap().store;
    let (talk, _) = finished(&store, "t", 1, "a").await;
    println!("\nack {}", talk.id);
    std::thread::sleep(Duration::from_mins(1));
}

#[test]
fn a_folder_that_another_program_keeps_is_told_and_opens() {
    let scene = Scene::new();
    let dir = scene.path().join("Dropbox/hadal");
    let opened = Store::open(&dir).unwrap();
    assert_eq!((opened.synced_by.as_deref(), opened.state), (Some("Dropbox"), StoreState::Ready));
    opened.store.close();
    assert_eq!(Store::open_reading(&dir).unwrap().synced_by.as_deref(), Some("Dropbox"));
    assert_eq!(Scene::new().open().synced_by, None);
}
