//! The built window's files, with the policy that the real window has.

use crate::guard::Token;
use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use hadal_backend::{Backend, FirstAnswers};
use std::path::{Component, Path};
use std::sync::Arc;

/// As in `tauri.conf.json`, with this host in the place of the app's own channel.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; frame-src 'none'; \
    object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; media-src 'none'; \
    manifest-src 'none'; require-trusted-types-for 'script'";

/// Where the files lie, and what the first of them brings with it.
#[derive(Clone)]
pub(crate) struct Pages {
    pub(crate) backend: Backend,
    pub(crate) token: Token,
    pub(crate) root: Arc<Path>,
}

pub(crate) async fn serve(State(pages): State<Pages>, uri: Uri) -> Response {
    let wanted = Path::new(uri.path().trim_start_matches('/'));
    if wanted.components().any(|part| !matches!(part, Component::Normal(_))) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let wanted = if wanted.as_os_str().is_empty() { Path::new("index.html") } else { wanted };
    let Ok(mut bytes) = tokio::fs::read(pages.root.join(wanted)).await else {
        return StatusCode::NOT_FOUND.into_response();
    };
    // As the shell does; but here whoever has no token gets nothing of the history.
    if wanted == Path::new("index.html") && pages.token.is_in(uri.query()) {
        let answers = FirstAnswers::of(&pages.backend).await;
        bytes = answers.within(&bytes, None).unwrap_or(bytes);
    }
    let headers = [
        (header::CONTENT_TYPE, media_type(wanted)),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, bytes).into_response()
}

fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}
