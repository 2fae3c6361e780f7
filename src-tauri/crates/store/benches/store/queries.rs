//! What is searched for: each kind from common to rare, taken from what the generator writes.

use crate::history::{Random, chinese, english, han};
use hadal_domain::Message;

pub(crate) struct Queries {
    pub(crate) kinds: Vec<(&'static str, Vec<String>)>,
}

/// Searches of each kind.
const EACH: u32 = 60;

impl Queries {
    /// `seen`: messages of the history, for phrases that are in it.
    pub(crate) fn new(seen: &[Message]) -> Self {
        let mut random = Random::new(42);
        let mut ranks = |end: u32| (0..EACH).map(|n| (end * n / EACH) * n / EACH + random.below(3)).collect::<Vec<_>>();
        let kind = |make: &dyn Fn(u32) -> String, ranks: Vec<u32>| ranks.into_iter().map(make).collect::<Vec<_>>();
        let one = kind(&|rank| han(rank).to_string(), ranks(1_000));
        let two = kind(&|rank| chinese(rank).chars().take(2).collect(), ranks(20_000));
        let word = kind(&english, ranks(20_000));
        let start = kind(&|rank| english(rank).chars().take(3).collect(), ranks(5_000));
        let phrases = seen.iter().step_by((seen.len() / EACH as usize).max(1)).filter_map(phrase).collect();
        // Common characters that never stand together, and words that nobody wrote.
        let miss =
            (0..EACH).map(|n| if n % 2 == 0 { format!("{}{}", han(n), han(700 + n)) } else { format!("qx{n}z") });
        let miss = miss.collect();
        Self {
            kinds: vec![
                ("one Chinese character", one),
                ("two Chinese characters", two),
                ("an English word", word),
                ("three letters, as you type", start),
                ("a phrase", phrases),
                ("a miss", miss),
            ],
        }
    }
}

/// Three English words or five Chinese characters that stand side by side in a message.
fn phrase(message: &Message) -> Option<String> {
    let words: Vec<&str> = message.text.split(' ').collect();
    let is_word = |word: &&str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    let english = words.windows(3).skip(2).find(|three| three.iter().all(is_word)).map(|three| three.join(" "));
    let chinese = message.text.split(|c| c < '\u{4E00}').find(|run| run.chars().count() > 12);
    let chinese = chinese.map(|run| run.chars().skip(6).take(5).collect());
    match message.text.len() % 2 {
        0 => english.map(|words| format!("\"{words}\"")),
        _ => chinese,
    }
}
