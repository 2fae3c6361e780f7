//! What is searched for: each kind from common to rare, taken from what the generator writes.

use crate::history::{Random, chinese, english, han};

pub(crate) struct Queries {
    pub(crate) kinds: Vec<(&'static str, Vec<String>)>,
    /// What most messages say, for searches with filters.
    pub(crate) common: Vec<String>,
}

/// Searches of each kind.
const EACH: u32 = 200;

impl Queries {
    /// `texts`: some of the history, for phrases that are in it.
    pub(crate) fn new(texts: &[String]) -> Self {
        let mut random = Random::new(42);
        let mut ranks = |end: u32| (0..EACH).map(|n| (end * n / EACH) * n / EACH + random.below(3)).collect::<Vec<_>>();
        let kind = |make: &dyn Fn(u32) -> String, ranks: Vec<u32>| ranks.into_iter().map(make).collect::<Vec<_>>();
        let one = kind(&|rank| han(rank).to_string(), ranks(1_000));
        let two = kind(&|rank| chinese(rank).chars().take(2).collect(), ranks(20_000));
        let word = kind(&english, ranks(20_000));
        let start = kind(&|rank| english(rank).chars().take(3).collect(), ranks(5_000));
        let letters = ('a'..='z').map(String::from);
        let letters = letters.chain((0..100).map(|n| english(n * 7).chars().take(2).collect())).collect();
        let phrases = texts.iter().enumerate().filter_map(|(n, text)| phrase(text, n)).take(EACH as usize).collect();
        // Common characters that never stand together, and words that nobody wrote.
        let miss =
            (0..EACH).map(|n| if n % 2 == 0 { format!("{}{}", han(n), han(700 + n)) } else { format!("qx{n}z") });
        // Both are everywhere, side by side they are rare or never.
        let apart = (0..100).flat_map(|n| {
            let (one, other) = (english(n), english(2 * n + 1));
            [format!("\"{one} {other}\""), format!("{one} {other}"), format!("{} {}", han(n), han(2 * n + 1))]
        });
        // A word that is rare among words that are everywhere, one of them not finished.
        let mixed = (0..100).map(|n| format!("{} {} {}", han(n), english(9_000 + 31 * n), &english(n + 40)));
        Self {
            kinds: vec![
                ("one Chinese character", one),
                ("two Chinese characters", two),
                ("an English word", word),
                ("three letters, as you type", start),
                ("one or two letters, as you type", letters),
                ("a phrase", phrases),
                ("two common words, apart or a phrase", apart.collect()),
                ("common words with a rare one", mixed.collect()),
                ("a miss", miss.collect()),
            ],
            common: (0..20).flat_map(|n| [han(n).to_string(), english(n), chinese(n)]).collect(),
        }
    }
}

/// Three English words or five Chinese characters that stand side by side in a text.
fn phrase(text: &str, n: usize) -> Option<String> {
    let words: Vec<&str> = text.split(' ').collect();
    let is_word = |word: &&str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    let english = words.windows(3).skip(2).find(|three| three.iter().all(is_word)).map(|three| three.join(" "));
    let chinese = text.split(|c| c < '\u{4E00}').find(|run| run.chars().count() > 12);
    let chinese = chinese.map(|run| run.chars().skip(6).take(5).collect());
    match n % 2 {
        0 => english.map(|words| format!("\"{words}\"")),
        _ => chinese,
    }
}
