//! The connection to one base address: built once, cloned freely.

use std::{sync::Arc, time::Duration};

use reqwest::{
    RequestBuilder, Response,
    header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE},
    redirect, retry,
};
use serde_json::Value;
use tokio::time::timeout;
use url::Url;

use crate::{
    account::{Balance, Model},
    api_key::ApiKey,
    base_url::BaseUrl,
    chunk, connect,
    envelope::read_capped,
    error::ApiError,
    limits::Limits,
    refusal::{self, Envelope},
    reply::ChatReply,
    request::ChatRequest,
    stream::ChatStream,
    think_tags::ThinkTags,
};

/// The server closes idle connections later than this, so a kept one is usually still good.
const POOL_IDLE: Duration = Duration::from_mins(5);
/// Finds out that a connection is dead although nothing is being sent on it.
const PING_EVERY: Duration = Duration::from_secs(30);
const PING_PATIENCE: Duration = Duration::from_secs(20);
const ERROR_BODY_CAP: usize = 64 << 10;
/// A server that refuses has little to say; a slow drip must not hold the error back.
const ERROR_BODY_PATIENCE: Duration = Duration::from_secs(10);
const LIST_CAP: usize = 4 << 20;
const USER_AGENT: &str = concat!("hadal-deepseek/", env!("CARGO_PKG_VERSION"));

/// A client for one base address. Clones share its connections.
#[derive(Debug, Clone)]
pub struct Client {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    http: reqwest::Client,
    base_url: BaseUrl,
    limits: Limits,
    think_tags: ThinkTags,
}

/// Sets up a [`Client`].
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct ClientBuilder {
    base_url: BaseUrl,
    limits: Limits,
    think_tags: ThinkTags,
    direct: bool,
}

/// The client could not be set up: usually no trusted certificates or an unreadable proxy setting.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client cannot be set up: {0}")]
pub struct BuildError(#[from] reqwest::Error);

impl ClientBuilder {
    /// Where to send requests; DeepSeek itself if not called.
    pub fn base_url(mut self, base_url: BaseUrl) -> Self {
        self.base_url = base_url;
        self
    }

    /// How long look-up, TCP and TLS may take together. 20 s if not called.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.limits.connect = limit;
        self
    }

    /// How long the first byte of an answer may take; a keep-alive is one. As long as the idle limit if
    /// not called.
    pub fn first_byte_timeout(mut self, limit: Duration) -> Self {
        self.limits.first_byte = Some(limit);
        self
    }

    /// How long a running answer may be silent; keep-alives are not silence. 300 s if not called.
    pub fn idle_timeout(mut self, limit: Duration) -> Self {
        self.limits.idle = limit;
        self
    }

    /// The most text, reasoning and tool calls one answer may have, in bytes. 64 MiB if not called.
    pub fn answer_limit(mut self, bytes: u64) -> Self {
        self.limits.answer_bytes = bytes;
        self
    }

    /// How the host writes reasoning into the answer, if it has no field for it.
    pub fn think_tags(mut self, tags: ThinkTags) -> Self {
        self.think_tags = tags;
        self
    }

    /// Goes straight to the host, whatever proxy the system names.
    pub fn direct(mut self) -> Self {
        self.direct = true;
        self
    }

    /// Builds the client: no redirects, no cookies, no hidden retries, https only (but for this machine).
    ///
    /// # Errors
    /// [`BuildError`] when certificates or proxy settings of the system cannot be used.
    pub fn build(self) -> Result<Client, BuildError> {
        let local = self.base_url.is_loopback();
        let mut http = reqwest::Client::builder()
            .user_agent(USER_AGENT)
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false)
            .https_only(!local)
            .connect_timeout(self.limits.connect)
            .pool_idle_timeout(POOL_IDLE)
            .tcp_keepalive(PING_EVERY)
            .http2_keep_alive_interval(PING_EVERY)
            .http2_keep_alive_timeout(PING_PATIENCE);
        // A system proxy cannot reach this machine's own ports.
        if local || self.direct {
            http = http.no_proxy();
        }
        let shared =
            Shared { http: http.build()?, base_url: self.base_url, limits: self.limits, think_tags: self.think_tags };
        Ok(Client { shared: Arc::new(shared) })
    }
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

    /// Asks for an answer and gives it as it arrives. Returns once the server has accepted the request.
    ///
    /// # Errors
    /// [`ApiError`] when there is no connection or the server refuses; errors later come from the stream.
    pub async fn stream_chat(&self, key: &ApiKey, request: &ChatRequest) -> Result<ChatStream, ApiError> {
        self.chat_stream(key, request, true).await
    }

    /// Asks for an answer and waits for all of it.
    ///
    /// # Errors
    /// [`ApiError`] as for [`Self::stream_chat`] and its stream.
    pub async fn chat(&self, key: &ApiKey, request: &ChatRequest) -> Result<ChatReply, ApiError> {
        ChatReply::collect(self.chat_stream(key, request, false).await?).await
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

    async fn chat_stream(&self, key: &ApiKey, request: &ChatRequest, streamed: bool) -> Result<ChatStream, ApiError> {
        const PATH: &str = "chat/completions";
        let Shared { http, base_url, limits, think_tags } = &*self.shared;
        let url = if request.needs_beta() { base_url.beta(PATH) } else { base_url.endpoint(PATH) };
        let body = request.body(streamed).map_err(|error| ApiError::Unsendable { detail: error.to_string() })?;
        let accept = if streamed { "text/event-stream" } else { "application/json" };
        let post = http.post(url).header(CONTENT_TYPE, "application/json").header(ACCEPT, accept).body(body);
        let response = self.send(key, post).await?;
        Ok(ChatStream::new(response, limits, *think_tags))
    }

    async fn get<T>(&self, key: &ApiKey, path: &str, read: impl FnOnce(&Value) -> Option<T>) -> Result<T, ApiError> {
        let Shared { http, base_url, limits, .. } = &*self.shared;
        let url: Url = base_url.endpoint(path);
        let response = self.send(key, http.get(url).header(ACCEPT, "application/json")).await?;
        let envelope = Envelope::of(&response);
        let body = read_capped(response, LIST_CAP, limits.idle).await;
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
        // Compression would hold events back until a block is full.
        let request = request.header(AUTHORIZATION, authorization).header(ACCEPT_ENCODING, "identity");
        // The connect limit runs inside `send`, so the wait for the first byte comes on top of it.
        let patience = self.shared.limits.connect.saturating_add(self.shared.limits.first_byte());
        let response = match timeout(patience, request.send()).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => return Err(connect::explain(error)),
            Err(_) => return Err(ApiError::FirstByteTimeout),
        };
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
}
