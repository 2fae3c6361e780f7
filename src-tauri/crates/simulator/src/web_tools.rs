//! `/v1/tools/search` and `/v1/tools/fetch`: results that repeat the question. Reply shapes are assumed.

use std::sync::Arc;

use axum::extract::{Request, State as Shared};
use axum::response::Response;
use axum::routing::post;
use axum::{Extension, Router};
use serde_json::{Value, json};

use crate::auth;
use crate::connection::Line;
use crate::exchange::Exchange;
use crate::refusal::Refusal;
use crate::state::State;

/// Both routes; they have `/v1` on the real service too.
pub(crate) fn router() -> Router<Arc<State>> {
    Router::new().route("/v1/tools/search", post(search)).route("/v1/tools/fetch", post(fetch))
}

async fn search(state: Shared<Arc<State>>, line: Extension<Line>, request: Request) -> Response {
    run(state, line, request, |body| {
        let query = body["query"].as_str().filter(|query| (1..=128).contains(&query.chars().count()))?;
        let count = body["count"].as_u64().unwrap_or(10).clamp(1, 50);
        let result = |number: u64| {
            json!({
                "title": format!("{query} ({number})"), "url": format!("https://example.com/{number}"),
                "snippet": query, "site_name": "Example", "date": "2026-11-22", "rerank_score": 2.5
            })
        };
        Some(json!({"results": (1..=count).map(result).collect::<Vec<_>>()}))
    })
    .await
}

async fn fetch(state: Shared<Arc<State>>, line: Extension<Line>, request: Request) -> Response {
    run(state, line, request, |body| {
        let url = body["url"].as_str().filter(|url| url.starts_with("http"))?;
        Some(json!({"title": url, "content": format!("The page at {url}.")}))
    })
    .await
}

async fn run(
    Shared(state): Shared<Arc<State>>,
    Extension(line): Extension<Line>,
    request: Request,
    answer: impl FnOnce(&Value) -> Option<Value>,
) -> Response {
    let exchange = Exchange::open(&state, line, request).await;
    if let Err(refusal) = auth::key(&exchange.parts.headers, &state.config) {
        return exchange.refuse(&refusal);
    }
    let exchange = match exchange.before_answer().await {
        Ok(exchange) => exchange,
        Err(response) => return response,
    };
    let body: Value = serde_json::from_slice(&exchange.body).unwrap_or_default();
    match answer(&body) {
        Some(found) => exchange.json(found.to_string()),
        None => exchange.refuse(&Refusal::invalid("Invalid request")),
    }
}
