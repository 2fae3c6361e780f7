//! `/__sim/…`: scripts, gates and records for tests in other processes.

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;

use crate::recorder::Recorded;
use crate::script::Script;
use crate::state::State;

pub(crate) fn router() -> Router<Arc<State>> {
    Router::new()
        .route("/__sim/script", post(script))
        .route("/__sim/gate", post(gate))
        .route("/__sim/requests", get(requests))
        .route("/__sim/reset", post(reset))
}

async fn script(Shared(state): Shared<Arc<State>>, Json(script): Json<Script>) -> StatusCode {
    state.queue_script(script);
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct GateOrder {
    name: String,
    #[serde(default)]
    release: usize,
    #[serde(default)]
    open: bool,
}

async fn gate(Shared(state): Shared<Arc<State>>, Json(order): Json<GateOrder>) -> StatusCode {
    let gate = state.gate(&order.name);
    gate.release(order.release);
    if order.open {
        gate.open();
    }
    StatusCode::NO_CONTENT
}

async fn requests(Shared(state): Shared<Arc<State>>) -> Json<Vec<Recorded>> {
    Json(state.recorder.all())
}

async fn reset(Shared(state): Shared<Arc<State>>) -> StatusCode {
    state.reset();
    StatusCode::NO_CONTENT
}
