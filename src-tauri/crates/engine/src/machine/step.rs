//! What goes into the machine and what comes out of it, and how it is told to behave.

use crate::{Failure, ModelEvent, PhaseName};
use hadal_domain::{FinishReason, Status};
use std::time::Duration;

/// The rhythm of a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// At most one patch for the window in this time.
    pub frame: Duration,
    /// New text is on its way to the disk at most this long after it was shown.
    pub checkpoint: Duration,
    /// Nothing came for this long: the answer is called stalled.
    pub stalled_after: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        // 100 ms to begin a write leaves 150 ms for the write itself: the promise is 250 ms from screen to disk.
        Self {
            // Thirty patches a second: growing text is read no better at sixty, and each patch costs layout and paint.
            frame: Duration::from_millis(32),
            checkpoint: Duration::from_millis(100),
            stalled_after: Duration::from_secs(20),
        }
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The model said something.
    Model(ModelEvent),
    /// The stream ended and was complete.
    Completed,
    /// The call failed, or the stream was cut.
    Failed(Failure),
    /// The person wants it to stop.
    StopAsked,
    /// The app ends: as a stop that the person did not ask for.
    AppEnds,
    /// Time passed.
    Tick,
    /// The disk has what the last checkpoint carried.
    CheckpointDone,
    /// The disk did not take the last checkpoint: it is written again with what has come since.
    CheckpointFailed,
}

/// What to do now.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Show what has come.
    Show,
    /// Write what has come; at most one is in flight.
    Checkpoint,
    /// It stands elsewhere.
    Phase(PhaseName),
    /// The standby answers.
    ServedBy,
    /// Drop the call and ask again after this time.
    Retry(Duration),
    /// Nothing was sent: it waits in the outbox, and asks again after this time or when others show that it may.
    Hold(Duration),
    /// As [`Effect::Retry`], but the model goes on from the words there are. Where, and what ended the call before.
    GoOn(Duration, Box<Outcome>),
    /// Drop the call; it is over.
    End(Box<Outcome>),
}

/// How a turn ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// What became of the answer.
    pub status: Status,
    /// The API's word.
    pub finish_reason: Option<FinishReason>,
    /// What went wrong, if something did.
    pub failure: Option<Failure>,
}

/// How often a turn asks by itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Persistence {
    /// The waits before each try after a failure without a word: as many tries as there are waits.
    pub delays: Vec<Duration>,
    /// How often an answer that was cut after its first word is gone on with.
    pub go_ons: u32,
    /// A question that could not be sent waits for as long as it takes; so long until it is tried again first, then ever
    /// longer. `None`: it fails like any other.
    pub outbox: Option<Duration>,
}
