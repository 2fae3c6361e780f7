//! Web search and page fetch as plain calls (since 2026-10-17), for a client that offers them as its own tools.
//!
//! The reply's outer shape was not seen by us, so lists are looked for under every name that hosts use, and
//! the whole reply is kept.

use serde::Serialize;
use serde_json::Value;

use crate::error::ApiError;

const QUERY_CHARS: usize = 128;

/// A search of the web. $0.75 for 1,000 searches that find something (2026-11-15).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SearchRequest {
    query: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u8>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    need_content: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    ori_question: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    localization: Option<String>,
}

/// What a search found.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct SearchReply {
    /// In the server's order.
    pub results: Vec<SearchResult>,
    /// The reply as it came.
    pub raw: Value,
}

/// A page that was found. What the server leaves out is empty or `None`.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct SearchResult {
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
    /// The words around the match.
    pub snippet: String,
    /// A summary.
    pub summary: String,
    /// Its text, if asked for.
    pub content: String,
    /// The site's name.
    pub site_name: String,
    /// When it was written, as the server says it.
    pub date: Option<String>,
    /// How far the site is to be trusted, as the server says it; null if it does not.
    pub authority: Value,
    /// How well it fits, 0 to 3.
    pub score: Option<f64>,
}

/// A page's text.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct FetchReply {
    /// Its title.
    pub title: String,
    /// Its text.
    pub content: String,
    /// The reply as it came.
    pub raw: Value,
}

impl SearchRequest {
    /// A search for these words, at most 128 characters.
    #[must_use]
    pub fn new(query: impl Into<String>) -> Self {
        Self { query: query.into(), count: None, need_content: false, ori_question: None, localization: None }
    }

    /// So many results, 1 to 50; 10 if not called.
    #[must_use]
    pub fn count(mut self, results: u8) -> Self {
        self.count = Some(results.clamp(1, 50));
        self
    }

    /// With the pages' texts.
    #[must_use]
    pub fn with_content(mut self) -> Self {
        self.need_content = true;
        self
    }

    /// What the person asked, for the order of the results.
    #[must_use]
    pub fn question(mut self, text: impl Into<String>) -> Self {
        self.ori_question = Some(text.into());
        self
    }

    /// Where or in which language to look, in the service's own words (the page gives no list of them).
    #[must_use]
    pub fn localization(mut self, place: impl Into<String>) -> Self {
        self.localization = Some(place.into());
        self
    }

    pub(crate) fn check(&self) -> Result<(), ApiError> {
        if (1..=QUERY_CHARS).contains(&self.query.trim().chars().count()) {
            return Ok(());
        }
        Err(ApiError::Unsendable { detail: "a search needs 1 to 128 characters".to_owned() })
    }
}

impl SearchReply {
    pub(crate) fn from_wire(value: &Value) -> Option<Self> {
        let list = find_list(value, 3)?;
        let results = list.iter().filter(|item| item.is_object()).map(SearchResult::from_wire).collect();
        Some(Self { results, raw: value.clone() })
    }
}

/// The first list of results, wherever it stands.
fn find_list(value: &Value, depth: u8) -> Option<&Vec<Value>> {
    if let Value::Array(items) = value {
        return Some(items);
    }
    let names = ["results", "data", "items", "web_pages", "webPages", "value"];
    let mut inner = names.iter().filter_map(|name| value.get(*name));
    if depth == 0 { None } else { inner.find_map(|inner| find_list(inner, depth - 1)) }
}

fn text(value: &Value, names: &[&str]) -> String {
    names.iter().find_map(|name| value.get(*name)?.as_str()).unwrap_or_default().to_owned()
}

impl SearchResult {
    fn from_wire(value: &Value) -> Self {
        Self {
            title: text(value, &["title", "name"]),
            url: text(value, &["url", "link"]),
            snippet: text(value, &["snippet"]),
            summary: text(value, &["summary"]),
            content: text(value, &["content"]),
            site_name: text(value, &["site_name", "siteName"]),
            date: Some(text(value, &["date", "published_at"])).filter(|date| !date.is_empty()),
            authority: value.get("authority").cloned().unwrap_or_default(),
            score: value.get("rerank_score").and_then(Value::as_f64),
        }
    }
}

impl FetchReply {
    pub(crate) fn from_wire(value: &Value) -> Option<Self> {
        let inner =
            value.get("data").or_else(|| value.get("result")).filter(|inner| inner.is_object()).unwrap_or(value);
        let content = text(inner, &["content", "text", "markdown"]);
        inner.as_object()?;
        Some(Self { title: text(inner, &["title"]), content, raw: value.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn results_are_found_wherever_they_stand() {
        let found = json!({"title": "Hadal zone", "url": "https://a", "rerank_score": 2.5, "site_name": "A"});
        for reply in [
            json!({"results": [found]}),
            json!({"data": {"results": [found]}}),
            json!([found]),
            json!({"data": {"webPages": {"value": [found, null]}}}),
        ] {
            let reply = SearchReply::from_wire(&reply).unwrap();
            let [result] = reply.results.as_slice() else { panic!("{reply:?}") };
            assert_eq!(
                (result.title.as_str(), result.url.as_str(), result.score),
                ("Hadal zone", "https://a", Some(2.5))
            );
        }
        assert_eq!(SearchReply::from_wire(&json!({"data": {"data": {"data": {"data": []}}}})), None);
        let page = FetchReply::from_wire(&json!({"data": {"title": "T", "content": "C"}})).unwrap();
        assert_eq!((page.title.as_str(), page.content.as_str()), ("T", "C"));
        assert_eq!(FetchReply::from_wire(&json!("x")), None);
    }

    #[test]
    fn a_search_without_words_or_with_too_many_is_not_sent() {
        assert!(SearchRequest::new(" ").check().is_err());
        assert!(SearchRequest::new("深".repeat(129)).check().is_err());
        let request = SearchRequest::new("深海").count(99).with_content();
        assert_eq!(request.check(), Ok(()));
        assert_eq!(serde_json::to_value(request).unwrap(), json!({"query": "深海", "count": 50, "need_content": true}));
    }
}
