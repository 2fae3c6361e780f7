//! Every released schema stays as a file that opens, migrates and matches.

use crate::scene::{Scene, at, checkpoint, conversation, finished, turn};
use hadal_domain::Status;
use hadal_store::{ConversationQuery, Store};
use rusqlite::Connection;
use std::fs;
use std::path::{Path, PathBuf};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

fn schema_of(database: &Path) -> String {
    let db = Connection::open(database).unwrap();
    let mut statement =
        db.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type DESC, name").unwrap();
    let texts = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    texts.map(|text| text.unwrap() + ";\n").collect::<Vec<_>>().join("\n")
}

#[test]
fn a_new_history_has_the_schema_on_record() {
    let scene = Scene::new();
    scene.store().close();
    let record = fs::read_to_string(fixture("schema.sql")).unwrap().replace('\r', "");
    assert_eq!(schema_of(&scene.database()), record, "changed on purpose? add a migration, then write the fixtures");
}

#[tokio::test]
async fn a_history_of_schema_1_opens_with_everything_in_it() {
    let scene = Scene::new();
    fs::copy(fixture("schema-1.db"), scene.database()).unwrap();
    let opened = scene.open();
    assert_eq!(opened.set_aside, None);
    let store = opened.store;
    let rows = store.conversations(ConversationQuery { limit: 9, ..Default::default() }).await.unwrap().rows;
    assert_eq!(rows.iter().map(|row| row.title.as_str()).collect::<Vec<_>>(), ["Cut", "深海"]);
    let cut = store.messages(rows[0].id).await.unwrap();
    assert_eq!((cut[1].status, cut[1].text.as_str()), (Status::Interrupted, "half an answer"));
    assert_eq!(opened.interrupted, [cut[1].id]);
    let whole = store.messages(rows[1].id).await.unwrap();
    assert_eq!((whole[1].status, whole[1].text.as_str(), whole[1].updated_at), (Status::Done, "鱼 🐟", at(1_000)));
    assert_eq!(store.setting("theme").await.unwrap().as_deref(), Some("\"dark\""));
    assert_eq!(store.new_draft().await.unwrap(), "not sent");
    store.close();
    assert_eq!(schema_of(&scene.database()), fs::read_to_string(fixture("schema.sql")).unwrap().replace('\r', ""));
}

/// `cargo test -p hadal-store --test store -- --ignored write_the_fixtures`, before a schema is released.
#[tokio::test]
#[ignore = "writes the fixtures of today's schema"]
async fn write_the_fixtures() {
    let scene = Scene::new();
    let store = Store::open(scene.path()).unwrap().store;
    finished(&store, "深海", 1_000, "鱼 🐟").await;
    let turn = turn(&conversation("Cut", 2_000), None, "q");
    let answer = turn.answer.clone();
    store.begin_turn(turn).await.unwrap();
    store.checkpoint(checkpoint(answer.id, 0, "half an ")).await.unwrap();
    store.checkpoint(checkpoint(answer.id, 8, "answer")).await.unwrap();
    let (gone, _) = finished(&store, "In the trash", 3_000, "a").await;
    store.delete(gone.id).await.unwrap();
    store.set_setting("theme", "\"dark\"").await.unwrap();
    store.keep_new_draft("not sent").await.unwrap();
    store.close();
    fs::write(fixture("schema.sql"), schema_of(&scene.database())).unwrap();
    fs::copy(scene.database(), fixture("schema-1.db")).unwrap();
}
