//! Around a library that reads foreign text: should it ever panic, a formula is shown as its source.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// The result, or `None` after a panic.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}
