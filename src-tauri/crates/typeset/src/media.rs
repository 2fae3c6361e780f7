//! Pictures that lie in the text as data addresses. Nothing is ever fetched.

use base64::prelude::{BASE64_STANDARD_NO_PAD, Engine as _};

/// A picture of more pixels was made to break something.
const PIXELS_MAX: u64 = 40_000_000;

/// A PNG or JPEG.
pub(crate) struct Found {
    pub bytes: Vec<u8>,
    pub jpeg: bool,
    /// In pixels.
    pub wide: u32,
    pub high: u32,
}

/// The picture of a data address, if it is a PNG or JPEG of a size that can be shown.
pub(crate) fn decoded(src: &str) -> Option<Found> {
    let (jpeg, text) = match src.strip_prefix("data:image/png;base64,") {
        Some(text) => (false, text),
        None => (true, src.strip_prefix("data:image/jpeg;base64,")?),
    };
    let bytes = BASE64_STANDARD_NO_PAD.decode(text.trim_end_matches('=')).ok()?;
    let (wide, high) = if jpeg { jpeg_size(&bytes)? } else { png_size(&bytes)? };
    let fits = wide > 0 && high > 0 && u64::from(wide) * u64::from(high) <= PIXELS_MAX;
    fits.then_some(Found { bytes, jpeg, wide, high })
}

/// Source: PNG specification, 5.2 and 11.2.2.
fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let head = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n")?;
    let number = |at: usize| head.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes);
    Some((number(8)?, number(12)?))
}

/// From the first frame header. Source: ITU-T T.81, B.2.2.
fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    bytes.strip_prefix(b"\xff\xd8")?;
    loop {
        let [0xff, kind, high, low] = *bytes.get(at..at + 4)? else { return None };
        if matches!(kind, 0xc0..=0xcf) && !matches!(kind, 0xc4 | 0xc8 | 0xcc) {
            let [a, b, c, d] = *bytes.get(at + 5..at + 9)? else { return None };
            return Some((u32::from(u16::from_be_bytes([c, d])), u32::from(u16::from_be_bytes([a, b]))));
        }
        at += 2 + usize::from(u16::from_be_bytes([high, low]));
    }
}
