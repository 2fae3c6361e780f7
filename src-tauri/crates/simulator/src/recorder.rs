//! What was asked and how far the reply came, for tests that count.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::HeaderMap;
use axum::http::request::Parts;
use serde::Serialize;
use serde_json::Value;
use tokio::sync::watch;

use crate::auth::masked;
use crate::clock;

/// One request, and its reply as far as it has come.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Recorded {
    /// Counts up from 0 over the life of the simulator.
    pub number: u64,
    /// `GET`, `POST`, …
    pub method: String,
    /// Path and query as they came, with `/v1` or `/beta`.
    pub path: String,
    /// Headers by lower-case name; keys are masked with [`masked`].
    pub headers: BTreeMap<String, String>,
    /// The bearer key, masked with [`masked`]: comparable, not usable.
    pub key: Option<String>,
    /// The body, or null when it is absent or no JSON.
    pub body: Value,
    /// Status of the reply, once there is one.
    pub status: Option<u16>,
    /// Body bytes handed to the connection.
    pub bytes_sent: u64,
    /// `data:` lines handed to the connection.
    pub events_sent: u64,
    /// When it came, in milliseconds since 1970.
    pub started_ms: u64,
    /// When the newest bytes of the reply were handed to the connection; 0 before there were any.
    pub last_ms: u64,
    /// The whole reply (as scripted) was handed over.
    pub finished: bool,
    /// The client closed the connection before the reply was whole.
    pub aborted: bool,
    /// A scripted fault ended the connection.
    pub faulted: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Recorder(Arc<Shelf>);

#[derive(Debug)]
struct Shelf {
    room: usize,
    book: Mutex<Book>,
    changes: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Book {
    next: u64,
    requests: VecDeque<Recorded>,
}

impl Recorder {
    /// Keeps the newest `room` requests.
    pub(crate) fn new(room: usize) -> Self {
        Self(Arc::new(Shelf { room, book: Mutex::default(), changes: watch::Sender::new(0) }))
    }

    pub(crate) fn all(&self) -> Vec<Recorded> {
        self.with(|book| book.requests.iter().cloned().collect())
    }

    pub(crate) fn clear(&self) {
        self.with(|book| book.requests.clear());
        self.announce();
    }

    /// Notes a request; the visit follows its reply.
    pub(crate) fn open(&self, parts: &Parts, body: &[u8]) -> Visit {
        let path = parts.uri.path_and_query().map_or_else(|| parts.uri.path().to_owned(), ToString::to_string);
        let number = self.with(|book| {
            let number = book.next;
            book.next += 1;
            if self.0.room == 0 {
                return number;
            }
            while book.requests.len() >= self.0.room {
                book.requests.pop_front();
            }
            book.requests.push_back(Recorded {
                number,
                method: parts.method.to_string(),
                path,
                headers: headers(&parts.headers),
                key: crate::auth::bearer(&parts.headers).map(masked),
                body: serde_json::from_slice(body).unwrap_or(Value::Null),
                status: None,
                bytes_sent: 0,
                events_sent: 0,
                started_ms: clock::unix_milliseconds(),
                last_ms: 0,
                finished: false,
                aborted: false,
                faulted: false,
            });
            number
        });
        self.announce();
        Visit { recorder: self.clone(), number, closed: false, moved: false }
    }

    pub(crate) async fn wait_until(&self, ready: impl Fn(&[Recorded]) -> bool) -> Vec<Recorded> {
        let mut changes = self.0.changes.subscribe();
        loop {
            changes.mark_unchanged();
            let all = self.all();
            if ready(&all) || changes.changed().await.is_err() {
                return all;
            }
        }
    }

    fn with<R>(&self, work: impl FnOnce(&mut Book) -> R) -> R {
        work(&mut self.0.book.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn announce(&self) {
        self.0.changes.send_modify(|count| *count += 1);
    }
}

fn headers(map: &HeaderMap) -> BTreeMap<String, String> {
    map.iter()
        .map(|(name, value)| {
            let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
            let text = match (name.as_str(), text.strip_prefix("Bearer ")) {
                ("authorization", Some(key)) => format!("Bearer {}", masked(key)),
                ("authorization" | "x-api-key", _) => masked(&text),
                _ => text,
            };
            (name.as_str().to_owned(), text)
        })
        .collect()
}

/// Follows one reply; dropped before its end, the client has left.
#[derive(Debug)]
pub(crate) struct Visit {
    recorder: Recorder,
    number: u64,
    closed: bool,
    moved: bool,
}

impl Visit {
    /// Hands the record on to the body; what stays behind notes nothing more.
    pub(crate) fn take(&mut self) -> Self {
        self.moved = true;
        Self { recorder: self.recorder.clone(), number: self.number, closed: self.closed, moved: false }
    }

    pub(crate) fn status(&self, status: u16) {
        self.note(|request| request.status = Some(status));
    }

    pub(crate) fn sent(&self, bytes: usize) {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        self.note(|request| {
            request.bytes_sent += bytes;
            request.last_ms = clock::unix_milliseconds();
        });
    }

    pub(crate) fn event(&self) {
        self.note(|request| request.events_sent += 1);
    }

    pub(crate) fn finished(&mut self) {
        self.closed = true;
        self.note(|request| request.finished = true);
    }

    /// `[DONE]` is out: a client that leaves from now on aborts nothing.
    pub(crate) fn told_all(&mut self) {
        self.closed = true;
    }

    /// A scripted fault ends the connection here.
    pub(crate) fn faulted(&mut self) {
        self.closed = true;
        self.note(|request| {
            request.faulted = true;
            request.finished = true;
        });
    }

    fn note(&self, change: impl FnOnce(&mut Recorded)) {
        self.recorder.with(|book| {
            // Absent after a reset of the simulator.
            let mut newest_first = book.requests.iter_mut().rev();
            if let Some(request) = newest_first.find(|request| request.number == self.number) {
                change(request);
            }
        });
        self.recorder.announce();
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        if self.moved {
            return;
        }
        let closed = self.closed;
        self.note(|request| {
            request.finished |= closed;
            request.aborted |= !closed;
        });
    }
}
