//! Every released schema stays as a file that opens, migrates and matches.

use crate::scene::{Scene, at, checkpoint, conversation, finished, turn};
use hadal_domain::Status;
use hadal_store::{ConversationQuery, PathAt, PathQuery, SearchQuery, Store};
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

/// What a history has to hold, now or later, without a migration in between: table, then columns.
const NAMED: [(&str, &str); 13] = [
    (
        "conversations",
        "id folder_id title titled_by_user pinned archived model thinking parameters active_leaf draft created_at \
         updated_at deleted_at rev",
    ),
    ("folders", "id parent_id name position rev"),
    ("tags", "id name rev"),
    ("conversation_tags", "conversation_id tag_id rev"),
    (
        "messages",
        "id conversation_id parent_id role status client_id model served_model finish_reason error_code error_detail \
         prompt_tokens completion_tokens cache_hit_tokens cache_miss_tokens reasoning_tokens usage_raw trace_id \
         served_by first_byte_ms first_reasoning_ms first_content_ms end_ms bookmarked_at deleted_at created_at \
         updated_at rev",
    ),
    ("parts", "message_id position kind text name attributes attachment_id"),
    ("attachments", "id hash media_type size_bytes content"),
    ("tails", "message_id kind from_byte end_byte text"),
    ("seams", "message_id kind at_byte finish_reason error_code served_model trace_id usage_raw"),
    (
        "usage_ledger",
        "message_id seam at origin model prompt_tokens completion_tokens cache_hit_tokens cache_miss_tokens \
         reasoning_tokens currency cost_micro rev",
    ),
    ("settings", "key value updated_at rev"),
    ("tombstones", "kind id deleted_at rev"),
    ("change_counter", "rev"),
];

#[test]
fn everything_that_was_named_has_its_column() {
    let scene = Scene::new();
    scene.store().close();
    let db = Connection::open(scene.database()).unwrap();
    for (table, columns) in NAMED {
        let strict: bool =
            db.query_row("SELECT strict FROM pragma_table_list WHERE name = ?1", [table], |row| row.get(0)).unwrap();
        assert!(strict, "{table}");
        for column in columns.split(' ').filter(|column| !column.is_empty()) {
            let there: bool = db
                .query_row("SELECT count(*) FROM pragma_table_info(?1) WHERE name = ?2", [table, column], |row| {
                    row.get(0)
                })
                .unwrap();
            assert!(there, "{table}.{column}");
        }
    }
}

#[tokio::test]
async fn a_history_of_every_released_schema_opens_with_everything_in_it() {
    for version in 1..=5 {
        let scene = Scene::new();
        fs::copy(fixture(&format!("schema-{version}.db")), scene.database()).unwrap();
        let opened = scene.open();
        assert_eq!(opened.set_aside, None, "schema {version}");
        has_everything(&opened.store).await;
        assert_eq!(opened.interrupted.len(), 1);
        opened.store.close();
        assert_eq!(schema_of(&scene.database()), fs::read_to_string(fixture("schema.sql")).unwrap().replace('\r', ""));
    }
}

async fn has_everything(store: &Store) {
    let rows = store.conversations(ConversationQuery { limit: 9, ..Default::default() }).await.unwrap().rows;
    assert_eq!(rows.iter().map(|row| row.title.as_str()).collect::<Vec<_>>(), ["Cut", "深海"]);
    let cut = store.messages(rows[0].id).await.unwrap();
    assert_eq!((cut[1].status, cut[1].text.as_str()), (Status::Interrupted, "half an answer"));
    let whole = store.messages(rows[1].id).await.unwrap();
    assert_eq!((whole[1].status, whole[1].text.as_str(), whole[1].updated_at), (Status::Done, "鱼 🐟", at(1_000)));
    let query = PathQuery { at: PathAt::After(whole[0].id), limit: 9 };
    let after = store.path_page(rows[1].id, query).await.unwrap();
    assert_eq!(after.rows[0].message, whole[1], "the path that is shown is known in its rows");
    assert_eq!(after.leaf, Some(whole[1].id));
    assert_eq!(store.setting("theme").await.unwrap().as_deref(), Some("\"dark\""));
    assert_eq!(store.new_draft().await.unwrap(), "not sent");
    for (text, message) in [("鱼", Some(whole[1].id)), ("half an ans", Some(cut[1].id)), ("深", None)] {
        let query = SearchQuery { text: text.to_owned(), limit: 9, ..Default::default() };
        let found: Vec<_> = store.search(query).await.unwrap().hits.into_iter().map(|hit| hit.message).collect();
        assert_eq!(found, [message], "{text}");
    }
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
    let version: u32 =
        Connection::open(scene.database()).unwrap().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    fs::write(fixture("schema.sql"), schema_of(&scene.database())).unwrap();
    fs::copy(scene.database(), fixture(&format!("schema-{version}.db"))).unwrap();
}
