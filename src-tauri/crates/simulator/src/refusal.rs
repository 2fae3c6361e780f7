//! Error replies in the exact shapes of the service (section 6.1 of the API notes).

use serde::Serialize;

/// Why a request gets no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) body: RefusalBody,
    pub(crate) retry_after: Option<u64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RefusalBody {
    /// Text without a content type.
    Plain(String),
    /// `{"error":{…}}`.
    Json { message: String, kind: String, code: String },
    /// A page of an edge server.
    Html(String),
    /// Nothing.
    Empty,
}

#[derive(Serialize)]
struct Envelope<'a> {
    error: Inner<'a>,
}

#[derive(Serialize)]
struct Inner<'a> {
    message: &'a str,
    r#type: &'a str,
    param: Option<&'a str>,
    code: &'a str,
}

impl Refusal {
    pub(crate) fn plain(status: u16, text: &str) -> Self {
        Self::of(status, RefusalBody::Plain(text.to_owned()))
    }

    pub(crate) fn json(status: u16, kind: &str, message: impl Into<String>) -> Self {
        Self::of(
            status,
            RefusalBody::Json {
                message: message.into(),
                kind: kind.to_owned(),
                code: "invalid_request_error".to_owned(),
            },
        )
    }

    /// 400 with the type that nearly all of them have.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::json(400, "invalid_request_error", message)
    }

    pub(crate) fn concurrency(current: u32, limit: u32) -> Self {
        Self::json(
            429,
            "rate_limit_error",
            format!(
                "Too many requests. Your current concurrency is {current}, which exceeds your \
                 concurrency limit of {limit} based on your remaining balance. Please top up your \
                 balance to restore your concurrency."
            ),
        )
    }

    pub(crate) fn busy() -> Self {
        Self::of(
            503,
            RefusalBody::Json {
                message: "Service is too busy. We advise users to temporarily switch to \
                          alternative LLM API service providers."
                    .to_owned(),
                kind: "service_unavailable_error".to_owned(),
                code: "service_unavailable_error".to_owned(),
            },
        )
    }

    pub(crate) fn html(status: u16) -> Self {
        let title = match status {
            502 => "502 Bad Gateway".to_owned(),
            503 => "503 Service Temporarily Unavailable".to_owned(),
            504 => "504 Gateway Time-out".to_owned(),
            other => other.to_string(),
        };
        Self::of(
            status,
            RefusalBody::Html(format!(
                "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}\
                 </h1></center>\r\n<hr><center>openresty</center>\r\n</body>\r\n</html>\r\n"
            )),
        )
    }

    pub(crate) const fn empty(status: u16) -> Self {
        Self::of(status, RefusalBody::Empty)
    }

    const fn of(status: u16, body: RefusalBody) -> Self {
        Self { status, body, retry_after: None }
    }

    pub(crate) const fn content_type(&self) -> Option<&'static str> {
        match self.body {
            RefusalBody::Json { .. } => Some("application/json"),
            RefusalBody::Html(_) => Some("text/html"),
            RefusalBody::Plain(_) | RefusalBody::Empty => None,
        }
    }

    /// The body; `request_id` joins the message where the service would add it.
    pub(crate) fn text(&self, request_id: Option<&str>) -> String {
        match &self.body {
            RefusalBody::Plain(text) | RefusalBody::Html(text) => text.clone(),
            RefusalBody::Empty => String::new(),
            RefusalBody::Json { message, kind, code } => {
                let message = request_id.map_or_else(|| message.clone(), |id| format!("{message} (request_id: {id})"));
                error_object(&message, kind, code)
            }
        }
    }
}

/// `{"error":{"message","type","param","code"}}` in this order.
pub(crate) fn error_object(message: &str, kind: &str, code: &str) -> String {
    serde_json::to_string(&Envelope { error: Inner { message, r#type: kind, param: None, code } }).unwrap_or_default()
}
