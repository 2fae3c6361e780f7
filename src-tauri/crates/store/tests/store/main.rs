//! The history as others use it: through its public calls, on real files.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

mod attached;
mod births;
mod branches;
mod clock;
mod corpus;
mod crash;
mod damage;
mod disk;
mod erase;
mod faults;
#[path = "../generated/history.rs"]
mod generated;
mod library;
mod model;
mod moved;
mod opening;
mod path;
mod power;
mod processes;
mod recall;
mod refill;
mod replay;
mod scene;
mod schema;
mod search;
mod shelves;
mod spending;
mod turns;
mod watched;
