//! The backend over real parts: engine, history on a real disk, HTTP over TCP to the simulator.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod branches;
mod faults;
mod library;
mod retries;
mod scene;
mod turns;
