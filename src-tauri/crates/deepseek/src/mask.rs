//! The second fence: text from a server is stripped of anything like a key before it is kept.

/// The longest server text that is kept, in characters.
pub(crate) const MESSAGE_CAP: usize = 2000;
/// From this length on, letters after `sk-` or `Bearer ` count as a key.
const MIN_SECRET: usize = 8;

/// `text` without keys, control characters and length beyond [`MESSAGE_CAP`].
pub(crate) fn clean(text: &str) -> String {
    let tame: String =
        text.trim().chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).take(MESSAGE_CAP).collect();
    mask(&tame)
}

/// Replaces `sk-…` and the token after `Bearer ` by stars.
pub(crate) fn mask(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // A key may not begin in the middle of a word (`task-management`).
    let mut inside_word = false;
    while let Some(c) = rest.chars().next() {
        if !inside_word {
            if let Some(after) = secret_after(rest, "sk-", is_key_char) {
                out.push_str("sk-***");
                rest = after;
                continue;
            }
            if let Some(after) = secret_after(rest, "bearer ", is_token_char) {
                out.push_str("Bearer ***");
                rest = after;
                continue;
            }
        }
        inside_word = c.is_ascii_alphanumeric();
        out.push(c);
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    out
}

/// What follows `prefix` and a long enough run of `belongs` characters, if `text` starts so.
fn secret_after<'a>(text: &'a str, prefix: &str, belongs: fn(char) -> bool) -> Option<&'a str> {
    let (head, tail) = text.split_at_checked(prefix.len())?;
    if !head.eq_ignore_ascii_case(prefix) {
        return None;
    }
    let after = tail.trim_start_matches(belongs);
    (tail.len() - after.len() >= MIN_SECRET).then_some(after)
}

fn is_key_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_'
}

fn is_token_char(c: char) -> bool {
    is_key_char(c) || matches!(c, '.' | '~' | '+' | '/' | '=')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_become_stars_and_other_words_stay() {
        let table = [
            ("no key here", "no key here"),
            ("key sk-0123456789 was refused", "key sk-*** was refused"),
            ("(sk-abcd_efgh-1)", "(sk-***)"),
            ("SK-ABCDEFGH", "sk-***"),
            ("Authorization: Bearer abcdefgh.ijk=", "Authorization: Bearer ***"),
            ("bearer sk-0123456789", "Bearer ***"),
            ("auth header format should be Bearer sk-...", "auth header format should be Bearer sk-..."),
            ("task-management-tools", "task-management-tools"),
            ("Your api key: ****abcd is invalid", "Your api key: ****abcd is invalid"),
            ("密sk-0123456789钥", "密sk-***钥"),
        ];
        for (text, wanted) in table {
            assert_eq!(mask(text), wanted);
        }
    }

    #[test]
    fn a_long_message_is_capped_in_characters_not_bytes() {
        let text = clean(&"密".repeat(5000));
        assert_eq!(text.chars().count(), MESSAGE_CAP);
        assert_eq!(clean(" a\u{0}b\r\n "), "a b");
    }
}
