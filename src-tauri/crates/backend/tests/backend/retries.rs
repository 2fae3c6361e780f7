//! Asking again: only before the first word, only when it can help, only so often.

use crate::scene::Scene;
use hadal_domain::Status;
use hadal_simulator::{BUSY_KEY, EMPTY_KEY, Fault, Rejection, Script};
use hadal_wire::SettingsChange;
use std::time::Duration;

#[tokio::test]
async fn a_busy_server_is_asked_again_and_then_answers() {
    let scene = Scene::with(|options| options.retries = 2).await;
    scene.simulator.script(Script::faulty(Fault::Busy));
    scene.simulator.script(Script::faulty(Fault::Busy));
    scene.simulator.script(Script::answer("at last"));
    let row = scene.answer("anyone there?").await;
    assert_eq!((row.status, row.text.as_str(), row.error_code), (Status::Done, "at last", None));
    assert_eq!(scene.simulator.chat_requests().len(), 3);
}

#[tokio::test]
async fn a_server_that_stays_busy_is_given_up_after_the_last_retry() {
    let scene = Scene::with(|options| options.retries = 1).await;
    for _ in 0..5 {
        scene.simulator.script(Script::faulty(Fault::Busy));
    }
    let row = scene.answer("anyone there?").await;
    assert_eq!((row.status, row.error_code.as_deref()), (Status::Failed, Some("server_busy")));
    assert_eq!(scene.simulator.chat_requests().len(), 2);
}

#[tokio::test]
async fn what_another_try_cannot_mend_is_sent_once() {
    for (status, code) in
        [(400, "request_refused"), (401, "key_refused"), (402, "balance_empty"), (404, "address_wrong")]
    {
        let scene = Scene::with(|options| options.retries = 3).await;
        scene.simulator.script(Script::error(status, "no"));
        let row = scene.answer("please").await;
        assert_eq!((row.status, row.error_code.as_deref()), (Status::Failed, Some(code)));
        assert_eq!(scene.simulator.chat_requests().len(), 1, "{status} must not be sent twice");
    }
}

#[tokio::test]
async fn an_account_without_money_is_told_so_and_not_asked_again() {
    for (key, code) in [(EMPTY_KEY, "balance_empty"), (BUSY_KEY, "throttled_balance")] {
        let scene = Scene::with(|options| {
            options.environment_key = Some(key.to_owned());
            options.retries = 3;
        })
        .await;
        let row = scene.answer("please").await;
        assert_eq!((row.status, row.error_code.as_deref()), (Status::Failed, Some(code)));
        assert_eq!(scene.simulator.chat_requests().len(), 1);
    }
}

#[tokio::test]
async fn an_answer_cut_after_words_is_never_sent_again() {
    for fault in [Fault::CutAfter(3), Fault::ResetAfter(900), Fault::ErrorEvent(3)] {
        let scene = Scene::with(|options| options.retries = 3).await;
        let off = SettingsChange { auto_continue: Some(false), ..SettingsChange::default() };
        scene.backend.settings_change(off).await.unwrap();
        scene.simulator.script(Script::tokens(["One ", "two ", "three ", "four ", "five"]).fault(fault.clone()));
        let row = scene.answer("count").await;
        assert_eq!(row.status, Status::Interrupted, "{fault:?}");
        assert!(row.text.starts_with("One "), "{fault:?}: {:?}", row.text);
        assert_eq!(scene.simulator.chat_requests().len(), 1, "{fault:?}: a second answer would be glued to the first");
    }
}

#[tokio::test]
async fn an_answer_cut_after_words_goes_on_by_itself_and_no_further_than_it_may() {
    let scene = Scene::with(|options| options.retries = 2).await;
    let tokens = ["One ", "two ", "three ", "four ", "five"];
    for fault in [Some(Fault::CutAfter(3)), Some(Fault::InsufficientSystemResource(1)), None] {
        let script = Script::tokens(tokens);
        scene.simulator.script(fault.into_iter().fold(script, Script::fault));
    }
    let row = scene.answer("count").await;
    assert_eq!((row.status, row.text.as_str()), (Status::Done, "One two three four five"));
    assert_eq!(scene.simulator.chat_requests().len(), 3);
    assert_eq!(scene.backend.space().unwrap().store.seams(row.id).await.unwrap().len(), 2, "both seams are kept");

    for _ in 0..3 {
        scene.simulator.script(Script::tokens(tokens).fault(Fault::Aborted(1)));
    }
    let row = scene.answer("count").await;
    assert_eq!((row.status, row.text.as_str()), (Status::Interrupted, "One two three"), "twice is what it may");
}

#[tokio::test]
async fn an_answer_of_blanks_is_as_good_as_none() {
    let scene = Scene::with(|options| options.retries = 1).await;
    scene.simulator.script(Script::tokens(["\n", " ", "\n"]));
    scene.simulator.script(Script::answer("words"));
    let row = scene.answer("say something").await;
    assert_eq!((row.status, row.text.as_str()), (Status::Done, "words"), "the blanks are not glued to the words");
    assert_eq!(scene.simulator.chat_requests().len(), 2);
}

#[tokio::test]
async fn a_server_that_wants_an_hour_is_not_waited_for() {
    let scene = Scene::with(|options| options.retries = 3).await;
    let rejection = Rejection { status: 429, message: "later".into(), kind: String::new(), retry_after: Some(3600) };
    scene.simulator.script(Script::faulty(Fault::Reject(rejection)));
    let started = scene.ask("now?").await;
    let row = tokio::time::timeout(Duration::from_secs(20), scene.ended(&started.answer_id)).await.unwrap();
    assert_eq!((row.status, row.error_code.as_deref()), (Status::Failed, Some("throttled")));
}

#[tokio::test]
async fn a_stop_while_waiting_for_the_next_try_ends_it_at_once() {
    let scene = Scene::with(|options| options.retries = 1).await;
    let rejection = Rejection { status: 503, message: "later".into(), kind: String::new(), retry_after: Some(30) };
    scene.simulator.script(Script::faulty(Fault::Reject(rejection)));
    let started = scene.ask("now?").await;
    // Idle is also what it is before the question arrives.
    scene.simulator.wait_for_requests(1).await;
    scene.simulator.wait_until_idle().await;
    scene.backend.turn_stop(hadal_wire::TurnStop { message_id: started.answer_id.clone() }).await.unwrap();
    let row = tokio::time::timeout(Duration::from_secs(10), scene.ended(&started.answer_id)).await.unwrap();
    assert_eq!(row.status, Status::Stopped);
    assert_eq!(scene.simulator.chat_requests().len(), 1);
}
