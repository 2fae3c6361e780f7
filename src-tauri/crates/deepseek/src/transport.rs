//! The way to the server: connections, proxy, certificates.
//!
//! There are two roads. Straight to the host goes [`direct::Direct`], hyper with a small read buffer; where
//! a proxy applies, reqwest goes, which knows every kind of them. Both are given the same certificates and
//! the same settings, and neither follows a redirect: a key goes to one origin only.

mod direct;
mod roads;
mod trust;

use std::{error::Error, fmt, time::Duration};

use reqwest::{ClientBuilder, Proxy, redirect, retry};
use secrecy::{ExposeSecret, SecretString};

use direct::Direct;
use roads::Detour;
pub(crate) use roads::Roads;

use crate::base_url::BaseUrl;

/// Why a client could not be set up, whichever part said so.
pub(crate) type SetupError = Box<dyn Error + Send + Sync>;

/// The server closes idle connections later than this, so a kept one is usually still good.
const POOL_IDLE: Duration = Duration::from_mins(5);
/// Finds out that a connection is dead although nothing is being sent on it.
const PING_EVERY: Duration = Duration::from_secs(30);
const PING_PATIENCE: Duration = Duration::from_secs(20);
/// The same on the level of TCP, where the system asks: this often, this many times, and no longer than this
/// for what was sent and is not confirmed. These three are what reqwest sets.
const PROBE_EVERY: Duration = Duration::from_secs(15);
const PROBES: u32 = 3;
#[cfg(target_os = "linux")]
const UNCONFIRMED: Duration = Duration::from_secs(30);
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
    pub(crate) fn build(&self, base: &BaseUrl, connect: Duration) -> Result<Roads, SetupError> {
        let local = base.is_loopback();
        let detour = self.detour(local);
        // A local server without TLS needs no certificates.
        let tls = if matches!(detour, Detour::Never) && base.endpoint("").scheme() == "http" {
            trust::nobody()?
        } else {
            trust::system_and(&self.roots)?
        };
        let direct = Direct::new(self, tls.clone(), local, connect);
        let mut http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
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
        let http = self.with_proxy(http, local).and_then(ClientBuilder::build).map_err(reqwest::Error::without_url)?;
        Ok(Roads::new(http, direct, detour))
    }

    /// Which requests cannot go straight to the host. A proxy cannot reach this machine's own ports.
    fn detour(&self, local: bool) -> Detour {
        match &self.proxy {
            _ if local => Detour::Never,
            ProxySetting::Direct => Detour::Never,
            ProxySetting::System => Detour::of_the_system(),
            ProxySetting::Custom { .. } => Detour::Always,
        }
    }

    fn with_proxy(&self, http: ClientBuilder, local: bool) -> reqwest::Result<ClientBuilder> {
        Ok(match &self.proxy {
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
    use url::Url;

    use super::*;

    const FAR: &str = "https://api.example";
    const NEAR: &str = "http://127.0.0.1:11434";

    fn build(base: &str, transport: &Transport) -> Result<Roads, SetupError> {
        transport.build(&BaseUrl::parse(base).unwrap(), Duration::from_secs(1))
    }

    fn custom(url: &str) -> Transport {
        let proxy = ProxySetting::Custom { url: url.into(), login: None };
        Transport { proxy, ..Transport::default() }
    }

    #[test]
    fn the_password_of_a_proxy_is_never_printed() {
        let login = Some(ProxyLogin::new("me", "canary-password"));
        let proxy = ProxySetting::Custom { url: "http://me:canary@proxy:8080".into(), login };
        let transport = Transport { proxy, ..Transport::default() };
        let shown = format!("{transport:?} {:?}", build(FAR, &transport).unwrap());
        assert!(shown.contains("Custom") && !shown.contains("canary"), "{shown}");
    }

    #[test]
    fn settings_that_cannot_be_used_are_refused_when_the_client_is_built() {
        assert!(build(FAR, &Transport::default()).is_ok());
        assert!(build(FAR, &custom("http://")).is_err());
        assert!(build(FAR, &custom("socks5h://127.0.0.1:1080")).is_ok());
        let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        for text in [broken, "no certificate at all"] {
            assert!(build(FAR, &Transport { roots: vec![text.into()], ..Transport::default() }).is_err(), "{text}");
        }
    }

    #[test]
    fn only_a_proxy_that_applies_turns_a_request_away_from_the_direct_road() {
        let direct = Transport { proxy: ProxySetting::Direct, ..Transport::default() };
        let table = [
            (FAR, direct, true),
            (FAR, custom("http://proxy:8080"), false),
            (FAR, custom("socks5h://proxy:1080"), false),
            (NEAR, custom("http://proxy:8080"), true),
            (NEAR, Transport::default(), true),
        ];
        for (base, transport, straight) in table {
            let roads = build(base, &transport).unwrap();
            assert_eq!(roads.is_direct(&Url::parse(base).unwrap()), straight, "{base} {transport:?}");
        }
    }
}
