//! Finds out where a connection failed: the error itself only says "error sending request".

use std::{error::Error, io};

use hyper_util::client::legacy;
use rustls::CertificateError;

use crate::{
    connect_problem::ConnectProblem,
    error::ApiError,
    mask,
    refusal::{Envelope, not_an_api},
};

/// What the server's own clock shows, in seconds since 1970, if it has ever said so.
pub(crate) type ServerTime = Option<u64>;

/// The error for a request that could not be made.
pub(crate) fn unmade(error: reqwest::Error) -> ApiError {
    ApiError::Unsendable { detail: detail(&error.without_url()) }
}

/// The error for a request that got no response, as reqwest tells it. A proxy stood in between: this road is taken for no
/// other reason.
pub(crate) fn explain(error: reqwest::Error, server_time: ServerTime) -> ApiError {
    // The address may hold a proxy's password; it has no place in a message.
    let error = error.without_url();
    if error.is_builder() {
        return ApiError::Unsendable { detail: detail(&error) };
    }
    if error.is_connect() || error.is_dns() {
        if error.is_timeout() {
            return ApiError::ConnectTimeout;
        }
        let kind = match problem(&error, server_time) {
            // These are the proxy's: the host's own name and port are the proxy's to find.
            ConnectProblem::Dns | ConnectProblem::Refused | ConnectProblem::Unreachable => ConnectProblem::ProxyAway,
            other => other,
        };
        return ApiError::Connect { kind, detail: detail(&error) };
    }
    broken(&error)
}

/// The error for a request that got no response on the direct road.
pub(crate) fn explain_direct(error: &legacy::Error, server_time: ServerTime) -> ApiError {
    if !error.is_connect() {
        return broken(error);
    }
    let is_timeout = |cause: &(dyn Error + 'static)| {
        cause.is::<tower::timeout::error::Elapsed>()
            || cause.downcast_ref::<io::Error>().is_some_and(|io| io.kind() == io::ErrorKind::TimedOut)
    };
    if chain(error).any(is_timeout) {
        return ApiError::ConnectTimeout;
    }
    ApiError::Connect { kind: problem(error, server_time), detail: detail(error) }
}

/// There was a connection, and no response came.
fn broken(error: &(dyn Error + 'static)) -> ApiError {
    // Something answered, but it does not speak HTTP: another program on this port.
    if chain(error).any(|cause| cause.to_string().contains("invalid HTTP")) {
        return not_an_api(Envelope::default(), b"");
    }
    // The connection broke between request and response.
    ApiError::Cut { seen_bytes: 0, trace_id: None }
}

fn problem(error: &(dyn Error + 'static), server_time: ServerTime) -> ConnectProblem {
    if let Some(rustls::Error::InvalidCertificate(wrong)) = chain(error).find_map(secured) {
        return distrust(wrong, server_time);
    }
    // The innermost error knows best, so the last match counts.
    let mut found = ConnectProblem::Other;
    for cause in chain(error) {
        if let Some(io) = cause.downcast_ref::<io::Error>() {
            match io.kind() {
                io::ErrorKind::ConnectionRefused => return ConnectProblem::Refused,
                io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkDown => {
                    return ConnectProblem::Unreachable;
                }
                _ => {}
            }
        }
        let text = cause.to_string().to_ascii_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
        if has(&["dns error", "failed to lookup", "name or service not known", "invalid dns name"]) {
            found = ConnectProblem::Dns;
        } else if has(&["proxy authorization", "credentials not accepted", "pass authentication"]) {
            found = ConnectProblem::ProxyLogin;
        } else if has(&["tunnel", "proxy", "socks"]) {
            found = ConnectProblem::Proxy;
        } else if has(&["certificate", "tls", "handshake", "corrupt message", "unknownissuer"]) {
            found = ConnectProblem::Tls;
        }
    }
    found
}

/// What the TLS library said, wherever it is wrapped. An `io::Error` hides what it carries from the chain of causes.
fn secured<'a>(cause: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    if let Some(found) = cause.downcast_ref() {
        return Some(found);
    }
    secured(cause.downcast_ref::<io::Error>()?.get_ref()?)
}

/// What is wrong with a certificate. One whose dates are wrong by our clock and right by the server's speaks of our clock;
/// one that is not valid yet does, too, unless the server's own clock agrees.
fn distrust(wrong: &CertificateError, server_time: ServerTime) -> ConnectProblem {
    match wrong {
        CertificateError::Expired => ConnectProblem::Expired,
        CertificateError::ExpiredContext { not_after, .. } => match server_time {
            Some(there) if there <= not_after.as_secs() => ConnectProblem::Clock,
            _ => ConnectProblem::Expired,
        },
        CertificateError::NotValidYetContext { not_before, .. } => match server_time {
            Some(there) if there < not_before.as_secs() => ConnectProblem::Tls,
            _ => ConnectProblem::Clock,
        },
        CertificateError::NotValidYet => ConnectProblem::Clock,
        CertificateError::UnknownIssuer | CertificateError::BadSignature | CertificateError::Revoked => {
            ConnectProblem::Untrusted
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            ConnectProblem::WrongName
        }
        _ => ConnectProblem::Tls,
    }
}

/// The innermost cause in the system's words, short and without keys.
fn detail(error: &(dyn Error + 'static)) -> String {
    let innermost = chain(error).last().map_or_else(|| error.to_string(), ToString::to_string);
    mask::clean(&innermost).chars().take(200).collect()
}

/// The error's causes, outermost first, without the error itself.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(error.source(), |cause| (*cause).source())
}
