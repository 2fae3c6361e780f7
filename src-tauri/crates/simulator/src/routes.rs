//! The routes, under each base a client may use, and the two that only tell.

use std::sync::Arc;

use axum::extract::{Request, State as Shared};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Extension, Router};
use serde::Serialize;

use crate::config::{Balance, Standing};
use crate::connection::Line;
use crate::exchange::Exchange;
use crate::refusal::Refusal;
use crate::state::State;
use crate::{admin, auth, chat, files, fim, web_tools};

/// All routes: the plain base, `/v1` and `/beta`, and the admin ones if they are wanted.
pub(crate) fn router(state: &Arc<State>) -> Router {
    let mut router = Router::new();
    for base in ["", "/v1", "/beta", "/beta/v1"] {
        router = router
            .route(&format!("{base}/chat/completions"), post(chat::answer))
            .route(&format!("{base}/completions"), post(fim::answer))
            .route(&format!("{base}/models"), get(models))
            .route(&format!("{base}/user/balance"), get(balance));
    }
    router = router.merge(files::router()).merge(web_tools::router());
    if state.config.admin {
        router = router.merge(admin::router());
    }
    router = router.fallback(unknown);
    // Every body is read through `Exchange::open`, which has the limit of the service.
    router.with_state(Arc::clone(state))
}

#[derive(Serialize)]
struct ModelList {
    object: &'static str,
    data: [Model; 2],
}

#[derive(Serialize)]
struct Model {
    id: &'static str,
    object: &'static str,
    owned_by: &'static str,
}

const fn model(id: &'static str) -> Model {
    Model { id, object: "model", owned_by: "deepseek" }
}

#[derive(Serialize)]
struct BalanceSheet<'a> {
    is_available: bool,
    balance_infos: &'a [Balance],
}

async fn models(state: Shared<Arc<State>>, line: Extension<Line>, request: Request) -> Response {
    let list = ModelList { object: "list", data: [model("deepseek-flash"), model("deepseek-v4-pro")] };
    tell(state, line, request, |_, _| serde_json::to_string(&list)).await
}

async fn balance(state: Shared<Arc<State>>, line: Extension<Line>, request: Request) -> Response {
    tell(state, line, request, |state, key| {
        let rule = state.config.key(key);
        serde_json::to_string(&BalanceSheet {
            is_available: rule.is_some_and(|rule| rule.standing != Standing::Empty),
            balance_infos: rule.map(|rule| rule.balances.as_slice()).unwrap_or_default(),
        })
    })
    .await
}

/// Answers a route that costs nothing: key, scripted faults, document.
async fn tell(
    Shared(state): Shared<Arc<State>>,
    Extension(line): Extension<Line>,
    request: Request,
    document: impl FnOnce(&State, &str) -> serde_json::Result<String>,
) -> Response {
    let mut exchange = Exchange::open(&state, line, request).await;
    let rule = match auth::key(&exchange.parts.headers, &state.config) {
        Ok(rule) => rule,
        Err(refusal) => return exchange.refuse(&refusal),
    };
    if let Some(script) = state.next_script(exchange.route()) {
        exchange.faults.extend(script.faults.iter().cloned());
        if let Some(gate) = &script.gate {
            gate.pass().await;
        }
        if let Some(text) = script.answer {
            exchange = match exchange.before_answer().await {
                Ok(exchange) => exchange,
                Err(response) => return response,
            };
            return exchange.json(text);
        }
    }
    match exchange.before_answer().await {
        Ok(exchange) => exchange.json(document(&state, &rule.key).unwrap_or_default()),
        Err(response) => response,
    }
}

/// 404 with an empty body (assumed), recorded, so that a wrong base URL shows in tests.
async fn unknown(Shared(state): Shared<Arc<State>>, Extension(line): Extension<Line>, request: Request) -> Response {
    Exchange::open(&state, line, request).await.refuse(&Refusal::empty(404))
}
