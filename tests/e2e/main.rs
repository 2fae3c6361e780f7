//! The real window: the built program on a display, a bus and a keychain of its own, talking to the simulator over TCP.
//!
//! Linux only: it is driven through `WebKitWebDriver`. Every test has its own desk and leaves nothing behind.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod canary;
mod conversations;
mod desktop;
mod first_start;
mod keychain;
mod processes;
mod starts;
mod story;
mod wait;
mod window;
