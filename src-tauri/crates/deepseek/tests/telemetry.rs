//! What a trace holds, and what it never holds. One test: the subscriber belongs to the whole process.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    fmt::{Debug, Write},
    sync::{Arc, Mutex},
};

use hadal_deepseek::resilience::BreakerPolicy;
use hadal_deepseek::{ApiKey, BaseUrl, ChatRequest, Client, Effort, Message, ResilientClient, RetryPolicy, Thinking};
use hadal_simulator::{Config, Fault, Script, Simulator, TEST_KEY};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};
use tracing_subscriber::{Layer, layer::Context, prelude::*};

/// Writes down every field of every span and event, at every level, of every crate.
#[derive(Clone, Default)]
struct Everything(Arc<Mutex<String>>);

struct Line<'a>(&'a mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        writeln!(self.0, "{}={value:?}", field.name()).unwrap();
    }
}

impl<S: Subscriber> Layer<S> for Everything {
    fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        attributes.record(&mut Line(&mut self.0.lock().unwrap()));
    }

    fn on_record(&self, _: &Id, values: &Record<'_>, _: Context<'_, S>) {
        values.record(&mut Line(&mut self.0.lock().unwrap()));
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        event.record(&mut Line(&mut self.0.lock().unwrap()));
    }
}

#[tokio::test]
async fn spans_hold_names_and_numbers_and_never_a_word_of_prompt_answer_or_key() {
    let seen = Everything::default();
    tracing_subscriber::registry().with(seen.clone()).init();
    let simulator = Simulator::start(Config::default()).await.unwrap();
    let client = Client::builder().base_url(BaseUrl::parse(&simulator.base_url()).unwrap()).build().unwrap();
    let retry = RetryPolicy { base: std::time::Duration::from_millis(1), ..RetryPolicy::default() };
    let client = ResilientClient::builder(client).retry(retry).breaker(BreakerPolicy::default()).build();
    let key = ApiKey::parse(TEST_KEY).unwrap();
    let request = ChatRequest::new("deepseek-flash", vec![Message::user("CANARY-QUESTION in several words")])
        .thinking(Thinking::Enabled(Effort::Low))
        .max_tokens(777);
    simulator.script(Script::faulty(Fault::Busy));
    simulator.script(Script::answer("CANARY-ANSWER in words").reasoning("CANARY-REASONING in words"));
    client.chat(&key, &request).await.unwrap();
    simulator.script(Script::error(400, "CANARY-ECHO of CANARY-QUESTION"));
    client.chat(&key, &request).await.unwrap_err();
    simulator.script(Script::answer("CANARY-ANSWER").finish("CANARY-WORD of tomorrow"));
    client.chat(&key, &request).await.unwrap();

    let seen = seen.0.lock().unwrap();
    for wanted in [
        "gen_ai.operation.name=\"chat\"",
        "gen_ai.provider.name=\"deepseek\"",
        "gen_ai.request.model=\"deepseek-flash\"",
        "gen_ai.request.max_tokens=777",
        "gen_ai.response.model=\"deepseek-flash\"",
        "gen_ai.response.id=",
        "gen_ai.response.finish_reasons=\"stop\"",
        "gen_ai.response.finish_reasons=\"other\"",
        "gen_ai.usage.input_tokens=",
        "gen_ai.usage.output_tokens=",
        "gen_ai.usage.cache_read.input_tokens=",
        "deepseek.usage.reasoning_tokens=",
        "deepseek.time_to_first_byte_ms=",
        "deepseek.time_to_first_reasoning_ms=",
        "deepseek.time_to_first_content_ms=",
        "deepseek.retries=1",
        "deepseek.breaker.state=\"closed\"",
        "deepseek.trace_id=",
        "server.address=\"127.0.0.1\"",
        "http.response.status_code=200",
        "error.type=\"busy\"",
        "error.type=\"invalid_request\"",
        "otel.name=\"chat deepseek-flash\"",
    ] {
        assert!(seen.contains(wanted), "{wanted} is missing in:\n{seen}");
    }
    for never in ["CANARY", TEST_KEY, "Bearer", "in words"] {
        assert!(!seen.contains(never), "{never} is in the trace");
    }
}
