//! Pictures that lie in the text. Nothing is ever fetched.

use super::rich::Rich;
use super::text::Look;
use super::{FAINT, GAP, SMALL, Setter};
use crate::ink::{Mark, Picture};
use crate::media;
use std::sync::Arc;

/// Points that one pixel takes: 96 of them are an inch.
const PIXEL: f32 = 0.75;
/// No picture is taller, so that a page holds it with what belongs to it.
const HEIGHT_MAX: f32 = 420.0;
impl Setter<'_> {
    pub(super) fn picture(&mut self, src: &str, alt: &str) {
        self.space(GAP);
        if let Some(found) = media::decoded(src, &mut self.pixels) {
            let (wide, high) = (narrow(found.wide), narrow(found.high));
            let scale = (self.width / (wide * PIXEL)).min(HEIGHT_MAX / (high * PIXEL)).min(1.0) * PIXEL;
            let (width, height) = (wide * scale, high * scale);
            let (bytes, jpeg) = (Arc::new(found.bytes), found.jpeg);
            self.push(height, height, vec![Mark::Picture(Picture { x: 0.0, y: 0.0, width, height, bytes, jpeg })]);
        } else {
            let mut look = Look::text(SMALL, FAINT);
            look.italic = true;
            self.lines(&Rich::plain(if alt.is_empty() { "(picture)" } else { alt }), look);
        }
        self.space(GAP);
    }
}

#[expect(clippy::cast_precision_loss, reason = "pixels of a picture that is drawn smaller anyway")]
const fn narrow(value: u32) -> f32 {
    value as f32
}
