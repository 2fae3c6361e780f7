//! One request and its response: the record, the headers, and the faults before the first byte.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION, RETRY_AFTER, SERVER};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use bytes::Bytes;

use crate::connection::Line;
use crate::delivery::Delivery;
use crate::faults::Fault;
use crate::identity::Dice;
use crate::recorder::Visit;
use crate::refusal::Refusal;
use crate::state::State;

/// The largest body the service takes.
const BODY_LIMIT: usize = 48 * 1024 * 1024;

const TRACE: HeaderName = HeaderName::from_static("x-ds-trace-id");
const CREDENTIALS: HeaderName = HeaderName::from_static("access-control-allow-credentials");

/// One request under way.
#[derive(Debug)]
pub(crate) struct Exchange {
    pub(crate) state: Arc<State>,
    pub(crate) line: Line,
    pub(crate) visit: Visit,
    pub(crate) dice: Dice,
    pub(crate) parts: Parts,
    pub(crate) body: Bytes,
    /// The faults of this reply; they may concern its head too.
    pub(crate) faults: Vec<Fault>,
}

impl Exchange {
    /// Reads the request whole and records it.
    pub(crate) async fn open(state: &Arc<State>, line: Line, request: Request) -> Self {
        let (parts, body) = request.into_parts();
        let read = to_bytes(body, BODY_LIMIT).await;
        let mut exchange = Self {
            state: Arc::clone(state),
            line,
            visit: state.recorder.open(&parts, read.as_deref().unwrap_or_default()),
            dice: state.dice(),
            parts,
            body: Bytes::new(),
            faults: Vec::new(),
        };
        match read {
            Ok(body) => exchange.body = body,
            // Assumed; the limit is documented, its answer is not.
            Err(_) => exchange.faults = vec![Fault::Empty(413)],
        }
        exchange
    }

    /// The route without `/v1` or `/beta`.
    pub(crate) fn route(&self) -> &str {
        let path = self.parts.uri.path();
        let path = path.strip_prefix("/beta").unwrap_or(path);
        path.strip_prefix("/v1").unwrap_or(path)
    }

    /// Whether it came over the beta base.
    pub(crate) fn is_beta(&self) -> bool {
        self.parts.uri.path().starts_with("/beta/")
    }

    /// Adds the faults every reply has and those of the script.
    pub(crate) fn expect_faults(&mut self, more: &[Fault]) {
        self.faults.extend(self.state.config.faults.iter().cloned());
        self.faults.extend(more.iter().cloned());
    }

    /// Plays the faults that come before an answer; gives back the exchange when there is one.
    pub(crate) async fn before_answer(mut self) -> Result<Self, Response> {
        for fault in self.faults.clone() {
            let refusal = match fault {
                Fault::HeadDelay(delay_ms) => {
                    tokio::time::sleep(Duration::from_millis(delay_ms)).await;
                    continue;
                }
                Fault::NeverAnswer => pending().await,
                Fault::RefuseToAnswer => {
                    self.line.reset();
                    self.visit.faulted();
                    Refusal::empty(500)
                }
                Fault::Html(status) => Refusal::html(status),
                Fault::Empty(status) => Refusal::empty(status),
                Fault::Busy => Refusal::busy(),
                Fault::ThrottledByBalance => Refusal::concurrency(26, 25),
                Fault::Reject(rejection) => Refusal {
                    retry_after: rejection.retry_after,
                    ..Refusal::json(rejection.status, error_type(&rejection.kind, rejection.status), rejection.message)
                },
                Fault::ErrorWith200 => Refusal::json(200, "server_error", "Internal server error"),
                Fault::Redirect(to) => return Err(self.redirect(&to)),
                _ => continue,
            };
            return Err(self.refuse(&refusal));
        }
        Ok(self)
    }

    /// An error reply, or another short one with a status.
    pub(crate) fn refuse(mut self, refusal: &Refusal) -> Response {
        let request_id = self.state.config.request_ids.then(|| self.dice.uuid());
        let text = refusal.text(request_id.as_deref());
        let status = StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::BAD_REQUEST);
        let mut response = self.short(status, refusal.content_type(), text);
        if let Some(seconds) = refusal.retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }

    fn redirect(self, to: &str) -> Response {
        let mut response = self.short(StatusCode::TEMPORARY_REDIRECT, None, String::new());
        if let Ok(to) = HeaderValue::from_str(to) {
            response.headers_mut().insert(LOCATION, to);
        }
        response
    }

    /// A JSON document.
    pub(crate) fn json(self, text: String) -> Response {
        self.short(StatusCode::OK, Some("application/json"), text)
    }

    fn short(mut self, status: StatusCode, kind: Option<&'static str>, text: String) -> Response {
        self.visit.status(status.as_u16());
        self.visit.sent(text.len());
        self.visit.finished();
        self.dress(status, kind, Body::from(text))
    }

    /// An answer of many parts.
    pub(crate) fn deliver(mut self, kind: &'static str, delivery: Delivery) -> Response {
        delivery.visit.status(200);
        let body = Body::from_stream(delivery.stream());
        let mut response = self.dress(StatusCode::OK, Some(kind), body);
        if kind == "text/event-stream" {
            let headers = response.headers_mut();
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        }
        response
    }

    fn dress(&mut self, status: StatusCode, kind: Option<&'static str>, body: Body) -> Response {
        let kind = if self.faults.contains(&Fault::NoContentType) {
            None
        } else if self.faults.contains(&Fault::OctetStream) {
            Some("application/octet-stream")
        } else if kind == Some("text/event-stream") {
            Some("text/event-stream; charset=utf-8")
        } else {
            kind
        };
        let mut response = Response::new(body);
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(SERVER, HeaderValue::from_static("openresty"));
        headers.insert(CREDENTIALS, HeaderValue::from_static("true"));
        if let Ok(trace) = HeaderValue::from_str(&self.dice.hex()) {
            headers.insert(TRACE, trace);
        }
        if let Some(kind) = kind {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        }
        response
    }
}

/// The type a scripted error has unless it names one.
fn error_type(named: &str, status: u16) -> &str {
    match (named, status) {
        ("", 401) => "authentication_error",
        ("", 402) => "unknown_error",
        ("", 429) => "rate_limit_error",
        ("", 500..) => "server_error",
        ("", _) => "invalid_request_error",
        (named, _) => named,
    }
}
