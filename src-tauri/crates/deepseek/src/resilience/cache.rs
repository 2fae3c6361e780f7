//! Answers kept for a while, for batches that are run again. Off unless asked for. Pure: time is passed in.

use std::{
    collections::{BTreeMap, HashMap, hash_map::RandomState},
    hash::BuildHasher,
    sync::Arc,
    time::{Duration, Instant},
};

use crate::{api_key::ApiKey, reply::ChatReply, request::ChatRequest};

/// How much is kept and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CachePolicy {
    /// The most answers.
    pub entries: usize,
    /// The most bytes of questions and answers together.
    pub bytes: usize,
    /// How long an answer is good.
    pub lifetime: Duration,
}

impl Default for CachePolicy {
    /// 256 answers, 32 MiB, one hour.
    fn default() -> Self {
        Self { entries: 256, bytes: 32 << 20, lifetime: Duration::from_hours(1) }
    }
}

/// What makes two requests the same: account, address and every byte of the body.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CacheKey {
    /// Not the key: a number that only this cache can make of it.
    account: u64,
    address: Arc<str>,
    body: Arc<[u8]>,
}

/// Whole answers by request, the least used thrown out first.
#[derive(Debug)]
pub struct ResponseCache {
    policy: CachePolicy,
    accounts: RandomState,
    entries: HashMap<CacheKey, Entry>,
    /// Turn of the last use -> entry, for throwing out the oldest.
    by_use: BTreeMap<u64, CacheKey>,
    turn: u64,
    bytes: usize,
}

#[derive(Debug)]
struct Entry {
    reply: Arc<ChatReply>,
    bytes: usize,
    born: Instant,
    turn: u64,
}

impl ResponseCache {
    /// An empty cache.
    #[must_use]
    pub fn new(policy: CachePolicy) -> Self {
        Self {
            policy,
            accounts: RandomState::new(),
            entries: HashMap::new(),
            by_use: BTreeMap::new(),
            turn: 0,
            bytes: 0,
        }
    }

    /// The key of a request; `None` if its answer is left to chance and must not be kept.
    #[must_use]
    pub fn key(&self, key: &ApiKey, address: &str, request: &ChatRequest) -> Option<CacheKey> {
        if !request.is_deterministic() {
            return None;
        }
        let body = request.fingerprint()?;
        Some(CacheKey { account: self.accounts.hash_one(key.expose()), address: address.into(), body: body.into() })
    }

    /// The answer to the same request, if it is still good.
    pub fn get(&mut self, key: &CacheKey, now: Instant) -> Option<Arc<ChatReply>> {
        let entry = self.entries.get_mut(key)?;
        if now.saturating_duration_since(entry.born) > self.policy.lifetime {
            self.remove(key);
            return None;
        }
        self.turn += 1;
        if let Some(known) = self.by_use.remove(&entry.turn) {
            self.by_use.insert(self.turn, known);
        }
        entry.turn = self.turn;
        Some(Arc::clone(&entry.reply))
    }

    /// Keeps an answer, if it is whole and not too large.
    pub fn put(&mut self, key: CacheKey, reply: Arc<ChatReply>, now: Instant) {
        let bytes = key.body.len() + key.address.len() + reply.size_bytes() + size_of::<Entry>();
        if !reply.is_whole() || bytes > self.policy.bytes || self.policy.entries == 0 {
            return;
        }
        self.remove(&key);
        while self.entries.len() >= self.policy.entries || self.bytes + bytes > self.policy.bytes {
            let Some((_, oldest)) = self.by_use.first_key_value() else { break };
            let oldest = oldest.clone();
            self.remove(&oldest);
        }
        self.turn += 1;
        self.bytes += bytes;
        self.by_use.insert(self.turn, key.clone());
        self.entries.insert(key, Entry { reply, bytes, born: now, turn: self.turn });
    }

    /// Answers that are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.entries.clear();
        self.by_use.clear();
        self.bytes = 0;
    }

    fn remove(&mut self, key: &CacheKey) {
        if let Some(entry) = self.entries.remove(key) {
            self.bytes -= entry.bytes;
            self.by_use.remove(&entry.turn);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{event::FinishReason, message::Message};
    use proptest::prelude::*;

    fn request(number: usize) -> ChatRequest {
        ChatRequest::new("m", vec![Message::user(format!("question {number}"))]).without_thinking_at(0.0)
    }

    fn reply(text: &str) -> Arc<ChatReply> {
        Arc::new(ChatReply { content: text.to_owned(), finish: Some(FinishReason::Stop), ..ChatReply::default() })
    }

    fn account(text: &str) -> ApiKey {
        ApiKey::parse(text).unwrap()
    }

    fn key(cache: &ResponseCache, number: usize) -> CacheKey {
        cache.key(&account("sk-one-0000"), "https://a", &request(number)).unwrap()
    }

    #[test]
    fn only_the_identical_deterministic_request_of_the_same_account_is_a_hit() {
        let now = Instant::now();
        let mut cache = ResponseCache::new(CachePolicy::default());
        let first = key(&cache, 1);
        cache.put(first.clone(), reply("a"), now);
        assert_eq!(cache.get(&first, now).unwrap().content, "a");
        let others = [
            cache.key(&account("sk-one-0000"), "https://a", &request(2)),
            cache.key(&account("sk-two-0000"), "https://a", &request(1)),
            cache.key(&account("sk-one-0000"), "https://b", &request(1)),
            cache.key(&account("sk-one-0000"), "https://a", &request(1).max_tokens(5)),
        ];
        for other in others {
            assert_eq!(cache.get(&other.unwrap(), now), None);
        }
        let chance = ChatRequest::new("m", vec![Message::user("x")]);
        assert_eq!(cache.key(&account("sk-one-0000"), "https://a", &chance), None, "thinking is left to chance");
        let warm = chance.without_thinking_at(1.0);
        assert_eq!(cache.key(&account("sk-one-0000"), "https://a", &warm), None);
    }

    #[test]
    fn old_cut_and_huge_answers_are_not_given_again() {
        let now = Instant::now();
        let mut cache = ResponseCache::new(CachePolicy { bytes: 2_000, ..CachePolicy::default() });
        let first = key(&cache, 1);
        cache.put(first.clone(), reply("a"), now);
        assert!(cache.get(&first, now + Duration::from_mins(59)).is_some());
        assert!(cache.get(&first, now + Duration::from_mins(61)).is_none(), "an hour has passed");
        let cut = ChatReply { finish: Some(FinishReason::Length), ..ChatReply::default() };
        cache.put(first.clone(), Arc::new(cut), now);
        cache.put(first, reply(&"x".repeat(3_000)), now);
        assert!(cache.is_empty());
    }

    #[test]
    fn a_thousand_hits_are_counted_and_timed() {
        let now = Instant::now();
        let mut cache = ResponseCache::new(CachePolicy::default());
        for number in 0..256 {
            let key = key(&cache, number);
            cache.put(key, reply(&"x".repeat(10_000)), now);
        }
        let start = Instant::now();
        for number in 0..1_000 {
            let key = key(&cache, number % 256);
            assert!(cache.get(&key, now).is_some());
        }
        // A figure and no promise: see docs/performance.md. A loaded machine is no reason to fail.
        println!("a hit with its key: {:?}", start.elapsed() / 1_000);
    }

    proptest! {
        #[test]
        fn the_cache_stays_within_its_bounds_and_gives_only_what_was_put_last(
            steps in proptest::collection::vec((0..12_usize, 0..3_u8, 0..400_usize, 0..120_u64), 1..120),
        ) {
            let policy = CachePolicy { entries: 5, bytes: 4_000, lifetime: Duration::from_secs(200) };
            let mut cache = ResponseCache::new(policy);
            let mut put: HashMap<usize, (String, Instant)> = HashMap::new();
            let mut now = Instant::now();
            for (number, kind, size, seconds) in steps {
                now += Duration::from_secs(seconds);
                let key = key(&cache, number);
                if kind == 0 {
                    let text = format!("{number}-{}", "x".repeat(size));
                    cache.put(key, reply(&text), now);
                    put.insert(number, (text, now));
                } else if let Some(found) = cache.get(&key, now) {
                    let (text, born) = &put[&number];
                    prop_assert_eq!(&found.content, text);
                    prop_assert!(now - *born <= policy.lifetime);
                }
                prop_assert!(cache.len() <= policy.entries && cache.bytes <= policy.bytes);
                prop_assert_eq!(cache.len(), cache.by_use.len());
                prop_assert_eq!(cache.bytes, cache.entries.values().map(|entry| entry.bytes).sum::<usize>());
            }
        }
    }
}
