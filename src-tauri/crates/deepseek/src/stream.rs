//! A streamed answer: drives the reader from the socket and watches the clock.

use std::{
    collections::VecDeque,
    fmt,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use futures_util::{FutureExt, Stream, StreamExt};
use reqwest::Response;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::{
    answer::Outbox, error::ApiError, event::ChatEvent, limits::Limits, reader::Reader, refusal::Envelope,
    think_tags::ThinkTags,
};

/// Once the server has said why it stopped, usage and `[DONE]` get this long to follow.
const GRACE_AFTER_FINISH: Duration = Duration::from_secs(5);

/// The events of one answer as they arrive.
///
/// `None` means complete; an error is always the last item. Dropping it closes the connection at once,
/// which is how an answer is stopped (the server notices and stops billing soon after).
#[must_use = "a stream does nothing unless polled"]
pub struct ChatStream {
    body: Option<Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send>>>,
    reader: Reader,
    outbox: Outbox,
    trace_id: Option<String>,
    first_byte: Duration,
    idle: Duration,
    any_byte: bool,
    /// When the last byte came; the timer is moved only when it fires.
    last_life: Instant,
    timer: Pin<Box<Sleep>>,
}

impl ChatStream {
    pub(crate) fn new(response: Response, limits: &Limits, tags: ThinkTags) -> Self {
        let envelope = Envelope::of(&response);
        let now = Instant::now();
        Self {
            trace_id: envelope.trace_id.clone(),
            body: Some(response.bytes_stream().boxed()),
            reader: Reader::new(envelope, tags, limits.answer_bytes),
            outbox: VecDeque::new(),
            first_byte: limits.first_byte(),
            idle: limits.idle,
            any_byte: false,
            last_life: now,
            timer: Box::pin(sleep_until(now + limits.first_byte())),
        }
    }

    /// DeepSeek's trace id from the response header: worth keeping with the answer.
    #[must_use]
    pub fn trace_id(&self) -> Option<&str> {
        self.trace_id.as_deref()
    }

    fn deadline(&self) -> Instant {
        let patience = if self.reader.has_finish() {
            GRACE_AFTER_FINISH.min(self.idle)
        } else if self.any_byte {
            self.idle
        } else {
            self.first_byte
        };
        self.last_life + patience
    }

    fn take(&mut self, bytes: &Bytes) {
        if bytes.is_empty() {
            return;
        }
        let had_finish = self.reader.has_finish();
        self.last_life = Instant::now();
        let first = !std::mem::replace(&mut self.any_byte, true);
        self.reader.push(bytes, &mut self.outbox);
        if first || (self.reader.has_finish() && !had_finish) {
            // The patience has changed; between these two moments the timer only runs late.
            let deadline = self.deadline();
            self.timer.as_mut().reset(deadline);
        }
    }

    /// Lets go of the connection once the answer has ended. If the body happens to be at its end too,
    /// reading that end first lets the connection be used again.
    fn release(&mut self) {
        if self.reader.has_ended()
            && let Some(mut body) = self.body.take()
        {
            let _ = body.next().now_or_never();
        }
    }

    /// Whether the limit has passed; leaves the timer set for the next check if not.
    fn is_overdue(&mut self, context: &mut Context<'_>) -> bool {
        while self.timer.as_mut().poll(context).is_ready() {
            let deadline = self.deadline();
            if deadline <= Instant::now() {
                return true;
            }
            self.timer.as_mut().reset(deadline);
        }
        false
    }
}

impl Stream for ChatStream {
    type Item = Result<ChatEvent, ApiError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(item) = this.outbox.pop_front() {
                return Poll::Ready(Some(item));
            }
            let Some(body) = &mut this.body else {
                return Poll::Ready(None);
            };
            match body.as_mut().poll_next(context) {
                Poll::Ready(Some(Ok(bytes))) => this.take(&bytes),
                Poll::Ready(Some(Err(_))) => this.reader.broke(&mut this.outbox),
                Poll::Ready(None) => this.reader.end(&mut this.outbox),
                Poll::Pending if this.is_overdue(context) => this.reader.fell_silent(this.any_byte, &mut this.outbox),
                Poll::Pending => return Poll::Pending,
            }
            this.release();
        }
    }
}

impl fmt::Debug for ChatStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChatStream")
            .field("trace_id", &self.trace_id)
            .field("open", &self.body.is_some())
            .finish_non_exhaustive()
    }
}
