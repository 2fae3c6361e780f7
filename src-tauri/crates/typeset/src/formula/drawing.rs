//! A formula as marks.

use super::{Formula, fence};
use crate::face::Face;
use crate::fonts::{Fonts, glyph};
use crate::ink::{Bar, Color, Glyph, Mark, Outline, Run, Step};
use ratex_layout::{LayoutOptions, layout, to_display_list, validate_layout};
use ratex_types::display_item::{DisplayItem, DisplayList};
use ratex_types::math_style::MathStyle;
use ratex_types::path_command::PathCommand;

/// Width of lines that are drawn and not filled, in em, as KaTeX's.
const STROKE: f32 = 0.05;
/// KaTeX sets formulas so much larger than the text around them.
const SCALE: f32 = 1.12;
/// What is wider or taller than this many points was made to break something.
const EXTENT_MAX: f32 = 20_000.0;

/// Marks around a baseline: x from the left, y from the baseline, downwards.
#[derive(Debug, Clone)]
pub(crate) struct Drawing {
    pub width: f32,
    pub above: f32,
    pub below: f32,
    pub marks: Vec<Mark>,
}

impl Formula {
    /// Sets the formula for text of this size. `None` when it is too large, or needs a font that is not there.
    pub(crate) fn drawn(&self, fonts: &mut Fonts, text_size: f32, color: Color) -> Option<Drawing> {
        let list = fence::guarded(|| {
            let style = if self.display { MathStyle::Display } else { MathStyle::Text };
            let tree = layout(&self.nodes, &LayoutOptions { style, ..LayoutOptions::default() });
            validate_layout(&tree).ok().map(|()| to_display_list(&tree))
        })??;
        drawing(&list, fonts, text_size * SCALE, color)
    }
}

impl Drawing {
    /// Makes all of it smaller or larger.
    pub(crate) fn shrink(&mut self, by: f32) {
        self.width *= by;
        self.above *= by;
        self.below *= by;
        for mark in &mut self.marks {
            mark.scale(by);
        }
    }
}

fn drawing(list: &DisplayList, fonts: &mut Fonts, em: f32, color: Color) -> Option<Drawing> {
    let base = narrow(list.height) * em;
    let mut out =
        Drawing { width: narrow(list.width) * em, above: base, below: narrow(list.depth) * em, marks: Vec::new() };
    if !(0.0..EXTENT_MAX).contains(&out.width) || !(0.0..EXTENT_MAX).contains(&(out.above + out.below)) {
        return None;
    }
    for item in &list.items {
        out.marks.push(mark(item, fonts, em, color)?.moved(0.0, -base));
    }
    Some(out)
}

fn mark(item: &DisplayItem, fonts: &mut Fonts, em: f32, color: Color) -> Option<Mark> {
    Some(match item {
        DisplayItem::GlyphPath { x, y, scale, font, char_code, color: own } => {
            let c = char::from_u32(*char_code)?;
            let (face, id) = fonts.of_formulas(font).and_then(|face| glyph(&face, c).map(|id| (face, id))).or_else(
                // Chinese in \text{}: the layout knows its width, the system has its font.
                || fallback(fonts, c),
            )?;
            let size = narrow(*scale) * em;
            Mark::Run(Run {
                x: narrow(*x) * em,
                y: narrow(*y) * em,
                face,
                size,
                color: mixed(own, color),
                glyphs: vec![Glyph { id, shift: (0.0, 0.0), advance: size, text: 0..c.len_utf8() }],
                text: c.to_string(),
            })
        }
        DisplayItem::Line { x, y, width, thickness, color: own, .. } => {
            let height = narrow(*thickness) * em;
            Mark::Bar(Bar {
                x: narrow(*x) * em,
                y: narrow(*y) * em - height / 2.0,
                width: narrow(*width) * em,
                height,
                color: mixed(own, color),
            })
        }
        DisplayItem::Rect { x, y, width, height, color: own } => Mark::Bar(Bar {
            x: narrow(*x) * em,
            y: narrow(*y) * em,
            width: narrow(*width) * em,
            height: narrow(*height) * em,
            color: mixed(own, color),
        }),
        DisplayItem::Path { x, y, commands, fill, color: own } => Mark::Outline(Outline {
            x: narrow(*x) * em,
            y: narrow(*y) * em,
            steps: commands.iter().map(|command| step(command, em)).collect(),
            stroke: (!fill).then_some(STROKE * em),
            color: mixed(own, color),
        }),
    })
}

/// The glyph of a character that the fonts of formulas do not have.
fn fallback(fonts: &mut Fonts, c: char) -> Option<(Face, u32)> {
    let found = fonts.of_system(c);
    if found.is_none() {
        fonts.misses(&c.to_string());
    }
    found
}

fn step(command: &PathCommand, em: f32) -> Step {
    let at = |value: f64| narrow(value) * em;
    match *command {
        PathCommand::MoveTo { x, y } => Step::Move(at(x), at(y)),
        PathCommand::LineTo { x, y } => Step::Line(at(x), at(y)),
        PathCommand::QuadTo { x1, y1, x, y } => Step::Quad(at(x1), at(y1), at(x), at(y)),
        PathCommand::CubicTo { x1, y1, x2, y2, x, y } => {
            Step::Cubic([(at(x1), at(y1)), (at(x2), at(y2)), (at(x), at(y))])
        }
        PathCommand::Close => Step::Close,
    }
}

/// The formula's own colour, where it names one; black is the text's.
fn mixed(own: &ratex_types::color::Color, text: Color) -> Color {
    if own.r + own.g + own.b <= 0.0 {
        return text;
    }
    Color(channel(own.r), channel(own.g), channel(own.b))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is clamped to what fits")]
fn channel(value: f32) -> u8 {
    (value.clamp(0.0, 1.0) * 255.0).round() as u8
}

#[expect(clippy::cast_possible_truncation, reason = "lengths in em; six digits are more than paper shows")]
pub(super) fn narrow(value: f64) -> f32 {
    value as f32
}
