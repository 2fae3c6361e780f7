//! Where the API lives: a pasted address, checked once, then joined without surprises.

use std::{fmt, net::IpAddr, str::FromStr};

use url::{Host, Url};

/// The official address. `/v1` and `/beta` hang below it.
const OFFICIAL: &str = "https://api.deepseek.com";
/// On this host `/v1` means nothing (same routes), so it is dropped and one address has one spelling.
const OFFICIAL_HOST: &str = "api.deepseek.com";
/// People paste whole endpoint addresses; what follows the base is cut off.
const PASTED_ENDPOINTS: [&str; 3] = ["/chat/completions", "/completions", "/models"];

/// A checked base address: https, or http to this machine only; no user name, query or fragment.
///
/// A path in front of `/v1` or `/beta` belongs to a proxy and is kept. `/v1` is kept too (Ollama and
/// most gateways need it), except on the official host, where it means nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BaseUrl {
    /// Scheme, host, port and a proxy's path, without a trailing slash in the path.
    root: Url,
    /// Whether plain endpoints hang below `/v1`.
    versioned: bool,
}

/// Why a text is not a usable base address. The texts are fit to be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BaseUrlError {
    /// Nothing but blanks.
    #[error("the address is empty")]
    Empty,
    /// Not an address at all, or blanks inside.
    #[error("this is not a web address")]
    Malformed,
    /// Something other than http or https.
    #[error("the address must begin with https://")]
    Scheme,
    /// http to another machine would send the key in the clear.
    #[error("plain http is allowed only for this computer; use https")]
    InsecureHttp,
    /// `user:password@` in front of the host.
    #[error("the address must not contain a user name or password")]
    UserInfo,
    /// `?…` or `#…` at the end.
    #[error("the address must not contain ? or #")]
    QueryOrFragment,
}

impl BaseUrl {
    /// Checks `text` and brings it to one spelling. A missing scheme becomes https (http for this
    /// machine); blanks around it, a trailing slash, `/v1`, `/beta` and a pasted endpoint are fine.
    ///
    /// # Errors
    /// [`BaseUrlError`] names what is wrong with the address; nothing of it is repeated in the text.
    pub fn parse(text: &str) -> Result<Self, BaseUrlError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(BaseUrlError::Empty);
        }
        if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(BaseUrlError::Malformed);
        }
        let mut url = parse_with_scheme(text)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(BaseUrlError::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(BaseUrlError::UserInfo);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(BaseUrlError::QueryOrFragment);
        }
        if url.scheme() == "http" && !is_loopback(&url) {
            return Err(BaseUrlError::InsecureHttp);
        }
        let (path, versioned) = split_path(url.path());
        let versioned = versioned && url.host_str() != Some(OFFICIAL_HOST);
        url.set_path(&path);
        Ok(Self { root: url, versioned })
    }

    /// Scheme, host and port, the unit a stored key is bound to: `https://api.deepseek.com`.
    #[must_use]
    pub fn origin(&self) -> String {
        self.root.origin().ascii_serialization()
    }

    /// The address of a plain endpoint such as `chat/completions`.
    #[must_use]
    pub fn endpoint(&self, path: &str) -> Url {
        self.join(if self.versioned { "/v1" } else { "" }, path)
    }

    /// The address of an endpoint of the beta base (prefix completion, FIM, strict tools).
    #[must_use]
    pub fn beta(&self, path: &str) -> Url {
        self.join("/beta", path)
    }

    /// Whether prefix completion may be there: on the official host, and on an address that hides it behind one of its
    /// own. Addresses with a version in them (`/v1`, `/api/v3`) belong to other APIs.
    #[must_use]
    pub fn has_beta(&self) -> bool {
        let last = self.root.path().rsplit('/').next().unwrap_or_default();
        let is_version = last.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        !self.versioned && !is_version
    }

    /// The address of a tool such as `search`; these have `/v1` on the official host too.
    #[must_use]
    pub fn tool(&self, name: &str) -> Url {
        self.join("/v1/tools", name)
    }

    /// Whether the host is this machine, the only one that may be asked over plain http.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.root)
    }

    fn join(&self, version: &str, path: &str) -> Url {
        let mut url = self.root.clone();
        let prefix = self.root.path().trim_end_matches('/');
        url.set_path(&format!("{prefix}{version}/{}", path.trim_start_matches('/')));
        url
    }
}

/// Reads `text` as an address; only a text that looks like a host may lack its scheme.
fn parse_with_scheme(text: &str) -> Result<Url, BaseUrlError> {
    if text.contains("://") {
        return Url::parse(text).map_err(|_| BaseUrlError::Malformed);
    }
    let host = text.split('/').next().unwrap_or_default();
    let local =
        host == "localhost" || host.starts_with("localhost:") || host.starts_with("127.") || host.starts_with("[::1]");
    if local {
        return Url::parse(&format!("http://{text}")).map_err(|_| BaseUrlError::Malformed);
    }
    // `file:/etc` and `mailto:` have no dot in front of the first slash; a host has one.
    if host.contains('.') && !host.contains('@') {
        return Url::parse(&format!("https://{text}")).map_err(|_| BaseUrlError::Malformed);
    }
    Err(if Url::parse(text).is_ok() { BaseUrlError::Scheme } else { BaseUrlError::Malformed })
}

/// Cuts endpoint, `/v1` or `/beta` off the end; says whether `/v1` was there.
fn split_path(path: &str) -> (String, bool) {
    let mut rest = path.trim_end_matches('/');
    for endpoint in PASTED_ENDPOINTS {
        if let Some(shorter) = rest.strip_suffix(endpoint) {
            rest = shorter.trim_end_matches('/');
            break;
        }
    }
    if let Some(prefix) = rest.strip_suffix("/v1") {
        return (prefix.trim_end_matches('/').to_owned(), true);
    }
    let prefix = rest.strip_suffix("/beta").unwrap_or(rest);
    (prefix.trim_end_matches('/').to_owned(), false)
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip).is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

impl Default for BaseUrl {
    fn default() -> Self {
        // A constant: if it were wrong, the first test below would fail.
        match Url::parse(OFFICIAL) {
            Ok(root) => Self { root, versioned: false },
            Err(_) => unreachable!("the official address is a valid one"),
        }
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let version = if self.versioned { "/v1" } else { "" };
        write!(f, "{}{version}", self.root.as_str().trim_end_matches('/'))
    }
}

impl FromStr for BaseUrl {
    type Err = BaseUrlError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pasted_spelling_of_the_official_address_becomes_the_same_one() {
        for text in [
            "https://api.deepseek.com",
            " https://api.deepseek.com/ \n",
            "https://api.deepseek.com/v1",
            "https://api.deepseek.com/v1/",
            "https://api.deepseek.com/beta",
            "HTTPS://API.DeepSeek.com:443",
            "api.deepseek.com",
            "https://api.deepseek.com/chat/completions",
            "https://api.deepseek.com/v1/chat/completions",
        ] {
            let base = BaseUrl::parse(text).unwrap();
            assert_eq!(base, BaseUrl::default(), "{text}");
            assert_eq!(base.to_string(), "https://api.deepseek.com");
            assert_eq!(base.origin(), "https://api.deepseek.com");
            assert_eq!(base.endpoint("chat/completions").as_str(), "https://api.deepseek.com/chat/completions");
            assert_eq!(base.beta("completions").as_str(), "https://api.deepseek.com/beta/completions");
        }
    }

    #[test]
    fn a_path_of_a_proxy_is_kept_and_so_is_v1_on_other_hosts() {
        let table = [
            ("http://localhost:11434/v1", "http://localhost:11434/v1/models", "http://localhost:11434/beta/models"),
            ("https://gate.example/ds/", "https://gate.example/ds/models", "https://gate.example/ds/beta/models"),
            ("https://gate.example/ds/v1", "https://gate.example/ds/v1/models", "https://gate.example/ds/beta/models"),
            (
                "https://ark.cn-beijing.volces.com/api/v3",
                "https://ark.cn-beijing.volces.com/api/v3/models",
                "https://ark.cn-beijing.volces.com/api/v3/beta/models",
            ),
            ("127.0.0.1:8080", "http://127.0.0.1:8080/models", "http://127.0.0.1:8080/beta/models"),
            ("http://[::1]:9/", "http://[::1]:9/models", "http://[::1]:9/beta/models"),
        ];
        for (text, plain, beta) in table {
            let base = BaseUrl::parse(text).unwrap();
            assert_eq!(base.endpoint("models").as_str(), plain);
            assert_eq!(base.beta("/models").as_str(), beta);
            assert_eq!(BaseUrl::parse(&base.to_string()).unwrap(), base, "what is shown parses to the same");
        }
    }

    #[test]
    fn an_unsafe_or_broken_address_is_refused_with_its_reason() {
        let table = [
            ("", BaseUrlError::Empty),
            ("  \n", BaseUrlError::Empty),
            ("https://", BaseUrlError::Malformed),
            ("hello", BaseUrlError::Malformed),
            ("https://api.deep seek.com", BaseUrlError::Malformed),
            ("https://api.deep\nseek.com", BaseUrlError::Malformed),
            ("ftp://api.deepseek.com", BaseUrlError::Scheme),
            ("file:///etc/passwd", BaseUrlError::Scheme),
            ("javascript:alert(1)", BaseUrlError::Scheme),
            ("file:/etc", BaseUrlError::Scheme),
            ("http://api.deepseek.com", BaseUrlError::InsecureHttp),
            ("http://localhost.evil.example", BaseUrlError::InsecureHttp),
            ("http://127.0.0.1.evil.example", BaseUrlError::InsecureHttp),
            ("http://0.0.0.0:80", BaseUrlError::InsecureHttp),
            ("https://me:secret@api.deepseek.com", BaseUrlError::UserInfo),
            ("http://localhost@evil.example", BaseUrlError::UserInfo),
            ("https://api.deepseek.com?x=1", BaseUrlError::QueryOrFragment),
            ("https://api.deepseek.com/#top", BaseUrlError::QueryOrFragment),
        ];
        for (text, reason) in table {
            assert_eq!(BaseUrl::parse(text), Err(reason), "{text}");
        }
    }
}
