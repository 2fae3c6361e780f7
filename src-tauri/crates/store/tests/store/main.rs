//! The history as others use it: through its public calls, on real files.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod crash;
mod damage;
mod library;
mod model;
mod opening;
mod scene;
mod schema;
mod turns;
