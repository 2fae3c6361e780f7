//! A reply on its way: pieces become frames at the right pace until the end, a fault, or a client
//! that leaves.

use std::collections::VecDeque;
use std::future::pending;
use std::io;
use std::time::Duration;

use bytes::Bytes;
use futures_util::Stream;
use futures_util::stream::unfold;
use tokio::time::{Instant, sleep, sleep_until};

use crate::connection::Line;
use crate::gate::Gate;
use crate::plan::Piece;
use crate::recorder::Visit;
use crate::state::Running;
use crate::wire_format::Writer;

/// How the bytes of a reply go out.
#[derive(Debug)]
pub(crate) struct Timing {
    /// Before the first token.
    pub(crate) first: Duration,
    /// Tokens a second; 0 for no pause.
    pub(crate) rate: f64,
    pub(crate) gate: Option<Gate>,
    /// Frames of this many bytes instead of one an event.
    pub(crate) frame_bytes: Option<usize>,
    /// Reset the connection after this many bytes.
    pub(crate) reset_after: Option<u64>,
}

/// One reply under way.
#[derive(Debug)]
pub(crate) struct Delivery {
    pub(crate) pieces: std::vec::IntoIter<Piece>,
    pub(crate) writer: Writer,
    pub(crate) timing: Timing,
    pub(crate) line: Line,
    pub(crate) visit: Visit,
    /// Counts against the key's concurrency until the end.
    pub(crate) running: Option<Running>,
    pub(crate) frames: VecDeque<Bytes>,
    pub(crate) sent: u64,
    pub(crate) tokens: u32,
    pub(crate) started: Option<Instant>,
}

impl Delivery {
    /// The body of the response.
    pub(crate) fn stream(self) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
        unfold(self, |mut delivery| async move {
            let frame = delivery.next().await;
            frame.map(|frame| (frame, delivery))
        })
    }

    async fn next(&mut self) -> Option<io::Result<Bytes>> {
        loop {
            if self.timing.reset_after.is_some_and(|limit| self.sent >= limit) {
                return Some(Err(self.reset().await));
            }
            if let Some(frame) = self.frames.pop_front() {
                return Some(Ok(self.send(frame)));
            }
            match self.pieces.next() {
                None | Some(Piece::Cut) => {
                    self.visit.finished();
                    self.running = None;
                    return None;
                }
                Some(Piece::Stall) => pending::<()>().await,
                Some(Piece::Wait(pause)) => sleep(pause).await,
                Some(piece) => self.take(&piece).await,
            }
        }
    }

    /// Waits for the piece's turn and cuts it into frames.
    async fn take(&mut self, piece: &Piece) {
        if piece.is_token() {
            self.pace().await;
        }
        if piece.is_event() {
            if let Some(gate) = &self.timing.gate {
                gate.pass().await;
            }
            self.visit.event();
        }
        let mut bytes = self.writer.bytes(piece);
        match self.timing.frame_bytes {
            Some(size) => {
                while !bytes.is_empty() {
                    let frame = bytes.split_to(size.clamp(1, bytes.len()));
                    self.frames.push_back(frame);
                }
            }
            None => self.frames.push_back(bytes),
        }
        if *piece == Piece::Done {
            // The client knows all; what it does with the socket now is its own affair.
            self.visit.told_all();
        }
    }

    /// Keeps the mean rate: a late token does not delay the ones after it.
    async fn pace(&mut self) {
        let first = self.timing.first;
        let started = *self.started.get_or_insert_with(|| Instant::now() + first);
        let offset = if self.timing.rate > 0.0 {
            Duration::try_from_secs_f64(f64::from(self.tokens) / self.timing.rate).unwrap_or_default()
        } else {
            Duration::ZERO
        };
        self.tokens = self.tokens.saturating_add(1);
        let due = started + offset;
        if due > Instant::now() {
            sleep_until(due).await;
        }
    }

    fn send(&mut self, mut frame: Bytes) -> Bytes {
        if let Some(limit) = self.timing.reset_after {
            let left = usize::try_from(limit.saturating_sub(self.sent)).unwrap_or(usize::MAX);
            frame.truncate(left);
        }
        self.sent += u64::try_from(frame.len()).unwrap_or_default();
        self.visit.sent(frame.len());
        frame
    }

    async fn reset(&mut self) -> io::Error {
        // What was sent must arrive: only then does the client see exactly so many bytes.
        self.line.flushed().await;
        self.line.reset();
        self.visit.faulted();
        io::Error::from(io::ErrorKind::ConnectionReset)
    }
}
