//! The history as others use it: through its public calls, on real files.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails by panicking"
)]

mod births;
mod corpus;
mod crash;
mod damage;
mod erase;
#[path = "../generated/history.rs"]
mod generated;
mod library;
mod model;
mod opening;
mod path;
mod refill;
mod replay;
mod scene;
mod schema;
mod search;
mod shelves;
mod turns;
