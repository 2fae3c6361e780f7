//! Routes: a command is a POST with JSON, a watch is a POST that answers a line of JSON for each event.

use crate::files::{self, Pages};
use crate::guard::{self, Token};
use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{StatusCode, header};
use axum::middleware;
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{any, post};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use hadal_backend::{Backend, Sink, dispatch_call, dispatch_watch};
use hadal_wire::CommandError;
use serde_json::Value;
use std::convert::Infallible;
use std::path::PathBuf;
use tokio::sync::mpsc;
use tokio_util::task::TaskTracker;

/// Events that wait for a slow browser; one that falls further behind is cut off and attaches anew.
const QUEUE: usize = 1024;
const REQUEST_MAX_BYTES: usize = 32 * 1024 * 1024;

#[derive(Clone)]
struct Host {
    backend: Backend,
    watches: TaskTracker,
}

pub(crate) fn router(backend: Backend, token: Token, ui: PathBuf) -> Router {
    let pages = Pages { backend: backend.clone(), token: token.clone(), root: ui.into() };
    let commands = Router::new()
        .route("/command/{name}", post(command))
        .route("/watch/{name}", post(watch))
        .route("/close", post(close))
        .layer(DefaultBodyLimit::max(REQUEST_MAX_BYTES))
        .layer(middleware::from_fn_with_state(token, guard::check))
        .with_state(Host { backend, watches: TaskTracker::new() });
    Router::new().fallback_service(any(files::serve).with_state(pages)).merge(commands)
}

async fn command(State(host): State<Host>, Path(name): Path<String>, Json(request): Json<Value>) -> Response {
    match dispatch_call(&host.backend, &name, request).await {
        Ok(response) => Json(response).into_response(),
        Err(error) => refusal(error),
    }
}

/// What the shell does when its window is asked to close.
async fn close(State(host): State<Host>) -> Response {
    Json(host.backend.may_close()).into_response()
}

async fn watch(State(host): State<Host>, Path(name): Path<String>, Json(request): Json<Value>) -> Response {
    let (events, mut queue) = mpsc::channel::<Bytes>(QUEUE);
    let closed = events.clone();
    let sink: Sink<Value> = Box::new(move |event| events.try_send(Bytes::from(format!("{event}\n"))).is_ok());
    host.watches.clone().spawn(async move {
        // The browser went away: nothing else would tell a watch without events.
        tokio::select! {
            over = dispatch_watch(&host.backend, &name, request, sink) => {
                if let Err(error) = over {
                    let _ = closed.try_send(Bytes::from(format!("{}\n", serde_json::json!({ "error": error }))));
                }
            }
            () = closed.closed() => {}
        }
    });
    let lines = stream::poll_fn(move |context| queue.poll_recv(context)).map(Ok::<_, Infallible>);
    ([(header::CONTENT_TYPE, "application/x-ndjson")], Body::from_stream(lines)).into_response()
}

fn refusal(error: CommandError) -> Response {
    (StatusCode::BAD_REQUEST, Json(error)).into_response()
}
