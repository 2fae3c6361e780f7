//! The crate as its users meet it: whole texts, growing texts, hostile texts.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod calm;
mod contract;
mod cost;
mod golden;
mod growth;
mod hostile;
mod html;
mod notation;
mod scaling;
mod spec;
