//! A streamed answer: drives the reader from the socket and watches the clock.

use std::{
    collections::VecDeque,
    fmt,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::{Buf, Bytes};
use futures_util::{FutureExt, Stream, StreamExt};
use reqwest::Response;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::{
    answer::Outbox, error::ApiError, event::ChatEvent, limits::Limits, reader::Reader, refusal::Envelope,
    telemetry::Telemetry, think_tags::ThinkTags,
};

/// Once the server has said why it stopped, usage and `[DONE]` get this long to follow.
const GRACE_AFTER_FINISH: Duration = Duration::from_secs(5);

/// A line that never ends, or a whole reply, may take this many idle limits however steadily it drips.
const DRIP_PATIENCE: u32 = 4;

/// How a running answer is doing, for a screen that says "waiting 42 s, server alive".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pulse {
    /// Since the server accepted the request.
    pub running: Duration,
    /// Since the last byte, be it of an answer or a keep-alive.
    pub silent: Duration,
    /// Keep-alives so far.
    pub keep_alives: u64,
    /// Whether something of the answer has come.
    pub answering: bool,
}

/// The events of one answer as they arrive.
///
/// `None` means complete; an error is always the last item. Dropping it closes the connection at once,
/// which is how an answer is stopped (the server notices and stops billing soon after).
#[must_use = "a stream does nothing unless polled"]
pub struct ChatStream {
    body: Option<Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send>>>,
    /// What was read and not yet looked at: events are made one by one, as they are asked for.
    unread: Bytes,
    reader: Reader,
    outbox: Outbox,
    trace_id: Option<String>,
    first_byte: Duration,
    idle: Duration,
    body_limit: u64,
    body_bytes: u64,
    any_byte: bool,
    was_finished: bool,
    begun: Instant,
    /// When the last byte came; the timer is moved only when it fires.
    last_life: Instant,
    /// When the last step came that is more than a byte, and its number.
    last_step: Instant,
    steps: u64,
    keep_alives: u64,
    answering: bool,
    timer: Pin<Box<Sleep>>,
    telemetry: Telemetry,
}

impl ChatStream {
    pub(crate) fn new(response: Response, limits: &Limits, tags: ThinkTags, telemetry: Telemetry) -> Self {
        let envelope = Envelope::of(&response);
        let now = Instant::now();
        Self {
            trace_id: envelope.trace_id.clone(),
            body: Some(response.bytes_stream().boxed()),
            unread: Bytes::new(),
            reader: Reader::new(envelope, tags, limits.answer_bytes),
            outbox: VecDeque::new(),
            first_byte: limits.first_byte(),
            idle: limits.idle,
            body_limit: limits.body_bytes(),
            body_bytes: 0,
            any_byte: false,
            was_finished: false,
            begun: now,
            last_life: now,
            last_step: now,
            steps: 0,
            keep_alives: 0,
            answering: false,
            timer: Box::pin(sleep_until(after(now, limits.first_byte()))),
            telemetry,
        }
    }

    /// DeepSeek's trace id from the response header: worth keeping with the answer.
    #[must_use]
    pub fn trace_id(&self) -> Option<&str> {
        self.trace_id.as_deref()
    }

    /// How it is doing at this moment.
    #[must_use]
    pub fn pulse(&self) -> Pulse {
        let now = Instant::now();
        Pulse {
            running: now.saturating_duration_since(self.begun),
            silent: now.saturating_duration_since(self.last_life),
            keep_alives: self.keep_alives,
            answering: self.answering,
        }
    }

    fn deadline(&self) -> Instant {
        let patience = if self.reader.has_finish() {
            GRACE_AFTER_FINISH.min(self.idle)
        } else if self.any_byte {
            self.idle
        } else {
            self.first_byte
        };
        let drip = self.idle.max(self.first_byte).saturating_mul(DRIP_PATIENCE);
        after(self.last_life, patience).min(after(self.last_step, drip))
    }

    fn take(&mut self, bytes: Bytes) {
        if bytes.is_empty() {
            return;
        }
        self.last_life = Instant::now();
        self.body_bytes += bytes.len() as u64;
        if self.body_bytes > self.body_limit {
            self.reader.overflow(self.body_limit, &mut self.outbox);
            return;
        }
        self.unread = bytes;
        if !std::mem::replace(&mut self.any_byte, true) {
            self.telemetry.first_byte();
            self.set_timer();
        }
    }

    /// Makes events of what was read, as many as one step gives.
    fn step(&mut self) {
        let mut rest: &[u8] = &self.unread;
        self.reader.step(&mut rest, &mut self.outbox);
        let used = self.unread.len() - rest.len();
        self.unread.advance(used);
        if self.unread.is_empty() {
            // Lets go of the connection's buffer.
            self.unread = Bytes::new();
        }
        if self.steps != self.reader.steps() {
            self.steps = self.reader.steps();
            self.last_step = self.last_life;
        }
        // Between this moment and the first byte the timer only runs late.
        if self.reader.has_finish() && !std::mem::replace(&mut self.was_finished, true) {
            self.set_timer();
        }
    }

    fn set_timer(&mut self) {
        let deadline = self.deadline();
        self.timer.as_mut().reset(deadline);
    }

    /// Lets go of the connection once the answer has ended. If the body happens to be at its end too,
    /// reading that end first lets the connection be used again.
    fn release(&mut self) {
        if self.reader.has_ended()
            && let Some(mut body) = self.body.take()
        {
            self.unread = Bytes::new();
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

    fn hand_over(&mut self, item: Result<ChatEvent, ApiError>) -> Poll<Option<Result<ChatEvent, ApiError>>> {
        match &item {
            Ok(ChatEvent::KeepAlive) => self.keep_alives += 1,
            Ok(event) => self.answering = self.answering || event.is_content(),
            Err(_) => {}
        }
        self.telemetry.saw(&item);
        Poll::Ready(Some(item))
    }
}

/// `wait` after `moment`; a wait beyond the clock's end is as good as a year.
fn after(moment: Instant, wait: Duration) -> Instant {
    moment.checked_add(wait).unwrap_or_else(|| moment + Duration::from_hours(24 * 365))
}

impl Stream for ChatStream {
    type Item = Result<ChatEvent, ApiError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(item) = this.outbox.pop_front() {
                return this.hand_over(item);
            }
            if !this.unread.is_empty() {
                this.step();
                this.release();
                continue;
            }
            let Some(body) = &mut this.body else {
                return Poll::Ready(None);
            };
            match body.as_mut().poll_next(context) {
                Poll::Ready(Some(Ok(bytes))) => this.take(bytes),
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
