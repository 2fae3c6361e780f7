//! One question with its spans sent to an `OpenTelemetry` collector, as OTLP over HTTP:
//! `OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318 DEEPSEEK_API_KEY=sk-… cargo run --example otlp -- "Why is the sea salt?"`.

use std::{error::Error, io::Write};

use hadal_deepseek::{
    ApiKey, BaseUrl, ChatRequest, Client, Message, ResilientClient, RetryPolicy, Traceparent, resilience::BreakerPolicy,
};
use opentelemetry::trace::{TraceContextExt, TracerProvider};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig};
use opentelemetry_sdk::{Resource, trace::SdkTracerProvider};
use tracing::{Instrument, Level, Span};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::{filter::Targets, prelude::*};

/// Not `#[tokio::main]`: the exporter waits on threads of its own, which a runtime does not allow inside.
fn main() -> Result<(), Box<dyn Error>> {
    // The address comes from OTEL_EXPORTER_OTLP_ENDPOINT.
    let exporter = SpanExporter::builder().with_http().with_protocol(Protocol::HttpBinary).build()?;
    let resource = Resource::builder().with_service_name("hadal-deepseek-example").build();
    let provider = SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).build();
    let spans = tracing_opentelemetry::layer().with_tracer(provider.tracer("hadal-deepseek"));
    let ours = Targets::new().with_target("hadal_deepseek", Level::INFO).with_target("otlp", Level::INFO);
    tracing_subscriber::registry().with(spans.with_filter(ours)).init();

    let question = std::env::args().nth(1).unwrap_or_else(|| "Why is the sea salt?".to_owned());
    // The caller's own span; the request's span becomes its child.
    let span = tracing::info_span!("question");
    let answered = tokio::runtime::Runtime::new()?.block_on(ask(question).instrument(span));
    // Sends what is left.
    provider.shutdown()?;
    answered
}

async fn ask(question: String) -> Result<(), Box<dyn Error>> {
    let key = ApiKey::parse(&std::env::var("DEEPSEEK_API_KEY")?)?;
    let base = std::env::var("DEEPSEEK_BASE_URL").unwrap_or_else(|_| "https://api.deepseek.com".to_owned());
    let mut client = Client::builder().base_url(BaseUrl::parse(&base)?).build()?;
    if let Some(traceparent) = traceparent(&Span::current()) {
        client = client.with_traceparent(traceparent);
    }
    let client =
        ResilientClient::builder(client).retry(RetryPolicy::default()).breaker(BreakerPolicy::default()).build();
    let reply = client.chat(&key, &ChatRequest::new("deepseek-flash", vec![Message::user(question)])).await?;
    writeln!(std::io::stdout(), "{}", reply.content)?;
    Ok(())
}

/// The W3C header that joins the server's trace to ours.
fn traceparent(span: &Span) -> Option<Traceparent> {
    let context = span.context();
    let ids = context.span().span_context().clone();
    let trace = u128::from_be_bytes(ids.trace_id().to_bytes());
    Traceparent::new(trace, u64::from_be_bytes(ids.span_id().to_bytes()), ids.is_sampled())
}
