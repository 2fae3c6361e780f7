//! Everything under one another in one long picture.

mod raster;

use crate::document::{Document, TypesetError};
use crate::fonts;
use crate::ink::Strip;
use crate::pages::{Pages, Placed, marks};
use crate::set;
use hadal_markdown::Paint;
use raster::Raster;

/// The tallest picture in pixels. What is longer goes on in a second one: many viewers show no more than 16,384, and
/// one of this height takes 65 MB while it is made.
pub const PICTURE_MAX_HEIGHT: u32 = 12_000;

/// Width of the text and the space around it, in points; pixels of a point.
const TEXT_WIDTH: f32 = 600.0;
const MARGIN: f32 = 40.0;
const SCALE: f32 = 2.0;

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
    let mut full = |page: Vec<Placed>| each(picture(page, &mut raster)?);
    #[expect(clippy::cast_precision_loss, reason = "a height in pixels")]
    let height = PICTURE_MAX_HEIGHT as f32 / SCALE - 2.0 * MARGIN;
    let mut pages = Pages::new(height, &mut full);
    fonts::lent(|fonts| set::set(document, TEXT_WIDTH, fonts, paint, &mut |strip: Strip| pages.put(strip)))?;
    pages.finish()
}

fn picture(page: Vec<Placed>, raster: &mut Raster) -> Result<Vec<u8>, TypesetError> {
    let bottom = page.iter().map(|placed| placed.y + placed.strip.height).fold(0.0, f32::max);
    let (width, height) = (pixels((TEXT_WIDTH + 2.0 * MARGIN) * SCALE), pixels((bottom + 2.0 * MARGIN) * SCALE));
    let mut canvas = raster.canvas(width, height.min(PICTURE_MAX_HEIGHT * 2))?;
    for mark in marks(page) {
        let mut mark = mark.moved(MARGIN, MARGIN);
        mark.scale(SCALE);
        raster.draw(&mut canvas, &mark);
    }
    canvas.encode_png().map_err(|error| TypesetError::Unwritable(error.to_string()))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is clamped to what fits")]
fn pixels(length: f32) -> u32 {
    length.ceil().clamp(1.0, 100_000.0) as u32
}
