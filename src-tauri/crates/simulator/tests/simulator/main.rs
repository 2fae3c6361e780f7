//! The simulator as a client meets it: over HTTP, byte for byte where the exact sequence matters.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
#![expect(clippy::needless_pass_by_value, reason = "requests are written in place with json!")]

mod client;
mod demo;
mod errors;
mod faults;
mod program;
mod records;
mod routes;
mod streams;
