//! Turns: a question goes out, an answer comes back, and every word of it is kept.
//!
//! [`Machine`] decides and does no I/O: events in, effects out. [`Turns`] runs one driver a turn, which reads the model
//! stream, writes checkpoints and tells the watchers. What is outside is reached through [`Model`] and the history.

mod api;
mod driver;
mod failure;
mod lines;
mod live;
mod machine;
mod model;
mod outbox;
mod request;
mod standby;
mod turns;

pub use api::{DeepSeek, KeySource, counted};
pub use failure::{Failure, FailureKind};
pub use lines::Lines;
pub use live::{Attached, PhaseAt, PhaseName, Snapshot, Update, UpdateKind, Watched};
pub use machine::{Effect, Event, Machine, Outcome, Pace, Persistence};
pub use model::{Ask, AskMessage, Begun, Model, ModelEvent, ModelStream, Picture};
pub use request::{HistoryTrouble, Started, TurnError, TurnRequest, Wanted};
pub use standby::WithStandby;
pub use turns::Turns;
