//! The one place where the wall clock is read: the `created` field of replies.

use std::time::{SystemTime, UNIX_EPOCH};

/// Seconds since 1970, as `created` carries them.
#[expect(
    clippy::disallowed_methods,
    reason = "this crate uses none of ours, so it keeps a clock of its own; replies need a date"
)]
pub(crate) fn unix_seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
