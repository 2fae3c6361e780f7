//! The one place where the wall clock is read: the `created` field of replies, and when a reply began and ended.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Seconds since 1970, as `created` carries them.
pub(crate) fn unix_seconds() -> u64 {
    since_1970().as_secs()
}

/// Milliseconds since 1970, as a browser's clock counts them.
pub(crate) fn unix_milliseconds() -> u64 {
    u64::try_from(since_1970().as_millis()).unwrap_or(u64::MAX)
}

#[expect(
    clippy::disallowed_methods,
    reason = "this crate uses none of ours, so it keeps a clock of its own; replies need a date"
)]
fn since_1970() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
