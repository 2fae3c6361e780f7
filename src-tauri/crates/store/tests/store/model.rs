//! Any sequence of calls leaves the same messages as a plain model in memory.

use crate::scene::{Scene, at, checkpoint, conversation, end};
use hadal_domain::{ClientId, Conversation, Message, MessageId, ModelId, Status};
use hadal_store::{NewTurn, PathAt, PathQuery, Store, StoreError};
use proptest::prelude::*;
use std::collections::BTreeMap;

#[derive(Debug, Clone)]
enum Step {
    /// Ask in conversation `.0` after its message `.1`, which may be none.
    Ask(usize, usize, String),
    /// Answer the same question again as message `.1` does.
    AskAgain(usize, usize),
    /// Text for answer `.0` of all that were begun, of which the first `.1` bytes were sent before.
    Grow(usize, usize, String),
    End(usize, Status, String),
    Select(usize, usize),
    Delete(usize),
    Restore(usize),
    Reopen,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let text = "[a-z深海🐟\0\n]{0,12}";
    let status = prop::sample::select(vec![Status::Done, Status::Stopped, Status::Interrupted, Status::Failed]);
    let step = prop_oneof![
        3 => (0..3_usize, 0..6_usize, text).prop_map(|(c, m, t)| Step::Ask(c, m, t)),
        2 => (0..3_usize, 0..6_usize).prop_map(|(c, m)| Step::AskAgain(c, m)),
        6 => (0..8_usize, 0..9_usize, text).prop_map(|(a, n, t)| Step::Grow(a, n, t)),
        2 => (0..8_usize, status, text).prop_map(|(a, s, t)| Step::End(a, s, t)),
        1 => (0..3_usize, 0..6_usize).prop_map(|(c, m)| Step::Select(c, m)),
        1 => (0..3_usize).prop_map(Step::Delete),
        1 => (0..3_usize).prop_map(Step::Restore),
        1 => Just(Step::Reopen),
    ];
    prop::collection::vec(step, 1..40)
}

struct Model {
    talks: Vec<Conversation>,
    made: [bool; 3],
    messages: Vec<Message>,
    answers: Vec<usize>,
    clock: i64,
}

impl Model {
    fn of(&self, talk: usize) -> Vec<usize> {
        let id = self.talks[talk].id;
        (0..self.messages.len()).filter(|n| self.messages[*n].conversation_id == id).collect()
    }

    async fn take(&mut self, store: &Store, step: Step) -> Result<(), TestCaseError> {
        self.clock += 1;
        let now = at(self.clock);
        match step {
            Step::Ask(talk, after, text) => {
                let parent = self.of(talk).get(after).map(|n| self.messages[*n].id);
                let question = Message::user(self.talks[talk].id, parent, text, now);
                let answer = Message::answer(question.conversation_id, question.id, ModelId::default(), now);
                self.begin(store, talk, Some(question), answer).await?;
            }
            Step::AskAgain(talk, which) => {
                let Some(of) = self.of(talk).get(which).copied() else { return Ok(()) };
                let Some(parent) = self.messages[of].parent_id else { return Ok(()) };
                let answer = Message::answer(self.talks[talk].id, parent, ModelId::default(), now);
                self.begin(store, talk, None, answer).await?;
            }
            Step::Grow(which, again, text) => {
                let Some(n) = self.answers.get(which).copied() else { return Ok(()) };
                let message = &mut self.messages[n];
                let mut from = message.text.len().saturating_sub(again);
                while !message.text.is_char_boundary(from) {
                    from -= 1;
                }
                let sent = format!("{}{text}", &message.text[from..]);
                let result = store.checkpoint(checkpoint(message.id, from as u64, &sent)).await;
                if message.status == Status::Streaming {
                    prop_assert_eq!(result, Ok(()));
                    message.text.push_str(&text);
                } else {
                    prop_assert_eq!(result, Err(StoreError::Settled));
                }
            }
            Step::End(which, status, text) => {
                let Some(n) = self.answers.get(which).copied() else { return Ok(()) };
                let message = &mut self.messages[n];
                let result = store.finish(end(message, status, &text, self.clock)).await;
                if message.status == Status::Streaming {
                    prop_assert_eq!(result, Ok(()));
                    (message.status, message.text, message.updated_at) = (status, text, now);
                    let talk = self.talks.iter_mut().find(|talk| talk.id == message.conversation_id).unwrap();
                    talk.updated_at = now;
                } else {
                    prop_assert_eq!(result, Err(StoreError::Settled));
                }
            }
            Step::Select(talk, which) => {
                let Some(n) = self.of(talk).get(which).copied() else { return Ok(()) };
                let leaf = self.messages[n].id;
                prop_assert_eq!(store.set_active_leaf(self.talks[talk].id, leaf).await, Ok(()));
                self.talks[talk].active_leaf = Some(leaf);
            }
            Step::Delete(talk) if self.made[talk] => {
                store.delete(self.talks[talk].id).await.unwrap();
                self.talks[talk].deleted_at =
                    store.conversation(self.talks[talk].id).await.unwrap().unwrap().deleted_at;
            }
            Step::Restore(talk) if self.made[talk] => {
                store.restore(self.talks[talk].id).await.unwrap();
                self.talks[talk].deleted_at = None;
            }
            Step::Delete(_) | Step::Restore(_) | Step::Reopen => {}
        }
        Ok(())
    }

    async fn begin(
        &mut self,
        store: &Store,
        talk: usize,
        question: Option<Message>,
        answer: Message,
    ) -> Result<(), TestCaseError> {
        let client_id = ClientId::new();
        let mut sent = self.talks[talk].clone();
        sent.updated_at = answer.created_at;
        let turn = NewTurn { conversation: sent, question: question.clone(), answer: answer.clone(), client_id };
        let result = store.begin_turn(turn.clone()).await;
        if self.talks[talk].deleted_at.is_some() {
            prop_assert_eq!(result, Err(StoreError::NotFound));
            return Ok(());
        }
        prop_assert!(!result.unwrap().repeated);
        prop_assert!(store.begin_turn(turn).await.unwrap().repeated);
        self.talks[talk].updated_at = answer.created_at;
        self.talks[talk].active_leaf = Some(answer.id);
        self.made[talk] = true;
        self.messages.extend(question);
        self.answers.push(self.messages.len());
        self.messages.push(Message { client_id: Some(client_id), ..answer });
        Ok(())
    }

    /// What a start-up does to answers that were left streaming; their time is the clock's, so it is not compared.
    fn interrupt(&mut self) {
        for message in &mut self.messages {
            if message.status == Status::Streaming {
                message.status = Status::Interrupted;
            }
        }
    }
}

/// Pages at the end, around and after each message of the path that is shown are parts of what the parents say.
async fn shows_its_path(
    store: &Store,
    talk: &Conversation,
    messages: &BTreeMap<MessageId, Message>,
) -> Result<(), TestCaseError> {
    let mut path = Vec::new();
    let mut next = talk.active_leaf.filter(|_| !messages.is_empty());
    while let Some(id) = next {
        path.insert(0, id);
        next = messages.get(&id).and_then(|message| message.parent_id);
    }
    let page = async |at| {
        let page = store.path_page(talk.id, PathQuery { at, limit: 3 }).await.unwrap();
        (page.rows.iter().map(|row| row.message.id).collect::<Vec<_>>(), page.more_before, page.more_after)
    };
    let part = |from: usize, to: usize| (path[from..to].to_vec(), from > 0, to < path.len());
    for (n, id) in path.iter().enumerate() {
        let from = n.saturating_sub(1).min(path.len().saturating_sub(3));
        prop_assert_eq!(page(PathAt::Around(*id)).await, part(from, (from + 3).min(path.len())));
        prop_assert_eq!(page(PathAt::After(*id)).await.0, path[n + 1..].iter().take(3).copied().collect::<Vec<_>>());
    }
    if !path.is_empty() {
        prop_assert_eq!(page(PathAt::End).await, part(path.len().saturating_sub(3), path.len()));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_of_calls_leaves_what_a_plain_model_says(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let scene = Scene::new();
            let mut store = scene.store();
            let talks = (0..3).map(|n| conversation(&format!("t{n}"), 0)).collect();
            let mut model = Model { talks, made: [false; 3], messages: Vec::new(), answers: Vec::new(), clock: 0 };
            for step in steps {
                if matches!(step, Step::Reopen) {
                    store.close();
                    store = scene.store();
                    model.interrupt();
                }
                model.take(&store, step).await?;
            }
            for (n, talk) in model.talks.iter().enumerate() {
                let mut expected: BTreeMap<_, _> =
                    model.of(n).into_iter().map(|m| (model.messages[m].id, model.messages[m].clone())).collect();
                let mut found = store.messages(talk.id).await.unwrap();
                for message in &mut found {
                    if message.status == Status::Interrupted {
                        message.updated_at = expected.get(&message.id).unwrap().updated_at;
                    }
                }
                prop_assert_eq!(found, expected.values_mut().map(|m| m.clone()).collect::<Vec<_>>());
                prop_assert_eq!(store.conversation(talk.id).await.unwrap(), model.made[n].then(|| talk.clone()));
                shows_its_path(&store, talk, &expected).await?;
            }
            Ok(())
        })?;
    }
}
