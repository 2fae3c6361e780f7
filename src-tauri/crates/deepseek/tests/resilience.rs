//! The layers together, against the faithful DeepSeek.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{sync::Arc, time::Duration};

use futures_util::{StreamExt, future::join_all};
use hadal_deepseek::{
    ApiKey, BaseUrl, ChatEvent, ChatRequest, Client, Message, ResilientClient, RetryPolicy,
    resilience::{
        BreakerPolicy, BreakerState, BudgetPolicy, CachePolicy, ConcurrencyLimiter, LimitPolicy, RatePolicy,
        ResilientClientBuilder,
    },
};
use hadal_simulator::{Config, Fault, Gate, KeyRule, Rejection, Script, Simulator, TEST_KEY};

struct World {
    simulator: Simulator,
    key: ApiKey,
}

impl World {
    async fn new() -> Self {
        Self::with(Config::default()).await
    }

    async fn with(config: Config) -> Self {
        Self { simulator: Simulator::start(config).await.unwrap(), key: ApiKey::parse(TEST_KEY).unwrap() }
    }

    fn builder(&self) -> ResilientClientBuilder {
        let base = BaseUrl::parse(&self.simulator.base_url()).unwrap();
        ResilientClient::builder(Client::builder().base_url(base).build().unwrap())
    }
}

/// The default policy in a thousandth of its time.
fn quick() -> RetryPolicy {
    RetryPolicy { base: Duration::from_millis(1), cap: Duration::from_millis(8), ..RetryPolicy::default() }
}

fn hello() -> ChatRequest {
    ChatRequest::new("deepseek-flash", vec![Message::user("hello")])
}

fn exact() -> ChatRequest {
    hello().without_thinking_at(0.0)
}

async fn told(client: &ResilientClient, key: &ApiKey) -> (String, Vec<&'static str>, Option<&'static str>) {
    let (mut text, mut retries, mut error) = (String::new(), Vec::new(), None);
    let mut started = 0;
    let mut events = client.stream_chat(key, &hello());
    while let Some(event) = events.next().await {
        match event {
            Ok(ChatEvent::Started { .. }) => started += 1,
            Ok(ChatEvent::Text(piece)) => text.push_str(&piece),
            Ok(ChatEvent::Retrying { code, .. }) => retries.push(code),
            Err(failure) => error = Some(failure.code()),
            Ok(_) => {}
        }
    }
    assert!(started <= 1, "an answer begins once");
    (text, retries, error)
}

#[tokio::test]
async fn what_fails_before_the_first_word_is_tried_again_and_what_fails_after_it_is_not() {
    let world = World::new().await;
    let client = world.builder().retry(quick()).build();
    for fault in [Fault::Busy, Fault::Html(502), Fault::CutAfter(1), Fault::EmptyContent, Fault::RefuseToAnswer] {
        world.simulator.script(Script::answer("x").fault(fault.clone()));
        world.simulator.script(Script::answer("good"));
        let (text, retries, error) = told(&client, &world.key).await;
        assert_eq!((text.as_str(), retries.len(), error), ("good", 1, None), "{fault:?}");
    }
    world.simulator.script(Script::tokens(["one", "two", "three"]).fault(Fault::CutAfter(3)));
    let (text, retries, error) = told(&client, &world.key).await;
    assert!(text.starts_with("one") || text.is_empty());
    assert_eq!((retries.len(), error), (0, Some("cut")), "a second answer must not be glued to the first");
}

#[tokio::test]
async fn a_refusal_that_another_try_cannot_mend_is_sent_once() {
    let world = World::new().await;
    let client = world.builder().retry(quick()).build();
    for status in [400, 401, 402, 404, 422] {
        world.simulator.reset();
        world.simulator.script(Script::error(status, "no"));
        assert!(client.chat(&world.key, &hello()).await.is_err());
        assert_eq!(world.simulator.chat_requests().len(), 1, "{status}");
    }
    world.simulator.reset();
    world.simulator.script(Script::faulty(Fault::ThrottledByBalance));
    assert_eq!(client.chat(&world.key, &hello()).await.unwrap_err().code(), "throttled_top_up");
    assert_eq!(world.simulator.chat_requests().len(), 1, "waiting fills no account");
}

#[tokio::test]
async fn the_servers_wish_is_waited_for_and_the_budget_ends_it_all() {
    let world = World::new().await;
    let policy = BudgetPolicy { reserve: 2, percent: 0 };
    let client = world.builder().retry(quick()).retry_budget(policy).build();
    let wish = Rejection { status: 429, message: "slow".into(), kind: String::new(), retry_after: Some(1) };
    world.simulator.script(Script::faulty(Fault::Reject(wish)));
    world.simulator.script(Script::answer("good"));
    let start = tokio::time::Instant::now();
    assert_eq!(client.chat(&world.key, &hello()).await.unwrap().content, "good");
    assert!(start.elapsed() >= Duration::from_secs(1));
    (0..10).for_each(|_| world.simulator.script(Script::faulty(Fault::Busy)));
    assert_eq!(client.chat(&world.key, &hello()).await.unwrap_err().code(), "busy");
    assert_eq!((client.retries_left(), world.simulator.chat_requests().len()), (0, 4), "one retry of two was left");
}

#[tokio::test]
async fn a_sick_server_is_left_alone_and_the_next_probe_is_told() {
    let world = World::new().await;
    let policy = BreakerPolicy { failures: 3, open_for: Duration::from_millis(200), ..BreakerPolicy::default() };
    let client = world.builder().breaker(policy).build();
    (0..3).for_each(|_| world.simulator.script(Script::faulty(Fault::Busy)));
    for _ in 0..3 {
        assert_eq!(client.chat(&world.key, &hello()).await.unwrap_err().code(), "busy");
    }
    assert!(matches!(client.breaker_state(), Some(BreakerState::Open { next_probe_in }) if !next_probe_in.is_zero()));
    let refused = client.chat(&world.key, &hello()).await.unwrap_err();
    assert_eq!(refused.code(), "breaker_open");
    assert!(refused.retry_after().unwrap() <= Duration::from_millis(200));
    assert_eq!(world.simulator.chat_requests().len(), 3, "nothing was sent");
    tokio::time::sleep(Duration::from_millis(250)).await;
    assert!(client.chat(&world.key, &hello()).await.is_ok());
    assert_eq!(client.breaker_state(), Some(BreakerState::Closed { failures: 0 }));
}

#[tokio::test]
async fn the_accounts_limit_is_learned_and_everything_is_answered() {
    let rule = KeyRule { concurrency: Some(5), ..KeyRule::healthy(TEST_KEY) };
    let world = World::with(Config { keys: vec![rule], ..Config::default() }).await;
    let question = exact();
    // Its refusal speaks of the balance, so waiting is no use by itself: the limiter must do it.
    let client = world.builder().concurrency(ConcurrencyLimiter::new(LimitPolicy::at_most(50))).build();
    let all = join_all((0..40).map(|_| client.chat(&world.key, &question))).await;
    let refused = all.iter().filter(|reply| reply.is_err()).count();
    assert!(refused > 0, "fifty at once are too many");
    let (limit, running, waiting) = client.concurrency_state("deepseek-flash").unwrap();
    assert_eq!((limit, running, waiting), (5, 0, 0));
    let all = join_all((0..40).map(|_| client.chat(&world.key, &question))).await;
    assert!(all.iter().all(Result::is_ok), "five at a time are fine");
}

#[tokio::test]
async fn a_place_is_kept_until_the_answer_ends_and_given_back_when_it_is_dropped() {
    let world = World::new().await;
    let client = world.builder().concurrency(ConcurrencyLimiter::new(LimitPolicy::at_most(1))).build();
    let gate = Gate::new();
    world.simulator.script(Script::answer("first").gate(&gate));
    gate.release(2);
    let mut first = client.stream_chat(&world.key, &hello());
    while !matches!(first.next().await, Some(Ok(ChatEvent::Started { .. }))) {}
    assert_eq!(client.concurrency_state("deepseek-flash"), Some((1, 1, 0)));
    drop(first);
    assert_eq!(client.concurrency_state("deepseek-flash"), Some((1, 0, 0)));
    assert!(client.chat(&world.key, &hello()).await.is_ok());
}

#[tokio::test]
async fn an_identical_exact_request_is_answered_from_the_cache_and_others_are_not() {
    let world = World::new().await;
    let client = world.builder().cache(CachePolicy::default()).rate(RatePolicy::per_second(1_000)).build();
    let first = client.chat(&world.key, &exact()).await.unwrap();
    let again = client.chat(&world.key, &exact()).await.unwrap();
    assert!(Arc::ptr_eq(&first, &again));
    for other in [exact().max_tokens(9), hello(), exact().message(Message::user("more"))] {
        client.chat(&world.key, &other).await.unwrap();
        client.chat(&world.key, &other).await.unwrap();
    }
    assert_eq!(world.simulator.chat_requests().len(), 5, "the thinking one was asked twice, the others once each");
}
