//! The proxy that the person chose: a word or an address, never with a password.

use hadal_deepseek::ProxySetting;
use hadal_wire::{CommandError, ErrorCode};
use url::Url;

/// Kinds of proxy, with the port that each has by custom where an address names none.
const KINDS: &[(&str, u16)] = &[("http", 80), ("https", 443), ("socks5", 1080), ("socks5h", 1080)];

/// Which proxy requests go through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Proxy {
    /// The one that the system or the environment names.
    #[default]
    System,
    /// None.
    Direct,
    /// This one.
    Custom(Url),
}

impl Proxy {
    /// Reads a setting: `system`, `direct`, or an address; one without a scheme is a proxy over HTTP.
    ///
    /// # Errors
    /// [`ErrorCode::ProxyUnusable`]: no such kind, no host, or something in it that a proxy's address has not. Name and
    /// password among them: settings are not the place for them.
    pub(crate) fn parse(text: &str) -> Result<Self, CommandError> {
        let text = text.trim();
        match text {
            "system" => return Ok(Self::System),
            "direct" => return Ok(Self::Direct),
            _ => {}
        }
        let whole = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
        let refused = |why: &str| CommandError::new(ErrorCode::ProxyUnusable, why);
        let url = Url::parse(&whole).map_err(|error| refused(&error.to_string()))?;
        if !KINDS.iter().any(|(kind, _)| *kind == url.scheme()) {
            return Err(refused("no such kind of proxy"));
        }
        if url.host_str().is_none_or(|host| host.is_empty() || host.contains(char::is_whitespace)) {
            return Err(refused("no host in it"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refused("name and password are not kept here"));
        }
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return Err(refused("more than scheme, host and port"));
        }
        Ok(Self::Custom(url))
    }

    /// As it is kept and shown.
    pub(crate) fn word(&self) -> String {
        match self {
            Self::System => "system".to_owned(),
            Self::Direct => "direct".to_owned(),
            Self::Custom(url) => url.as_str().trim_end_matches('/').to_owned(),
        }
    }

    pub(crate) fn setting(&self) -> ProxySetting {
        match self {
            Self::System => ProxySetting::System,
            Self::Direct => ProxySetting::Direct,
            Self::Custom(url) => {
                // Names are the proxy's to find: `socks5` alone would ask for them here, past the proxy.
                let word = self.word();
                let url = if url.scheme() == "socks5" { word.replacen("socks5:", "socks5h:", 1) } else { word };
                ProxySetting::Custom { url, login: None }
            }
        }
    }

    /// The port of a proxy's address.
    pub(crate) fn port(url: &Url) -> u16 {
        let known = KINDS.iter().find(|(kind, _)| *kind == url.scheme()).map_or(80, |(_, port)| *port);
        url.port().unwrap_or(known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_addresses_are_read_and_said_again() {
        for (typed, kept) in [
            (" system ", "system"),
            ("direct", "direct"),
            ("127.0.0.1:7890", "http://127.0.0.1:7890"),
            ("http://proxy.example/", "http://proxy.example"),
            ("socks5://[::1]:1080", "socks5://[::1]:1080"),
            ("socks5h://proxy.example:9050", "socks5h://proxy.example:9050"),
        ] {
            assert_eq!(Proxy::parse(typed).unwrap().word(), kept, "{typed:?}");
        }
    }

    #[test]
    fn what_is_no_proxy_is_refused_and_so_is_a_password() {
        for bad in
            ["", "ftp://host:1", "http://me:secret@host:1", "http://", "http://host/path", "http://host?a=1", "a b"]
        {
            assert_eq!(Proxy::parse(bad).unwrap_err().code, ErrorCode::ProxyUnusable, "{bad:?}");
        }
    }

    #[test]
    fn names_are_never_looked_up_past_a_socks_proxy() {
        let ProxySetting::Custom { url, .. } = Proxy::parse("socks5://host:1080").unwrap().setting() else { panic!() };
        assert_eq!(url, "socks5h://host:1080");
    }
}
