//! Everything under one another in one long picture.

mod raster;

use crate::document::{Document, Section, TypesetError};
use crate::fonts;
use crate::ink::Strip;
use crate::pages::{Pages, Placed, marks};
use crate::set;
use hadal_markdown::Paint;
use raster::{Raster, canvas};
use std::io::Write as _;
use tiny_skia::Pixmap;

/// The tallest picture in pixels. What is longer goes on in a second one: many viewers show no more than 16,384, and
/// one of this height takes 65 MB while it is made, and its file some more.
pub const PICTURE_MAX_HEIGHT: u32 = 12_000;

/// Width of the text and the space around it, in points; pixels of a point.
const TEXT_WIDTH: f32 = 600.0;
const MARGIN: f32 = 40.0;
const SCALE: f32 = 2.0;
/// Of a glance: bytes of texts, messages, points of height, pixels of a point.
const GLANCE_BYTES: usize = 6_000;
const GLANCE_SECTIONS: usize = 24;
const GLANCE_HEIGHT: f32 = 800.0;
const GLANCE_SCALE: f32 = 1.25;

/// A document as pictures: one, or several where it is longer than [`PICTURE_MAX_HEIGHT`]. Each is handed over as PNG
/// as soon as it is drawn, so that one is in memory at a time.
///
/// # Errors
/// [`TypesetError`]: the system lacks a font; or what `each` answers.
pub fn png(
    document: &Document<'_>,
    paint: &dyn Paint,
    each: &mut dyn FnMut(Vec<u8>) -> Result<(), TypesetError>,
) -> Result<(), TypesetError> {
    let mut raster = Raster::default();
    let mut full = |page: Vec<Placed>| each(picture(page, &mut raster, SCALE)?);
    #[expect(clippy::cast_precision_loss, reason = "a height in pixels")]
    let height = PICTURE_MAX_HEIGHT as f32 / SCALE - 2.0 * MARGIN;
    let mut pages = Pages::new(height, &mut full);
    fonts::lent(|fonts| set::set(document, (TEXT_WIDTH, height), fonts, paint, &mut |strip: Strip| pages.put(strip)))?;
    pages.finish()
}

/// How a document begins, as one small PNG: what one sees of a file of pages before it is written. Only the first letters
/// are set, however long the document is.
///
/// # Errors
/// [`TypesetError`]: the system lacks a font.
pub fn glance(document: &Document<'_>, paint: &dyn Paint) -> Result<Vec<u8>, TypesetError> {
    let mut left = GLANCE_BYTES;
    let mut cut = |text: &mut &str| {
        *text = text.get(..text.floor_char_boundary(left)).unwrap_or_default();
        left -= text.len();
    };
    let sections = document.sections.iter().take(GLANCE_SECTIONS).map(|section| {
        let mut section: Section<'_> = section.clone();
        cut(&mut section.thinking);
        cut(&mut section.text);
        section
    });
    let first = Document {
        title: document.title,
        facts: document.facts.clone(),
        sections: sections.collect(),
        created_at_ms: None,
    };
    let mut raster = Raster::default();
    let mut seen = None;
    let mut full = |page: Vec<Placed>| {
        seen.get_or_insert(page);
        Ok(())
    };
    let mut pages = Pages::new(GLANCE_HEIGHT, &mut full);
    fonts::lent(|fonts| {
        set::set(&first, (TEXT_WIDTH, GLANCE_HEIGHT), fonts, paint, &mut |strip: Strip| pages.put(strip))
    })?;
    pages.finish()?;
    picture(seen.unwrap_or_default(), &mut raster, GLANCE_SCALE)
}

fn picture(page: Vec<Placed>, raster: &mut Raster, scale: f32) -> Result<Vec<u8>, TypesetError> {
    let bottom = page.iter().map(|placed| placed.y + placed.strip.height).fold(0.0, f32::max);
    let (width, height) = (pixels((TEXT_WIDTH + 2.0 * MARGIN) * scale), pixels((bottom + 2.0 * MARGIN) * scale));
    let mut canvas = canvas(width, height.min(PICTURE_MAX_HEIGHT * 2))?;
    for mark in marks(page) {
        let mut mark = mark.moved(MARGIN, MARGIN);
        mark.scale(scale);
        raster.draw(&mut canvas, &mark);
    }
    encoded(&canvas).map_err(|error| TypesetError::Unwritable(error.to_string()))
}

/// The canvas as PNG, row by row: a copy of a tall one would take as much memory again. Its ground is white, so no pixel
/// is transparent.
fn encoded(canvas: &Pixmap) -> Result<Vec<u8>, png::EncodingError> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, canvas.width(), canvas.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    let mut rows = writer.stream_writer()?;
    let mut row = Vec::new();
    for pixels in canvas.data().chunks(canvas.width() as usize * 4) {
        row.clear();
        row.extend(pixels.chunks_exact(4).flat_map(|pixel| pixel.iter().take(3)));
        rows.write_all(&row)?;
    }
    rows.finish()?;
    drop(writer);
    Ok(out)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is clamped to what fits")]
fn pixels(length: f32) -> u32 {
    length.ceil().clamp(1.0, 100_000.0) as u32
}
