//! From one history into a file, from the file into an empty history: the second file is the first.

use crate::trees::tree;
use hadal_domain::{ConversationId, Message};
use hadal_store::{Store, Whole};
use hadal_transfer::{json, parse_json};
use proptest::prelude::*;

/// What a history can hold: its numbers are those of SQLite, and parents come before their answers.
fn holdable(whole: Whole) -> Whole {
    let Whole { conversation, messages, belongings } = whole;
    let mut sorted: Vec<Message> = Vec::with_capacity(messages.len());
    let mut rest = messages;
    while !rest.is_empty() {
        let (ready, waiting) = rest.into_iter().partition(|message| {
            message.parent_id.is_none_or(|parent| sorted.iter().any(|known: &Message| known.id == parent))
        });
        sorted.extend::<Vec<Message>>(ready);
        rest = waiting;
    }
    for message in &mut sorted {
        for count in message.usage.iter_mut().flat_map(|usage| {
            [
                &mut usage.prompt,
                &mut usage.completion,
                &mut usage.cache_hit,
                &mut usage.cache_miss,
                &mut usage.reasoning,
            ]
        }) {
            *count >>= 1;
        }
        let timings = &mut message.timings;
        for time in [
            &mut timings.first_byte_ms,
            &mut timings.first_reasoning_ms,
            &mut timings.first_content_ms,
            &mut timings.end_ms,
        ] {
            *time = time.map(|time| time >> 1);
        }
    }
    Whole { conversation, messages: sorted, belongings }
}

async fn exported(store: &Store, id: ConversationId) -> String {
    json(&store.whole(id).await.unwrap().unwrap()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_history_that_goes_through_a_file_is_the_same_history(whole in tree()) {
        let whole = holdable(whole);
        let id = whole.conversation.id;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (first, second) = runtime.block_on(async {
            let (one, two) = (Store::temporary().unwrap(), Store::temporary().unwrap());
            assert_eq!(one.import_whole(vec![whole]).await.unwrap(), 1);
            let first = exported(&one, id).await;
            assert_eq!(two.import_whole(vec![parse_json(&first).unwrap()]).await.unwrap(), 1);
            (first, exported(&two, id).await)
        });
        prop_assert_eq!(first, second);
    }
}
