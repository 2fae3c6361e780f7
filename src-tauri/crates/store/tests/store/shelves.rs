//! The order of the library: folders, tags, pins, the archive, the trash, and what each shelf shows.

use crate::scene::{Scene, finished};
use hadal_domain::{ConversationId, FolderId, TagId, Timestamp};
use hadal_store::{ConversationQuery, Folder, SearchFilters, SearchQuery, Shelf, ShelfQuery, Store, StoreError};
use rusqlite::Connection;

async fn titles(store: &Store, shelf: Shelf) -> Vec<String> {
    let page = store.shelf(ShelfQuery { shelf, limit: 100, ..Default::default() }).await.unwrap();
    page.rows.into_iter().map(|row| row.summary.title).collect()
}

async fn named(store: &Store, names: &[&str]) -> Vec<ConversationId> {
    let mut ids = Vec::new();
    for (n, name) in (1_i64..).zip(names) {
        ids.push(finished(store, name, n, "words").await.0.id);
    }
    ids
}

/// Names with their depth, as a window would draw them.
async fn forest(store: &Store) -> String {
    fn below(all: &[Folder], parent: Option<FolderId>, depth: usize, out: &mut Vec<String>) {
        for folder in all.iter().filter(|folder| folder.parent_id == parent) {
            out.push(">".repeat(depth) + &folder.name);
            below(all, Some(folder.id), depth + 1, out);
        }
    }
    let mut out = Vec::new();
    below(&store.folders().await.unwrap(), None, 0, &mut out);
    out.join(" ")
}

#[tokio::test]
async fn folders_lie_in_folders_are_renamed_and_moved_with_all_that_is_in_them() {
    let scene = Scene::new();
    let store = scene.store();
    let work = store.make_folder("work", None).await.unwrap().id;
    let home = store.make_folder("家", None).await.unwrap().id;
    let sea = store.make_folder("sea", Some(work)).await.unwrap().id;
    store.make_folder("fish", Some(sea)).await.unwrap();
    let sky = store.make_folder("sky", Some(work)).await.unwrap().id;
    assert_eq!(forest(&store).await, "work >sea >>fish >sky 家");

    store.move_folder(sea, Some(home), 0).await.unwrap();
    store.rename_folder(sea, "ocean").await.unwrap();
    assert_eq!(forest(&store).await, "work >sky 家 >ocean >>fish");
    store.move_folder(sky, None, 1).await.unwrap();
    assert_eq!(forest(&store).await, "work sky 家 >ocean >>fish");
    store.move_folder(work, None, 99).await.unwrap();
    assert_eq!(forest(&store).await, "sky 家 >ocean >>fish work", "beyond the last is the last");
    store.close();
    assert_eq!(forest(&scene.store()).await, "sky 家 >ocean >>fish work");
}

#[tokio::test]
async fn a_folder_never_comes_to_lie_in_itself() {
    let scene = Scene::new();
    let store = scene.store();
    let one = store.make_folder("1", None).await.unwrap().id;
    let two = store.make_folder("2", Some(one)).await.unwrap().id;
    let three = store.make_folder("3", Some(two)).await.unwrap().id;
    for into in [one, two, three] {
        assert_eq!(store.move_folder(one, Some(into), 0).await, Err(StoreError::InItself));
    }
    assert_eq!(forest(&store).await, "1 >2 >>3", "nothing was changed");
    let nobody = FolderId::new();
    assert_eq!(store.move_folder(one, Some(nobody), 0).await, Err(StoreError::NotFound));
    assert_eq!(store.move_folder(nobody, Some(one), 0).await, Err(StoreError::NotFound));
    assert_eq!(store.make_folder("x", Some(nobody)).await.map(|_| ()), Err(StoreError::NotFound));
    assert_eq!(store.rename_folder(nobody, "x").await, Err(StoreError::NotFound));
    assert_eq!(store.delete_folder(nobody).await, Err(StoreError::NotFound));
    assert_eq!(forest(&store).await, "1 >2 >>3");
}

#[tokio::test]
async fn deleting_a_folder_keeps_its_conversations_and_the_folders_in_it() {
    let scene = Scene::new();
    let store = scene.store();
    let ids = named(&store, &["a", "b", "c"]).await;
    let outer = store.make_folder("outer", None).await.unwrap().id;
    let middle = store.make_folder("middle", Some(outer)).await.unwrap().id;
    store.make_folder("inner", Some(middle)).await.unwrap();
    store.put_into_folder(ids[0], Some(middle)).await.unwrap();
    store.put_into_folder(ids[1], Some(middle)).await.unwrap();
    store.delete(ids[1]).await.unwrap();
    assert_eq!(store.put_into_folder(ids[2], Some(FolderId::new())).await, Err(StoreError::NotFound));

    store.delete_folder(middle).await.unwrap();
    assert_eq!(forest(&store).await, "outer >inner");
    assert_eq!(titles(&store, Shelf::Folder(outer)).await, ["a"]);
    store.restore(ids[1]).await.unwrap();
    assert_eq!(titles(&store, Shelf::Folder(outer)).await, ["b", "a"], "from the trash it comes back to where it was");
    store.delete_folder(outer).await.unwrap();
    assert_eq!(store.place(ids[0]).await.unwrap().unwrap().folder, None);
    assert_eq!(titles(&store, Shelf::Library).await, ["c", "b", "a"], "no conversation is gone");
    assert_eq!(store.messages(ids[0]).await.unwrap().len(), 2);
}

#[tokio::test]
async fn each_shelf_shows_its_own_and_what_is_archived_is_still_found() {
    let scene = Scene::new();
    let store = scene.store();
    let ids = named(&store, &["plain", "pinned", "filed", "tagged", "archived", "thrown"]).await;
    let folder = store.make_folder("f", None).await.unwrap().id;
    let tag = store.make_tag("t").await.unwrap();
    store.pin(ids[1], true).await.unwrap();
    store.put_into_folder(ids[2], Some(folder)).await.unwrap();
    for id in [ids[3], ids[4], ids[5]] {
        store.tag(id, tag).await.unwrap();
    }
    store.archive(ids[4], true).await.unwrap();
    store.delete(ids[5]).await.unwrap();

    assert_eq!(titles(&store, Shelf::Library).await, ["tagged", "filed", "pinned", "plain"]);
    assert_eq!(titles(&store, Shelf::Pinned).await, ["pinned"]);
    assert_eq!(titles(&store, Shelf::Folder(folder)).await, ["filed"]);
    assert_eq!(titles(&store, Shelf::Tag(tag)).await, ["tagged"]);
    assert_eq!(titles(&store, Shelf::Archive).await, ["archived"]);
    assert_eq!(titles(&store, Shelf::Trash).await, ["thrown"]);
    let listed = store.conversations(ConversationQuery { limit: 9, ..Default::default() }).await.unwrap().rows;
    assert_eq!(listed.len(), 4, "the list of the library is the same");
    let filters = SearchFilters { tag: Some(tag), ..Default::default() };
    let query = SearchQuery { text: "words".into(), filters, limit: 9, ..Default::default() };
    let mut found: Vec<_> = store.search(query).await.unwrap().hits.into_iter().map(|hit| hit.conversation).collect();
    found.sort();
    assert_eq!(found, ids[3..5], "the archive is searched, the trash is not");

    store.pin(ids[1], false).await.unwrap();
    store.archive(ids[4], false).await.unwrap();
    store.put_into_folder(ids[2], None).await.unwrap();
    store.restore(ids[5]).await.unwrap();
    assert_eq!(titles(&store, Shelf::Library).await, ["thrown", "archived", "tagged", "filed", "pinned", "plain"]);
    for shelf in [Shelf::Pinned, Shelf::Folder(folder), Shelf::Archive, Shelf::Trash] {
        assert_eq!(titles(&store, shelf).await, Vec::<String>::new(), "{shelf:?}");
    }
}

#[tokio::test]
async fn a_row_of_a_shelf_tells_where_it_stands() {
    let scene = Scene::new();
    let store = scene.store();
    let (talk, _) = finished(&store, "t", 1, "a").await;
    let folder = store.make_folder("f", None).await.unwrap().id;
    let (zebra, ant) = (store.make_tag("zebra").await.unwrap(), store.make_tag("ant").await.unwrap());
    store.put_into_folder(talk.id, Some(folder)).await.unwrap();
    store.pin(talk.id, true).await.unwrap();
    store.tag(talk.id, zebra).await.unwrap();
    store.tag(talk.id, ant).await.unwrap();
    store.tag(talk.id, ant).await.unwrap();
    let before = Timestamp::now();
    store.delete(talk.id).await.unwrap();
    let page = store.shelf(ShelfQuery { shelf: Shelf::Trash, limit: 9, ..Default::default() }).await.unwrap();
    let row = &page.rows[0];
    assert_eq!((row.place.folder, row.place.pinned, row.place.archived), (Some(folder), true, false));
    assert_eq!(row.place.tags, [ant, zebra], "by name, once");
    assert!(row.deleted_at.unwrap() >= before);
    assert_eq!(store.place(talk.id).await.unwrap().as_ref(), Some(&row.place));
    assert_eq!(store.place(ConversationId::new()).await, Ok(None));
    let stored = store.conversation(talk.id).await.unwrap().unwrap();
    assert_eq!(stored.updated_at, talk.updated_at, "putting things in order is not saying something");
}

#[tokio::test]
async fn tags_have_one_name_each_are_counted_and_go_without_their_conversations() {
    let scene = Scene::new();
    let store = scene.store();
    let ids = named(&store, &["a", "b"]).await;
    let fish = store.make_tag("鱼").await.unwrap();
    assert_eq!(store.make_tag("鱼").await.unwrap(), fish, "there is one of a name");
    let sea = store.make_tag("sea").await.unwrap();
    store.tag(ids[0], fish).await.unwrap();
    store.tag(ids[1], fish).await.unwrap();
    store.delete(ids[1]).await.unwrap();
    let counted = |tags: Vec<hadal_store::Tag>| {
        tags.into_iter().map(|tag| format!("{} {}", tag.name, tag.conversations)).collect::<Vec<_>>()
    };
    assert_eq!(counted(store.tags().await.unwrap()), ["sea 0", "鱼 1"]);
    assert_eq!(store.rename_tag(sea, "鱼").await, Err(StoreError::NameTaken));
    store.rename_tag(sea, "sea").await.unwrap();
    store.rename_tag(fish, "fish").await.unwrap();
    assert_eq!(counted(store.tags().await.unwrap()), ["fish 1", "sea 0"]);
    store.untag(ids[0], fish).await.unwrap();
    store.untag(ids[0], fish).await.unwrap();
    store.tag(ids[0], sea).await.unwrap();
    store.delete_tag(sea).await.unwrap();
    assert_eq!(store.place(ids[0]).await.unwrap().unwrap().tags, Vec::<TagId>::new());
    assert_eq!(titles(&store, Shelf::Library).await, ["a"]);
    let nobody = TagId::new();
    assert_eq!(store.tag(ids[0], nobody).await, Err(StoreError::NotFound));
    assert_eq!(store.tag(ConversationId::new(), fish).await, Err(StoreError::NotFound));
    assert_eq!(store.rename_tag(nobody, "x").await, Err(StoreError::NotFound));
    assert_eq!(store.delete_tag(nobody).await, Err(StoreError::NotFound));
}

async fn all(store: &Store, shelf: Shelf) -> Vec<ConversationId> {
    let (mut seen, mut before) = (Vec::new(), None);
    loop {
        let page = store.shelf(ShelfQuery { shelf, before, limit: 4 }).await.unwrap();
        assert!(page.rows.len() <= 4);
        seen.extend(page.rows.iter().map(|row| row.summary.id));
        match page.next {
            Some(next) => before = Some(next.to_string().parse().unwrap()),
            None => return seen,
        }
    }
}

#[tokio::test]
async fn every_shelf_is_paged_without_a_gap() {
    let scene = Scene::new();
    let store = scene.store();
    let tag = store.make_tag("t").await.unwrap();
    let folder = store.make_folder("f", None).await.unwrap().id;
    for n in 0..23_i64 {
        let (talk, _) = finished(&store, &format!("{n}"), n / 5, "a").await;
        store.tag(talk.id, tag).await.unwrap();
        store.put_into_folder(talk.id, Some(folder)).await.unwrap();
        store.pin(talk.id, true).await.unwrap();
    }
    let whole = all(&store, Shelf::Library).await;
    assert_eq!(whole.len(), 23);
    for shelf in [Shelf::Pinned, Shelf::Folder(folder), Shelf::Tag(tag)] {
        assert_eq!(all(&store, shelf).await, whole, "{shelf:?}");
    }
    for id in &whole {
        store.archive(*id, true).await.unwrap();
    }
    assert_eq!(all(&store, Shelf::Archive).await, whole);
    for id in &whole {
        store.delete(*id).await.unwrap();
    }
    let mut trash = all(&store, Shelf::Trash).await;
    trash.sort();
    let mut sorted = whole.clone();
    sorted.sort();
    assert_eq!(trash, sorted);
}

#[tokio::test]
async fn emptying_the_trash_leaves_what_is_not_in_it() {
    let scene = Scene::new();
    let store = scene.store();
    let ids = named(&store, &["stays", "goes", "goes too"]).await;
    store.delete(ids[1]).await.unwrap();
    store.delete(ids[2]).await.unwrap();
    assert_eq!(store.empty_trash().await, Ok(2));
    assert_eq!(store.empty_trash().await, Ok(0));
    assert_eq!(store.conversation(ids[1]).await, Ok(None));
    assert_eq!(store.messages(ids[0]).await.unwrap().len(), 2);
}

#[tokio::test]
async fn every_change_of_the_order_counts_and_what_is_gone_leaves_a_tombstone() {
    let scene = Scene::new();
    let store = scene.store();
    let ids = named(&store, &["a"]).await;
    let folder = store.make_folder("f", None).await.unwrap().id;
    let tag = store.make_tag("t").await.unwrap();
    let db = Connection::open(scene.database()).unwrap();
    let number = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let counter = || number("SELECT rev FROM change_counter");
    let of_talk = || number("SELECT rev FROM conversations");
    store.pin(ids[0], true).await.unwrap();
    assert_eq!(of_talk(), counter());
    store.archive(ids[0], true).await.unwrap();
    assert_eq!(of_talk(), counter());
    store.put_into_folder(ids[0], Some(folder)).await.unwrap();
    assert_eq!(of_talk(), counter());
    store.rename_folder(folder, "g").await.unwrap();
    assert_eq!(number("SELECT rev FROM folders"), counter());
    store.tag(ids[0], tag).await.unwrap();
    assert_eq!(number("SELECT rev FROM conversation_tags"), counter());
    store.rename_tag(tag, "u").await.unwrap();
    assert_eq!(number("SELECT rev FROM tags"), counter());
    store.untag(ids[0], tag).await.unwrap();
    store.delete_tag(tag).await.unwrap();
    store.delete_folder(folder).await.unwrap();
    assert_eq!(of_talk(), counter(), "it lies elsewhere now");
    let kinds: Vec<String> = db
        .prepare("SELECT kind FROM tombstones ORDER BY row")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(kinds, ["conversation_tag", "tag", "folder"]);
    assert_eq!(number("SELECT rev FROM tombstones ORDER BY rev DESC LIMIT 1"), counter());
}
