//! Waiting for a condition instead of for a time.

use std::time::{Duration, Instant};

/// Far more than anything takes, also on a machine that is busy with something else.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

const STEP: Duration = Duration::from_millis(40);

/// Asks `probe` again and again until it has a value.
///
/// # Panics
/// When there is none within [`PATIENCE`]; the message says what was waited for.
pub(crate) async fn until<T>(what: &str, probe: impl AsyncFnMut() -> Option<T>) -> T {
    within(PATIENCE, what, probe).await
}

/// [`until`], with another limit.
///
/// # Panics
/// When the limit is over.
pub(crate) async fn within<T>(limit: Duration, what: &str, probe: impl AsyncFnMut() -> Option<T>) -> T {
    let value = perhaps(limit, probe).await;
    value.unwrap_or_else(|| panic!("waited {limit:?} in vain for: {what}"))
}

/// Asks `probe` again and again until it has a value or the limit is over.
pub(crate) async fn perhaps<T>(limit: Duration, mut probe: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    let began = Instant::now();
    while began.elapsed() < limit {
        // A call that never returns is like a condition that never holds.
        if let Ok(Some(value)) = tokio::time::timeout(limit, probe()).await {
            return Some(value);
        }
        tokio::time::sleep(STEP).await;
    }
    None
}
