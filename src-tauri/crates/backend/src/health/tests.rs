//! What counts as worse than usual, and what does not.

use super::*;
use proptest::prelude::*;

const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

fn answer(minutes_ago: i64, first_word_ms: u64) -> AnswerFigures {
    AnswerFigures {
        at: Timestamp::from_millis(NOW.as_millis() - minutes_ago * 60_000),
        status: Status::Done,
        error_code: None,
        first_word_ms: Some(first_word_ms),
        // Fifty tokens a second.
        end_ms: first_word_ms + 2_000,
        completion_tokens: Some(100),
    }
}

fn failed(minutes_ago: i64, code: &str) -> AnswerFigures {
    let status = Status::Failed;
    let code = Some(code.to_owned());
    AnswerFigures { status, error_code: code, first_word_ms: None, completion_tokens: None, ..answer(minutes_ago, 0) }
}

/// Forty answers of other days, between 900 and 1,100 ms.
fn usual() -> Vec<AnswerFigures> {
    (0..40).map(|n| answer(1_000 + n, 900 + u64::try_from(n).unwrap() * 5)).collect()
}

fn with(lately: impl IntoIterator<Item = AnswerFigures>) -> Health {
    let all: Vec<_> = lately.into_iter().chain(usual()).collect();
    judge(&all, NOW)
}

#[test]
fn slow_is_what_is_slow_for_this_person_and_more_than_chance() {
    let of = |ms: u64| with((0..8).map(|n| answer(n, ms))).worse;
    assert_eq!(of(1_000), []);
    assert_eq!(of(1_150), [], "within what is usual");
    assert_eq!(of(4_000), [HealthWord::FirstWord]);
    assert_eq!(of(200), [], "faster is not worse");
    let few = with((0..4).map(|n| answer(n, 9_000)));
    assert_eq!(few.worse, [], "four answers are no fact");
    let one = with((0..9).map(|n| answer(n, if n == 0 { 300_000 } else { 1_000 })));
    assert_eq!(one.worse, [], "one odd answer moves no median");
}

#[test]
fn who_is_slow_every_day_is_not_slow_today() {
    let far: Vec<_> = (0..60).map(|n| answer(n * 60, 9_000 + u64::try_from(n % 7).unwrap() * 100)).collect();
    assert_eq!(judge(&far, NOW).worse, []);
}

#[test]
fn without_enough_days_nothing_is_said_to_be_worse() {
    let new: Vec<_> = (0..30).map(|n| answer(n, 20_000)).collect();
    let health = judge(&new, NOW);
    assert_eq!((health.worse, health.usually, health.late_after_ms), (Vec::new(), None, None));
    assert_eq!(health.lately.unwrap().first_word_ms, Some(20_000), "how it is now is said all the same");
    assert_eq!(judge(&[], NOW), Health::default());
}

#[test]
fn failures_of_the_server_count_and_those_of_the_person_do_not() {
    let some = |code: &'static str| (0..4).map(move |n| failed(n, code)).chain((4..10).map(|n| answer(n, 1_000)));
    let health = with(some("server_busy"));
    assert_eq!(health.worse, [HealthWord::Arrival]);
    assert_eq!(health.lately.unwrap().arrived_percent, Some(60));
    for code in ["key_refused", "balance_empty", "offline", "context_too_long", "clock_wrong"] {
        let health = with(some(code));
        assert_eq!((health.worse, health.lately.unwrap().arrived_percent), (Vec::new(), Some(100)), "{code}");
    }
    let stopped = (0..9).map(|n| AnswerFigures { status: Status::Stopped, ..answer(n, 1_000) });
    assert_eq!(with(stopped).lately.unwrap().arrived_percent, None, "whoever stops an answer says nothing about it");
}

#[test]
fn failures_that_are_usual_are_not_worse_than_usual() {
    let bad = |from: i64, count: i64| {
        (0..count).map(move |n| if n % 3 == 0 { failed(from + n, "cut") } else { answer(from + n, 1_000) })
    };
    let all: Vec<_> = bad(0, 12).chain(bad(1_000, 60)).collect();
    assert_eq!(judge(&all, NOW).worse, []);
}

#[test]
fn words_that_come_slowly_are_seen_too() {
    let slow = (0..8).map(|n| AnswerFigures { end_ms: 21_000, ..answer(n, 1_000) });
    let health = with(slow);
    assert_eq!(health.worse, [HealthWord::Speed]);
    assert_eq!(
        (health.lately.unwrap().tokens_per_second, health.usually.unwrap().tokens_per_second),
        (Some(5), Some(50))
    );
}

#[test]
fn a_wait_without_a_network_is_not_the_servers() {
    let away = (0..8).map(|n| AnswerFigures { end_ms: 9_000_000, ..answer(n, 7_200_000) });
    let health = with(away);
    assert_eq!((health.worse, health.lately.unwrap().first_word_ms), (Vec::new(), None));
}

#[test]
fn late_is_later_than_almost_all() {
    let late = with([]).late_after_ms.unwrap();
    assert!((2_000..5_000).contains(&late), "{late}");
}

proptest! {
    #[test]
    fn nothing_is_worse_when_now_is_drawn_from_the_same_days(
        waits in prop::collection::vec(300_u64..3_000, 80..200), seed in any::<prop::sample::Index>(),
    ) {
        // Every draw of ten from the very days they are compared with: a false alarm is rarer than one in a thousand.
        let from = seed.index(waits.len() - 10);
        let lately = waits.iter().skip(from).take(10).map(|wait| answer(1, *wait));
        let before = waits.iter().map(|wait| answer(1_000, *wait));
        let all: Vec<_> = lately.chain(before).collect();
        let worse = judge(&all, NOW).worse;
        prop_assert!(!worse.contains(&HealthWord::Arrival) && !worse.contains(&HealthWord::Speed));
    }

    #[test]
    fn half_of_all_answers_can_be_odd_without_moving_the_middle_out_of_the_rest(
        odd in prop::collection::vec(any::<u32>(), 0..40),
    ) {
        let mut figures: Vec<f64> = (0..41).map(f64::from).collect();
        figures.extend(odd.into_iter().map(f64::from));
        let middle = median(figures).unwrap();
        prop_assert!((0.0..=40.0).contains(&middle));
    }
}
