//! Which road a request takes, and sending it there.

use std::fmt;

use hyper::Uri;
use hyper_util::client::proxy::matcher::Matcher;
use reqwest::{RequestBuilder, Response};
use url::Url;

use super::direct::Direct;
use crate::{connect, error::ApiError, server_clock::ServerClock};

/// Both roads; each keeps its connections.
#[derive(Debug)]
pub(crate) struct Roads {
    http: reqwest::Client,
    direct: Direct,
    detour: Detour,
    clock: ServerClock,
}

/// Which requests go through a proxy.
pub(super) enum Detour {
    Never,
    /// Those to the hosts that the system or the environment names; read once, as reqwest does.
    System(Box<Matcher>),
    Always,
}

impl Roads {
    pub(super) fn new(http: reqwest::Client, direct: Direct, detour: Detour) -> Self {
        Self { http, direct, detour, clock: ServerClock::default() }
    }

    /// Where requests are made. They are sent by [`Self::send`], not by themselves.
    pub(crate) fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// Sends on the road that leads to the request's host.
    pub(crate) async fn send(&self, request: RequestBuilder) -> Result<Response, ApiError> {
        let request = request.build().map_err(connect::unmade)?;
        let server_time = self.clock.now();
        let response = if self.is_direct(request.url()) {
            self.direct.send(request, server_time).await?
        } else {
            self.http.execute(request).await.map_err(|error| connect::explain(error, server_time))?
        };
        self.clock.hear(response.headers());
        Ok(response)
    }

    /// For tests of this road on a server of this machine, which no proxy reaches.
    #[cfg(test)]
    pub(crate) fn take_the_detour(&mut self) {
        self.detour = Detour::Always;
    }

    pub(super) fn is_direct(&self, url: &Url) -> bool {
        match &self.detour {
            Detour::Never => true,
            Detour::System(proxies) => {
                url.as_str().parse::<Uri>().is_ok_and(|address| proxies.intercept(&address).is_none())
            }
            Detour::Always => false,
        }
    }
}

impl Detour {
    pub(super) fn of_the_system() -> Self {
        Self::System(Box::new(Matcher::from_system()))
    }
}

impl fmt::Debug for Detour {
    /// An address may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Never => "Never",
            Self::System(_) => "System",
            Self::Always => "Always",
        })
    }
}
