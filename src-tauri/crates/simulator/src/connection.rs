//! One accepted TCP connection, with a lever to reset it instead of closing it.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::watch;

/// The lever: what a reply may do to the connection that carries it.
#[derive(Clone, Debug)]
pub(crate) struct Line(Arc<LineState>);

#[derive(Debug)]
struct LineState {
    reset: AtomicBool,
    flushes: watch::Sender<u64>,
}

impl Line {
    pub(crate) fn new() -> Self {
        Self(Arc::new(LineState { reset: AtomicBool::new(false), flushes: watch::Sender::new(0) }))
    }

    /// From now on nothing passes; the socket goes with a RST when it is dropped.
    pub(crate) fn reset(&self) {
        self.0.reset.store(true, Ordering::SeqCst);
    }

    /// Waits until all that was handed over before has reached the socket.
    ///
    /// The server flushes its whole buffer each time the body has nothing more to give, which is
    /// what waiting here makes it believe.
    pub(crate) async fn flushed(&self) {
        let mut flushes = self.0.flushes.subscribe();
        flushes.mark_unchanged();
        let _ = flushes.changed().await;
    }

    fn check(&self) -> io::Result<()> {
        if self.0.reset.load(Ordering::SeqCst) { Err(io::Error::from(io::ErrorKind::ConnectionReset)) } else { Ok(()) }
    }
}

/// The socket under the HTTP server.
#[derive(Debug)]
pub(crate) struct Socket {
    stream: TcpStream,
    line: Line,
}

impl Socket {
    pub(crate) fn new(stream: TcpStream, line: Line) -> Self {
        // Without this, single tokens wait for the acknowledgement of the one before.
        let _ = stream.set_nodelay(true);
        Self { stream, line }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        if self.line.check().is_err() {
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.line.check()?;
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.line.check()?;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.line.check()?;
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        if flushed.is_ready() {
            self.line.0.flushes.send_modify(|count| *count += 1);
        }
        flushed
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.line.check()?;
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
