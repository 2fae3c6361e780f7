//! The file of the history is deleted or replaced while it is open: it is noticed, told, and nothing goes elsewhere.

use crate::scene::{Scene, at, conversation, end, finished, turn};
use hadal_domain::Status;
use hadal_store::{Store, StoreError, StoreTrouble};
use std::fs;

fn told(store: &Store) -> Option<StoreTrouble> {
    *store.trouble().borrow()
}

#[tokio::test]
async fn nothing_is_written_while_another_file_stands_in_its_place_and_it_goes_on_when_it_is_back() {
    let scene = Scene::new();
    let other = Scene::new();
    finished(&other.store(), "another", 1, "another history").await;
    let store = scene.store();
    let (talk, _) = finished(&store, "mine", 1, "before").await;
    assert_eq!(told(&store), None);
    let away = scene.path().join("away.db");
    fs::rename(scene.database(), &away).unwrap();
    fs::copy(other.database(), scene.database()).unwrap();
    let before = fs::read(scene.database()).unwrap();
    assert_eq!(store.rename(talk.id, "renamed", true).await, Err(StoreError::Moved));
    assert_eq!(told(&store), Some(StoreTrouble::Moved));
    assert_eq!(store.begin_turn(turn(&talk, None, "q")).await, Err(StoreError::Moved));
    assert_eq!(store.conversation(talk.id).await.unwrap().unwrap().title, "mine", "what was opened can be read");
    assert_eq!(fs::read(scene.database()).unwrap(), before, "the other file is as it was");
    fs::rename(&away, scene.database()).unwrap();
    store.rename(talk.id, "renamed", true).await.unwrap();
    assert_eq!(told(&store), None, "it is over");
    store.close();
    let store = scene.store();
    assert_eq!(store.conversation(talk.id).await.unwrap().unwrap().title, "renamed");
}

#[tokio::test]
async fn a_deleted_file_is_noticed_by_a_read_and_an_answer_that_ends_then_is_not_acknowledged() {
    let scene = Scene::new();
    let store = scene.store();
    let (talk, _) = finished(&store, "mine", 1, "before").await;
    let turn = turn(&conversation("next", 2), None, "q");
    let answer = turn.answer.clone();
    store.begin_turn(turn).await.unwrap();
    fs::remove_file(scene.database()).unwrap();
    assert_eq!(store.messages(talk.id).await.unwrap().len(), 2);
    assert_eq!(told(&store), Some(StoreTrouble::Moved), "a read is enough to notice");
    assert_eq!(store.finish(end(&answer, Status::Done, "lost", 3)).await, Err(StoreError::Moved));
    assert!(!scene.database().exists(), "nothing is made anew beside it");
}

#[tokio::test]
async fn a_log_that_went_is_noticed_and_closing_leaves_the_log_of_another_history() {
    let scene = Scene::new();
    let store = scene.store();
    let (talk, _) = finished(&store, "mine", 1, "before").await;
    let log = scene.path().join("history.db-wal");
    fs::remove_file(&log).unwrap();
    fs::write(&log, "the log of another history").unwrap();
    assert_eq!(store.rename(talk.id, "renamed", true).await, Err(StoreError::Moved));
    assert_eq!(store.erase(talk.id).await, Err(StoreError::Moved), "the keeper writes no more than the others");
    store.close();
    assert_eq!(fs::read_to_string(&log).unwrap(), "the log of another history");
}

#[tokio::test]
async fn a_temporary_history_has_no_file_that_could_go() {
    let store = Store::temporary().unwrap();
    let (talk, _) = finished(&store, "t", 1, "a").await;
    store.rename(talk.id, "renamed", true).await.unwrap();
    assert_eq!(told(&store), None);
    assert_eq!(store.spent(at(0), at(1)).await.unwrap(), []);
}
