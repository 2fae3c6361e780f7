//! The way to the server, step by step, to say where it breaks.

use crate::proxy::Proxy;
use crate::{Backend, problem};
use hadal_deepseek::{ApiError, ApiKey};
use hadal_engine::Failure;
use hadal_secrets::KeyLookup;
use hadal_wire::{CommandError, ConnectionReport, ConnectionStep, ConnectionStepName, ConnectionTest, ErrorCode};
use std::time::{Duration, Instant};
use url::Url;

/// Long enough for a slow network, short enough to wait for with open eyes.
const STEP_MAX: Duration = Duration::from_secs(15);

/// Variables that send requests over a proxy; then the name is the proxy's to find.
const PROXIES: &[&str] = &["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

impl Backend {
    /// Goes the way of a request and ends at the first step that fails.
    ///
    /// # Errors
    /// None: what fails is in the report.
    pub async fn connection_test(&self, _: ConnectionTest) -> Result<ConnectionReport, CommandError> {
        let (client, origin, info, proxy, model) = {
            let face = self.face();
            let client = face.endpoint.client(STEP_MAX)?;
            (
                client,
                face.endpoint.origin(),
                face.endpoint.info(),
                face.endpoint.proxy().clone(),
                face.settings.model.clone(),
            )
        };
        let mut way = Way { steps: Vec::new(), begun: Instant::now() };
        let url =
            Url::parse(&info.chat_url).map_err(|error| CommandError::new(ErrorCode::Internal, error.to_string()))?;
        if !reached(&mut way, &url, &proxy).await {
            return Ok(way.report());
        }
        let key = match self.inner.keyring.key_for(&origin).await {
            KeyLookup::Present { secret, .. } => ApiKey::parse(secret.expose()).map_err(|_| ErrorCode::KeyMalformed),
            KeyLookup::Missing => Err(ErrorCode::KeyMissing),
            KeyLookup::Unavailable(_) => Err(ErrorCode::KeychainUnavailable),
        };
        let key = match key {
            Ok(key) => key,
            Err(code) => {
                way.step(ConnectionStepName::Key, Some(code));
                return Ok(way.report());
            }
        };
        let asked = tokio::time::timeout(STEP_MAX, client.models(&key)).await;
        match asked {
            Err(_) => way.step(ConnectionStepName::Secure, Some(ErrorCode::TimedOut)),
            Ok(Err(error)) => {
                let code = problem::of_failure(&Failure::from(&error)).code;
                let beyond = matches!(code, ErrorCode::KeyRefused | ErrorCode::BalanceEmpty | ErrorCode::Throttled);
                // Hosts without a list of models still take messages.
                let no_list = matches!(error, ApiError::NotFound { .. });
                if beyond || no_list {
                    way.step(ConnectionStepName::Secure, None);
                }
                if beyond {
                    way.step(ConnectionStepName::Key, Some(code));
                } else if !no_list {
                    way.step(ConnectionStepName::Secure, Some(code));
                }
            }
            Ok(Ok(models)) => {
                way.step(ConnectionStepName::Secure, None);
                way.step(ConnectionStepName::Key, None);
                let known = models.is_empty() || models.iter().any(|known| known.id == model);
                way.step(ConnectionStepName::Model, (!known).then_some(ErrorCode::ModelUnknown));
            }
        }
        Ok(way.report())
    }
}

/// Whether the first host of the way has an address and something listens there: the server itself, or the proxy. One
/// that the environment names is found by the client alone.
async fn reached(way: &mut Way, url: &Url, proxy: &Proxy) -> bool {
    let local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let named = PROXIES.iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
    match proxy {
        // Nothing of this machine is asked by a proxy.
        Proxy::Custom(proxy) if !local => knock(way, proxy, Proxy::port(proxy), |_| ErrorCode::ProxyFailed).await,
        Proxy::System if named && !local => true,
        Proxy::System | Proxy::Direct | Proxy::Custom(_) => {
            knock(way, url, url.port_or_known_default().unwrap_or(443), |code| code).await
        }
    }
}

async fn knock(way: &mut Way, url: &Url, port: u16, said: fn(ErrorCode) -> ErrorCode) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let found = tokio::time::timeout(STEP_MAX, tokio::net::lookup_host((host, port))).await;
    let addresses: Vec<_> = match found {
        Ok(Ok(addresses)) => addresses.collect(),
        Ok(Err(_)) | Err(_) => Vec::new(),
    };
    way.step(ConnectionStepName::Name, addresses.is_empty().then(|| said(ErrorCode::Offline)));
    if addresses.is_empty() {
        return false;
    }
    let connected = tokio::time::timeout(STEP_MAX, tokio::net::TcpStream::connect(addresses.as_slice())).await;
    let error = match connected {
        Ok(Ok(_)) => None,
        Ok(Err(error)) if error.kind() == std::io::ErrorKind::ConnectionRefused => Some(ErrorCode::ConnectRefused),
        Ok(Err(_)) => Some(ErrorCode::Offline),
        Err(_) => Some(ErrorCode::TimedOut),
    };
    way.step(ConnectionStepName::Connect, error.map(said));
    error.is_none()
}

struct Way {
    steps: Vec<ConnectionStep>,
    begun: Instant,
}

impl Way {
    fn step(&mut self, name: ConnectionStepName, error: Option<ErrorCode>) {
        let took_ms = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.steps.push(ConnectionStep { name, error, took_ms });
        self.begun = Instant::now();
    }

    fn report(self) -> ConnectionReport {
        ConnectionReport { steps: self.steps }
    }
}
