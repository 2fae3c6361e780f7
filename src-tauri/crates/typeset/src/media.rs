//! Pictures that lie in the text as data addresses. Nothing is ever fetched.

use base64::prelude::{BASE64_STANDARD_NO_PAD, Engine as _};
use std::io::Cursor;
use tiny_skia::{IntSize, Pixmap};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// All pictures of a document together have no more pixels; the others are their words. More was made to break something.
pub(crate) const PIXELS_MAX: u64 = 40_000_000;

/// A PNG or JPEG that can be shown.
pub(crate) struct Found {
    pub bytes: Vec<u8>,
    pub jpeg: bool,
    /// In pixels.
    pub wide: u32,
    pub high: u32,
}

/// The picture of a data address, if it is a PNG or JPEG, whole, and of no more pixels than are left.
pub(crate) fn decoded(src: &str, left: &mut u64) -> Option<Found> {
    let (jpeg, text) = match src.strip_prefix("data:image/png;base64,") {
        Some(text) => (false, text),
        None => (true, src.strip_prefix("data:image/jpeg;base64,")?),
    };
    let bytes = BASE64_STANDARD_NO_PAD.decode(text.trim_end_matches('=')).ok()?;
    let (wide, high) = if jpeg { jpeg_size(&bytes)? } else { png_size(&bytes)? };
    *left = left.checked_sub(u64::from(wide) * u64::from(high))?;
    // What is damaged further on would be a hole on the page.
    pixels(&bytes, jpeg)?;
    Some(Found { bytes, jpeg, wide, high })
}

/// A picture as pixels; `None` when it is damaged.
pub(crate) fn pixels(bytes: &[u8], jpeg: bool) -> Option<Pixmap> {
    if !jpeg {
        return Pixmap::decode_png(bytes).ok();
    }
    let mut decoder = JpegDecoder::new_with_options(Cursor::new(bytes), options());
    let pixels = decoder.decode().ok()?;
    let (wide, high) = decoder.dimensions()?;
    Pixmap::from_vec(pixels, IntSize::from_wh(u32::try_from(wide).ok()?, u32::try_from(high).ok()?)?)
}

/// Pixels as the canvas has them. A picture that ends early is shown as far as it goes, as browsers do.
fn options() -> DecoderOptions {
    let side = usize::from(u16::MAX);
    DecoderOptions::default().set_max_width(side).set_max_height(side).jpeg_set_out_colorspace(ColorSpace::RGBA)
}

fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    Some(png::Decoder::new(Cursor::new(bytes)).read_info().ok()?.info().size())
}

fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut decoder = JpegDecoder::new_with_options(Cursor::new(bytes), options());
    decoder.decode_headers().ok()?;
    let (wide, high) = decoder.dimensions()?;
    Some((u32::try_from(wide).ok()?, u32::try_from(high).ok()?))
}
