//! A server that fails again and again is left alone: messages wait, a probe asks, and a person can overrule it.

use crate::scene::{Scene, until};
use hadal_deepseek::resilience::{BreakerPolicy, Breakers};
use hadal_domain::Status;
use hadal_engine::{Lines, PhaseName};
use hadal_simulator::{Fault, Script};
use hadal_wire::TurnHurry;
use std::time::Duration;

impl Scene {
    async fn failing(open_for: Duration) -> Self {
        let policy = BreakerPolicy { failures: 3, open_for, ..BreakerPolicy::default() };
        let scene = Self::with(|options| {
            options.lines = Lines::new(Breakers::new(policy));
            options.retries = 1;
        })
        .await;
        // Two tries a question: the third failure opens the breaker, and the second question waits.
        for _ in 0..3 {
            scene.simulator.script(Script::faulty(Fault::Busy));
        }
        assert_eq!(scene.answer("one").await.status, Status::Failed);
        scene
    }

    fn phase_of(&self, answer: &str) -> Option<PhaseName> {
        let attached = self.backend.space().unwrap().turns.attach(answer.parse().unwrap(), None)?;
        attached.snapshot.as_ref().map(|snapshot| snapshot.phase.name)
    }
}

#[tokio::test]
async fn a_message_waits_for_the_probe_and_is_sent_once() {
    let scene = Scene::failing(Duration::from_millis(1_500)).await;
    let waiting = scene.ask("two").await;
    until("the pause", async || scene.phase_of(&waiting.answer_id) == Some(PhaseName::Paused)).await;
    assert_eq!(scene.simulator.chat_requests().len(), 3, "nothing is sent while the server is left alone");
    scene.simulator.script(Script::answer("Here I am."));
    let row = scene.ended(&waiting.answer_id).await;
    assert_eq!((row.status, row.text.as_str()), (Status::Done, "Here I am."));
    assert_eq!(scene.simulator.chat_requests().len(), 4);
}

#[tokio::test]
async fn a_person_who_does_not_want_to_wait_is_obeyed() {
    let scene = Scene::failing(Duration::from_hours(1)).await;
    let waiting = scene.ask("two").await;
    until("the pause", async || scene.phase_of(&waiting.answer_id) == Some(PhaseName::Paused)).await;
    scene.simulator.script(Script::answer("Now."));
    scene.backend.turn_hurry(TurnHurry { message_id: waiting.answer_id.clone() }).await.unwrap();
    assert_eq!(scene.ended(&waiting.answer_id).await.text, "Now.");
}

#[tokio::test]
async fn a_waiting_message_can_be_stopped_and_nothing_was_sent() {
    let scene = Scene::failing(Duration::from_hours(1)).await;
    let waiting = scene.ask("two").await;
    until("the pause", async || scene.phase_of(&waiting.answer_id) == Some(PhaseName::Paused)).await;
    let stop = hadal_wire::TurnStop { message_id: waiting.answer_id.clone() };
    scene.backend.turn_stop(stop).await.unwrap();
    assert_eq!(scene.ended(&waiting.answer_id).await.status, Status::Stopped);
    assert_eq!(scene.simulator.chat_requests().len(), 3);
}
