//! Who is called: the base URL, what follows from it, and the client for it.

use crate::Options;
use crate::proxy::Proxy;
use crate::titles::Titler;
use futures_util::FutureExt;
use hadal_deepseek::{ApiKey, BaseUrl, Client};
use hadal_engine::{DeepSeek, Failure, FailureKind, KeySource, Model};
use hadal_secrets::{KeyLookup, KeyRing, Origin};
use hadal_wire::{CommandError, EndpointInfo, ErrorCode};
use std::sync::Arc;
use std::time::Duration;

/// What is sent where no key is needed: programs on this computer ignore it.
const NO_KEY: &str = "none";

/// Who is called.
#[derive(Debug, Clone)]
pub(crate) struct Endpoint {
    base: BaseUrl,
    typed: String,
    fixed: bool,
    proxy: Proxy,
}

impl Endpoint {
    /// The endpoint of a start: what the start was told wins over the settings. A stored address that this version
    /// cannot use falls back to DeepSeek's own.
    pub(crate) fn of(told: Option<&str>, stored: &str) -> Result<Self, CommandError> {
        match told {
            Some(told) => Ok(Self { fixed: true, ..Self::parse(told)? }),
            None => Ok(Self::parse(stored).unwrap_or_else(|_| Self {
                base: BaseUrl::default(),
                typed: BaseUrl::default().to_string(),
                fixed: false,
                proxy: Proxy::default(),
            })),
        }
    }

    pub(crate) fn parse(text: &str) -> Result<Self, CommandError> {
        let base =
            BaseUrl::parse(text).map_err(|error| CommandError::new(ErrorCode::BaseUrlUnusable, error.to_string()))?;
        Ok(Self { typed: base.to_string(), base, fixed: false, proxy: Proxy::default() })
    }

    /// The same, by this proxy.
    pub(crate) fn through(self, proxy: Proxy) -> Self {
        Self { proxy, ..self }
    }

    pub(crate) const fn proxy(&self) -> &Proxy {
        &self.proxy
    }

    pub(crate) fn typed(&self) -> &str {
        &self.typed
    }

    pub(crate) const fn is_fixed(&self) -> bool {
        self.fixed
    }

    pub(crate) fn origin(&self) -> Origin {
        Origin::new(&self.base.origin())
    }

    pub(crate) fn info(&self) -> EndpointInfo {
        let chat_url = self.base.endpoint("chat/completions");
        EndpointInfo {
            base_url: self.typed.clone(),
            host: chat_url.host_str().unwrap_or_default().to_owned(),
            chat_url: chat_url.to_string(),
            prefix: self.base.has_beta(),
            official: self.base.origin() == BaseUrl::default().origin(),
            fixed: self.fixed,
        }
    }

    /// A client for this endpoint.
    pub(crate) fn client(&self, idle_timeout: Duration) -> Result<Client, CommandError> {
        Client::builder()
            .base_url(self.base.clone())
            .idle_timeout(idle_timeout)
            .proxy(self.proxy.setting())
            .build()
            .map_err(|error| CommandError::new(ErrorCode::Internal, error.to_string()))
    }

    /// The model behind this endpoint, with the key of its origin and no other.
    pub(crate) fn model(&self, options: &Options, keyring: &KeyRing) -> Result<Arc<dyn Model>, CommandError> {
        Ok(Arc::new(DeepSeek::new(self.client(options.idle_timeout)?, self.key(keyring), options.lines.clone())))
    }

    /// The same as a standby: only a key that was kept for this very address, and none where this computer is asked.
    pub(crate) fn as_standby(&self, options: &Options, keyring: &KeyRing) -> Result<Arc<dyn Model>, CommandError> {
        let (keyring, origin, is_local) = (keyring.clone(), self.origin(), self.is_local());
        let key: KeySource = Arc::new(move || {
            let (keyring, origin) = (keyring.clone(), origin.clone());
            async move {
                match keyring.kept_key_for(&origin).await {
                    KeyLookup::Missing | KeyLookup::Unavailable(_) if is_local => {
                        ApiKey::parse(NO_KEY).map_err(|_| Failure::of(FailureKind::Internal))
                    }
                    found => key_in(&found),
                }
            }
            .boxed()
        });
        Ok(Arc::new(DeepSeek::new(self.client(options.idle_timeout)?, key, options.lines.clone())))
    }

    /// It is this computer.
    pub(crate) fn is_local(&self) -> bool {
        self.base.is_loopback()
    }

    /// Host and port, as a person would say where it is.
    pub(crate) fn place(&self) -> String {
        let url = self.base.endpoint("");
        let host = url.host_str().unwrap_or_default();
        url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// Who is asked for titles at this endpoint.
    pub(crate) fn titler(&self, options: &Options, keyring: &KeyRing) -> Result<Titler, CommandError> {
        Ok(Titler { client: self.client(options.idle_timeout)?, key: self.key(keyring) })
    }

    fn key(&self, keyring: &KeyRing) -> KeySource {
        let (keyring, origin) = (keyring.clone(), self.origin());
        Arc::new(move || {
            let (keyring, origin) = (keyring.clone(), origin.clone());
            async move { key_in(&keyring.key_for(&origin).await) }.boxed()
        })
    }
}

fn key_in(found: &KeyLookup) -> Result<ApiKey, Failure> {
    match found {
        KeyLookup::Present { secret, .. } => {
            ApiKey::parse(secret.expose()).map_err(|_| Failure::of(FailureKind::KeyRefused))
        }
        KeyLookup::Missing => Err(Failure::of(FailureKind::KeyMissing)),
        KeyLookup::Unavailable(_) => Err(Failure::of(FailureKind::KeychainUnavailable)),
    }
}
