//! `POST /chat/completions`: from an accepted request to a reply under way.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::extract::{Request, State as Shared};
use axum::response::Response;

use crate::clock::unix_seconds;
use crate::config::{KeyRule, Mode};
use crate::connection::Line;
use crate::delivery::{Delivery, Timing};
use crate::distort;
use crate::exchange::Exchange;
use crate::faults::Fault;
use crate::plan::{Bounds, Piece, Plan};
use crate::refusal::Refusal;
use crate::request::{self, ChatRequest};
use crate::script::Script;
use crate::state::{Running, State};
use crate::usage::{self, Usage};
use crate::wire_format::{Shape, Writer};
use crate::{auth, chunk, demo, marker, title, validate, whole};

/// What the request asked for, as far as the reply needs it.
pub(crate) struct Wanted {
    pub(crate) shape: Shape,
    pub(crate) model: &'static str,
    pub(crate) streams: bool,
    pub(crate) include_usage: bool,
    pub(crate) logprobs: Option<u8>,
    pub(crate) bounds: Bounds,
    /// The prompt as the model reads it, for usage and cache.
    pub(crate) prompt: String,
    pub(crate) user_id: Option<String>,
    /// Reasoning stays in the context of the next request.
    pub(crate) keeps_reasoning: bool,
}

/// Answers one chat request.
pub(crate) async fn answer(
    Shared(state): Shared<Arc<State>>,
    Extension(line): Extension<Line>,
    request: Request,
) -> Response {
    let exchange = Exchange::open(&state, line, request).await;
    let accepted = accept(&state, &exchange);
    let (request, rule, running) = match accepted {
        Ok(accepted) => accepted,
        Err(refusal) => return exchange.refuse(&refusal),
    };
    let script = script_for(&state, &exchange, &request);
    let wanted = Wanted {
        shape: Shape::Chat { thinking: request.thinks() },
        model: request.served_model().unwrap_or("deepseek-flash"),
        streams: request.streams(),
        include_usage: request.includes_usage(),
        logprobs: request.logprobs(),
        bounds: Bounds {
            thinking: request.thinks(),
            token_limit: if script.unlimited { u64::MAX } else { request.token_limit() },
            stop: request.stop.as_ref().map(|stop| stop.words().to_vec()).unwrap_or_default(),
        },
        prompt: usage::rendered(&request),
        user_id: request.user_id.clone(),
        keeps_reasoning: request.offers_tools(),
    };
    send(exchange, &rule.key, running, script, wanted).await
}

fn accept<'a>(state: &'a State, exchange: &Exchange) -> Result<(ChatRequest, &'a KeyRule, Running), Refusal> {
    let rule = auth::key(&exchange.parts.headers, &state.config)?;
    auth::standing(rule)?;
    let request: ChatRequest = request::read(&exchange.parts.headers, &exchange.body)?;
    validate::chat(&request, exchange.is_beta(), &state.config)?;
    let running = state.run(rule)?;
    Ok((request, rule, running))
}

/// What this request shall get: its own wish first, then the queue, then the mode's answer.
fn script_for(state: &State, exchange: &Exchange, request: &ChatRequest) -> Script {
    if title::is_asked(request) {
        return Script::answer(title::of(request));
    }
    let question = request.last_user_text();
    let header = exchange.parts.headers.get("x-sim");
    let header = header.and_then(|value| value.to_str().ok()).map(marker::read);
    let mut script = header
        .or_else(|| marker::find(&question))
        .or_else(|| state.next_script("/chat/completions"))
        .unwrap_or_default();
    script = script.filled_from(|| match state.config.mode {
        Mode::Demo if !request.wants_json() => demo::answer(request),
        Mode::Demo | Mode::Script => echo(request, &question),
    });
    match request.prefix() {
        Some(prefix) => continued(script, &prefix.text(), prefix.reasoning_content.as_deref()),
        None => script,
    }
}

/// The default answer outside the demo: short, and it shows what was asked.
fn echo(request: &ChatRequest, question: &str) -> Script {
    if request.wants_json() {
        let question = serde_json::Value::from(question);
        return Script::answer(format!("{{\"you_wrote\": {question}}}")).reasoning("JSON it is.");
    }
    Script::answer(format!("You wrote: {question}"))
        .reasoning("The simulator has no script for this, so it repeats the question.")
}

/// Leaves out what the prefix already says, if the answer begins with it.
fn continued(script: Script, prefix: &str, reasoning: Option<&str>) -> Script {
    let mut script = script;
    if let Some(rest) = script.answer_text().strip_prefix(prefix) {
        script.tokens = None;
        script.answer = Some(rest.to_owned());
    }
    if !prefix.is_empty() {
        // The thinking is over once the answer has begun.
        script.reasoning = None;
        script.reasoning_tokens = None;
    } else if let Some(rest) =
        reasoning.and_then(|begun| script.reasoning_pieces().concat().strip_prefix(begun).map(str::to_owned))
    {
        script.reasoning_tokens = None;
        script.reasoning = Some(rest);
    }
    script
}

/// Lays the script out and sends it.
pub(crate) async fn send(
    mut exchange: Exchange,
    key: &str,
    running: Running,
    script: Script,
    wanted: Wanted,
) -> Response {
    exchange.expect_faults(&script.faults);
    let mut exchange = match exchange.before_answer().await {
        Ok(exchange) => exchange,
        Err(response) => return response,
    };
    let faults = exchange.faults.clone();
    let mut plan = Plan::new(&script, &wanted.bounds, &mut exchange.dice);
    distort::contents(&mut plan, &faults, &mut exchange.dice);
    let mut writer = Writer {
        head: chunk::Head {
            id: exchange.dice.uuid(),
            created: unix_seconds(),
            model: wanted.model,
            fingerprint: exchange.dice.hex(),
        },
        shape: wanted.shape,
        usage: bill(&exchange.state, key, &script, &wanted, &plan),
        include_usage: wanted.include_usage,
        logprobs: wanted.logprobs,
        faults: faults.clone(),
        started: false,
    };
    let streams = wanted.streams && !faults.contains(&Fault::WholeInsteadOfStream);
    let timing = timing(&mut exchange, &script, &faults);
    let mut pieces = if streams {
        plan.pieces
    } else {
        let document = whole::document(&writer, &plan.pieces);
        let work = generation_time(&timing, plan.completion_tokens);
        writer.started = true;
        vec![Piece::Wait(work), Piece::Whole(document)]
    };
    distort::sequence(&mut pieces, &faults, streams && writer.usage_apart());
    let delivery = Delivery {
        pieces: pieces.into_iter(),
        writer,
        timing,
        line: exchange.line.clone(),
        visit: exchange.visit.take(),
        running: Some(running),
        frames: VecDeque::new(),
        sent: 0,
        tokens: 0,
        started: None,
    };
    let kind = if streams { "text/event-stream" } else { "application/json" };
    exchange.deliver(kind, delivery)
}

/// Counts the reply, and remembers prompt and answer for the next request's cache hits.
fn bill(state: &State, key: &str, script: &Script, wanted: &Wanted, plan: &Plan) -> Usage {
    let owner = (key.to_owned(), wanted.user_id.clone());
    let mut prompt = state.visit_cache(&owner, &wanted.prompt);
    let reasoning = plan.reasoning();
    let kept = wanted.keeps_reasoning.then_some(reasoning.as_str());
    state.visit_cache(&owner, &usage::with_answer(&wanted.prompt, kept, &plan.answer()));
    if let Some(tokens) = script.prompt_tokens {
        prompt.tokens = tokens;
        prompt.hit = prompt.hit.min(tokens);
    }
    let reasoning = wanted.bounds.thinking.then_some(plan.reasoning_tokens);
    Usage::new(prompt, plan.completion_tokens, reasoning)
}

fn timing(exchange: &mut Exchange, script: &Script, faults: &[Fault]) -> Timing {
    let pace = exchange.state.config.pace;
    let named = script.gate_name.as_deref().map(|name| exchange.state.gate(name));
    // A share from -1 to 1, so that no two answers come at quite the same rate.
    let share = f64::from(u16::try_from(exchange.dice.below(2001)).unwrap_or(1000)) / 1000.0 - 1.0;
    Timing {
        first: Duration::from_millis(script.first_ms.unwrap_or(pace.first_ms)),
        rate: script.rate.unwrap_or(pace.tokens_per_second * share.mul_add(pace.spread, 1.0)),
        gate: script.gate.clone().or(named),
        frame_bytes: faults.iter().find_map(|fault| match fault {
            Fault::SplitUtf8 => Some(1),
            Fault::FrameBytes(bytes) => Some(*bytes),
            _ => None,
        }),
        reset_after: faults.iter().find_map(|fault| match fault {
            Fault::ResetAfter(bytes) => Some(*bytes),
            _ => None,
        }),
    }
}

/// How long the model would have written before a whole reply is there.
fn generation_time(timing: &Timing, tokens: u64) -> Duration {
    let tokens = u32::try_from(tokens).unwrap_or(u32::MAX);
    let writing = if timing.rate > 0.0 {
        Duration::try_from_secs_f64(f64::from(tokens) / timing.rate).unwrap_or_default()
    } else {
        Duration::ZERO
    };
    timing.first + writing
}
