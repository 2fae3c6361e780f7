//! Addresses: which are allowed, how they are shown, and when their text pretends to be another.

use url::{Host, Url};

use crate::caps;
use crate::unicode::is_invisible;

/// An address that may be shown as a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) href: String,
    pub(crate) host: String,
}

/// Checks an address: `http`, `https` and `mailto` only, without userinfo and unseen characters.
pub(crate) fn address(raw: &str) -> Option<Address> {
    if raw.len() > caps::ADDRESS_BYTES {
        return None;
    }
    let clean: String = raw.chars().filter(|c| !is_invisible(*c)).collect();
    let mut url = Url::parse(clean.trim()).ok()?;
    match url.scheme() {
        "http" | "https" => {
            url.set_username("").ok()?;
            url.set_password(None).ok()?;
            let host = host_of(&url)?;
            Some(Address { href: url.into(), host })
        }
        "mailto" => {
            // Other mail headers (attachments, hidden copies) are not for a stranger to fill in.
            url.set_query(None);
            url.set_fragment(None);
            let domain = url.path().rsplit_once('@')?.1.to_owned();
            let host = Host::parse(&domain).ok()?.to_string();
            Some(Address { href: url.into(), host })
        }
        _ => None,
    }
}

/// Host of an `http` or `https` address, in ASCII.
pub(crate) fn picture_host(raw: &str) -> Option<String> {
    address(raw).filter(|address| address.href.starts_with("http")).map(|address| address.host)
}

/// A picture that lies inside the text itself, if it is of a kind that cannot carry script.
pub(crate) fn picture_data(raw: &str) -> Option<String> {
    let body = raw.strip_prefix("data:image/")?;
    let (kind, data) = body.split_once(";base64,")?;
    let known = matches!(kind, "png" | "jpeg" | "gif" | "webp");
    let fits = data.len() / 4 * 3 <= caps::PICTURE_BYTES;
    let plain = data.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='));
    (known && fits && plain && !data.is_empty()).then(|| raw.to_owned())
}

/// The visible text names a host, and not the one that the link leads to.
pub(crate) fn names_another_host(text: &str, host: &str) -> bool {
    let clean: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    clean
        .split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '"' | '\u{ff08}' | '\u{ff09}'))
        .any(|word| word_names_another_host(word, host))
}

fn word_names_another_host(word: &str, host: &str) -> bool {
    let word = word.trim_matches(|c: char| matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '[' | ']'));
    let lower = word.to_ascii_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") {
        return match Url::parse(word) {
            // `https://bank.example@evil.example` is read as the first and leads to the second.
            Ok(url) if !url.username().is_empty() || url.password().is_some() => true,
            Ok(url) => host_of(&url).is_none_or(|named| !same_host(&named, host)),
            Err(_) => true,
        };
    }
    let bare = lower.split(['/', '?', '#']).next().unwrap_or("");
    let bare = bare.rsplit_once('@').map_or(bare, |(_, domain)| domain);
    let bare = bare.split(':').next().unwrap_or("");
    let Some((name, ending)) = bare.rsplit_once('.') else {
        return false;
    };
    let has_host_shape = !name.is_empty()
        && ending.chars().count() >= 2
        && ending.chars().all(char::is_alphabetic)
        && bare.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'));
    if !has_host_shape || (FILE_ENDINGS.contains(&ending) && !name.contains('.')) {
        return false;
    }
    Host::parse(bare).is_ok_and(|named| !same_host(&named.to_string(), host))
}

/// `README.md` is a file in most answers, although `.md` is a country.
const FILE_ENDINGS: &[&str] = &[
    "c", "cc", "cpp", "cs", "css", "csv", "go", "h", "html", "java", "js", "json", "jsx", "kt", "lock", "log", "md",
    "mjs", "pdf", "php", "png", "pl", "ps", "py", "rb", "rs", "rst", "sh", "sql", "svg", "toml", "ts", "tsx", "txt",
    "vue", "xml", "yaml", "yml",
];

fn same_host(left: &str, right: &str) -> bool {
    let bare = |host: &str| {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        host.strip_prefix("www.").map(str::to_owned).unwrap_or(host)
    };
    bare(left) == bare(right)
}

fn host_of(url: &Url) -> Option<String> {
    url.host_str().filter(|host| !host.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_three_schemes_pass() {
        for bad in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\nscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "vbscript:x",
            "data:text/html,x",
            "file:///etc/passwd",
            "blob:https://a/b",
            "tauri://localhost",
            "ipc://x",
            "//evil.example",
            "/relative",
            "#anchor",
            "",
            "https://",
            "mailto:nobody",
        ] {
            assert_eq!(address(bad), None, "{bad:?} must stay text");
        }
    }

    #[test]
    fn userinfo_and_unseen_characters_leave_the_address() {
        let address = address("https://user:pw@exa\u{200b}mple.com/a\u{202e}b").unwrap();
        assert_eq!(address.href, "https://example.com/ab");
        assert_eq!(address.host, "example.com");
    }

    #[test]
    fn a_host_in_other_letters_is_shown_in_ascii() {
        let address = address("https://\u{430}pple.com/").unwrap();
        assert_eq!(address.host, "xn--pple-43d.com");
    }

    #[test]
    fn a_mail_address_keeps_only_its_receiver() {
        let address = address("mailto:a@b.example?bcc=c@d.example&attach=/etc/passwd").unwrap();
        assert_eq!(address.href, "mailto:a@b.example");
        assert_eq!(address.host, "b.example");
    }

    #[test]
    fn text_that_names_another_host_is_noticed() {
        for text in [
            "https://bank.example",
            "bank.example",
            "www.bank.example/login",
            "log in at bank.example",
            "https://evil.test@bank.example",
            "https://bank.example@evil.test",
            "me@bank.example",
        ] {
            assert!(names_another_host(text, "evil.test"), "{text}");
        }
        for text in [
            "click here",
            "https://evil.test/path",
            "www.evil.test",
            "README.md",
            "3.14",
            "v1.2.3",
            "e.g.",
            "Section 2.b",
        ] {
            assert!(!names_another_host(text, "evil.test"), "{text}");
        }
    }

    #[test]
    fn only_small_bitmaps_come_from_the_text_itself() {
        assert!(picture_data("data:image/png;base64,AAAA").is_some());
        assert!(picture_data("data:image/svg+xml;base64,AAAA").is_none());
        assert!(picture_data("data:image/png;base64,AA\"onerror=x").is_none());
        assert!(picture_data("data:image/png,AAAA").is_none());
        assert!(picture_data(&format!("data:image/png;base64,{}", "A".repeat(1_500_000))).is_none());
    }
}
