//! Deleting a message with what follows it, taking that back, and bookmarks.

use crate::scene::{Scene, at, conversation, end, finished, turn};
use hadal_domain::{Message, MessageId, Status, Timestamp};
use hadal_store::{PathAt, PathQuery, SearchQuery, ShelfQuery, Store, StoreError};
use rusqlite::Connection;

async fn ids(store: &Store, of: &Message) -> Vec<MessageId> {
    store.messages(of.conversation_id).await.unwrap().into_iter().map(|message| message.id).collect()
}

/// A question with two answers, a follow-up after the second.
async fn forked(store: &Store) -> [Message; 5] {
    let talk = conversation("Fork", 1_000);
    let first = turn(&talk, None, "How deep?");
    let (question, one) = (first.question.clone().unwrap(), first.answer.clone());
    store.begin_turn(first).await.unwrap();
    store.finish(end(&one, Status::Done, "eleven kilometres", 1_000)).await.unwrap();
    let mut again = turn(&talk, None, "unused");
    (again.question, again.answer.parent_id) = (None, Some(question.id));
    let two = again.answer.clone();
    store.begin_turn(again).await.unwrap();
    store.finish(end(&two, Status::Done, "very deep", 2_000)).await.unwrap();
    let next = turn(&talk, Some(two.id), "And then?");
    let (more, last) = (next.question.clone().unwrap(), next.answer.clone());
    store.begin_turn(next).await.unwrap();
    store.finish(end(&last, Status::Done, "abyssal mud", 3_000)).await.unwrap();
    [question, one, two, more, last]
}

async fn found(store: &Store, text: &str) -> usize {
    let query = SearchQuery { text: text.to_owned(), limit: 9, ..Default::default() };
    store.search(query).await.unwrap().hits.len()
}

#[tokio::test]
async fn a_deleted_branch_is_gone_everywhere_and_comes_back_whole() {
    let scene = Scene::new();
    let store = scene.store();
    let [question, one, two, more, last] = forked(&store).await;
    let before = store.messages(question.conversation_id).await.unwrap();
    store.bookmark(last.id, Some(at(5))).await.unwrap();
    let deleted = store.delete_branch(two.id).await.unwrap();
    assert_eq!(deleted.messages, 3);
    assert_eq!(ids(&store, &question).await, [question.id, one.id]);
    let shown = store.conversation(question.conversation_id).await.unwrap().unwrap().active_leaf;
    assert_eq!(shown, Some(one.id), "the version beside it is shown");
    let page = store.path_page(question.conversation_id, PathQuery { at: PathAt::End, limit: 9 }).await.unwrap();
    assert_eq!(page.rows.iter().map(|row| row.message.id).collect::<Vec<_>>(), [question.id, one.id]);
    assert_eq!(page.rows[1].versions, [one.id], "nobody counts what was deleted");
    assert_eq!(found(&store, "abyssal").await, 0);
    assert_eq!(store.message(more.id).await.unwrap(), None);
    assert_eq!(store.bookmarks(9).await.unwrap(), []);
    assert_eq!(store.tree(question.conversation_id).await.unwrap().len(), 2);
    store.close();

    let store = scene.store();
    store.restore_branch(deleted.undo).await.unwrap();
    let mut after = store.messages(question.conversation_id).await.unwrap();
    assert_eq!(after[4].bookmarked_at.take(), Some(at(5)));
    assert_eq!(after, before, "word for word, also after another start");
    let shown = store.conversation(question.conversation_id).await.unwrap().unwrap().active_leaf;
    assert_eq!(shown, Some(last.id));
    assert_eq!(found(&store, "abyssal").await, 1);
    let tree = store.tree(question.conversation_id).await.unwrap();
    let on: Vec<_> = tree.iter().filter(|node| node.is_shown).map(|node| node.id).collect();
    assert_eq!(on, [question.id, two.id, more.id, last.id]);
    assert_eq!(store.restore_branch(deleted.undo).await, Err(StoreError::NotFound), "once");
}

#[tokio::test]
async fn a_conversation_may_lose_its_first_message_and_go_on_empty() {
    let scene = Scene::new();
    let store = scene.store();
    let [question, .., last] = forked(&store).await;
    let inner = store.delete_branch(last.id).await.unwrap();
    let whole = store.delete_branch(question.id).await.unwrap();
    assert_eq!((inner.messages, whole.messages), (1, 4));
    assert_eq!(ids(&store, &question).await, []);
    let empty = store.conversation(question.conversation_id).await.unwrap().unwrap();
    assert_eq!(empty.active_leaf, None);
    assert_eq!(store.restore_branch(inner.undo).await, Err(StoreError::NotFound), "what it followed is deleted");
    store.restore_branch(whole.undo).await.unwrap();
    store.restore_branch(inner.undo).await.unwrap();
    assert_eq!(ids(&store, &question).await.len(), 5);
}

#[tokio::test]
async fn an_answer_that_is_being_written_is_not_deleted() {
    let scene = Scene::new();
    let store = scene.store();
    let begun = turn(&conversation("Live", 1_000), None, "q");
    let question = begun.question.clone().unwrap();
    store.begin_turn(begun).await.unwrap();
    assert_eq!(store.delete_branch(question.id).await, Err(StoreError::Arriving));
    assert_eq!(ids(&store, &question).await.len(), 2);
}

#[tokio::test]
async fn what_was_deleted_leaves_tombstones_after_a_day() {
    let scene = Scene::new();
    let store = scene.store();
    let [question, _, two, ..] = forked(&store).await;
    let deleted = store.delete_branch(two.id).await.unwrap();
    let day = 24 * 60 * 60 * 1_000;
    let later = |ms: i64| Timestamp::from_millis(deleted.undo.at.as_millis() + ms);
    let rows = || -> (i64, i64) {
        let db = Connection::open(scene.database()).unwrap();
        let count = |sql: &str| db.query_row(sql, [], |row| row.get(0)).unwrap();
        (count("SELECT count(*) FROM messages"), count("SELECT count(*) FROM tombstones WHERE kind = 'message'"))
    };
    store.purge_trash(later(day - 1)).await.unwrap();
    assert_eq!(rows(), (5, 0), "it can still be taken back");
    store.purge_trash(later(day)).await.unwrap();
    assert_eq!(rows(), (2, 3));
    assert_eq!(store.restore_branch(deleted.undo).await, Err(StoreError::NotFound));
    assert_eq!(ids(&store, &question).await.len(), 2);
}

#[tokio::test]
async fn bookmarks_come_newest_first_without_the_trash() {
    let scene = Scene::new();
    let store = scene.store();
    let (_, old) = finished(&store, "Old", 1_000, "the old answer").await;
    let (gone, trashed) = finished(&store, "Gone", 2_000, "in the trash").await;
    let (_, new) = finished(&store, "New", 3_000, "the new answer").await;
    for (id, when) in [(old, 10), (trashed, 20), (new, 30)] {
        store.bookmark(id, Some(at(when))).await.unwrap();
    }
    store.delete(gone.id).await.unwrap();
    let all = store.bookmarks(9).await.unwrap();
    assert_eq!(
        all.iter().map(|mark| mark.beginning.as_str()).collect::<Vec<_>>(),
        ["the new answer", "the old answer"]
    );
    assert_eq!((all[0].title.as_str(), all[0].at), ("New", at(30)));
    store.bookmark(new, None).await.unwrap();
    assert_eq!(store.bookmarks(9).await.unwrap().len(), 1);
    assert_eq!(store.bookmark(MessageId::new(), Some(at(1))).await, Err(StoreError::NotFound));
}

#[tokio::test]
async fn nothing_is_said_under_a_message_that_was_deleted() {
    let scene = Scene::new();
    let store = scene.store();
    let [question, _, two, _, last] = forked(&store).await;
    let deleted = store.delete_branch(two.id).await.unwrap();
    let talk = store.conversation(question.conversation_id).await.unwrap().unwrap();
    let follows = turn(&talk, Some(last.id), "Still there?");
    assert_eq!(store.begin_turn(follows).await.unwrap_err(), StoreError::NotFound);
    let mut again = turn(&talk, None, "unused");
    let parent = store.delete_branch(question.id).await.unwrap();
    (again.question, again.answer.parent_id) = (None, Some(question.id));
    assert_eq!(store.begin_turn(again).await.unwrap_err(), StoreError::NotFound);
    let day = 24 * 60 * 60 * 1_000;
    let later = parent.undo.at.as_millis().max(deleted.undo.at.as_millis()) + day;
    store.purge_trash(Timestamp::from_millis(later)).await.unwrap();
    let db = Connection::open(scene.database()).unwrap();
    let left: i64 = db.query_row("SELECT count(*) FROM messages", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0, "all of it goes for good");
}

#[tokio::test]
async fn whatever_changes_in_a_conversation_counts_up_its_row() {
    let scene = Scene::new();
    let store = scene.store();
    let [question, one, two, _, last] = forked(&store).await;
    let talk = question.conversation_id;
    let mut before = 0;
    let mut grown = async |what: &str| {
        let page = store.shelf(ShelfQuery { limit: 9, ..ShelfQuery::default() }).await.unwrap();
        assert!(page.rows[0].rev > before, "{what}");
        before = page.rows[0].rev;
    };
    grown("a turn").await;
    store.set_active_leaf(talk, one.id).await.unwrap();
    grown("another version is shown").await;
    let deleted = store.delete_branch(two.id).await.unwrap();
    grown("a branch that was not shown is deleted").await;
    store.restore_branch(deleted.undo).await.unwrap();
    grown("and comes back").await;
    store.bookmark(last.id, Some(at(5))).await.unwrap();
    grown("a bookmark").await;
    let tag = store.make_tag("t").await.unwrap();
    store.tag(talk, tag).await.unwrap();
    grown("a tag").await;
    store.untag(talk, tag).await.unwrap();
    grown("no tag").await;
}

#[tokio::test]
async fn the_newest_end_of_a_branch_is_found_also_where_damage_made_a_circle() {
    let scene = Scene::new();
    let store = scene.store();
    let [question, one, two, more, last] = forked(&store).await;
    let talk = question.conversation_id;
    assert_eq!(store.newest_leaf(talk, question.id).await.unwrap(), last.id);
    assert_eq!(store.newest_leaf(talk, one.id).await.unwrap(), one.id);
    let db = Connection::open(scene.database()).unwrap();
    let circle = "UPDATE messages SET parent_id = (SELECT id FROM messages WHERE row = ?1) WHERE row = ?2";
    let row = |id: MessageId| -> i64 {
        db.query_row("SELECT row FROM messages WHERE id = ?1", [id.as_bytes()], |row| row.get(0)).unwrap()
    };
    db.execute(circle, [row(last.id), row(two.id)]).unwrap();
    let ends = tokio::time::timeout(std::time::Duration::from_secs(20), store.newest_leaf(talk, two.id)).await;
    assert!([two.id, more.id, last.id].contains(&ends.unwrap().unwrap()));
}
