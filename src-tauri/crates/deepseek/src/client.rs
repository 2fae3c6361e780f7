//! The connection to one base address: built once, cloned freely.

mod builder;
mod extras;

use std::sync::Arc;

use reqwest::{
    RequestBuilder, Response,
    header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE},
};
use serde_json::Value;
use tokio::time::timeout;
use url::Url;

pub use builder::{BuildError, ClientBuilder};

use crate::{
    account::{Balance, Model},
    api_key::ApiKey,
    base_url::BaseUrl,
    chunk,
    envelope::read_capped,
    error::ApiError,
    host::ThinkingSwitch,
    limits::Limits,
    refusal::{self, Envelope},
    reply::ChatReply,
    request::ChatRequest,
    stream::ChatStream,
    telemetry::{Attempt, Subject, Telemetry},
    think_tags::ThinkTags,
    trace_context::Traceparent,
    transport::Roads,
};

const ERROR_BODY_CAP: usize = 64 << 10;
/// A server that refuses has little to say; a slow drip must not hold the error back.
const ERROR_BODY_PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);
const LIST_CAP: usize = 4 << 20;
const JSON: &str = "application/json";

/// A client for one base address. Clones share its connections.
#[derive(Debug, Clone)]
pub struct Client {
    shared: Arc<Shared>,
    traceparent: Option<Traceparent>,
}

#[derive(Debug)]
struct Shared {
    roads: Roads,
    base_url: BaseUrl,
    limits: Limits,
    think_tags: ThinkTags,
    switch: ThinkingSwitch,
}

impl Client {
    /// Starts setting up a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Where this client sends its requests.
    #[must_use]
    pub fn base_url(&self) -> &BaseUrl {
        &self.shared.base_url
    }

    pub(crate) fn origin(&self) -> String {
        self.shared.base_url.origin()
    }

    /// A clone whose requests carry this trace context, so that the server's trace can be joined to the
    /// caller's. Without it no such header is sent.
    #[must_use]
    pub fn with_traceparent(&self, traceparent: Traceparent) -> Self {
        Self { shared: Arc::clone(&self.shared), traceparent: Some(traceparent) }
    }

    /// Looks up, connects and shakes hands now, so that the first request need not. Sends neither key nor
    /// text; whatever the server answers is good enough.
    ///
    /// # Errors
    /// [`ApiError`] when there is no connection.
    pub async fn warm_up(&self) -> Result<(), ApiError> {
        let request = self.shared.roads.http().head(self.shared.base_url.endpoint(""));
        self.response(request).await.map(drop)
    }

    /// Asks for an answer and gives it as it arrives. Returns once the server has accepted the request.
    ///
    /// # Errors
    /// [`ApiError`] when there is no connection or the server refuses; errors later come from the stream.
    pub async fn stream_chat(&self, key: &ApiKey, request: &ChatRequest) -> Result<ChatStream, ApiError> {
        self.attempt(key, request, true, Attempt::default()).await
    }

    /// Asks for an answer and waits for all of it.
    ///
    /// # Errors
    /// [`ApiError`] as for [`Self::stream_chat`] and its stream.
    pub async fn chat(&self, key: &ApiKey, request: &ChatRequest) -> Result<ChatReply, ApiError> {
        ChatReply::collect(self.attempt(key, request, false, Attempt::default()).await?).await
    }

    /// The models the server offers.
    ///
    /// # Errors
    /// [`ApiError`] when there is no connection, the server refuses, or the answer is no list.
    pub async fn models(&self, key: &ApiKey) -> Result<Vec<Model>, ApiError> {
        self.get(key, "models", Model::list_from_wire).await
    }

    /// What is left on the account. Only DeepSeek itself has this.
    ///
    /// # Errors
    /// [`ApiError`] when there is no connection, the server refuses, or the answer is no balance.
    pub async fn balance(&self, key: &ApiKey) -> Result<Balance, ApiError> {
        self.get(key, "user/balance", Balance::from_wire).await
    }

    /// One request for an answer, with what is to be told of it.
    pub(crate) async fn attempt(
        &self,
        key: &ApiKey,
        request: &ChatRequest,
        streamed: bool,
        attempt: Attempt,
    ) -> Result<ChatStream, ApiError> {
        const PATH: &str = "chat/completions";
        let Shared { base_url, think_tags, switch, .. } = &*self.shared;
        request.check()?;
        let body =
            request.body(streamed, *switch).map_err(|error| ApiError::Unsendable { detail: error.to_string() })?;
        let url = if request.needs_beta() { base_url.beta(PATH) } else { base_url.endpoint(PATH) };
        let subject = Subject {
            operation: "chat",
            model: request.model(),
            max_tokens: request.token_limit(),
            temperature: request.temperature(),
            json: request.wants_json(),
        };
        let telemetry = Telemetry::begin(subject, base_url, attempt);
        self.answer(key, url, body, streamed, *think_tags, telemetry).await
    }

    /// Sends a body that asks for an answer.
    async fn answer(
        &self,
        key: &ApiKey,
        url: Url,
        body: Vec<u8>,
        streamed: bool,
        tags: ThinkTags,
        mut telemetry: Telemetry,
    ) -> Result<ChatStream, ApiError> {
        let accept = if streamed { "text/event-stream" } else { JSON };
        let post = self.shared.roads.http().post(url).header(CONTENT_TYPE, JSON).header(ACCEPT, accept).body(body);
        match self.send(key, post).await {
            Ok(response) => {
                let envelope = Envelope::of(&response);
                telemetry.head(envelope.status, envelope.trace_id.as_deref());
                Ok(ChatStream::new(response, &self.shared.limits, tags, telemetry))
            }
            Err(error) => {
                telemetry.failed(&error);
                Err(error)
            }
        }
    }

    async fn get<T>(&self, key: &ApiKey, path: &str, read: impl FnOnce(&Value) -> Option<T>) -> Result<T, ApiError> {
        let url = self.shared.base_url.endpoint(path);
        self.document(key, self.shared.roads.http().get(url), read).await
    }

    /// Sends and reads a small JSON document.
    async fn document<T>(
        &self,
        key: &ApiKey,
        request: RequestBuilder,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Result<T, ApiError> {
        let response = self.send(key, request.header(ACCEPT, JSON)).await?;
        let envelope = Envelope::of(&response);
        let body = read_capped(response, LIST_CAP, self.shared.limits.idle).await;
        let text = String::from_utf8_lossy(&body.bytes);
        match chunk::read::<Value>(text.trim_start_matches('\u{FEFF}').trim()) {
            Ok(value) if refusal::is_error(&value) => Err(refusal::disguised(&value, envelope)),
            Ok(value) => read(&value).ok_or_else(|| refusal::not_an_api(envelope, &body.bytes)),
            Err(_) if !body.whole => Err(ApiError::Cut { seen_bytes: 0, trace_id: envelope.trace_id.map(Box::from) }),
            Err(_) if text.trim().is_empty() => Err(ApiError::Empty { trace_id: envelope.trace_id.map(Box::from) }),
            Err(_) => Err(refusal::not_an_api(envelope, &body.bytes)),
        }
    }

    /// Sends and gives the response if its status is 2xx.
    async fn send(&self, key: &ApiKey, request: RequestBuilder) -> Result<Response, ApiError> {
        let Some(authorization) = key.header() else {
            return Err(ApiError::Unsendable { detail: "the key cannot stand in a header".to_owned() });
        };
        let response = self.response(request.header(AUTHORIZATION, authorization)).await?;
        let envelope = Envelope::of(&response);
        tracing::debug!(status = envelope.status, trace_id = envelope.trace_id, "response");
        if response.status().is_success() {
            return Ok(response);
        }
        let body = read_capped(response, ERROR_BODY_CAP, ERROR_BODY_PATIENCE).await;
        // Keys of other hosts have no shape to mask them by, so the very key is looked for as well.
        let said = String::from_utf8_lossy(&body.bytes).replace(key.expose(), "***");
        Err(refusal::classify(envelope, said.as_bytes()))
    }

    /// Sends and gives whatever response comes in time.
    async fn response(&self, request: RequestBuilder) -> Result<Response, ApiError> {
        // Compression would hold events back until a block is full.
        let mut request = request.header(ACCEPT_ENCODING, "identity");
        if let Some(traceparent) = self.traceparent {
            request = request.header("traceparent", traceparent.to_string());
        }
        let answered = timeout(self.shared.limits.head(), self.shared.roads.send(request)).await;
        answered.unwrap_or(Err(ApiError::FirstByteTimeout))
    }
}

#[cfg(test)]
mod tests;
