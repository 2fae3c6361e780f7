//! Pages of the path that a conversation shows.

use crate::scene::{Scene, at, conversation, finished};
use hadal_domain::{Conversation, ConversationId, Message, MessageId, ModelId, Status};
use hadal_store::{PathAt, PathPage, PathQuery, Store, StoreError};

/// Questions and answers one after another; every tenth answer has an older version beside it.
async fn long(store: &Store, count: usize) -> (Conversation, Vec<MessageId>, Vec<MessageId>) {
    let mut whole = conversation("long", 1);
    let (mut messages, mut path, mut aside): (Vec<Message>, Vec<MessageId>, Vec<MessageId>) = Default::default();
    for n in 0..count {
        let made = at(i64::try_from(n).unwrap());
        let parent = path.last().copied();
        let mut say = |text: String| {
            let mut message = Message::user(whole.id, parent, text, made);
            if n % 2 == 1 {
                message = Message::answer(whole.id, parent.unwrap(), ModelId::default(), made);
                (message.text, message.status) = ("answer".into(), Status::Done);
            }
            messages.push(message.clone());
            message.id
        };
        if n % 20 == 19 {
            aside.push(say(format!("m{n} first")));
        }
        path.push(say(format!("m{n}")));
    }
    whole.active_leaf = path.last().copied();
    store.import(vec![(whole.clone(), messages)]).await.unwrap();
    (whole, path, aside)
}

async fn page(store: &Store, id: ConversationId, at: PathAt, limit: u32) -> PathPage {
    store.path_page(id, PathQuery { at, limit }).await.unwrap()
}

fn ids(page: &PathPage) -> Vec<MessageId> {
    page.rows.iter().map(|row| row.message.id).collect()
}

#[tokio::test]
async fn a_conversation_opens_at_its_end_and_pages_up_and_down_without_a_gap() {
    let scene = Scene::new();
    let store = scene.store();
    let (talk, path, _) = long(&store, 333).await;
    let first = page(&store, talk.id, PathAt::End, 50).await;
    assert_eq!(ids(&first), path[283..]);
    assert_eq!((first.leaf, first.more_before, first.more_after), (Some(path[332]), true, false));
    let mut seen = ids(&first);
    while page(&store, talk.id, PathAt::Before(seen[0]), 50).await.more_before {
        let above = page(&store, talk.id, PathAt::Before(seen[0]), 50).await;
        assert!(above.more_after);
        seen.splice(0..0, ids(&above));
    }
    seen.splice(0..0, ids(&page(&store, talk.id, PathAt::Before(seen[0]), 50).await));
    assert_eq!(seen, path);
    let mut down = vec![path[0]];
    loop {
        let below = page(&store, talk.id, PathAt::After(*down.last().unwrap()), 70).await;
        assert!(below.more_before);
        down.extend(ids(&below));
        if !below.more_after {
            break;
        }
    }
    assert_eq!(down, path);
    assert_eq!(ids(&page(&store, talk.id, PathAt::Before(path[0]), 9).await), []);
    assert_eq!(ids(&page(&store, talk.id, PathAt::After(path[332]), 9).await), []);
}

#[tokio::test]
async fn a_hit_lies_in_the_middle_of_its_page_and_its_versions_are_known() {
    let scene = Scene::new();
    let store = scene.store();
    let (talk, path, aside) = long(&store, 333).await;
    let around = page(&store, talk.id, PathAt::Around(path[99]), 20).await;
    assert_eq!(ids(&around), path[89..109]);
    assert_eq!((around.more_before, around.more_after, around.leaf), (true, true, Some(path[332])));
    assert_eq!(around.rows[10].versions, [aside[4], path[99]]);
    assert_eq!(around.rows[9].versions, [path[98]]);
    assert_eq!(ids(&page(&store, talk.id, PathAt::Around(path[2]), 20).await), path[..20]);
    assert_eq!(ids(&page(&store, talk.id, PathAt::Around(path[331]), 20).await), path[313..]);

    let elsewhere = page(&store, talk.id, PathAt::Around(aside[4]), 20).await;
    assert_eq!(elsewhere.rows.last().unwrap().message.id, aside[4]);
    assert_eq!((elsewhere.leaf, elsewhere.more_after), (Some(aside[4]), false), "it ends the path it is on");
    let above = page(&store, talk.id, PathAt::Before(elsewhere.rows[0].message.id), 20).await;
    assert_eq!(ids(&above), path[60..80]);

    store.set_active_leaf(talk.id, aside[4]).await.unwrap();
    let left = page(&store, talk.id, PathAt::Around(path[99]), 20).await;
    assert_eq!(ids(&left), path[89..109], "the path that was left goes on with its newest");
    assert_eq!((left.leaf, left.more_after), (None, true), "and nobody looked for its end");
    let end = page(&store, talk.id, PathAt::After(path[320]), 20).await;
    assert_eq!((ids(&end).as_slice(), end.leaf), (&path[321..], Some(path[332])));
    let shown = page(&store, talk.id, PathAt::End, 20).await;
    assert_eq!((shown.rows[19].message.id, shown.more_after), (aside[4], false));
}

#[tokio::test]
async fn pages_of_nothing_say_so() {
    let scene = Scene::new();
    let store = scene.store();
    let query = PathQuery { at: PathAt::End, limit: 9 };
    assert_eq!(store.path_page(ConversationId::new(), query).await, Err(StoreError::NotFound));
    let (talk, leaf) = finished(&store, "t", 1, "a").await;
    let stranger = PathQuery { at: PathAt::Around(MessageId::new()), limit: 9 };
    assert_eq!(store.path_page(talk.id, stranger).await, Err(StoreError::NotFound));
    let (other, _) = finished(&store, "t", 1, "a").await;
    let elsewhere = PathQuery { at: PathAt::Before(leaf), limit: 9 };
    assert_eq!(store.path_page(other.id, elsewhere).await, Err(StoreError::NotFound));
    let empty = conversation("empty", 1);
    store.import(vec![(empty.clone(), Vec::new())]).await.unwrap();
    assert_eq!(store.path_page(empty.id, query).await.unwrap().rows, []);
}
