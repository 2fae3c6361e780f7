//! Finds out where a connection failed: the error itself only says "error sending request".

use std::{error::Error, io};

use hyper_util::client::legacy;

use crate::{
    error::{ApiError, ConnectProblem},
    mask,
    refusal::{Envelope, not_an_api},
};

/// The error for a request that got no response, as reqwest tells it.
pub(crate) fn explain(error: reqwest::Error) -> ApiError {
    // The address may hold a proxy's password; it has no place in a message.
    let error = error.without_url();
    if error.is_builder() {
        return ApiError::Unsendable { detail: detail(&error) };
    }
    if error.is_connect() || error.is_dns() {
        if error.is_timeout() {
            return ApiError::ConnectTimeout;
        }
        let kind = if error.is_dns() { ConnectProblem::Dns } else { problem(&error) };
        return ApiError::Connect { kind, detail: detail(&error) };
    }
    broken(&error)
}

/// The error for a request that got no response on the direct road.
pub(crate) fn explain_direct(error: &legacy::Error) -> ApiError {
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
    ApiError::Connect { kind: problem(error), detail: detail(error) }
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

fn problem(error: &(dyn Error + 'static)) -> ConnectProblem {
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
        } else if has(&["tunnel", "proxy", "socks"]) {
            found = ConnectProblem::Proxy;
        } else if has(&["certificate", "tls", "handshake", "corrupt message", "unknownissuer"]) {
            found = ConnectProblem::Tls;
        }
    }
    found
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
