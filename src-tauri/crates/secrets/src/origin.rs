//! What a key is bound to: the scheme, host and port it may be sent to.

use std::fmt;
use url::Url;

/// Scheme, host and port of a base address: `https://api.deepseek.com`. A key is kept for one origin and
/// never given out for another, so a changed base address has no key until someone types one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin(String);

impl Origin {
    /// The origin of an address, in one spelling: case, default port and path make no difference.
    ///
    /// A text that is no web address becomes an origin of its own that no other text equals; it is the
    /// caller's task to check addresses before requests go there.
    #[must_use]
    pub fn new(address: &str) -> Self {
        let address = address.trim();
        match Url::parse(address).map(|url| url.origin()) {
            Ok(origin) if origin.is_tuple() => Self(origin.ascii_serialization()),
            _ => Self(address.to_owned()),
        }
    }

    /// The origin as text, which is also the account name in the keychain.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_origin_are_equal() {
        let origin = Origin::new("https://api.deepseek.com");
        for same in ["HTTPS://API.DeepSeek.com:443/v1/", " https://api.deepseek.com/beta?x=1\n"] {
            assert_eq!(Origin::new(same), origin, "{same}");
        }
        assert_eq!(origin.as_str(), "https://api.deepseek.com");
    }

    #[test]
    fn scheme_host_and_port_each_make_another_origin() {
        let origin = Origin::new("https://api.deepseek.com");
        for other in [
            "http://api.deepseek.com",
            "https://api.deepseek.com:8443",
            "https://deepseek.com",
            "https://api.deepseek.com.evil.example",
            "https://api.deepseek.com@evil.example",
            "",
            "api.deepseek.com",
        ] {
            assert_ne!(Origin::new(other), origin, "{other}");
        }
    }
}
