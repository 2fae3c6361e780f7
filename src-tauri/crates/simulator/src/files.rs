//! `/files`: pictures that were uploaded. Only names and sizes are kept; the bytes are thrown away.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{Path, Request, State as Shared};
use axum::response::Response;
use axum::routing::get;
use axum::{Extension, Router};
use serde_json::{Value, json};

use crate::auth;
use crate::clock::unix_seconds;
use crate::connection::Line;
use crate::exchange::Exchange;
use crate::refusal::Refusal;
use crate::state::State;

/// What was uploaded, newest last.
#[derive(Debug, Default)]
pub(crate) struct Shelf(Mutex<(u64, Vec<Value>)>);

impl Shelf {
    fn lock(&self) -> MutexGuard<'_, (u64, Vec<Value>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn clear(&self) {
        self.lock().1.clear();
    }

    fn add(&self, name: &str, bytes: usize) -> Value {
        let (count, files) = &mut *self.lock();
        *count += 1;
        let file = json!({
            "id": format!("file-api-{count:08}"), "object": "file", "bytes": bytes, "created_at": unix_seconds(),
            "filename": name, "purpose": "user_data", "status": "processed"
        });
        files.push(file.clone());
        file
    }

    fn find(&self, id: &str) -> Option<Value> {
        self.lock().1.iter().find(|file| file["id"] == id).cloned()
    }

    fn remove(&self, id: &str) -> bool {
        let files = &mut self.lock().1;
        let before = files.len();
        files.retain(|file| file["id"] != id);
        files.len() < before
    }
}

/// The routes, on the plain base and under `/v1`.
pub(crate) fn router() -> Router<Arc<State>> {
    ["", "/v1"].into_iter().fold(Router::new(), |router, base| {
        router
            .route(&format!("{base}/files"), get(list).post(upload))
            .route(&format!("{base}/files/{{id}}"), get(one).delete(delete))
    })
}

/// Opens the exchange if the key is good.
async fn open(state: &Arc<State>, line: Line, request: Request) -> Result<Exchange, Response> {
    let exchange = Exchange::open(state, line, request).await;
    match auth::key(&exchange.parts.headers, &state.config) {
        Ok(_) => exchange.before_answer().await,
        Err(refusal) => Err(exchange.refuse(&refusal)),
    }
}

async fn upload(Shared(state): Shared<Arc<State>>, Extension(line): Extension<Line>, request: Request) -> Response {
    let exchange = match open(&state, line, request).await {
        Ok(exchange) => exchange,
        Err(response) => return response,
    };
    let body = String::from_utf8_lossy(&exchange.body).into_owned();
    let name = body.split_once("filename=\"").and_then(|(_, rest)| rest.split_once('"')).map(|(name, _)| name);
    let purpose = body.contains("name=\"purpose\"") && body.contains("user_data");
    match name {
        Some(name) if purpose => {
            let file = state.files.add(name, exchange.body.len());
            exchange.json(file.to_string())
        }
        // Assumed.
        _ => exchange.refuse(&Refusal::invalid("file and purpose are required")),
    }
}

/// Newest first unless `order=asc`; `after` and `limit` as documented.
async fn list(Shared(state): Shared<Arc<State>>, Extension(line): Extension<Line>, request: Request) -> Response {
    let exchange = match open(&state, line, request).await {
        Ok(exchange) => exchange,
        Err(response) => return response,
    };
    let query = exchange.parts.uri.query().unwrap_or_default();
    let option = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let mut files = state.files.lock().1.clone();
    if option("order") != Some("asc") {
        files.reverse();
    }
    if let Some(after) = option("after") {
        let place = files.iter().position(|file| file["id"] == after).map_or(0, |place| place + 1);
        files.drain(..place);
    }
    let limit = option("limit").and_then(|limit| limit.parse().ok()).unwrap_or(1_000);
    let has_more = files.len() > limit;
    files.truncate(limit);
    exchange.json(json!({"object": "list", "data": files, "has_more": has_more}).to_string())
}

async fn one(
    Shared(state): Shared<Arc<State>>,
    Extension(line): Extension<Line>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    match open(&state, line, request).await {
        Ok(exchange) => match state.files.find(&id) {
            Some(file) => exchange.json(file.to_string()),
            None => exchange.refuse(&missing()),
        },
        Err(response) => response,
    }
}

async fn delete(
    Shared(state): Shared<Arc<State>>,
    Extension(line): Extension<Line>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    match open(&state, line, request).await {
        Ok(exchange) if state.files.remove(&id) => {
            exchange.json(json!({"id": id, "object": "file", "deleted": true}).to_string())
        }
        Ok(exchange) => exchange.refuse(&missing()),
        Err(response) => response,
    }
}

/// Assumed.
fn missing() -> Refusal {
    Refusal::json(404, "invalid_request_error", "No such file")
}
