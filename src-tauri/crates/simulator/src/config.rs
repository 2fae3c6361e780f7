//! What a simulator is told at its start: keys, pace, mode.

use serde::{Deserialize, Serialize};

use crate::faults::Fault;

/// A key in good standing that [`Config::default`] knows.
pub const TEST_KEY: &str = "sk-hadal-test-0000000000000000000000000000";
/// A key without money that [`Config::default`] knows: chat answers 402.
pub const EMPTY_KEY: &str = "sk-hadal-empty-000000000000000000000000000";
/// A key over its concurrency that [`Config::default`] knows: chat answers 429.
pub const BUSY_KEY: &str = "sk-hadal-busy-0000000000000000000000000000";
/// The one key that [`Config::demo`] accepts. It opens nothing outside this process.
pub const DEMO_KEY: &str = "sk-hadal-demo-0000000000000000000000000000";

/// How a simulator behaves. Start from [`Config::default`] or [`Config::demo`].
#[derive(Clone, Debug)]
pub struct Config {
    /// Port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// The keys it knows; any other `sk-…` is refused with 401.
    pub keys: Vec<KeyRule>,
    /// How fast answers come unless a script says otherwise.
    pub pace: Pace,
    /// Where answers come from when no script was given.
    pub mode: Mode,
    /// Serves `/__sim/…` for tests in other processes.
    pub admin: bool,
    /// Prompt and `max_tokens` together may not exceed this.
    pub context_tokens: u64,
    /// The order in which a request is checked after its types. The true order is not known.
    pub checks: Vec<Check>,
    /// Ends error messages with ` (request_id: <uuid>)`, as seen since October 2026.
    pub request_ids: bool,
    /// Faults of every chat reply, beside those of its script.
    pub faults: Vec<Fault>,
    /// How many requests [`crate::Simulator::requests`] keeps; older ones are forgotten.
    pub records: usize,
    /// Fixes all ids; without it they differ from run to run.
    pub seed: Option<u64>,
}

impl Default for Config {
    /// For tests: no delay, three known keys, admin routes.
    fn default() -> Self {
        Self {
            port: 0,
            keys: vec![KeyRule::healthy(TEST_KEY), KeyRule::empty(EMPTY_KEY), KeyRule::throttled(BUSY_KEY)],
            pace: Pace::instant(),
            mode: Mode::Script,
            admin: true,
            context_tokens: 1_048_576,
            checks: Check::ALL.to_vec(),
            request_ids: false,
            faults: Vec::new(),
            records: 10_000,
            seed: None,
        }
    }
}

impl Config {
    /// For the app's demo mode: answers worth reading at a human pace, for [`DEMO_KEY`] only.
    ///
    /// It has no admin routes and records nothing: what is written in the demo is nobody's affair.
    #[must_use]
    pub fn demo() -> Self {
        Self {
            keys: vec![KeyRule::healthy(DEMO_KEY)],
            pace: Pace::human(),
            mode: Mode::Demo,
            admin: false,
            records: 0,
            ..Self::default()
        }
    }

    pub(crate) fn key(&self, key: &str) -> Option<&KeyRule> {
        self.keys.iter().find(|rule| rule.key == key)
    }
}

/// Where answers come from when no script was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Texts that show the app, chosen by the question and in its language.
    Demo,
    /// A short answer that repeats the question.
    Script,
}

/// How fast an answer comes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// Milliseconds from the headers to the first token.
    pub first_ms: u64,
    /// Tokens a second; 0 sends as fast as the socket takes them.
    pub tokens_per_second: f64,
    /// How far the rate of one answer may lie from `tokens_per_second`, as a share of it.
    pub spread: f64,
}

impl Pace {
    /// No delay at all.
    #[must_use]
    pub const fn instant() -> Self {
        Self { first_ms: 0, tokens_per_second: 0.0, spread: 0.0 }
    }

    /// A fixed number of tokens a second.
    #[must_use]
    pub const fn steady(tokens_per_second: f64) -> Self {
        Self { first_ms: 0, tokens_per_second, spread: 0.0 }
    }

    /// 60 to 90 tokens a second after a short breath: what a reader can follow.
    #[must_use]
    pub const fn human() -> Self {
        Self { first_ms: 450, tokens_per_second: 75.0, spread: 0.2 }
    }
}

/// One key and how its account stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRule {
    /// The key itself.
    pub key: String,
    /// What a chat request with it meets.
    pub standing: Standing,
    /// What `/user/balance` shows; may be empty.
    pub balances: Vec<Balance>,
    /// Requests at one time; more are refused with 429. `None` sets no limit.
    pub concurrency: Option<u32>,
}

/// How an account stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Answers come.
    Healthy,
    /// 402 `Insufficient Balance`.
    Empty,
    /// 429 with the balance text, always.
    Throttled,
}

impl KeyRule {
    /// A key with money left.
    #[must_use]
    pub fn healthy(key: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            standing: Standing::Healthy,
            balances: vec![Balance::new("CNY", "110.00", "10.00", "100.00")],
            concurrency: None,
        }
    }

    /// A key without money.
    #[must_use]
    pub fn empty(key: impl Into<String>) -> Self {
        Self {
            standing: Standing::Empty,
            balances: vec![Balance::new("CNY", "0.00", "0.00", "0.00")],
            ..Self::healthy(key)
        }
    }

    /// A key that is always over its concurrency.
    #[must_use]
    pub fn throttled(key: impl Into<String>) -> Self {
        Self {
            standing: Standing::Throttled,
            balances: vec![Balance::new("CNY", "0.31", "0.00", "0.31")],
            ..Self::healthy(key)
        }
    }
}

/// One line of `/user/balance`; amounts are strings there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// `CNY` or `USD`.
    pub currency: String,
    /// Granted and topped up together.
    pub total_balance: String,
    /// Given by the service, spent first.
    pub granted_balance: String,
    /// Paid in.
    pub topped_up_balance: String,
}

impl Balance {
    /// A balance line from its amounts.
    #[must_use]
    pub fn new(currency: &str, total: &str, granted: &str, topped_up: &str) -> Self {
        Self {
            currency: currency.into(),
            total_balance: total.into(),
            granted_balance: granted.into(),
            topped_up_balance: topped_up.into(),
        }
    }
}

/// One rule a request must meet once its types are right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// The model name is served.
    Model,
    /// There is a message, and every assistant turn says something.
    Messages,
    /// Pictures stand only where they may.
    Images,
    /// Tools are well formed and unique.
    Tools,
    /// Every tool call is answered at once.
    ToolPairing,
    /// The tool choice fits the thinking mode.
    ToolChoice,
    /// With tools and thinking, all earlier reasoning is there.
    ReasoningReplay,
    /// JSON mode is one that exists, and the prompt speaks of JSON.
    JsonMode,
    /// `prefix` stands last and on the beta base.
    Prefix,
    /// `temperature`, `top_p`, `stop`, `logprobs`, `user_id`, `stream_options` are in range.
    Sampling,
    /// `max_tokens` is in range.
    MaxTokens,
    /// Prompt and answer fit the context.
    Context,
}

impl Check {
    /// Every check, in the assumed order.
    pub const ALL: [Self; 12] = [
        Self::Model,
        Self::Messages,
        Self::Images,
        Self::Tools,
        Self::ToolPairing,
        Self::ToolChoice,
        Self::ReasoningReplay,
        Self::JsonMode,
        Self::Prefix,
        Self::Sampling,
        Self::MaxTokens,
        Self::Context,
    ];
}
