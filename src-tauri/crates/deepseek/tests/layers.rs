//! The layers' handles as state machines: any order of events, on a paused clock, against what must always hold.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    cell::{Cell, RefCell},
    time::Duration,
};

use futures_util::future::join_all;
use hadal_deepseek::{
    ApiError, RequestPart, RetryPolicy,
    resilience::{
        BreakerPolicy, BreakerState, Breakers, BudgetPolicy, ConcurrencyLimiter, LimitPolicy, Outcome, RateLimiter,
        RatePolicy, RetryBudget, retries,
    },
};
use proptest::{collection::vec, prelude::*};
use tokio::time::{Instant, advance, sleep, timeout};

const HOST: &str = "https://host";

/// Runs on a clock of its own that stands still while anybody works.
fn paused<T>(run: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap().block_on(run)
}

fn cut(seen_bytes: u64) -> ApiError {
    ApiError::Cut { seen_bytes, trace_id: None }
}

/// Errors of every kind that matters to a retry, and what the server wishes.
fn error() -> impl Strategy<Value = (ApiError, bool, Option<u64>)> {
    let throttled = |after: Option<u64>, top_up| ApiError::Throttled {
        after: after.map(Duration::from_secs),
        top_up,
        refusal: Box::default(),
    };
    prop_oneof![
        Just((cut(0), true, None)),
        Just((cut(1), false, None)),
        Just((ApiError::FirstByteTimeout, true, None)),
        Just((ApiError::Busy { refusal: Box::default() }, true, None)),
        Just((ApiError::KeyRefused { refusal: Box::default() }, false, None)),
        Just((ApiError::InvalidRequest { about: RequestPart::Other, refusal: Box::default() }, false, None)),
        Just((throttled(None, true), false, None)),
        (0..90_u64).prop_map(move |wish| (throttled(Some(wish), false), wish <= 60, Some(wish))),
    ]
}

proptest! {
    #[test]
    fn a_retry_follows_only_what_it_can_mend_in_the_time_that_was_asked_for(
        failures in vec(error(), 0..8),
        max_retries in 0..5_u32,
        reserve in 0..4_u32,
    ) {
        let policy = RetryPolicy::with_retries(max_retries);
        let budget = RetryBudget::new(BudgetPolicy { reserve, percent: 0 });
        let calls = RefCell::new(Vec::new());
        let outcome = paused(retries(&policy, &budget, |attempt| {
            calls.borrow_mut().push(Instant::now());
            let told = failures.get(attempt as usize).cloned();
            async move { told.map_or(Ok(attempt), |(error, ..)| Err(error)) }
        }));
        let calls = calls.into_inner();
        // What must come out, told without the machine.
        let allowed = max_retries.min(reserve) as usize;
        let mended = failures.iter().take_while(|(_, mendable, _)| *mendable).count();
        let wanted = failures.len().min(mended).min(allowed);
        prop_assert_eq!(calls.len(), wanted + 1);
        let last = failures.get(wanted).map(|(error, ..)| error.clone());
        prop_assert_eq!(outcome.as_ref().err(), last.as_ref());
        if let Ok(attempts) = outcome {
            prop_assert_eq!(attempts as usize, failures.len());
        }
        prop_assert_eq!(budget.left() as usize, reserve as usize - wanted);
        for ((before, after), (_, _, wish)) in calls.iter().zip(calls.iter().skip(1)).zip(&failures) {
            let waited = *after - *before;
            let least = Duration::from_secs(wish.unwrap_or(0));
            prop_assert!(waited >= least && waited <= least + policy.cap + Duration::from_millis(2), "{:?}", waited);
        }
    }

    #[test]
    fn the_breaker_of_an_origin_takes_legal_steps_only_and_keeps_its_word_about_the_next_probe(
        steps in vec((0..5_u8, 0..12_000_u64), 1..150),
        failures in 1..5_u32,
        probes in 1..3_u32,
    ) {
        let policy = BreakerPolicy { failures, probes, ..BreakerPolicy::default() };
        let checked: Result<(), TestCaseError> = paused(async {
            let breakers = Breakers::new(policy);
            let mut passes = Vec::new();
            for (kind, millis) in steps {
                let before = breakers.state(HOST);
                match kind {
                    0 | 1 => match (breakers.admit(HOST), before) {
                        (Ok(pass), BreakerState::Open { next_probe_in }) => {
                            prop_assert!(next_probe_in.is_zero(), "a probe before its time");
                            passes.push(pass);
                        }
                        (Ok(pass), _) => passes.push(pass),
                        (Err(error), BreakerState::Open { next_probe_in }) => {
                            prop_assert_eq!(error.retry_after(), Some(next_probe_in));
                            prop_assert!(!next_probe_in.is_zero() && next_probe_in <= policy.longest_open);
                            prop_assert_eq!(breakers.next_probe_in(HOST), Some(next_probe_in));
                        }
                        (Err(_), BreakerState::HalfOpen { probing, .. }) => prop_assert_eq!(probing, probes),
                        (Err(_), state) => prop_assert!(false, "{:?} refuses nobody", state),
                    },
                    2 | 3 => {
                        let outcome = if kind == 2 { Outcome::Failure } else { Outcome::Success };
                        passes.pop().into_iter().for_each(|pass| pass.settle(outcome));
                    }
                    _ => drop(passes.pop()),
                }
                let legal = match (before, breakers.state(HOST)) {
                    (BreakerState::Closed { .. }, BreakerState::HalfOpen { .. })
                    | (BreakerState::Open { .. }, BreakerState::Closed { .. }) => false,
                    (BreakerState::Closed { failures: counted }, BreakerState::Open { .. }) => counted + 1 >= failures,
                    (_, BreakerState::HalfOpen { probing, .. }) => probing <= probes,
                    _ => true,
                };
                prop_assert!(legal, "{:?} became {:?}", before, breakers.state(HOST));
                advance(Duration::from_millis(millis)).await;
            }
            // Whatever happened: after the longest wait a good probe closes it.
            drop(passes);
            advance(policy.longest_open).await;
            breakers.admit(HOST).unwrap().settle(Outcome::Success);
            let closed = matches!(breakers.state(HOST), BreakerState::Closed { .. });
            prop_assert!(closed);
            Ok(())
        });
        checked?;
    }

    #[test]
    fn the_queue_is_fair_within_the_limit_and_empty_in_the_end(
        callers in vec((1..50_u64, 1..400_u64, proptest::option::of(1..300_u64)), 1..60),
        most in 1..8_u32,
        lesson in proptest::option::of((0..300_u64, 1..8_u32)),
    ) {
        let checked: Result<(), TestCaseError> = paused(async {
            let limiter = ConcurrencyLimiter::new(LimitPolicy::at_most(most));
            let (running, peak) = (Cell::new(0_u32), Cell::new(0_u32));
            let entered = RefCell::new(Vec::new());
            let mut arrival = 0;
            let calls: Vec<_> = callers.into_iter().enumerate().map(|(number, (gap, work, patience))| {
                arrival += gap;
                let at = Duration::from_millis(arrival);
                let (limiter, running, peak, entered) = (&limiter, &running, &peak, &entered);
                async move {
                    sleep(at).await;
                    let patience = patience.map_or(Duration::from_hours(1), Duration::from_millis);
                    let Ok(permit) = timeout(patience, limiter.enter(HOST, "m")).await else { return };
                    let permit = permit.unwrap();
                    entered.borrow_mut().push(number);
                    running.set(running.get() + 1);
                    peak.set(peak.get().max(running.get()));
                    sleep(Duration::from_millis(work)).await;
                    running.set(running.get() - 1);
                    drop(permit);
                }
            }).collect();
            let taught = async {
                let Some((at, named)) = lesson else { return };
                sleep(Duration::from_millis(at)).await;
                // Before anybody came there is nobody to refuse.
                limiter.learn(HOST, "m", &ApiError::Throttled { after: None, top_up: true, refusal: Box::default() });
                let (limit, running, _) = limiter.state(HOST, "m");
                assert!((1..=most).contains(&limit) && running <= most && named > 0);
            };
            tokio::join!(join_all(calls), taught);
            prop_assert!(peak.get() <= most, "{} at once where {} may", peak.get(), most);
            let entered = entered.into_inner();
            let mut sorted = entered.clone();
            sorted.sort_unstable();
            prop_assert_eq!(entered, sorted, "first come, first served");
            let (_, running, waiting) = limiter.state(HOST, "m");
            prop_assert_eq!((running, waiting), (0, 0));
            Ok(())
        });
        checked?;
    }

    #[test]
    fn the_rate_holds_for_each_model_in_the_order_they_came_and_who_gives_up_takes_nothing(
        callers in vec((1..200_u64, any::<bool>(), proptest::option::of(0..2_000_u64)), 1..60),
        calls in 1..20_u32,
        burst in 1..6_u32,
    ) {
        let checked: Result<(), TestCaseError> = paused(async {
            let policy = RatePolicy { calls, per: Duration::from_secs(1), burst };
            let limiter = RateLimiter::new(policy);
            let passed = RefCell::new(Vec::new());
            let mut arrival = 0;
            let waits: Vec<_> = callers.into_iter().enumerate().map(|(number, (gap, flash, patience))| {
                arrival += gap;
                let at = Duration::from_millis(arrival);
                let (limiter, passed) = (&limiter, &passed);
                async move {
                    sleep(at).await;
                    let patience = patience.map_or(Duration::from_hours(1), Duration::from_millis);
                    let model = if flash { "flash" } else { "pro" };
                    if timeout(patience, limiter.pass(HOST, model)).await.is_ok() {
                        passed.borrow_mut().push((model, number, Instant::now()));
                    }
                }
            }).collect();
            join_all(waits).await;
            for model in ["flash", "pro"] {
                let passed: Vec<_> = passed.borrow().iter().filter(|(of, ..)| *of == model).copied().collect();
                let order: Vec<usize> = passed.iter().map(|(_, number, _)| *number).collect();
                prop_assert!(order.is_sorted(), "{:?}", order);
                for (first, (_, _, begin)) in passed.iter().enumerate() {
                    for (last, (_, _, end)) in passed.iter().enumerate().skip(first) {
                        let allowed = f64::from(burst) + (*end - *begin).as_secs_f64() * f64::from(calls) + 1e-3;
                        let seen = f64::from(u32::try_from(last - first + 1).unwrap());
                        prop_assert!(seen <= allowed, "{} calls where {} may", seen, allowed);
                    }
                }
            }
            Ok(())
        });
        checked?;
    }
}
