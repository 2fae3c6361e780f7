//! How long and how much: every wait and every buffer has an end, a running answer as a whole has none.

use std::time::Duration;

/// 393,216 tokens at 300 bytes an event are about 118 MB; four times that is no answer any more.
const SMALLEST_BODY_CAP: u64 = 512 << 20;

/// Two timers of one length, set one after the other, fire in the order they were set; this turns it round.
const CONNECT_LEAD: Duration = Duration::from_millis(100);

/// The limits of a client.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    /// Name look-up, TCP and TLS together.
    pub(crate) connect: Duration,
    /// From sending to the head of the response, connecting included, and from there to the first byte of
    /// its body; keep-alives count. `None`: as long as `idle`.
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

    /// Connecting is a part of the wait for the first byte, so it may never take longer than that.
    pub(crate) fn connect(&self) -> Duration {
        self.connect.min(self.first_byte())
    }

    /// How long a request may go without a response. Connecting has a little less, so that its own error
    /// comes first where both limits are the same.
    pub(crate) fn head(&self) -> Duration {
        self.first_byte().max(self.connect().saturating_add(CONNECT_LEAD))
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
