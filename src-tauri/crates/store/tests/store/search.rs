//! Search through the public calls: what is found, in which order, and that the index follows every change.

use crate::scene::{Scene, at, checkpoint, conversation, end, finished, turn};
use hadal_domain::{ClientId, Message, ModelId, Role, Status};
use hadal_store::{Hit, NewTurn, SearchFilters, SearchQuery, Store};
use rusqlite::Connection;

const DAY: i64 = 24 * 60 * 60 * 1_000;
/// 2026-01-01.
const NOW: i64 = 1_767_225_600_000;

async fn find(store: &Store, text: &str) -> Vec<Hit> {
    find_with(store, text, SearchFilters::default()).await
}

async fn find_with(store: &Store, text: &str, filters: SearchFilters) -> Vec<Hit> {
    let page = store.search(SearchQuery { text: text.to_owned(), filters, limit: 100, before: None }).await.unwrap();
    assert!(page.complete);
    page.hits
}

/// Titles of the conversations of hits, messages only.
async fn titles(store: &Store, text: &str) -> Vec<String> {
    find(store, text).await.into_iter().filter(|hit| hit.message.is_some()).map(|hit| hit.title).collect()
}

fn marked(hit: &Hit) -> String {
    hit.snippet.iter().map(|part| if part.hit { format!("[{}]", part.text) } else { part.text.clone() }).collect()
}

#[tokio::test]
async fn one_chinese_character_a_word_a_beginning_and_a_phrase_are_found() {
    let scene = Scene::new();
    let store = scene.store();
    finished(&store, "one", NOW, "深海里的狮子鱼住在八千米以下。").await;
    finished(&store, "two", NOW + 1, "Snailfish live in the deep sea trenches; ＡＰＩ naïve").await;
    finished(&store, "three", NOW + 2, "海 and sea levels 🐟").await;
    assert_eq!(titles(&store, "鱼").await, ["one"]);
    assert_eq!(titles(&store, "狮子").await, ["one"]);
    assert_eq!(titles(&store, "海").await, ["three", "one"]);
    assert_eq!(titles(&store, "snail").await, ["two"]);
    assert_eq!(titles(&store, "deep sea").await, ["two"]);
    assert_eq!(titles(&store, "\"sea deep\"").await, Vec::<String>::new());
    assert_eq!(titles(&store, "api NAIVE").await, ["two"]);
    assert_eq!(titles(&store, "🐟").await, ["three"]);
    assert_eq!(titles(&store, "鱼海").await, Vec::<String>::new(), "side by side only");
    assert_eq!(titles(&store, "鱼 海").await, ["one"]);
    assert_eq!(titles(&store, "海 level").await, ["three"]);
    assert_eq!(titles(&store, "深海 狮").await, ["one"]);
    assert_eq!(titles(&store, "里的狮子鱼").await, ["one"]);
    for nothing in ["", "  ", "???", "\"", "深海鱼", "ish"] {
        assert_eq!(titles(&store, nothing).await, Vec::<String>::new(), "{nothing}");
    }
}

#[tokio::test]
async fn questions_reasoning_and_titles_are_found_and_marked() {
    let scene = Scene::new();
    let store = scene.store();
    let talk = conversation("Trench notes", NOW);
    let turn = turn(&talk, None, "Which **hadal** fish is deepest?");
    let answer = turn.answer.clone();
    store.begin_turn(turn).await.unwrap();
    let mut ended = end(&answer, Status::Done, "The snailfish.", NOW);
    ended.reasoning = "I recall Pseudoliparis".to_owned();
    store.finish(ended).await.unwrap();
    let hits = find(&store, "hadal").await;
    assert_eq!((hits[0].role, marked(&hits[0]).as_str()), (Some(Role::User), "Which [hadal] fish is deepest?"));
    let hits = find(&store, "pseudo").await;
    assert_eq!((hits[0].message, marked(&hits[0]).as_str()), (Some(answer.id), "I recall [Pseudoliparis]"));
    let hits = find(&store, "notes").await;
    assert_eq!((hits[0].message, hits[0].role, hits[0].conversation), (None, None, talk.id));
    assert_eq!(marked(&hits[0]), "Trench [notes]");
}

#[tokio::test]
async fn an_answer_is_found_from_its_end_on_also_when_it_was_cut() {
    let scene = Scene::new();
    let store = scene.store();
    let first = turn(&conversation("t", NOW), None, "q");
    let answer = first.answer.clone();
    store.begin_turn(first).await.unwrap();
    store.checkpoint(checkpoint(answer.id, 0, "whale")).await.unwrap();
    assert_eq!(find(&store, "whale").await, [], "it is still arriving");
    store.finish(end(&answer, Status::Stopped, "whale fall", NOW)).await.unwrap();
    assert_eq!(find(&store, "whale").await.len(), 1);

    let second = turn(&conversation("u", NOW), None, "q");
    let cut = second.answer.id;
    store.begin_turn(second).await.unwrap();
    store.checkpoint(checkpoint(cut, 0, "giant squ")).await.unwrap();
    store.checkpoint(checkpoint(cut, 9, "id")).await.unwrap();
    store.close();
    let store = scene.store();
    assert_eq!(find(&store, "squid").await[0].message, Some(cut), "the next start found it");
}

#[tokio::test]
async fn the_trash_is_not_searched_and_what_comes_back_is() {
    let scene = Scene::new();
    let store = scene.store();
    let (talk, _) = finished(&store, "anglerfish", NOW, "anglerfish").await;
    store.delete(talk.id).await.unwrap();
    assert_eq!(find(&store, "angler").await, []);
    store.restore(talk.id).await.unwrap();
    assert_eq!(find(&store, "angler").await.len(), 2, "its title and its answer");
    store.rename(talk.id, "lanternfish", true).await.unwrap();
    assert_eq!(find(&store, "angler").await.len(), 1, "the old title is not found any more");
    assert_eq!(find(&store, "lantern").await[0].message, None);
}

#[tokio::test]
async fn filters_narrow_what_is_found() {
    let scene = Scene::new();
    let store = scene.store();
    let (one, _) = finished(&store, "one", NOW, "krill in\n```rust\nfn krill() {}\n```").await;
    let (two, _) = finished(&store, "two", NOW + 5 * DAY, "krill swarm").await;
    let mut pro = turn(&conversation("three", NOW + 9 * DAY), None, "krill?");
    pro.answer.model = Some(ModelId::new("deepseek-v4-pro"));
    let (three, answer) = (pro.conversation.id, pro.answer.clone());
    store.begin_turn(pro).await.unwrap();
    store.finish(end(&answer, Status::Done, "krill", NOW)).await.unwrap();
    let talks = async |filters: SearchFilters| -> Vec<_> {
        find_with(&store, "krill", filters).await.into_iter().map(|hit| hit.conversation).collect()
    };
    let all = SearchFilters::default();
    assert_eq!(talks(all.clone()).await.len(), 4);
    assert_eq!(talks(SearchFilters { conversation: Some(two.id), ..all.clone() }).await, [two.id]);
    assert_eq!(talks(SearchFilters { has_code: true, ..all.clone() }).await, [one.id]);
    assert_eq!(talks(SearchFilters { role: Some(Role::User), ..all.clone() }).await, [three]);
    let model = Some(ModelId::new("deepseek-v4-pro"));
    assert_eq!(talks(SearchFilters { model: model.clone(), ..all.clone() }).await, [three]);
    assert_eq!(talks(SearchFilters { after: Some(at(NOW + 5 * DAY)), ..all.clone() }).await, [three, three, two.id]);
    assert_eq!(talks(SearchFilters { before: Some(at(NOW + 5 * DAY)), ..all.clone() }).await, [one.id]);
    let day = SearchFilters { after: Some(at(NOW + 1)), before: Some(at(NOW + 5 * DAY + 1)), ..all.clone() };
    assert_eq!(talks(day).await, [two.id]);

    store.close();
    let (folder, tag) = (hadal_domain::FolderId::new(), hadal_domain::TagId::new());
    let db = Connection::open(scene.database()).unwrap();
    db.execute("INSERT INTO folders (id, name, created_at, updated_at) VALUES (?1, 'f', 1, 1)", [folder.as_bytes()])
        .unwrap();
    db.execute("UPDATE conversations SET folder_id = ?1 WHERE id = ?2", [folder.as_bytes(), two.id.as_bytes()])
        .unwrap();
    db.execute("INSERT INTO tags (id, name, created_at) VALUES (?1, 'x', 1)", [tag.as_bytes()]).unwrap();
    db.execute(
        "INSERT INTO conversation_tags (conversation_id, tag_id) VALUES (?1, ?2)",
        [one.id.as_bytes(), tag.as_bytes()],
    )
    .unwrap();
    drop(db);
    let store = scene.store();
    let talks = async |filters: SearchFilters| -> Vec<_> {
        find_with(&store, "krill", filters).await.into_iter().map(|hit| hit.conversation).collect()
    };
    assert_eq!(talks(SearchFilters { folder: Some(folder), ..all.clone() }).await, [two.id]);
    assert_eq!(talks(SearchFilters { tag: Some(tag), ..all.clone() }).await, [one.id]);
    assert_eq!(talks(SearchFilters { tag: Some(tag), folder: Some(folder), ..all.clone() }).await, []);
    assert_eq!(talks(SearchFilters { folder: Some(hadal_domain::FolderId::new()), ..all.clone() }).await, []);
    let newest = find_with(&store, "", SearchFilters { model, ..all }).await;
    assert_eq!(newest.len(), 1, "filters alone give the newest that fit");
}

#[tokio::test]
async fn what_is_exact_and_recent_comes_first() {
    let scene = Scene::new();
    let store = scene.store();
    finished(&store, "old exact", NOW, "the deep sea is dark").await;
    finished(&store, "new prefix", NOW + DAY, "deeper seas are darker").await;
    finished(&store, "new apart", NOW + DAY, "sea that is deep").await;
    finished(&store, "new exact", NOW + 100 * DAY, "a deep sea fish").await;
    assert_eq!(titles(&store, "deep sea").await, ["new exact", "old exact", "new apart", "new prefix"]);
    finished(&store, "much later", NOW + 4_000 * DAY, "fish").await;
    assert_eq!(titles(&store, "fish").await[0], "much later");
}

#[tokio::test]
async fn pages_of_a_search_have_every_hit_once_also_while_others_are_written() {
    let scene = Scene::new();
    let store = scene.store();
    let talk = conversation("many", NOW);
    let mut messages = Vec::new();
    for n in 0..2_345_i64 {
        messages.push(Message::user(talk.id, None, format!("plankton number {n}"), at(NOW + n * 60_000)));
    }
    store.import(vec![(talk.clone(), messages)]).await.unwrap();
    let mut seen = std::collections::BTreeSet::new();
    let mut before = None;
    loop {
        let query = SearchQuery { text: "plank".into(), limit: 77, before, ..Default::default() };
        let page = store.search(query).await.unwrap();
        for hit in page.hits {
            assert!(seen.insert(hit.message.unwrap()), "twice");
        }
        let newer = Message::user(talk.id, None, "later plankton".into(), at(NOW + 9_000 * 60_000));
        let answer = Message::answer(talk.id, newer.id, ModelId::default(), at(NOW + 9_000 * 60_000));
        store
            .begin_turn(NewTurn {
                conversation: talk.clone(),
                question: Some(newer),
                answer,
                client_id: ClientId::new(),
            })
            .await
            .unwrap();
        let Some(next) = page.next else { break };
        before = Some(next.to_string().parse().unwrap());
    }
    assert_eq!(seen.len(), 2_345);
}

#[tokio::test]
async fn an_import_is_found_by_its_own_time_and_only_taken_once() {
    let scene = Scene::new();
    let store = scene.store();
    finished(&store, "today", NOW, "coral").await;
    let talk = conversation("imported from long ago", NOW - 500 * DAY);
    let old = Message::user(talk.id, None, "coral".into(), at(NOW - 500 * DAY));
    assert_eq!(store.import(vec![(talk.clone(), vec![old.clone()])]).await, Ok(1));
    assert_eq!(store.import(vec![(talk.clone(), vec![old])]).await, Ok(0), "it is there already");
    assert_eq!(titles(&store, "coral").await, ["today", "imported from long ago"]);
    assert_eq!(store.conversation(talk.id).await.unwrap().unwrap().active_leaf, talk.active_leaf);
}

/// Every word of the index with every place it is at.
fn contents(database: &std::path::Path) -> Vec<(String, i64, String, i64)> {
    let db = Connection::open(database).unwrap();
    let mut all = Vec::new();
    for table in ["search_texts", "search_characters", "search_titles"] {
        db.execute_batch(&format!("INSERT INTO {table} ({table}) VALUES ('integrity-check')")).unwrap();
        db.execute_batch(&format!(
            "CREATE VIRTUAL TABLE temp.words_of_{table} USING fts5vocab (main, {table}, instance)"
        ))
        .unwrap();
        let mut statement = db
            .prepare(&format!(
                "SELECT term, doc, coalesce(col, ''), coalesce(offset, 0) FROM words_of_{table} ORDER BY 1, 2, 3, 4"
            ))
            .unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).unwrap();
        all.extend(rows.map(Result::unwrap));
    }
    all
}

#[tokio::test]
async fn an_index_made_anew_is_the_one_that_followed_every_change() {
    let scene = Scene::new();
    let store = scene.store();
    for n in 0..40 {
        let (talk, leaf) = finished(&store, &format!("title {n} 深海"), NOW + n * DAY, "answer 鱼 café → 🐟").await;
        match n % 5 {
            0 => store.rename(talk.id, "other 名字", true).await.unwrap(),
            1 => store.delete(talk.id).await.unwrap(),
            2 => store.erase(talk.id).await.unwrap(),
            3 => {
                let again = turn(&talk, Some(leaf), "and then?");
                store.begin_turn(again).await.unwrap();
            }
            _ => {}
        }
    }
    store.close();
    scene.store().close();
    let followed = contents(&scene.database());
    assert!(followed.len() > 100, "there is something to compare");
    let db = Connection::open(scene.database()).unwrap();
    db.execute("UPDATE search_state SET made_by = 'other rules'", []).unwrap();
    drop(db);
    scene.store().close();
    assert_eq!(contents(&scene.database()), followed);
}
