//! Where a connection failed: each place has its own remedy.

/// Where a connection failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConnectProblem {
    /// The name could not be looked up: offline, or mistyped.
    Dns,
    /// The machine answered that nothing listens there.
    Refused,
    /// No way to the machine: offline, or a firewall.
    Unreachable,
    /// The certificate is signed by nobody whom this machine trusts: somebody reads along, or the server made its own.
    Untrusted,
    /// The certificate has expired, by this machine's clock, which nothing speaks against.
    Expired,
    /// The certificate is another host's.
    WrongName,
    /// This machine's clock is wrong: by it the certificate is not valid yet, or not any more, by the server's own it is.
    Clock,
    /// Another fault of the secure connection: the other side speaks no TLS, or something in between cuts it.
    Tls,
    /// A proxy stands in between and wants a name and a password, or others.
    ProxyLogin,
    /// A proxy stands in between and cannot be reached: offline, or it does not run, or its address is mistyped.
    ProxyAway,
    /// A proxy stands in between and does not let through.
    Proxy,
    /// Anything else; see the detail.
    Other,
}

impl ConnectProblem {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Dns => "connect_dns",
            Self::Refused => "connect_refused",
            Self::Unreachable => "connect_unreachable",
            Self::Untrusted => "connect_untrusted",
            Self::Expired => "connect_expired",
            Self::WrongName => "connect_wrong_name",
            Self::Clock => "connect_clock",
            Self::Tls => "connect_tls",
            Self::ProxyLogin => "connect_proxy_login",
            Self::ProxyAway => "connect_proxy_away",
            Self::Proxy => "connect_proxy",
            Self::Other => "connect_failed",
        }
    }

    /// Whether the next try may find it gone without anybody doing something.
    pub(crate) fn may_pass(self) -> bool {
        matches!(self, Self::Dns | Self::Refused | Self::Unreachable | Self::ProxyAway | Self::Proxy | Self::Other)
    }
}
