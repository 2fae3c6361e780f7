//! What leaves Hadal as a file: it comes back equal, reads well, and lands on disk whole under a legal name.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod file_names;
mod json_round_trip;
mod json_schema;
mod markdown_reading;
mod options;
mod readable;
mod through_the_store;
mod trees;
mod writing;
