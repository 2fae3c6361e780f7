//! What a search finds is what a plain reading of every text finds: for random histories with random changes, and for
//! a history of few words that are all common, where a search is answered in windows.

use crate::generated::Random;
use crate::scene::{Scene, at, conversation, end};
use hadal_domain::{ClientId, Conversation, Message, MessageId, ModelId, Role, Status};
use hadal_store::{NewTurn, SearchFilters, SearchQuery, Store};
use proptest::prelude::*;
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// A text as words with whether each follows the one before without a break.
fn read(text: &str) -> Vec<(String, bool)> {
    let folded: String =
        text.nfkd().filter(|c| !matches!(c, '\u{300}'..='\u{36F}')).flat_map(char::to_lowercase).collect();
    let (mut words, mut word, mut joined) = (Vec::<(String, bool)>::new(), String::new(), false);
    for c in folded.chars().chain([' ']) {
        if c.is_ascii_alphanumeric() {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            words.push((std::mem::take(&mut word), joined));
            joined = true;
        }
        match c {
            '\u{4E00}'..='\u{9FFF}' | '🐟' => {
                words.push((c.to_string(), joined));
                joined = true;
            }
            '*' | '_' | '`' => {}
            _ => joined = false,
        }
    }
    words
}

fn is_han(word: &str) -> bool {
    word.chars().all(|c| matches!(c, '\u{4E00}'..='\u{9FFF}'))
}

/// Whether the words stand side by side somewhere in a text; the last one may be the beginning of a longer one.
fn stand_in(text: &[(String, bool)], wanted: &[(String, bool)], may_grow: bool) -> bool {
    text.windows(wanted.len()).any(|part| {
        part.iter().zip(wanted).enumerate().all(|(n, ((word, joined), (wanted_word, wanted_joined)))| {
            let tight = n > 0 && *wanted_joined && is_han(wanted_word) && is_han(&wanted[n - 1].0);
            let grows = may_grow && n + 1 == wanted.len() && wanted_word.len() > 2 && wanted_word.is_ascii();
            (!tight || *joined) && (word == wanted_word || (grows && word.starts_with(wanted_word.as_str())))
        })
    })
}

/// Whether a message says what a query asks for.
fn says(message: &Message, query: &str) -> bool {
    let (text, reasoning) = (read(&message.text), read(&message.reasoning));
    let has = |part: &str, may_grow| {
        let wanted = read(part);
        wanted.is_empty() || stand_in(&text, &wanted, may_grow) || stand_in(&reasoning, &wanted, may_grow)
    };
    !read(query).is_empty()
        && query.split('"').enumerate().all(|(n, part)| match n % 2 {
            1 => has(part, false),
            _ => part.split_whitespace().all(|piece| has(piece, true)),
        })
}

/// All that a search finds over all its pages, each once.
async fn found(store: &Store, text: &str, filters: &SearchFilters, limit: u32) -> BTreeSet<MessageId> {
    let (mut found, mut before) = (BTreeSet::new(), None);
    loop {
        let query = SearchQuery { text: text.to_owned(), limit, before, filters: filters.clone() };
        let page = store.search(query).await.unwrap();
        assert!(page.complete && page.hits.len() <= limit as usize);
        for hit in page.hits.iter().filter_map(|hit| hit.message) {
            assert!(found.insert(hit), "{text}: a hit came twice");
        }
        let Some(next) = page.next else { return found };
        before = Some(next.to_string().parse().unwrap());
    }
}

/// Words of a kind each: Chinese, English with words that begin others, code, full width, accents, an emoji.
const WORDS: [&str; 24] = [
    "深海",
    "海",
    "鱼",
    "的",
    "一",
    "是的",
    "深",
    "deep",
    "deeper",
    "sea",
    "seal",
    "API",
    "ＡＰＩ",
    "naïve",
    "Ｄｅｅｐ",
    "fn",
    "foo_bar",
    "x1",
    "🐟",
    "let",
    "main()",
    "**海**",
    "a->b",
    "`sea`",
];
const BREAKS: [&str; 8] = [" ", "", "", " ", "，", "\n", ". ", " = "];

/// A text of so many words by numbers that choose them.
fn text_of(choices: &[(usize, usize)]) -> String {
    choices.iter().flat_map(|(word, space)| [WORDS[word % WORDS.len()], BREAKS[space % BREAKS.len()]]).collect()
}

/// A search for something that may stand in a text: some of its characters, one or two pieces, or a phrase.
fn query_of(text: &str, from: usize, length: usize, kind: usize) -> String {
    let chars: Vec<char> = text.chars().filter(|c| *c != '"').collect();
    let from = from.checked_rem(chars.len()).unwrap_or(0);
    let piece: String = chars.iter().skip(from).take(1 + length).collect();
    match kind {
        0 => format!("\"{piece}\""),
        1 => format!("{piece} 海"),
        2 => format!("sea {piece}"),
        _ => piece,
    }
}

#[derive(Debug, Clone)]
enum Step {
    /// Whole conversations from elsewhere with so many texts.
    Import(Vec<String>),
    /// A turn in conversation `.0`: question, reasoning, answer; an unfinished one has no answer.
    Turn(usize, String, String, Option<String>),
    /// The last question of conversation `.0` in other words: a version beside it.
    Edit(usize, String),
    Rename(usize, String),
    Delete(usize),
    Restore(usize),
    Erase(usize),
    Reopen,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let text = || prop::collection::vec((0..24_usize, 0..8_usize), 0..9).prop_map(|choices| text_of(&choices));
    let step = prop_oneof![
        2 => prop::collection::vec(text(), 1..5).prop_map(Step::Import),
        5 => (0..6_usize, text(), text(), prop::option::of(text())).prop_map(|(c, q, r, a)| Step::Turn(c, q, r, a)),
        3 => (0..6_usize, text()).prop_map(|(c, t)| Step::Edit(c, t)),
        1 => (0..6_usize, text()).prop_map(|(c, t)| Step::Rename(c, t)),
        1 => (0..6_usize).prop_map(Step::Delete),
        1 => (0..6_usize).prop_map(Step::Restore),
        1 => (0..6_usize).prop_map(Step::Erase),
        1 => Just(Step::Reopen),
    ];
    prop::collection::vec(step, 2..16)
}

/// What was written, as plain lists.
#[derive(Default)]
struct Written {
    talks: Vec<(Conversation, bool)>,
    messages: Vec<Message>,
    clock: i64,
}

impl Written {
    async fn take(&mut self, store: &Store, step: Step) {
        // Hours apart, with a jump back now and then.
        self.clock += if self.messages.len() % 7 == 6 { -30_000_000 } else { 7_000_000 };
        let now = at(1_700_000_000_000 + self.clock);
        let count = self.talks.len();
        match step {
            Step::Import(texts) => {
                let talk = conversation("imported", now.as_millis());
                let all: Vec<Message> = texts.into_iter().map(|t| Message::user(talk.id, None, t, now)).collect();
                store.import(vec![(talk.clone(), all.clone())]).await.unwrap();
                self.talks.push((talk, true));
                self.messages.extend(all);
            }
            Step::Turn(n, question, reasoning, answer) => {
                let n = if n < count && self.talks[n].1 { n } else { count };
                if n == count {
                    self.talks.push((conversation("talk", now.as_millis()), true));
                }
                let talk = self.talks[n].0.clone();
                let parent = self.messages.iter().rev().find(|m| m.conversation_id == talk.id).map(|m| m.id);
                let question = Message::user(talk.id, parent, question, now);
                let mut said = Message::answer(talk.id, question.id, ModelId::default(), now);
                let turn = NewTurn {
                    conversation: talk,
                    question: Some(question.clone()),
                    answer: said.clone(),
                    client_id: ClientId::new(),
                };
                store.begin_turn(turn).await.unwrap();
                self.messages.push(question);
                if let Some(answer) = answer {
                    let mut ended = end(&said, Status::Done, &answer, now.as_millis());
                    ended.reasoning.clone_from(&reasoning);
                    store.finish(ended).await.unwrap();
                    (said.text, said.reasoning) = (answer, reasoning);
                }
                self.messages.push(said);
            }
            Step::Edit(n, text) => {
                let Some((talk, true)) = self.talks.get(n).cloned() else { return };
                let last = self.messages.iter().rev().find(|m| m.conversation_id == talk.id && m.role == Role::User);
                let parent = last.and_then(|last| last.parent_id);
                let question = Message::user(talk.id, parent, text, now);
                let answer = Message::answer(talk.id, question.id, ModelId::default(), now);
                let client_id = ClientId::new();
                let turn =
                    NewTurn { conversation: talk, question: Some(question.clone()), answer: answer.clone(), client_id };
                store.begin_turn(turn).await.unwrap();
                self.messages.extend([question, answer]);
            }
            Step::Rename(n, title) if n < count => {
                let id = self.talks[n].0.id;
                let _ = store.rename(id, &title, true).await;
            }
            Step::Delete(n) if n < count => {
                store.delete(self.talks[n].0.id).await.unwrap();
                self.talks[n].1 = false;
            }
            Step::Restore(n) if n < count => {
                store.restore(self.talks[n].0.id).await.unwrap();
                self.talks[n].1 = true;
            }
            Step::Erase(n) if n < count => {
                let (talk, _) = self.talks.remove(n);
                store.erase(talk.id).await.unwrap();
                self.messages.retain(|message| message.conversation_id != talk.id);
            }
            _ => {}
        }
    }

    fn saying(&self, query: &str) -> BTreeSet<MessageId> {
        let here = |message: &&Message| {
            self.talks.iter().any(|(talk, is_here)| *is_here && talk.id == message.conversation_id)
        };
        self.messages.iter().filter(here).filter(|message| says(message, query)).map(|message| message.id).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_any_changes_a_search_finds_what_reading_everything_finds(
        steps in steps(),
        asked in prop::collection::vec((0..64_usize, 0..64_usize, 0..6_usize, 0..6_usize), 12),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let scene = Scene::new();
            let mut store = scene.store();
            let mut written = Written::default();
            for step in steps {
                if matches!(step, Step::Reopen) {
                    store.close();
                    store = scene.store();
                }
                written.take(&store, step).await;
            }
            for (which, from, length, kind) in asked {
                let Some(n) = which.checked_rem(written.messages.len()) else { break };
                let message = &written.messages[n];
                let text = if message.reasoning.is_empty() { &message.text } else { &message.reasoning };
                let query = query_of(text, from, length, kind);
                let found = found(&store, &query, &SearchFilters::default(), 3).await;
                prop_assert_eq!(found, written.saying(&query), "{:?}", query);
            }
            Ok(())
        })?;
    }
}

/// Enough that the common words are more than what is counted, and spread over years.
const MANY: u32 = 6_000;

#[tokio::test]
async fn where_every_word_is_common_all_pages_together_find_what_reading_finds() {
    let scene = Scene::new();
    let store = scene.store();
    let mut random = Random::new(3);
    let talks: Vec<Conversation> = (0..4).map(|n| conversation(&format!("t{n}"), n)).collect();
    let mut all: Vec<(Conversation, Vec<Message>)> = talks.iter().map(|talk| (talk.clone(), Vec::new())).collect();
    for n in 0..MANY {
        let mut choices = Vec::new();
        for _ in 0..8 {
            choices.push((random.below(24) as usize, random.below(8) as usize));
        }
        let mut text = text_of(&choices);
        // Some that are rare among all the common ones.
        if n % 900 == 7 {
            text.push_str(" seafloor 龘");
        }
        if n % 5 == 0 {
            text.push_str("\n```\ncode\n```");
        }
        let (talk, messages) = &mut all[random.below(4) as usize];
        let made = at(1_580_000_000_000 + i64::from(n) * 30_000_000);
        let mut message = Message::user(talk.id, None, text, made);
        if n % 3 == 0 {
            (message.role, message.status) = (Role::Assistant, Status::Done);
        }
        messages.push(message);
    }
    store.import(all.clone()).await.unwrap();
    let asked = [
        "海",
        "龘",
        "deep",
        "sea",
        "api",
        "的一",
        "鱼 的",
        "\"deep sea\"",
        "\"sea fn deep\"",
        "deep sea",
        "sea deep 海",
        "海 deep",
        "龘 sea",
        "seaf",
        "sea 龘",
        "\"x1 x1 x1\"",
        "\"let naive let\"",
        "一一一",
        "深海 🐟 main",
        "naiv",
        "foo x1 鱼",
    ];
    let middle = 1_580_000_000_000 + i64::from(MANY / 2) * 30_000_000;
    let everything = SearchFilters::default();
    let narrowed = [
        everything.clone(),
        SearchFilters { conversation: Some(talks[1].id), ..everything.clone() },
        SearchFilters { role: Some(Role::Assistant), has_code: true, ..everything.clone() },
        SearchFilters { after: Some(at(middle)), ..everything.clone() },
        SearchFilters { before: Some(at(middle)), ..everything },
    ];
    for (n, query) in asked.into_iter().enumerate() {
        let saying: Vec<&Message> =
            all.iter().flat_map(|(_, messages)| messages).filter(|message| says(message, query)).collect();
        // Each filter with every fourth search.
        for filters in
            narrowed.iter().enumerate().filter(|(of, _)| *of == 0 || of % 4 == n % 4).map(|(_, filters)| filters)
        {
            let fits = |message: &&&Message| {
                filters.conversation.is_none_or(|id| message.conversation_id == id)
                    && filters.role.is_none_or(|role| message.role == role)
                    && (!filters.has_code || message.text.contains("```"))
                    && filters.after.is_none_or(|after| message.created_at >= after)
                    && filters.before.is_none_or(|before| message.created_at < before)
            };
            let wanted: BTreeSet<MessageId> = saying.iter().filter(fits).map(|message| message.id).collect();
            let found = found(&store, query, filters, 97).await;
            assert_eq!(found.len(), wanted.len(), "{query}");
            assert!(found == wanted, "{query}");
        }
    }
}
