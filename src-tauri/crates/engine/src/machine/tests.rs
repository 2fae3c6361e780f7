//! The machine's behaviour, on a clock that is only numbers.

use super::*;
use hadal_domain::{ConversationId, MessageId, ModelId, Timestamp};
use proptest::prelude::*;

fn ms(n: u64) -> Duration {
    Duration::from_millis(n)
}

fn machine() -> Machine {
    Machine::new(
        Pace::default(),
        Persistence { delays: vec![ms(1_000), ms(2_000)], go_ons: 0, outbox: Some(ms(2_000)) },
    )
}

fn text(s: &str) -> Event {
    Event::Model(ModelEvent::Text(s.into()))
}

fn outcome(effects: &[Effect]) -> &Outcome {
    match effects.last() {
        Some(Effect::End(outcome)) => outcome,
        other => panic!("expected the end, got {other:?}"),
    }
}

#[test]
fn the_first_word_shows_at_once_and_the_next_waits_for_the_frame() {
    let mut m = machine();
    assert_eq!(m.on(text("a"), ms(100)), [Effect::Phase(PhaseName::Answering), Effect::Show]);
    assert_eq!(m.on(text("b"), ms(105)), [], "one patch a frame at most");
    assert_eq!(m.wake_at(), Some(ms(132)));
    assert_eq!(m.on(Event::Tick, ms(132)), [Effect::Show]);
}

#[test]
fn new_text_is_written_within_the_checkpoint_time_and_one_write_is_in_flight() {
    let mut m = machine();
    m.on(text("a"), ms(0));
    assert!(m.on(Event::Tick, ms(100)).contains(&Effect::Checkpoint));
    m.on(text("b"), ms(110));
    assert!(!m.on(Event::Tick, ms(300)).contains(&Effect::Checkpoint), "the first is still in flight");
    assert!(m.on(Event::CheckpointDone, ms(301)).contains(&Effect::Checkpoint), "then the rest goes at once");
}

#[test]
fn a_cut_stream_leaves_the_answer_interrupted_not_done() {
    let mut m = machine();
    m.on(text("half"), ms(1));
    let effects = m.on(Event::Failed(Failure { retryable: true, ..Failure::of(FailureKind::Cut) }), ms(2));
    assert_eq!(outcome(&effects).status, Status::Interrupted, "words came: it is never asked again by itself");
    assert_eq!(m.text, "half");
}

#[test]
fn a_busy_server_is_asked_again_before_the_first_word_and_only_so_often() {
    let mut m = machine();
    let busy = || Event::Failed(Failure { retryable: true, ..Failure::of(FailureKind::ServerBusy) });
    assert!(m.on(busy(), ms(1)).contains(&Effect::Retry(ms(1_000))));
    assert_eq!(m.asked_again(ms(1_001)), [Effect::Phase(PhaseName::Connecting)]);
    assert!(m.on(busy(), ms(1_002)).contains(&Effect::Retry(ms(2_000))));
    m.asked_again(ms(3_002));
    assert_eq!(outcome(&m.on(busy(), ms(3_003))).status, Status::Failed);
    assert_eq!(m.attempt(), 3);
}

#[test]
fn a_refused_key_is_never_asked_again() {
    let effects = machine().on(Event::Failed(Failure::of(FailureKind::KeyRefused)), ms(1));
    assert_eq!(outcome(&effects).status, Status::Failed);
}

#[test]
fn the_servers_wish_to_wait_is_honoured() {
    let wish = |after| {
        Event::Failed(Failure { retryable: true, retry_after: Some(after), ..Failure::of(FailureKind::Throttled) })
    };
    assert!(machine().on(wish(ms(9_000)), ms(1)).contains(&Effect::Retry(ms(10_000))), "never sooner than asked");
    let effects = machine().on(wish(ms(3_600_000)), ms(1));
    assert_eq!(outcome(&effects).status, Status::Failed, "nobody waits for an hour before an empty page");
}

#[test]
fn blanks_before_the_first_word_are_kept_with_it_and_are_no_words_alone() {
    let mut m = machine();
    assert_eq!(m.on(text("\n "), ms(1)), [], "nothing to show yet");
    m.on(text("word"), ms(2));
    assert_eq!(m.text, "\n word", "every byte of an answer is kept");

    let mut blank = machine();
    blank.on(text("\n"), ms(1));
    let empty = Failure { retryable: true, ..Failure::of(FailureKind::AnswerEmpty) };
    assert!(blank.on(Event::Failed(empty), ms(2)).contains(&Effect::Retry(ms(1_000))));
    blank.asked_again(ms(1_002));
    blank.on(text("word"), ms(1_003));
    assert_eq!(blank.text, "word", "the blanks of the first try are not glued to the second");
}

#[test]
fn stop_keeps_the_text_and_nothing_follows() {
    let mut m = machine();
    m.on(text("so far"), ms(1));
    assert_eq!(outcome(&m.on(Event::StopAsked, ms(2))).status, Status::Stopped);
    assert_eq!(m.on(text("late"), ms(3)), [], "what comes after the end changes nothing");
    assert_eq!(m.text, "so far");
    assert_eq!(m.wake_at(), None);
}

#[test]
fn an_answer_without_a_word_is_a_failure_and_thinking_alone_is_not() {
    let mut silent = machine();
    silent.on(Event::Model(ModelEvent::Finished(FinishReason::Stop)), ms(1));
    let effects = silent.on(Event::Completed, ms(2));
    assert_eq!(outcome(&effects).failure.as_ref().map(|f| f.kind), Some(FailureKind::AnswerEmpty));

    let mut thought = machine();
    thought.on(Event::Model(ModelEvent::Reasoning("hm".into())), ms(1));
    assert_eq!(outcome(&thought.on(Event::Completed, ms(2))).status, Status::Done);
}

#[test]
fn a_server_that_gave_up_in_the_middle_leaves_it_interrupted_with_its_word() {
    let mut m = machine();
    m.on(text("part"), ms(1));
    m.on(Event::Model(ModelEvent::Finished(FinishReason::InsufficientSystemResource)), ms(2));
    let effects = m.on(Event::Completed, ms(3));
    assert_eq!(outcome(&effects).status, Status::Interrupted);
    assert_eq!(outcome(&effects).finish_reason, Some(FinishReason::InsufficientSystemResource));
}

#[test]
fn silence_is_called_a_stall_and_a_word_ends_it() {
    let mut m = machine();
    m.on(text("a"), ms(0));
    assert!(m.on(Event::Tick, ms(20_000)).contains(&Effect::Phase(PhaseName::Stalled)));
    assert!(m.on(text("b"), ms(21_000)).contains(&Effect::Phase(PhaseName::Answering)));
}

#[test]
fn keep_alives_mean_the_queue_until_words_come() {
    let mut m = machine();
    let alive = || Event::Model(ModelEvent::KeepAlive);
    assert!(m.on(alive(), ms(1)).contains(&Effect::Phase(PhaseName::Queued)));
    m.on(Event::Model(ModelEvent::Reasoning("x".into())), ms(2));
    assert_eq!(m.on(alive(), ms(3)), []);
    assert_eq!(m.phase(), PhaseName::Thinking);
}

fn persistent(go_ons: u32) -> Machine {
    Machine::new(Pace::default(), Persistence { delays: vec![ms(1_000), ms(2_000)], go_ons, outbox: None })
}

fn cut() -> Event {
    Event::Failed(Failure { retryable: true, ..Failure::of(FailureKind::Cut) })
}

#[test]
fn a_cut_answer_is_gone_on_with_by_itself_so_often_and_no_further() {
    let mut m = persistent(1);
    m.on(text("half a w"), ms(1));
    let effects = m.on(cut(), ms(2));
    assert!(matches!(effects.as_slice(), [.., Effect::GoOn(after, _)] if *after == ms(1_000)), "{effects:?}");
    assert_eq!(m.begun().map(|begun| begun.text), Some("half a w".to_owned()), "the model goes on from here");
    m.asked_again(ms(1_002));
    m.on(text("ord"), ms(1_003));
    assert_eq!(m.text, "half a word");
    assert_eq!(outcome(&m.on(cut(), ms(1_004))).status, Status::Interrupted, "once was allowed");
}

#[test]
fn going_on_fails_like_a_first_try_and_keeps_what_there_was() {
    let mut m = persistent(1);
    m.on(text("kept"), ms(1));
    m.on(cut(), ms(2));
    m.asked_again(ms(1_002));
    let busy = || Event::Failed(Failure { retryable: true, ..Failure::of(FailureKind::ServerBusy) });
    assert!(m.on(busy(), ms(1_003)).contains(&Effect::Retry(ms(2_000))), "no word came: the same is asked again");
    m.asked_again(ms(3_003));
    let refused = Event::Failed(Failure::of(FailureKind::KeyRefused));
    assert_eq!(outcome(&m.on(refused, ms(3_004))).status, Status::Interrupted, "there are words: it did not fail");
    assert_eq!(m.text, "kept");
}

#[test]
fn going_on_from_the_last_word_is_the_end_when_the_model_has_nothing_to_add() {
    let empty = || Event::Failed(Failure { retryable: true, ..Failure::of(FailureKind::AnswerEmpty) });
    let usage = || Event::Model(ModelEvent::Usage { usage: Usage::default(), raw: "{}".into() });
    let mut m = persistent(1);
    m.on(text("all of it."), ms(1));
    m.on(cut(), ms(2));
    m.asked_again(ms(1_002));
    m.on(usage(), ms(1_003));
    assert_eq!(outcome(&m.on(empty(), ms(1_004))).status, Status::Done);

    let mut silent = persistent(1);
    silent.on(text("half"), ms(1));
    silent.on(cut(), ms(2));
    silent.asked_again(ms(1_002));
    let effects = silent.on(empty(), ms(1_003));
    assert!(effects.contains(&Effect::Retry(ms(2_000))), "an empty body proves nothing: {effects:?}");
}

#[test]
fn what_is_wrong_with_the_question_is_not_mended_by_going_on() {
    let mut m = persistent(3);
    m.on(text("a"), ms(1));
    let effects = m.on(Event::Failed(Failure::of(FailureKind::ContentRefused)), ms(2));
    assert_eq!(outcome(&effects).status, Status::Interrupted);
}

#[test]
fn tokens_of_all_calls_are_summed() {
    let tokens = |n| Usage { prompt: n, completion: n, ..Usage::default() };
    let usage = |n| Event::Model(ModelEvent::Usage { usage: tokens(n), raw: String::new() });
    let mut m = persistent(1);
    m.on(text("a"), ms(1));
    m.on(usage(3), ms(2));
    m.on(Event::Model(ModelEvent::Finished(FinishReason::Aborted)), ms(3));
    assert!(matches!(m.on(Event::Completed, ms(4)).last(), Some(Effect::GoOn(..))));
    m.asked_again(ms(1_004));
    m.on(text("b"), ms(1_005));
    m.on(usage(4), ms(1_006));
    assert_eq!(m.usage, Some(tokens(7)));
}

#[test]
fn a_server_that_is_left_alone_is_waited_for_and_that_is_no_try() {
    let mut m = machine();
    let paused =
        || Event::Failed(Failure { unsent: true, retry_after: Some(ms(90_000)), ..Failure::of(FailureKind::Paused) });
    for round in 0..5 {
        let now = ms(round * 100_000);
        let effects = m.on(paused(), now);
        assert!(effects.contains(&Effect::Phase(PhaseName::Paused)), "{effects:?}");
        assert!(effects.contains(&Effect::Hold(ms(90_250))), "{effects:?}");
        m.asked_again(now + ms(90_250));
    }
    assert_eq!(m.attempt(), 1);
}

#[test]
fn one_that_waits_waits_on_for_a_key_and_a_new_one_says_at_once_what_is_wrong() {
    let fails = |kind| Event::Failed(Failure::of(kind));
    for kind in
        [FailureKind::KeychainUnavailable, FailureKind::KeyMissing, FailureKind::TlsUntrusted, FailureKind::Intercepted]
    {
        assert_eq!(outcome(&machine().on(fails(kind), ms(1))).status, Status::Failed, "{kind:?}");
        let mut waiting = machine().held();
        let effects = waiting.on(fails(kind), ms(1));
        assert!(effects.iter().any(|effect| matches!(effect, Effect::Hold(_))), "{kind:?}: {effects:?}");
        assert_eq!(waiting.waits_for(), Some(kind), "it says what is in the way");
        waiting.asked_again(ms(2));
        assert_eq!(waiting.waits_for(), None, "it is on its way");
        assert!(!Failure::of(kind).is_of_the_server(), "{kind:?}");
    }
    let refused = machine().held().on(fails(FailureKind::KeyRefused), ms(1));
    assert_eq!(outcome(&refused).status, Status::Failed, "the server has spoken");
    let away = Event::Failed(Failure { unsent: true, ..Failure::of(FailureKind::Offline) });
    let mut m = machine();
    m.on(away, ms(1));
    m.asked_again(ms(2));
    assert!(
        m.on(fails(FailureKind::KeyMissing), ms(3)).contains(&Effect::Hold(ms(300_250))),
        "a keychain is not pestered"
    );
}

#[test]
fn a_try_that_may_have_arrived_is_remembered_and_one_that_was_refused_is_not() {
    let away = || Event::Failed(Failure { unsent: true, ..Failure::of(FailureKind::Offline) });
    for (kind, taken) in [(FailureKind::Cut, true), (FailureKind::TimedOut, true), (FailureKind::ServerBusy, false)] {
        let mut m = machine();
        m.on(Event::Failed(Failure { retryable: true, ..Failure::of(kind) }), ms(1));
        m.asked_again(ms(1_001));
        m.on(away(), ms(1_002));
        assert_eq!((m.may_be_taken(), m.is_untouched()), (taken, !taken), "{kind:?}");
    }
    let mut m = machine();
    m.on(Event::Failed(Failure { unsent: true, ..Failure::of(FailureKind::TimedOut) }), ms(1));
    assert!(!m.may_be_taken(), "no connection was made");
    m.on(Event::Model(ModelEvent::Started { served_model: None, trace_id: None }), ms(2));
    assert!(!m.is_untouched(), "a server has it");
}

#[test]
fn tokens_of_the_first_part_do_not_make_an_empty_body_the_end() {
    let mut answer =
        Message::answer(ConversationId::new(), MessageId::new(), ModelId::new("m"), Timestamp::from_millis(1));
    (answer.text, answer.usage_raw) = ("half a sen".into(), Some("{}".into()));
    let pace = Persistence { delays: vec![ms(1_000)], go_ons: 0, outbox: None };
    let mut m = Machine::resumed(Pace::default(), pace, &answer);
    let empty = || Event::Failed(Failure { retryable: true, ..Failure::of(FailureKind::AnswerEmpty) });
    let effects = m.on(empty(), ms(1));
    assert!(effects.contains(&Effect::Retry(ms(1_000))), "nothing shows that the model ran: {effects:?}");
    m.asked_again(ms(1_001));
    assert_eq!(outcome(&m.on(empty(), ms(1_002))).status, Status::Interrupted);
}

proptest! {
    #[test]
    fn a_turn_that_goes_on_ends_once_and_keeps_every_word(
        go_ons in 0u32..4,
        steps in prop::collection::vec((0u8..10, 0u64..400, "[a-z模]{1,4}"), 0..80),
    ) {
        let mut m = persistent(go_ons);
        let (mut now, mut heard, mut ends, mut waiting) = (ms(0), String::new(), 0, false);
        let (mut asked, mut went_on) = (1u32, 0u32);
        for (what, wait, word) in steps {
            now += ms(wait);
            if waiting && ends == 0 {
                waiting = false;
                asked += 1;
                m.asked_again(now);
            }
            let event = match what {
                0..=3 => { if ends == 0 { heard.push_str(&word); } text(&word) }
                4 => Event::Tick,
                5 => Event::CheckpointDone,
                6 => Event::CheckpointFailed,
                7 | 8 => cut(),
                _ => Event::StopAsked,
            };
            for effect in m.on(event, now) {
                match effect {
                    Effect::End(_) => ends += 1,
                    Effect::Retry(_) => waiting = true,
                    Effect::GoOn(..) => { waiting = true; went_on += 1; }
                    _ => {}
                }
            }
        }
        prop_assert!(ends <= 1);
        prop_assert!(went_on <= go_ons);
        prop_assert!(asked <= (went_on + 1) * 3, "two tries more for each stretch: {} {}", asked, went_on);
        prop_assert_eq!(&m.text, &heard);
    }

    #[test]
    fn whatever_happens_it_ends_once_and_keeps_every_word(steps in prop::collection::vec((0u8..8, 0u64..400, "[a-z模 ]{0,4}"), 0..60)) {
        let mut m = machine();
        let mut now = ms(0);
        let (mut heard, mut ends) = (String::new(), 0);
        for (what, wait, word) in steps {
            now += ms(wait);
            let open = ends == 0;
            let event = match what {
                0..=3 => { if open { heard.push_str(&word); } text(&word) }
                4 => Event::Tick,
                5 => Event::CheckpointDone,
                6 => Event::Failed(Failure::of(FailureKind::Cut)),
                _ => Event::StopAsked,
            };
            ends += m.on(event, now).iter().filter(|e| matches!(e, Effect::End(_))).count();
        }
        prop_assert!(ends <= 1);
        let kept = if heard.trim().is_empty() { "" } else { heard.as_str() };
        prop_assert_eq!(&m.text, kept);
    }
}
