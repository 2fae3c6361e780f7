//! Straight to the host, without a proxy.
//!
//! hyper lets a connection's read buffer grow to 400 KiB when a server sends fast, and reqwest 0.13 has no
//! setting against it; a thousand answers at once then cost 200 MB and more. Hence hyper-util's client,
//! the one inside reqwest, with a bound: what is fast stays fast, since one read still takes all of it.

use std::{fmt, sync::Arc, time::Duration};

use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioIo, TokioTimer},
};
use reqwest::{
    Body, Request, Response, ResponseBuilderExt,
    header::{ACCEPT, HeaderValue, USER_AGENT},
};
use rustls::ClientConfig;
use tokio::net::TcpStream;
use tower::{Service, timeout::Timeout, util::BoxCloneSyncService};
use tower_http::decompression::Decompression;

use super::{MAX_HEADERS, PING_EVERY, PING_PATIENCE, PROBE_EVERY, PROBES, SetupError, Transport};
use crate::{
    connect::{self, ServerTime},
    error::ApiError,
};

/// What is read at once, and the most that a response's head may have.
const READ_BUFFER: usize = 16 << 10;
/// What a server may send ahead of one slow reader over HTTP/2, and of all readers of a connection.
const STREAM_WINDOW: u32 = 256 << 10;
const CONNECTION_WINDOW: u32 = 4 << 20;

type Dial = BoxCloneSyncService<hyper::Uri, MaybeHttpsStream<TokioIo<TcpStream>>, SetupError>;

/// A client without proxies, redirects or cookies. Clones share its connections.
#[derive(Clone)]
pub(super) struct Direct {
    service: Decompression<Client<Dial, Body>>,
}

impl Direct {
    /// `connect` is the limit of look-up, TCP and TLS together.
    pub(super) fn new(transport: &Transport, tls: ClientConfig, local: bool, connect: Duration) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_connect_timeout(Some(connect));
        tcp.set_nodelay(true);
        tcp.set_keepalive(Some(PING_EVERY));
        tcp.set_keepalive_interval(Some(PROBE_EVERY));
        tcp.set_keepalive_retries(Some(PROBES));
        #[cfg(target_os = "linux")]
        tcp.set_tcp_user_timeout(Some(super::UNCONFIRMED));
        let mut https = HttpsConnector::from((tcp, Arc::new(tls)));
        if !local {
            https.enforce_https();
        }
        let mut client = Client::builder(TokioExecutor::new());
        client
            .timer(TokioTimer::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(transport.pool_idle)
            .http1_max_buf_size(READ_BUFFER)
            .http1_max_headers(MAX_HEADERS)
            .http2_initial_stream_window_size(STREAM_WINDOW)
            .http2_initial_connection_window_size(CONNECTION_WINDOW)
            .http2_keep_alive_interval(PING_EVERY)
            .http2_keep_alive_timeout(PING_PATIENCE);
        if let Some(connections) = transport.idle_per_host {
            client.pool_max_idle_per_host(connections);
        }
        let client = client.build(Dial::new(Timeout::new(https, connect)));
        Self { service: Decompression::new(client) }
    }

    /// Sends and gives whatever response comes, a redirect too.
    pub(super) async fn send(&self, request: Request, server_time: ServerTime) -> Result<Response, ApiError> {
        let url = request.url().clone();
        let mut request = hyper::Request::<Body>::try_from(request).map_err(connect::unmade)?;
        let headers = request.headers_mut();
        headers.insert(USER_AGENT, HeaderValue::from_static(super::USER_AGENT));
        headers.entry(ACCEPT).or_insert(HeaderValue::from_static("*/*"));
        let answered = self.service.clone().call(request).await;
        let answered = answered.map_err(|error| connect::explain_direct(&error, server_time))?;
        let (head, body) = answered.into_parts();
        let mut response = hyper::Response::builder()
            .url(url)
            .status(head.status)
            .version(head.version)
            .body(Body::wrap(body))
            .map_err(|error| ApiError::Unsendable { detail: error.to_string() })?;
        *response.headers_mut() = head.headers;
        Ok(Response::from(response))
    }
}

impl fmt::Debug for Direct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Direct").finish_non_exhaustive()
    }
}
