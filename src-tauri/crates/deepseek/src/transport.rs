//! The way to the server: connections, proxy, certificates.

use std::{fmt, time::Duration};

use reqwest::{Certificate, ClientBuilder, Proxy, redirect, retry};
use secrecy::{ExposeSecret, SecretString};

/// The server closes idle connections later than this, so a kept one is usually still good.
const POOL_IDLE: Duration = Duration::from_mins(5);
/// Finds out that a connection is dead although nothing is being sent on it.
const PING_EVERY: Duration = Duration::from_secs(30);
const PING_PATIENCE: Duration = Duration::from_secs(20);
/// Headers of one response; real ones have about fifteen. Their bytes are capped by hyper as well.
const MAX_HEADERS: usize = 64;
const USER_AGENT: &str = concat!("hadal-deepseek/", env!("CARGO_PKG_VERSION"));

/// Which proxy requests go through. This machine's own ports are always asked directly.
#[derive(Clone, Default)]
#[non_exhaustive]
pub enum ProxySetting {
    /// The one the system or the environment names.
    #[default]
    System,
    /// None, whatever the system names.
    Direct,
    /// This one: `http://`, `https://` or `socks5h://`.
    Custom {
        /// Its address, without a password.
        url: String,
        /// Who asks, if the proxy wants to know.
        login: Option<ProxyLogin>,
    },
}

/// Name and password for a proxy. The password is never printed and wiped when dropped.
#[derive(Clone)]
pub struct ProxyLogin {
    user: String,
    password: SecretString,
}

impl ProxyLogin {
    /// Name and password.
    #[must_use]
    pub fn new(user: impl Into<String>, password: impl Into<String>) -> Self {
        Self { user: user.into(), password: SecretString::from(password.into()) }
    }
}

impl fmt::Debug for ProxyLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl fmt::Debug for ProxySetting {
    /// An address may hold a password although it should not, so it is not printed either.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::System => "System",
            Self::Direct => "Direct",
            Self::Custom { .. } => "Custom",
        })
    }
}

/// Everything about connections that a client can be told.
#[derive(Debug, Clone)]
pub(crate) struct Transport {
    pub(crate) proxy: ProxySetting,
    /// PEM texts of certificates that are trusted beside the system's.
    pub(crate) roots: Vec<Vec<u8>>,
    pub(crate) pool_idle: Duration,
    pub(crate) idle_per_host: Option<usize>,
}

impl Default for Transport {
    fn default() -> Self {
        Self { proxy: ProxySetting::System, roots: Vec::new(), pool_idle: POOL_IDLE, idle_per_host: None }
    }
}

impl Transport {
    /// No redirects, no cookies, no hidden retries, https only (but for this machine).
    pub(crate) fn build(&self, local: bool, connect: Duration) -> reqwest::Result<reqwest::Client> {
        let mut http = reqwest::Client::builder()
            .user_agent(USER_AGENT)
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false)
            .https_only(!local)
            .connect_timeout(connect)
            .pool_idle_timeout(self.pool_idle)
            .tcp_keepalive(PING_EVERY)
            .tcp_nodelay(true)
            .http1_max_headers(MAX_HEADERS)
            .http2_keep_alive_interval(PING_EVERY)
            .http2_keep_alive_timeout(PING_PATIENCE);
        if let Some(connections) = self.idle_per_host {
            http = http.pool_max_idle_per_host(connections);
        }
        http = self.with_proxy(http, local)?;
        let mut roots = Vec::new();
        for pem in &self.roots {
            roots.extend(Certificate::from_pem_bundle(pem)?);
        }
        if !roots.is_empty() {
            http = http.tls_certs_merge(roots);
        }
        http.build()
    }

    fn with_proxy(&self, http: ClientBuilder, local: bool) -> reqwest::Result<ClientBuilder> {
        Ok(match &self.proxy {
            // A system proxy cannot reach this machine's own ports.
            ProxySetting::System if local => http.no_proxy(),
            ProxySetting::System => http,
            ProxySetting::Direct => http.no_proxy(),
            ProxySetting::Custom { url, login } => {
                let mut proxy = Proxy::all(url.as_str())?;
                if let Some(ProxyLogin { user, password }) = login {
                    proxy = proxy.basic_auth(user, password.expose_secret());
                }
                http.no_proxy().proxy(proxy)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_of_a_proxy_is_never_printed() {
        let login = Some(ProxyLogin::new("me", "canary-password"));
        let proxy = ProxySetting::Custom { url: "http://me:canary@proxy:8080".into(), login };
        let transport = Transport { proxy, ..Transport::default() };
        let shown = format!("{transport:?}");
        assert!(shown.contains("Custom") && !shown.contains("canary"), "{shown}");
    }

    #[test]
    fn settings_that_cannot_be_used_are_refused_when_the_client_is_built() {
        let build = |transport: Transport| transport.build(false, Duration::from_secs(1));
        assert!(build(Transport::default()).is_ok());
        let custom = |url: &str| ProxySetting::Custom { url: url.into(), login: None };
        assert!(build(Transport { proxy: custom("http://"), ..Transport::default() }).is_err());
        assert!(build(Transport { proxy: custom("socks5h://127.0.0.1:1080"), ..Transport::default() }).is_ok());
        let broken = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".to_vec();
        assert!(build(Transport { roots: vec![broken], ..Transport::default() }).is_err());
    }
}
