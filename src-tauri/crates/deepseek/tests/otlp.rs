//! The example that exports its spans, run as a program of its own against the simulator and a collector.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use axum::{Router, body::Bytes, extract::State, http::HeaderMap, routing::post};
use hadal_simulator::{Config, Fault, Script, Simulator, TEST_KEY};
use opentelemetry_proto::tonic::{
    collector::trace::v1::ExportTraceServiceRequest,
    common::v1::{KeyValue, any_value::Value},
    trace::v1::{Span, span::SpanKind, status::StatusCode},
};
use prost::Message;
use tokio::{net::TcpListener, process::Command, sync::mpsc, task::JoinSet, time::timeout};

const SOON: Duration = Duration::from_mins(1);

/// A collector on loopback: takes OTLP over HTTP and keeps every byte that was sent to it.
struct Collector {
    address: String,
    bodies: mpsc::Receiver<Bytes>,
    _server: JoinSet<()>,
}

impl Collector {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (sender, bodies) = mpsc::channel(100);
        let routes = Router::new().route("/v1/traces", post(take)).with_state(sender);
        let mut server = JoinSet::new();
        server.spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { address, bodies, _server: server }
    }
}

async fn take(State(sender): State<mpsc::Sender<Bytes>>, headers: HeaderMap, body: Bytes) {
    assert_eq!(headers.get("content-type").unwrap(), "application/x-protobuf");
    sender.send(body).await.unwrap();
}

/// A number is a number on the wire, not a text that looks like one.
#[derive(Debug, Clone, PartialEq)]
enum Found {
    Text(String),
    Whole(i64),
}

fn attributes(span: &Span) -> BTreeMap<String, Found> {
    let read = |KeyValue { key, value, .. }: &KeyValue| {
        let found = match value.as_ref()?.value.as_ref()? {
            Value::StringValue(text) => Found::Text(text.clone()),
            Value::IntValue(number) => Found::Whole(*number),
            _ => return None,
        };
        Some((key.clone(), found))
    };
    span.attributes.iter().filter_map(read).collect()
}

/// Built with the tests of this package, beside them.
fn example() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let program = tests.parent().unwrap().parent().unwrap().join("examples/otlp");
    program.with_extension(std::env::consts::EXE_EXTENSION)
}

#[tokio::test]
async fn the_otlp_example_exports_every_attempt_with_its_attributes_and_not_a_word_of_anybody() {
    let mut collector = Collector::start().await;
    let simulator = Simulator::start(Config::default()).await.unwrap();
    simulator.script(Script::faulty(Fault::Busy));
    simulator.script(Script::answer("CANARY-ANSWER in words").reasoning("CANARY-REASONING in words"));
    let program = Command::new(example())
        .arg("CANARY-QUESTION in several words")
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", &collector.address)
        .env("DEEPSEEK_BASE_URL", simulator.base_url())
        .env("DEEPSEEK_API_KEY", TEST_KEY)
        .env_remove("RUST_LOG")
        .kill_on_drop(true)
        .output();
    let output = timeout(SOON, program).await.unwrap().expect("`cargo build --examples` makes it");
    assert!(output.status.success(), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("CANARY-ANSWER"), "the example did ask");

    let (mut spans, mut sent) = (Vec::new(), Vec::new());
    while let Ok(body) = collector.bodies.try_recv() {
        for resource in ExportTraceServiceRequest::decode(body.clone()).unwrap().resource_spans {
            let named = |pair: &KeyValue| pair.key == "service.name";
            assert!(resource.resource.as_ref().unwrap().attributes.iter().any(named));
            spans.extend(resource.scope_spans.into_iter().flat_map(|scope| scope.spans));
        }
        sent.extend_from_slice(&body);
    }

    let root = spans.iter().find(|span| span.name == "question").unwrap();
    let mut calls: Vec<&Span> = spans.iter().filter(|span| span.name == "chat deepseek-flash").collect();
    calls.sort_by_key(|span| span.start_time_unix_nano);
    let [refused, answered] = calls.as_slice() else { panic!("one span for each attempt: {spans:#?}") };
    for call in [refused, answered] {
        assert_eq!((&call.parent_span_id, &call.trace_id), (&root.span_id, &root.trace_id), "one trace");
        assert_eq!(call.kind, i32::from(SpanKind::Client));
        assert!(call.end_time_unix_nano > call.start_time_unix_nano);
    }

    let text = |text: &str| Some(Found::Text(text.to_owned()));
    let found = attributes(refused);
    let of = |name: &str| found.get(name).cloned();
    assert_eq!(of("error.type"), text("busy"));
    assert_eq!(of("http.response.status_code"), Some(Found::Whole(503)));
    assert_eq!(of("deepseek.retries"), Some(Found::Whole(0)));
    assert_eq!(refused.status.as_ref().unwrap().code, i32::from(StatusCode::Error));

    let found = attributes(answered);
    let of = |name: &str| found.get(name).cloned();
    let usage = simulator.chat_requests().pop().unwrap();
    assert_eq!(of("gen_ai.operation.name"), text("chat"));
    assert_eq!(of("gen_ai.provider.name"), text("deepseek"));
    assert_eq!(of("gen_ai.request.model"), text("deepseek-flash"));
    assert_eq!(of("gen_ai.response.model"), text("deepseek-flash"));
    assert_eq!(of("gen_ai.response.finish_reasons"), text("stop"));
    assert_eq!(of("deepseek.breaker.state"), text("closed"));
    assert_eq!(of("deepseek.retries"), Some(Found::Whole(1)));
    assert_eq!(of("server.address"), text("127.0.0.1"));
    assert_eq!(of("error.type"), None);
    for counted in ["gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens", "deepseek.usage.reasoning_tokens"] {
        assert!(matches!(of(counted), Some(Found::Whole(1..))), "{counted}: {:?}", of(counted));
    }
    for measured in [
        "gen_ai.usage.cache_read.input_tokens",
        "deepseek.time_to_first_byte_ms",
        "deepseek.time_to_first_reasoning_ms",
        "deepseek.time_to_first_content_ms",
        "server.port",
    ] {
        assert!(matches!(of(measured), Some(Found::Whole(0..))), "{measured}: {:?}", of(measured));
    }
    assert!(matches!(of("deepseek.trace_id"), Some(Found::Text(id)) if !id.is_empty()));

    // The server was told the trace it belongs to.
    let trace = u128::from_be_bytes(root.trace_id.as_slice().try_into().unwrap());
    let span = u64::from_be_bytes(root.span_id.as_slice().try_into().unwrap());
    assert_eq!(usage.headers.get("traceparent"), Some(&format!("00-{trace:032x}-{span:016x}-01")));

    let bytes = String::from_utf8_lossy(&sent);
    for never in ["CANARY", TEST_KEY, "Bearer", "in words", "several"] {
        assert!(!bytes.contains(never), "{never} is in what was exported");
    }
}
