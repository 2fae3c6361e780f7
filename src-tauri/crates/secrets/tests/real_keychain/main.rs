//! The key ring against the keychain that people have: a real gnome-keyring on a session bus of its own.
//!
//! The address of the bus is a fact of the whole process, so each test runs itself again inside such a
//! session and plays its parts there; [`session`] holds how.

#![cfg_attr(target_os = "linux", expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking"))]

#[cfg(target_os = "linux")]
mod scenarios;
#[cfg(target_os = "linux")]
mod session;

#[cfg(not(target_os = "linux"))]
#[test]
fn the_keychain_of_this_system_is_not_driven_by_tests() {
    println!("skipped: these tests need a gnome-keyring, which only Linux has");
}
