//! Bytes as text, in the encodings that files of this kind come in.

use std::borrow::Cow;

/// The text, and whether some of it was none: those bytes became `\u{fffd}`.
pub(super) fn decoded(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest),
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => utf8(bytes),
    }
}

fn utf8(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    let text = String::from_utf8_lossy(bytes);
    let damaged = matches!(text, Cow::Owned(_));
    (text, damaged)
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> (Cow<'static, str>, bool) {
    let pairs = bytes.chunks_exact(2);
    let mut damaged = !pairs.remainder().is_empty();
    let units = pairs.filter_map(|pair| <[u8; 2]>::try_from(pair).ok()).map(unit);
    let text = char::decode_utf16(units)
        .map(|c| {
            c.unwrap_or_else(|_| {
                damaged = true;
                char::REPLACEMENT_CHARACTER
            })
        })
        .collect::<String>();
    (Cow::Owned(text), damaged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_at_the_beginning_tell_the_encoding() {
        assert_eq!(decoded("\u{feff}深".as_bytes()), ("深".into(), false));
        assert_eq!(decoded(&[0xff, 0xfe, 0xf1, 0x6d]), ("深".into(), false));
        assert_eq!(decoded(&[0xfe, 0xff, 0x6d, 0xf1, 0x00]), ("深".into(), true));
        assert_eq!(decoded(b"a\xffb"), ("a\u{fffd}b".into(), true));
    }
}
