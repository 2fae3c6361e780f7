//! The key: cleaned once when it is pasted, then never printed, logged or serialised.

use std::{fmt, str::FromStr};

use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

/// Longer than any real key by far; a whole document pasted by mistake is refused.
const MAX_LEN: usize = 1024;
/// A key shorter than this would be half given away by its last four characters.
const MIN_LEN_FOR_TAIL: usize = 7;

/// An API key, wiped from memory when dropped. `Debug` prints `***`; there is no `Display`.
#[derive(Clone)]
pub struct ApiKey(SecretString);

/// Why a pasted text cannot be a key. The texts are fit to be shown and never repeat the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ApiKeyError {
    /// Nothing left after cleaning.
    #[error("the key is empty")]
    Empty,
    /// Blanks or line ends in the middle: two things were pasted, or a line was wrapped.
    #[error("the key has a space or a line break inside")]
    InnerSpace,
    /// Control or non-ASCII characters: they cannot travel in a header.
    #[error("the key has a character that no key contains")]
    BadCharacter,
    /// Longer than 1,024 characters.
    #[error("this is too long to be a key")]
    TooLong,
}

impl ApiKey {
    /// Cleans a pasted key: blanks, quotes, line ends and invisible marks around it go, and so does
    /// a leading `Bearer `.
    ///
    /// # Errors
    /// [`ApiKeyError`] when nothing is left or a character inside cannot belong to a key.
    pub fn parse(text: &str) -> Result<Self, ApiKeyError> {
        let text = text.trim_matches(is_wrapping);
        let text = strip_bearer(text).unwrap_or(text).trim_matches(is_wrapping);
        if text.is_empty() || text.eq_ignore_ascii_case("bearer") {
            return Err(ApiKeyError::Empty);
        }
        if text.len() > MAX_LEN {
            return Err(ApiKeyError::TooLong);
        }
        if text.chars().any(char::is_whitespace) {
            return Err(ApiKeyError::InnerSpace);
        }
        if !text.chars().all(|c| c.is_ascii_graphic()) {
            return Err(ApiKeyError::BadCharacter);
        }
        Ok(Self(SecretString::from(text)))
    }

    /// The key itself, for the keychain only. Never print or keep what this returns.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// The last four characters, to tell two keys apart; empty when the key is very short.
    #[must_use]
    pub fn last4(&self) -> &str {
        let key = self.expose();
        if key.len() < MIN_LEN_FOR_TAIL {
            return "";
        }
        key.get(key.len().saturating_sub(4)..).unwrap_or_default()
    }

    /// The header, marked so that no HTTP library prints it or keeps it in its compression table.
    pub(crate) fn header(&self) -> Option<HeaderValue> {
        let mut value = HeaderValue::from_str(&format!("Bearer {}", self.expose())).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

/// What people paste around a key: blanks, straight and curly quotes, zero-width marks.
fn is_wrapping(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '"' | '\'' | '`' | '\u{2018}'..='\u{201F}' | '\u{200B}'..='\u{200D}' | '\u{FEFF}')
}

fn strip_bearer(text: &str) -> Option<&str> {
    let (head, tail) = text.split_at_checked("bearer".len())?;
    (head.eq_ignore_ascii_case("bearer") && tail.starts_with(char::is_whitespace)).then_some(tail)
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl FromStr for ApiKey {
    type Err = ApiKeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_paste_around_a_key_is_removed() {
        for text in [
            "sk-0123456789abcdef",
            "  sk-0123456789abcdef\r\n",
            "\"sk-0123456789abcdef\"",
            "\u{201C}sk-0123456789abcdef\u{201D}",
            "Bearer sk-0123456789abcdef",
            "'bearer  sk-0123456789abcdef '\n",
            "\u{FEFF}sk-0123456789abcdef\u{200B}",
        ] {
            let key = ApiKey::parse(text).unwrap();
            assert_eq!(key.expose(), "sk-0123456789abcdef", "{text:?}");
            assert_eq!(key.last4(), "cdef");
        }
    }

    #[test]
    fn what_cannot_be_a_key_is_refused_with_its_reason() {
        let long = "k".repeat(1025);
        let table = [
            ("", ApiKeyError::Empty),
            (" \" \" ", ApiKeyError::Empty),
            ("Bearer ", ApiKeyError::Empty),
            ("sk-0123 4567", ApiKeyError::InnerSpace),
            ("sk-0123\n4567", ApiKeyError::InnerSpace),
            ("sk-01\u{7}23", ApiKeyError::BadCharacter),
            ("sk-密钥", ApiKeyError::BadCharacter),
            (long.as_str(), ApiKeyError::TooLong),
        ];
        for (text, reason) in table {
            assert_eq!(ApiKey::parse(text).err(), Some(reason), "{text:?}");
        }
    }

    #[test]
    fn a_key_never_prints_itself() {
        let key = ApiKey::parse("sk-0123456789abcdef").unwrap();
        let header = key.header().unwrap();
        for shown in [format!("{key:?}"), format!("{:?}", Some(&key)), format!("{header:?}")] {
            assert!(!shown.contains("0123"), "{shown}");
        }
        assert_eq!(ApiKey::parse("sk-abc").unwrap().last4(), "", "four of six would be too many");
    }
}
