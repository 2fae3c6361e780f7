//! What the server's clock shows now, from the last answer that told. Says whose clock is wrong when a certificate's dates
//! do not fit.

use std::sync::{Mutex, PoisonError};

use reqwest::header::{DATE, HeaderMap};
use tokio::time::Instant;

use crate::http_date;

/// The server's clock, as far as it was told.
#[derive(Debug, Default)]
pub(crate) struct ServerClock {
    told: Mutex<Option<(u64, Instant)>>,
}

impl ServerClock {
    /// Takes the time from a response's `Date`.
    pub(crate) fn hear(&self, headers: &HeaderMap) {
        let date = headers.get(DATE).and_then(|value| http_date::seconds(value.to_str().ok()?));
        if let Some(seconds) = date {
            *self.told.lock().unwrap_or_else(PoisonError::into_inner) = Some((seconds, Instant::now()));
        }
    }

    /// Its time now, in seconds since 1970. Whatever happened to this machine's own clock since does not matter.
    pub(crate) fn now(&self) -> Option<u64> {
        let told = *self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.map(|(seconds, at)| seconds.saturating_add(at.elapsed().as_secs()))
    }
}
