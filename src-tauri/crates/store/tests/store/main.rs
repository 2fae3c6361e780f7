//! The history as others use it: through its public calls, on real files.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, reason = "a test fails by panicking")]

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
mod replay;
mod scene;
mod schema;
mod search;
mod shelves;
mod turns;
