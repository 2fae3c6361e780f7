//! Marks as the operators of a page.

use crate::face::FaceKey;
use crate::ink::{Bar, Color, Mark, Outline, Picture, Run, Step};
use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::num::NormalizedF32;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph, Tag};
use std::collections::HashMap;
use std::sync::Arc;

/// What was handed to the library once and is used again.
#[derive(Default)]
pub(super) struct Pen {
    fonts: HashMap<FaceKey, Option<Font>>,
}

impl Pen {
    pub(super) fn draw(&mut self, surface: &mut Surface<'_>, mark: Mark, links: &mut Vec<(Rect, Arc<str>)>) {
        match mark {
            Mark::Run(run) => self.run(surface, &run),
            Mark::Bar(bar) => fill(surface, rectangle(&bar), bar.color),
            Mark::Outline(outline) => form(surface, &outline),
            Mark::Picture(picture) => image(surface, &picture),
            Mark::Link { x, y, width, height, href } => {
                links.extend(Rect::from_xywh(x, y, width, height).map(|place| (place, href)));
            }
        }
    }

    fn run(&mut self, surface: &mut Surface<'_>, run: &Run) {
        let font = self.fonts.entry(run.face.key()).or_insert_with(|| {
            let axes: Vec<(Tag, f32)> = run.face.axes.iter().map(|(tag, value)| (Tag::new(tag), *value)).collect();
            let data: Arc<dyn AsRef<[u8]> + Send + Sync> = Arc::new(run.face.data.data.clone());
            Font::new_variable(data.into(), run.face.data.index, &axes)
        });
        let Some(font) = font.clone() else { return };
        let size = run.size;
        let glyphs: Vec<KrillaGlyph> = run
            .glyphs
            .iter()
            .map(|glyph| {
                let (dx, dy) = glyph.shift;
                let id = GlyphId::new(glyph.id);
                KrillaGlyph::new(id, glyph.advance / size, dx / size, dy / size, 0.0, glyph.text.clone(), None)
            })
            .collect();
        surface.set_fill(Some(filled(run.color)));
        let bold = Stroke { paint: color(run.color).into(), width: size * 0.03, ..Stroke::default() };
        surface.set_stroke(run.face.embolden.then_some(bold));
        let at = Point::from_xy(run.x, run.y);
        match run.face.skew {
            Some(degrees) => {
                // Around the baseline's beginning; y counts downwards.
                let slant = Transform::from_row(1.0, 0.0, -degrees.to_radians().tan(), 1.0, run.x, run.y);
                surface.push_transform(&slant);
                surface.draw_glyphs(Point::from_xy(0.0, 0.0), &glyphs, font, &run.text, size, false);
                surface.pop();
            }
            None => surface.draw_glyphs(at, &glyphs, font, &run.text, size, false),
        }
        surface.set_stroke(None);
    }
}

fn color(from: Color) -> rgb::Color {
    rgb::Color::new(from.0, from.1, from.2)
}

fn filled(from: Color) -> Fill {
    Fill { paint: color(from).into(), opacity: NormalizedF32::ONE, ..Fill::default() }
}

fn fill(surface: &mut Surface<'_>, path: Option<Path>, with: Color) {
    if let Some(path) = path {
        surface.set_stroke(None);
        surface.set_fill(Some(filled(with)));
        surface.draw_path(&path);
    }
}

fn rectangle(bar: &Bar) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.push_rect(Rect::from_xywh(bar.x, bar.y, bar.width, bar.height)?);
    path.finish()
}

fn form(surface: &mut Surface<'_>, outline: &Outline) {
    let (dx, dy) = (outline.x, outline.y);
    let mut path = PathBuilder::new();
    for step in &outline.steps {
        match *step {
            Step::Move(x, y) => path.move_to(dx + x, dy + y),
            Step::Line(x, y) => path.line_to(dx + x, dy + y),
            Step::Quad(a, b, x, y) => path.quad_to(dx + a, dy + b, dx + x, dy + y),
            Step::Cubic([(x1, y1), (x2, y2), (x, y)]) => {
                path.cubic_to(dx + x1, dy + y1, dx + x2, dy + y2, dx + x, dy + y);
            }
            Step::Close => path.close(),
        }
    }
    let Some(path) = path.finish() else { return };
    match outline.stroke {
        None => fill(surface, Some(path), outline.color),
        Some(width) => {
            surface.set_fill(None);
            surface.set_stroke(Some(Stroke { paint: color(outline.color).into(), width, ..Stroke::default() }));
            surface.draw_path(&path);
            surface.set_stroke(None);
        }
    }
}

fn image(surface: &mut Surface<'_>, picture: &Picture) {
    let data = krilla::Data::from(picture.bytes.clone());
    let image = if picture.jpeg { Image::from_jpeg(data, true) } else { Image::from_png(data, true) };
    // That it can be read was seen when it was set.
    let (Ok(image), Some(size)) = (image, Size::from_wh(picture.width, picture.height)) else { return };
    surface.push_transform(&Transform::from_translate(picture.x, picture.y));
    surface.draw_image(image, size);
    surface.pop();
}
