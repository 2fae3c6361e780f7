//! The backend over real parts: engine, history on a real disk, HTTP over TCP to the simulator.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod account;
mod branches;
mod code;
mod demo;
mod disk;
mod faults;
mod first_answers;
mod going_on;
mod incoming;
mod kept_folder;
mod library;
mod marks;
mod matrix;
mod opening;
mod outbox;
mod outgoing;
mod parameters;
mod pauses;
mod proxied;
mod queue;
mod refusals;
mod retries;
mod scene;
mod search;
mod settings;
mod shelves;
mod standby;
mod tints;
mod titles;
mod turns;
mod watching;
