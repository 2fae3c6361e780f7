//! What was spent: counted once an answer, by model and time, and not forgotten with the answer.

use crate::scene::{Scene, at, conversation, end, finished, turn};
use hadal_domain::{ModelId, Status, Timestamp, Usage};
use hadal_store::Spent;

#[tokio::test]
async fn every_answer_is_counted_once_and_stays_counted_when_it_is_erased() {
    let scene = Scene::new();
    let store = scene.store();
    let usage = Usage { prompt: 5, completion: 7, cache_hit: 2, cache_miss: 3, reasoning: 1 };
    let mut talks = Vec::new();
    for (n, status) in (1_i64..).zip([Status::Done, Status::Stopped, Status::Failed]) {
        let turn = turn(&conversation("t", n), None, "q");
        talks.push(turn.conversation.id);
        let mut whole = end(&turn.answer, status, "a", n * 1_000);
        whole.usage = Some(usage);
        store.begin_turn(turn).await.unwrap();
        store.finish(whole).await.unwrap();
    }
    finished(&store, "nobody counted", 1_500, "a").await;
    let all = || store.spent(at(0), at(10_000));
    let counted = |answers, usage| vec![Spent { model: ModelId::default(), answers, usage }];
    let three = usage.plus(usage).plus(usage);
    assert_eq!(all().await.unwrap(), counted(3, three), "stopped and failed ones were paid for too");
    assert_eq!(store.spent(at(2_000), at(3_000)).await.unwrap(), counted(1, usage), "from, until before");
    assert_eq!(store.spent(at(3_001), at(9_000)).await.unwrap(), []);
    store.erase(talks[0]).await.unwrap();
    assert_eq!(all().await.unwrap(), counted(3, three), "what was spent is spent");
    store.erase_everything().await.unwrap();
    assert_eq!(all().await.unwrap(), [], "everything is everything");
}

#[tokio::test]
async fn a_title_is_counted_with_the_tokens_of_its_model_and_not_as_an_answer() {
    let scene = Scene::new();
    let store = scene.store();
    let usage = Usage { prompt: 50, completion: 6, cache_hit: 0, cache_miss: 50, reasoning: 0 };
    let before = Timestamp::now();
    for _ in 0..2 {
        store.note_title(ModelId::default(), Some("served".into()), usage).await.unwrap();
    }
    let after = at(Timestamp::now().as_millis() + 1);
    let spent = store.spent(before, after).await.unwrap();
    assert_eq!(spent, [Spent { model: ModelId::default(), answers: 0, usage: usage.plus(usage) }]);
    store.erase_everything().await.unwrap();
    assert_eq!(store.spent(before, after).await.unwrap(), []);
}
