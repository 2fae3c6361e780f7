//! Setting up a client.

use std::{sync::Arc, time::Duration};

use super::{Client, Shared};
use crate::{
    base_url::{BaseUrl, BaseUrlError},
    host::{Host, ThinkingSwitch},
    limits::Limits,
    think_tags::ThinkTags,
    transport::{ProxySetting, SetupError, Transport},
};

/// Sets up a [`Client`].
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct ClientBuilder {
    base_url: BaseUrl,
    limits: Limits,
    think_tags: ThinkTags,
    switch: ThinkingSwitch,
    transport: Transport,
}

/// The client could not be set up: usually an unreadable certificate or proxy setting.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client cannot be set up: {0}")]
pub struct BuildError(#[source] SetupError);

impl ClientBuilder {
    /// Where to send requests; DeepSeek itself if not called.
    pub fn base_url(mut self, base_url: BaseUrl) -> Self {
        self.base_url = base_url;
        self
    }

    /// The ways of a known host: its address (if it has one for all), its thinking switch, its tags.
    ///
    /// # Errors
    /// [`BaseUrlError`] if the preset was edited and its address cannot be used.
    pub fn host(mut self, host: &Host) -> Result<Self, BaseUrlError> {
        if !host.base_url.is_empty() {
            self.base_url = BaseUrl::parse(host.base_url)?;
        }
        self.switch = host.switch;
        self.think_tags = host.think_tags;
        Ok(self)
    }

    /// How the host is told whether to think.
    pub fn thinking_switch(mut self, switch: ThinkingSwitch) -> Self {
        self.switch = switch;
        self
    }

    /// How long look-up, TCP and TLS may take together. 20 s if not called, and never longer than the wait
    /// for the first byte, of which it is a part.
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.limits.connect = limit;
        self
    }

    /// How long nothing at all may come: from sending to the head of the response, connecting included,
    /// and from the head to the first byte of its body; a keep-alive is one. As long as the idle limit if
    /// not called, so that one idle limit of 5 s means 5 s everywhere.
    pub fn first_byte_timeout(mut self, limit: Duration) -> Self {
        self.limits.first_byte = Some(limit);
        self
    }

    /// How long a running answer may be silent; keep-alives are not silence. 300 s if not called. Bytes
    /// that drip without ever making a line end after four times as long.
    pub fn idle_timeout(mut self, limit: Duration) -> Self {
        self.limits.idle = limit;
        self
    }

    /// The most text, reasoning and tool calls one answer may have, in bytes. 64 MiB if not called. The
    /// whole body may have eight times as much, and 512 MiB at least.
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
    pub fn direct(self) -> Self {
        self.proxy(ProxySetting::Direct)
    }

    /// Which proxy to go through; the system's if not called.
    pub fn proxy(mut self, proxy: ProxySetting) -> Self {
        self.transport.proxy = proxy;
        self
    }

    /// Trusts these certificates (one or more, PEM) beside those of the system.
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.transport.roots.push(pem.into());
        self
    }

    /// How long an unused connection is kept. 300 s if not called.
    pub fn pool_idle_timeout(mut self, limit: Duration) -> Self {
        self.transport.pool_idle = limit;
        self
    }

    /// How many unused connections to one host are kept; as many as there were if not called.
    pub fn pool_max_idle_per_host(mut self, connections: usize) -> Self {
        self.transport.idle_per_host = Some(connections);
        self
    }

    /// Builds the client: no redirects, no cookies, no hidden retries, https only (but for this machine).
    /// HTTP/2 is used where the server offers it.
    ///
    /// # Errors
    /// [`BuildError`] when certificates or proxy settings cannot be used.
    pub fn build(self) -> Result<Client, BuildError> {
        let Self { base_url, limits, think_tags, switch, transport } = self;
        let roads = transport.build(&base_url, limits.connect()).map_err(BuildError)?;
        let shared = Shared { roads, base_url, limits, think_tags, switch };
        Ok(Client { shared: Arc::new(shared), traceparent: None })
    }
}
