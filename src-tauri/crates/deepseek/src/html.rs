//! Makes an HTML error page short enough to read: tags, scripts and styles go, blanks shrink.

/// Enough of a page to recognise who sent it.
const EXCERPT_CHARS: usize = 300;

/// Whether a text is a page and not a message.
pub(crate) fn looks_like(text: &str) -> bool {
    text.trim_start().starts_with('<')
}

/// The words of a page, at most 300 characters.
pub(crate) fn to_text(page: &str) -> String {
    let mut words = String::new();
    let mut rest = page;
    while let Some((before, from_tag)) = rest.split_once('<') {
        words.push_str(before);
        words.push(' ');
        let closing = ["script", "style"]
            .into_iter()
            .find(|name| from_tag.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name)));
        rest = match closing {
            Some(name) => skip_element(from_tag, name),
            None => from_tag.split_once('>').map_or("", |(_, after)| after),
        };
    }
    words.push_str(rest);
    let words = words.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    let mut out = String::new();
    for word in words.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out.chars().take(EXCERPT_CHARS).collect()
}

/// What follows `</name>`; nothing if it is never closed.
fn skip_element<'a>(text: &'a str, name: &str) -> &'a str {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("</") {
        if after.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name)) {
            return after.split_once('>').map_or("", |(_, tail)| tail);
        }
        rest = after;
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gateway_page_becomes_its_words() {
        let page = "<!DOCTYPE html><html><head><title>504 Gateway Time-out</title><style>b{x:y}</style>\
            <SCRIPT>if (a</b/) {}</SCRIPT ></head><body>\r\n<center><h1>504&nbsp;Gateway</h1></center></body></html>";
        assert_eq!(to_text(page), "504 Gateway Time-out 504 Gateway");
        assert!(looks_like(page) && !looks_like("Service is too busy"));
        assert_eq!(to_text("<script>never closed"), "");
        assert_eq!(to_text(&"<p>x".repeat(1000)).chars().count(), 300);
    }
}
