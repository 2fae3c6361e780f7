//! Who may speak to the dev host: a page that has the token, on this very address, and nobody else.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// A secret of this run, in the address that is printed.
#[derive(Clone)]
pub(crate) struct Token(Arc<str>);

impl Token {
    /// 128 random bits as hex.
    pub(crate) fn random() -> Result<Self, getrandom::Error> {
        let (high, low) = (getrandom::u64()?, getrandom::u64()?);
        Ok(Self(format!("{high:016x}{low:016x}").into()))
    }

    /// The one that was given.
    pub(crate) fn given(text: &str) -> Self {
        Self(text.into())
    }

    /// Whether an address brings it.
    pub(crate) fn is_in(&self, query: Option<&str>) -> bool {
        query.is_some_and(|query| query.split('&').any(|part| part.strip_prefix("token=") == Some(self.as_str())))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Lets a command through when token, Host and Origin are right.
pub(crate) async fn check(State(token): State<Token>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let with_token = text(headers, "x-hadal-token") == Some(token.as_str());
    let host = text(headers, header::HOST.as_str()).unwrap_or_default();
    let local = host.strip_prefix("127.0.0.1").or(host.strip_prefix("localhost"));
    let local_host = local.is_some_and(|rest| rest.is_empty() || rest.starts_with(':'));
    let own_origin = text(headers, header::ORIGIN.as_str()).is_none_or(|origin| origin == format!("http://{host}"));
    if with_token && local_host && own_origin { next.run(request).await } else { StatusCode::FORBIDDEN.into_response() }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
