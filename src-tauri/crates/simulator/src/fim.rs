//! `POST /completions` on the beta base: text between a prompt and a suffix, never with thinking.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Request, State as Shared};
use axum::response::Response;
use serde::Deserialize;

use crate::chat::{self, Wanted};
use crate::config::KeyRule;
use crate::connection::Line;
use crate::exchange::Exchange;
use crate::plan::Bounds;
use crate::refusal::Refusal;
use crate::request::{self, Stop, StreamOptions, served_model};
use crate::script::Script;
use crate::state::{Running, State};
use crate::wire_format::Shape;
use crate::{auth, marker};

/// The largest `max_tokens` of this route.
const LIMIT: i64 = 4096;

#[derive(Debug, Deserialize)]
struct FimRequest {
    model: String,
    prompt: String,
    suffix: Option<String>,
    #[serde(default)]
    echo: Option<bool>,
    max_tokens: Option<i64>,
    stop: Option<Stop>,
    stream: Option<bool>,
    stream_options: Option<StreamOptions>,
    user_id: Option<String>,
}

/// Answers one FIM request.
pub(crate) async fn answer(
    Shared(state): Shared<Arc<State>>,
    Extension(line): Extension<Line>,
    request: Request,
) -> Response {
    let exchange = Exchange::open(&state, line, request).await;
    let (request, rule, running) = match accept(&state, &exchange) {
        Ok(accepted) => accepted,
        Err(refusal) => return exchange.refuse(&refusal),
    };
    let script = marker::find(&request.prompt)
        .or_else(|| state.next_script("/completions"))
        .unwrap_or_default()
        .filled_from(|| Script::answer("    # filled in by the simulator\n    return a + b\n"));
    let script = if request.echo == Some(true) {
        let text = format!("{}{}", request.prompt, script.answer_text());
        Script { tokens: None, answer: Some(text), ..script }
    } else {
        script
    };
    let limit = request.max_tokens.unwrap_or(LIMIT);
    let wanted = Wanted {
        shape: Shape::Fim,
        model: served_model(&request.model).unwrap_or("deepseek-flash"),
        streams: request.stream == Some(true),
        include_usage: request.stream_options.is_some_and(|options| options.include_usage),
        logprobs: None,
        bounds: Bounds {
            thinking: false,
            token_limit: u64::try_from(limit).unwrap_or_default(),
            stop: request.stop.map(|stop| stop.words().to_vec()).unwrap_or_default(),
        },
        prompt: request.prompt + request.suffix.as_deref().unwrap_or_default(),
        user_id: request.user_id,
        keeps_reasoning: false,
    };
    chat::send(exchange, &rule.key, running, script, wanted).await
}

fn accept<'a>(state: &'a State, exchange: &Exchange) -> Result<(FimRequest, &'a KeyRule, Running), Refusal> {
    let rule = auth::key(&exchange.parts.headers, &state.config)?;
    auth::standing(rule)?;
    if !exchange.is_beta() {
        return Err(Refusal::invalid(
            "completions api is only available when using beta api (set \
             base_url=\"https://api.deepseek.com/beta\")",
        ));
    }
    let request: FimRequest = request::read(&exchange.parts.headers, &exchange.body)?;
    crate::validate::model_name(&request.model)?;
    if !(1..=LIMIT).contains(&request.max_tokens.unwrap_or(LIMIT)) {
        return Err(Refusal::invalid(format!(
            "Invalid max_tokens value, the valid range of max_tokens is [1, {LIMIT}]"
        )));
    }
    let running = state.run(rule)?;
    Ok((request, rule, running))
}
