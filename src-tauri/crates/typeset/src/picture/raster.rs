//! Marks as pixels.

use crate::document::TypesetError;
use crate::face::{Face, FaceKey};
use crate::ink::{Bar, Color, Mark, Outline, Picture, Run, Step};
use crate::media;
use skrifa::bitmap::{BitmapData, BitmapStrikes, Origin};
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider as _};
use std::collections::HashMap;
use tiny_skia::{FillRule, Paint, Path, PathBuilder, Pixmap, PixmapPaint, Rect, Stroke, Transform};

/// Outlines that are kept; a page of Chinese has some hundreds.
const KEPT_MAX: usize = 20_000;
/// Outlines are taken at this size and scaled.
const UNIT: f32 = 100.0;

/// The outlines of glyphs that were drawn before.
#[derive(Default)]
pub(super) struct Raster {
    outlines: HashMap<(FaceKey, u32), Option<Path>>,
}

/// An empty white canvas.
pub(super) fn canvas(width: u32, height: u32) -> Result<Pixmap, TypesetError> {
    let mut canvas = Pixmap::new(width, height)
        .ok_or_else(|| TypesetError::Unwritable("there is not enough memory for the picture".to_owned()))?;
    canvas.fill(tiny_skia::Color::WHITE);
    Ok(canvas)
}

impl Raster {
    pub(super) fn draw(&mut self, canvas: &mut Pixmap, mark: &Mark) {
        match mark {
            Mark::Run(run) => self.run(canvas, run),
            Mark::Bar(bar) => fill(canvas, bar),
            Mark::Outline(outline) => form(canvas, outline),
            Mark::Picture(picture) => image(canvas, picture),
            Mark::Link { .. } => {}
        }
    }

    fn run(&mut self, canvas: &mut Pixmap, run: &Run) {
        let (key, mut x) = (run.face.key(), run.x);
        let slant = run.face.skew.map_or(0.0, |degrees| degrees.to_radians().tan());
        let scale = run.size / UNIT;
        for glyph in &run.glyphs {
            let (left, base) = (x + glyph.shift.0, run.y - glyph.shift.1);
            x += glyph.advance;
            if self.outlines.len() > KEPT_MAX {
                self.outlines.clear();
            }
            let path = self.outlines.entry((key.clone(), glyph.id)).or_insert_with(|| outline(&run.face, glyph.id));
            match path {
                Some(path) => {
                    // Font outlines count upwards.
                    let place = Transform::from_row(scale, 0.0, slant * scale, -scale, left, base);
                    let paint = paint(run.color);
                    canvas.fill_path(path, &paint, FillRule::Winding, place, None);
                    if run.face.embolden {
                        let stroke = Stroke { width: UNIT * 0.03, ..Stroke::default() };
                        canvas.stroke_path(path, &paint, &stroke, place, None);
                    }
                }
                None => emoji(canvas, &run.face, glyph.id, (left, base), run.size),
            }
        }
    }
}

/// The outline of a glyph; `None` when it has none, as pictures and spaces.
fn outline(face: &Face, id: u32) -> Option<Path> {
    let font = FontRef::from_index(face.data.data.as_ref(), face.data.index).ok()?;
    let axes = face.axes.iter().map(|(tag, value)| (skrifa::Tag::new(tag), *value));
    let location = font.axes().location(axes);
    let glyph = font.outline_glyphs().get(GlyphId::new(id))?;
    let mut pen = Pen(PathBuilder::new());
    glyph.draw(DrawSettings::unhinted(Size::new(UNIT), LocationRef::from(&location)), &mut pen).ok()?;
    pen.0.finish()
}

struct Pen(PathBuilder);

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x, y);
    }

    fn quad_to(&mut self, a: f32, b: f32, x: f32, y: f32) {
        self.0.quad_to(a, b, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.0.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.0.close();
    }
}

/// A glyph that is a picture: most systems' emoji.
fn emoji(canvas: &mut Pixmap, face: &Face, id: u32, (x, y): (f32, f32), size: f32) {
    let Ok(font) = FontRef::from_index(face.data.data.as_ref(), face.data.index) else { return };
    let strikes = BitmapStrikes::new(&font);
    let Some(glyph) = strikes.glyph_for_size(Size::new(size), GlyphId::new(id)) else { return };
    let BitmapData::Png(bytes) = glyph.data else { return };
    let Ok(picture) = Pixmap::decode_png(bytes) else { return };
    let scale = size / glyph.ppem_y.max(1.0);
    let top = match glyph.placement_origin {
        Origin::TopLeft => -glyph.inner_bearing_y,
        #[expect(clippy::cast_precision_loss, reason = "pixels of an emoji")]
        Origin::BottomLeft => -(glyph.inner_bearing_y + picture.height() as f32),
    };
    let place = Transform::from_row(scale, 0.0, 0.0, scale, x + glyph.inner_bearing_x * scale, y + top * scale);
    let soft = PixmapPaint { quality: tiny_skia::FilterQuality::Bilinear, ..PixmapPaint::default() };
    canvas.draw_pixmap(0, 0, picture.as_ref(), &soft, place, None);
}

fn paint(color: Color) -> Paint<'static> {
    let mut paint = Paint { anti_alias: true, ..Paint::default() };
    paint.set_color_rgba8(color.0, color.1, color.2, 255);
    paint
}

fn fill(canvas: &mut Pixmap, bar: &Bar) {
    if let Some(rect) = Rect::from_xywh(bar.x, bar.y, bar.width, bar.height) {
        canvas.fill_rect(rect, &paint(bar.color), Transform::identity(), None);
    }
}

fn form(canvas: &mut Pixmap, outline: &Outline) {
    let mut path = PathBuilder::new();
    for step in &outline.steps {
        match *step {
            Step::Move(x, y) => path.move_to(x, y),
            Step::Line(x, y) => path.line_to(x, y),
            Step::Quad(a, b, x, y) => path.quad_to(a, b, x, y),
            Step::Cubic([(x1, y1), (x2, y2), (x, y)]) => path.cubic_to(x1, y1, x2, y2, x, y),
            Step::Close => path.close(),
        }
    }
    let Some(path) = path.finish() else { return };
    let place = Transform::from_translate(outline.x, outline.y);
    match outline.stroke {
        None => canvas.fill_path(&path, &paint(outline.color), FillRule::Winding, place, None),
        Some(width) => {
            let stroke = Stroke { width, ..Stroke::default() };
            canvas.stroke_path(&path, &paint(outline.color), &stroke, place, None);
        }
    }
}

/// A picture of the text; that it can be read was seen when it was set.
fn image(canvas: &mut Pixmap, picture: &Picture) {
    let Some(found) = media::pixels(&picture.bytes, picture.jpeg) else { return };
    #[expect(clippy::cast_precision_loss, reason = "pixels of a picture")]
    let (sx, sy) = (picture.width / found.width() as f32, picture.height / found.height() as f32);
    let soft = PixmapPaint { quality: tiny_skia::FilterQuality::Bilinear, ..PixmapPaint::default() };
    let place = Transform::from_row(sx, 0.0, 0.0, sy, picture.x, picture.y);
    canvas.draw_pixmap(0, 0, found.as_ref(), &soft, place, None);
}
