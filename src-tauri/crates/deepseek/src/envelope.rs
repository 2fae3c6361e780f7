//! What the headers of a response say, and reading a small body with a cap on size and time.

use std::time::Duration;

use reqwest::{
    Response,
    header::{DATE, HeaderMap, HeaderName, LOCATION, RETRY_AFTER},
};
use tokio::time::{Instant, timeout_at};
use url::Url;

use crate::{http_date, refusal::Envelope};

/// DeepSeek's own name first; the others are used by hosts in its place.
const TRACE_HEADERS: [&str; 3] = ["x-ds-trace-id", "x-request-id", "x-siliconcloud-trace-id"];
const TRACE_CAP: usize = 128;

impl Envelope {
    pub(crate) fn of(response: &Response) -> Self {
        let headers = response.headers();
        let location: Option<Url> =
            headers.get(LOCATION).and_then(|value| response.url().join(value.to_str().ok()?).ok());
        Self {
            status: response.status().as_u16(),
            trace_id: trace_id(headers),
            retry_after: retry_after(headers),
            elsewhere: location.as_ref().is_some_and(|url| url.origin() != response.url().origin()),
            location: location.map(|url| url.origin().ascii_serialization()),
        }
    }
}

fn trace_id(headers: &HeaderMap) -> Option<String> {
    let text = TRACE_HEADERS.iter().find_map(|name| headers.get(*name)?.to_str().ok())?;
    let clean: String = text.chars().filter(char::is_ascii_graphic).take(TRACE_CAP).collect();
    (!clean.is_empty()).then_some(clean)
}

/// Seconds, milliseconds or a date. A date is measured against the server's own `Date`, so that a
/// wrong clock here does no harm.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: HeaderName| headers.get(name)?.to_str().ok().map(str::trim);
    if let Some(millis) = text(HeaderName::from_static("retry-after-ms")).and_then(|text| text.parse().ok()) {
        return Some(Duration::from_millis(millis));
    }
    let wish = text(RETRY_AFTER)?;
    if let Ok(seconds) = wish.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let until = http_date::seconds(wish)?;
    let now = http_date::seconds(text(DATE)?)?;
    Some(Duration::from_secs(until.saturating_sub(now)))
}

/// How a small body ended.
pub(crate) struct SmallBody {
    pub(crate) bytes: Vec<u8>,
    /// All of it came, within cap and time.
    pub(crate) whole: bool,
}

/// Reads at most `cap` bytes within `limit`, and keeps what came if it takes longer or breaks.
pub(crate) async fn read_capped(mut response: Response, cap: usize, limit: Duration) -> SmallBody {
    let deadline = Instant::now() + limit;
    let mut bytes = Vec::new();
    loop {
        match timeout_at(deadline, response.chunk()).await {
            Ok(Ok(Some(piece))) => {
                let room = cap.saturating_sub(bytes.len());
                bytes.extend(piece.iter().take(room));
                if piece.len() > room {
                    return SmallBody { bytes, whole: false };
                }
            }
            Ok(Ok(None)) => return SmallBody { bytes, whole: true },
            Ok(Err(_)) | Err(_) => return SmallBody { bytes, whole: false },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::HeaderValue;

    #[test]
    fn the_servers_wish_to_wait_is_read_in_every_spelling() {
        let date = "Sun, 06 Nov 1994 08:49:47 GMT";
        let table = [
            (vec![("retry-after", "7")], Some(7_000)),
            (vec![("retry-after", "1.5")], Some(1_500)),
            (vec![("retry-after-ms", "250"), ("retry-after", "9")], Some(250)),
            (vec![("retry-after", date), ("date", "Sun, 06 Nov 1994 08:49:37 GMT")], Some(10_000)),
            (vec![("retry-after", date)], None),
            (vec![("retry-after", "-3")], None),
            (vec![], None),
        ];
        for (pairs, millis) in table {
            let headers = pairs
                .iter()
                .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
                .collect();
            assert_eq!(retry_after(&headers), millis.map(Duration::from_millis), "{pairs:?}");
        }
    }
}
