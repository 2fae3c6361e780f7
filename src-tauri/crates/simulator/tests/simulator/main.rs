//! The simulator as a client meets it: over HTTP, byte for byte where the exact sequence matters.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod client;
mod demo;
mod errors;
mod faults;
mod records;
mod routes;
mod streams;
