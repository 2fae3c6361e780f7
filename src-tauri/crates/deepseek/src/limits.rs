//! How long and how much: every wait and every buffer has an end, a running answer as a whole has none.

use std::time::Duration;

/// 393,216 tokens at 300 bytes an event are about 118 MB; four times that is no answer any more.
const SMALLEST_BODY_CAP: u64 = 512 << 20;

/// The limits of a client.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    /// Name look-up, TCP and TLS together.
    pub(crate) connect: Duration,
    /// From the request to the first byte; keep-alives count. `None`: as long as `idle`.
    pub(crate) first_byte: Option<Duration>,
    /// Between two bytes; keep-alives count.
    pub(crate) idle: Duration,
    /// Text, reasoning and tool calls of one answer.
    pub(crate) answer_bytes: u64,
}

impl Limits {
    pub(crate) fn first_byte(&self) -> Duration {
        self.first_byte.unwrap_or(self.idle)
    }

    /// All bytes of one body, unpacked: keep-alives, JSON around the text and text together. A small
    /// packed body can stand for an endless one.
    pub(crate) fn body_bytes(&self) -> u64 {
        self.answer_bytes.saturating_mul(8).max(SMALLEST_BODY_CAP)
    }
}

impl Default for Limits {
    /// DeepSeek's own client cuts after 300 s of silence (deepseek-harness, August 2026). A first byte
    /// can take minutes at peak hours, though keep-alives should come. 393,216 tokens are about 2 MiB.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(20),
            first_byte: None,
            idle: Duration::from_mins(5),
            answer_bytes: 64 << 20,
        }
    }
}
