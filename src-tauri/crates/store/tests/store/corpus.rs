//! Three hundred searches with what they must find: written by hand, and drawn from a generated history where a plain
//! reading of every text says what has to be found.

#[path = "corpus/written.rs"]
mod written;

use crate::generated::{Generator, Random};
use crate::scene::{Scene, at, conversation};
use hadal_domain::{Message, MessageId};
use hadal_store::{SearchQuery, Store};
use std::collections::{BTreeMap, BTreeSet};
use unicode_normalization::UnicodeNormalization;
use written::{QUERIES, TEXTS};

const QUERIES_IN_ALL: usize = 300;

/// A text in the form in which people compare: one width, one case, no accents.
fn plain(text: &str) -> String {
    let parts = text.nfkd().flat_map(char::to_lowercase);
    parts.filter(|c| !matches!(c, '\u{300}'..='\u{333}' | '\u{339}'..='\u{36F}' | '\u{FE0F}')).nfc().collect()
}

/// Whether a text says what a query asks for, by reading it: no index, no words.
fn says(text: &str, query: &str) -> bool {
    let quoted: Vec<&str> = query.split('"').collect();
    quoted.iter().enumerate().all(|(n, part)| match n % 2 {
        1 => stands_in(text, part, false),
        _ => part.split_whitespace().all(|piece| stands_in(text, piece, true)),
    })
}

/// A word of letters stands at the beginning of a word, from three letters on of a longer one too; anything else anywhere.
fn stands_in(text: &str, piece: &str, may_grow: bool) -> bool {
    let piece = plain(piece);
    let is_word = |c: char| c.is_ascii_alphanumeric();
    text.match_indices(&piece).any(|(at, _)| {
        let before = text[..at].chars().next_back().is_some_and(is_word) && piece.starts_with(is_word);
        let after = text[at + piece.len()..].chars().next().is_some_and(is_word) && piece.ends_with(is_word);
        let last = piece.rsplit(|c| !is_word(c)).next().unwrap_or_default();
        !before && (!after || (may_grow && last.len() >= 3))
    })
}

/// All that a search finds, best first, over all its pages.
async fn found(store: &Store, text: &str) -> Vec<MessageId> {
    let mut found = Vec::new();
    let mut before = None;
    loop {
        let query = SearchQuery { text: text.to_owned(), limit: 100, before, ..SearchQuery::default() };
        let page = store.search(query).await.unwrap();
        found.extend(page.hits.iter().filter_map(|hit| hit.message));
        match page.next {
            Some(next) => before = Some(next),
            None => return found,
        }
    }
}

struct Library {
    store: Store,
    /// Plain texts of all messages.
    texts: BTreeMap<MessageId, String>,
    written: BTreeMap<&'static str, MessageId>,
    generated: Vec<Message>,
}

impl Library {
    async fn new(scene: &Scene) -> Self {
        let store = scene.store();
        let mut generator = Generator::new(11, at(1_600_000_000_000), 600_000);
        let mut all: Vec<_> = (0..60).map(|_| generator.conversation(20)).collect();
        let generated: Vec<Message> = all.iter().flat_map(|(_, messages)| messages.clone()).collect();
        let talk = conversation("by hand", 1_650_000_000_000);
        let mut written = BTreeMap::new();
        let mut messages = Vec::new();
        for (n, (key, text)) in TEXTS.iter().enumerate() {
            let made = at(1_600_000_000_000 + 600_000 * i64::try_from(n).unwrap());
            messages.push(Message::user(talk.id, None, (*text).to_owned(), made));
            assert!(written.insert(*key, messages[n].id).is_none(), "{key} twice");
        }
        let whole = |message: &Message| (message.id, plain(&format!("{}\n{}", message.text, message.reasoning)));
        let texts = generated.iter().chain(&messages).map(whole).collect();
        all.push((talk, messages));
        store.import(all).await.unwrap();
        Self { store, texts, written, generated }
    }

    fn saying(&self, query: &str) -> BTreeSet<MessageId> {
        self.texts.iter().filter(|(_, text)| says(text, query)).map(|(id, _)| *id).collect()
    }

    /// Searches of five kinds, out of messages that are there.
    fn drawn(&self, count: usize) -> BTreeSet<String> {
        let mut random = Random::new(5);
        let mut drawn = BTreeSet::new();
        let below = |random: &mut Random, end: usize| random.below(u32::try_from(end).unwrap()) as usize;
        while drawn.len() < count {
            let message = &self.generated[below(&mut random, self.generated.len())];
            let runs: Vec<&str> = message.text.split(|c| c < '\u{4E00}').filter(|run| !run.is_empty()).collect();
            let words: Vec<&str> = message.text.split(' ').filter(|word| word.len() > 3 && word.is_ascii()).collect();
            let words: Vec<&str> = words.into_iter().filter(|w| w.bytes().all(|b| b.is_ascii_alphanumeric())).collect();
            if runs.is_empty() || words.is_empty() {
                continue;
            }
            let run: Vec<char> = runs[below(&mut random, runs.len())].chars().collect();
            let from = below(&mut random, run.len());
            let run: String = run[from..].iter().take(1 + below(&mut random, 6)).collect();
            let word = words[below(&mut random, words.len())];
            drawn.insert(match random.below(5) {
                0 | 1 => run,
                2 => word.to_uppercase(),
                3 => word[..3].to_owned(),
                _ => format!("{run} {word}"),
            });
        }
        drawn
    }
}

#[tokio::test]
async fn three_hundred_searches_find_all_they_must_and_little_else() {
    let scene = Scene::new();
    let library = Library::new(&scene).await;
    let drawn = library.drawn(QUERIES_IN_ALL - QUERIES.len());
    let queries =
        QUERIES.iter().map(|(query, keys)| (*query, *keys)).chain(drawn.iter().map(|q| (q.as_str(), &[][..])));
    let (mut count, mut wanted_in_all, mut precision) = (0_u32, 0, 0.0);
    for (query, keys) in queries {
        let mut wanted = library.saying(query);
        let by_hand: BTreeSet<MessageId> = keys.iter().map(|key| library.written[key]).collect();
        wanted.extend(&by_hand);
        let found = found(&library.store, query).await;
        let unique: BTreeSet<MessageId> = found.iter().copied().collect();
        assert_eq!(unique.len(), found.len(), "{query}: a hit came twice");
        let name =
            |id: &MessageId| library.written.iter().find(|(_, known)| *known == id).map_or("generated", |(k, _)| k);
        let missing: Vec<&str> = wanted.difference(&unique).map(name).collect();
        assert_eq!(missing, Vec::<&str>::new(), "{query}: must be found");
        // What was written by hand is found by no other search than those that name it.
        if !keys.is_empty() {
            let others: Vec<&str> = unique.difference(&wanted).map(name).filter(|name| *name != "generated").collect();
            assert_eq!(others, Vec::<&str>::new(), "{query}: must not be found");
        }
        let top: Vec<bool> = found.iter().take(10).map(|id| wanted.contains(id)).collect();
        let share = |all: usize| f64::from(u32::try_from(all).unwrap());
        let right = top.iter().filter(|right| **right).count();
        precision += if top.is_empty() { 1.0 } else { share(right) / share(top.len()) };
        wanted_in_all += wanted.len();
        count += 1;
    }
    assert_eq!(count as usize, QUERIES_IN_ALL);
    precision /= f64::from(count);
    println!("{count} searches, {wanted_in_all} hits wanted and found, precision@10 {precision:.4}");
    assert!(precision > 0.98, "precision@10 {precision}");
}
