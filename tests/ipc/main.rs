//! The window's door: the real commands behind the real access list without a display, and the configuration that
//! locks it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod access;
mod config;
mod fixture;
mod malformed;
