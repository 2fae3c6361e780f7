//! The second fence: an HTML sanitiser that knows nothing of what was written before it.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use ammonia::{Builder, UrlRelative};

const ELEMENTS: &[&str] = &[
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "div",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "img",
    "input",
    "li",
    "ol",
    "p",
    "pre",
    "span",
    "strong",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

const ATTRIBUTES: &[(&str, &[&str])] = &[
    ("a", &["href"]),
    ("blockquote", &["class"]),
    ("code", &["class"]),
    ("div", &["class"]),
    ("img", &["src", "alt"]),
    ("input", &["type", "checked", "disabled"]),
    ("ol", &["start"]),
    ("p", &["class"]),
    ("pre", &["class"]),
    ("span", &["class"]),
    ("sup", &["class"]),
    ("td", &["align"]),
    ("th", &["align"]),
];

/// `html` with nothing in it but what exports may hold.
pub(super) fn clean(html: &str) -> String {
    static GUARD: OnceLock<Builder<'static>> = OnceLock::new();
    GUARD.get_or_init(guard).clean(html).to_string()
}

fn guard() -> Builder<'static> {
    let mut guard = Builder::empty();
    let attributes: HashMap<_, HashSet<_>> =
        ATTRIBUTES.iter().map(|(element, names)| (*element, names.iter().copied().collect())).collect();
    guard
        .tags(ELEMENTS.iter().copied().collect())
        .tag_attributes(attributes)
        .url_schemes(["http", "https", "mailto", "data"].into_iter().collect())
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"))
        .attribute_filter(|element, attribute, value| match (element, attribute) {
            ("img", "src") => is_picture(value).then_some(Cow::Borrowed(value)),
            ("a", "href") => (!value.trim_start().to_ascii_lowercase().starts_with("data:")).then_some(value.into()),
            ("input", "type") => (value == "checkbox").then_some(value.into()),
            (_, "class") => is_class(value).then_some(value.into()),
            ("ol", "start") => value.bytes().all(|b| b.is_ascii_digit()).then_some(value.into()),
            _ => Some(value.into()),
        });
    guard
}

fn is_picture(address: &str) -> bool {
    ["png", "jpeg", "gif", "webp"].iter().any(|kind| {
        address.strip_prefix("data:image/").is_some_and(|rest| rest.starts_with(&format!("{kind};base64,")))
    })
}

fn is_class(names: &str) -> bool {
    names.len() <= 64
        && names.bytes().all(|b| {
            b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b' ' | b'-' | b'+' | b'#' | b'.' | b'_')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_export_may_hold_does_not_pass() {
        for (bad, left) in [
            ("<script>alert(1)</script>a", "a"),
            ("<style>*{}</style>a", "a"),
            ("<p onclick=\"x\" style=\"y\" id=\"z\">a</p>", "<p>a</p>"),
            ("<a href=\"javascript:x\">a</a>", "<a rel=\"noopener noreferrer nofollow\">a</a>"),
            ("<a href=\"data:text/html,x\">a</a>", "<a rel=\"noopener noreferrer nofollow\">a</a>"),
            ("<img src=\"https://a.example/b.png\" alt=\"c\">", "<img alt=\"c\">"),
            ("<img src=\"data:image/svg+xml;base64,AAAA\">", "<img>"),
            ("<iframe src=\"https://a.example\"></iframe>a", "a"),
            ("<input type=\"text\">", "<input>"),
            ("<svg><script>x</script></svg>a", "a"),
            ("<p class=\"A\">a</p>", "<p>a</p>"),
        ] {
            assert_eq!(clean(bad), left, "{bad}");
        }
    }
}
