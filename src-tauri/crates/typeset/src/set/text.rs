//! Running text becomes lines of marks: fonts, line breaks and directions are parley's.

use super::rich::Rich;
use super::{CODE_GROUND, Setter};
use crate::face::Face;
use crate::fonts::{Fonts, Tint, code_family, text_family};
use crate::formula::{Drawing, Formula};
use crate::ink::{Bar, Color, Glyph, Mark, Run};
use parley::{
    Alignment, AlignmentOptions, FontFamily, FontStyle, FontWeight, GenericFamily, GlyphRun, InlineBox, InlineBoxKind,
    Layout, Line as LaidLine, LineHeight, OverflowWrap, PositionedLayoutItem, StyleProperty, VerticalAlign,
};
use std::collections::HashMap;

/// A longer text is set in several parts, so that its cost grows with its length and not faster.
const PART_MAX_BYTES: usize = 8 << 10;

/// How much of a page a line may take: a table has its head above it.
const LINE_PART: f32 = 0.75;

/// How a paragraph looks where nothing else is said.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub size: f32,
    pub color: Color,
    pub bold: bool,
    pub italic: bool,
    pub code: bool,
    pub leading: f32,
    pub align: Alignment,
}

impl Look {
    pub(super) const fn text(size: f32, color: Color) -> Self {
        Self { size, color, bold: false, italic: false, code: false, leading: 1.5, align: Alignment::Start }
    }
}

/// A line; its marks count from its left and top.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub height: f32,
    pub baseline: f32,
    pub width: f32,
    pub marks: Vec<Mark>,
}

impl Setter<'_> {
    /// The lines of a text in a column of this width; one line without it.
    pub(super) fn laid(&mut self, rich: &Rich, look: Look, width: Option<f32>) -> Vec<Line> {
        let mut out = Vec::new();
        for part in parts(rich) {
            let drawings = self.drawings(&part, look, width);
            let is_drawn: Vec<bool> = drawings.iter().map(Option::is_some).collect();
            if is_drawn.iter().all(|is_drawn| *is_drawn) {
                lay(self.fonts, &part, &drawings, look, width, &mut out);
                continue;
            }
            for part in parts(&part.with_sources(&is_drawn)) {
                let drawings = self.drawings(&part, look, width);
                lay(self.fonts, &part, &drawings, look, width, &mut out);
            }
        }
        out
    }

    /// The formulas of a text, each no larger than its column and most of a page.
    fn drawings(&mut self, rich: &Rich, look: Look, width: Option<f32>) -> Vec<Option<Drawing>> {
        let (width, height) = (width.unwrap_or(f32::MAX), self.height * LINE_PART);
        let drawn = |(_, formula): &(usize, Formula)| {
            formula.drawn(self.fonts, look.size, look.color).map(|drawing| drawing.within(width, height))
        };
        rich.formulas.iter().map(drawn).collect()
    }
}

fn lay(
    fonts: &mut Fonts,
    rich: &Rich,
    drawings: &[Option<Drawing>],
    look: Look,
    width: Option<f32>,
    out: &mut Vec<Line>,
) {
    let mut layout = built(fonts, rich, look, drawings);
    layout.break_all_lines(width);
    layout.align(look.align, AlignmentOptions::default());
    for line in layout.lines() {
        let made = drawn(fonts, &line, rich, drawings);
        out.push(made);
    }
}

fn built(fonts: &mut Fonts, rich: &Rich, look: Look, drawings: &[Option<Drawing>]) -> Layout<Tint> {
    let mut builder = fonts.layouts.ranged_builder(&mut fonts.context, &rich.text, 1.0, false);
    builder.push_default(StyleProperty::FontFamily(if look.code { code_family() } else { text_family() }));
    builder.push_default(StyleProperty::FontSize(look.size));
    builder.push_default(StyleProperty::LineHeight(LineHeight::Absolute(look.size * look.leading)));
    builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
    builder.push_default(StyleProperty::Locale(parley::Language::parse("zh-Hans").ok()));
    builder.push_default(StyleProperty::Brush(Tint { color: look.color, ..Tint::default() }));
    if look.bold {
        builder.push_default(StyleProperty::FontWeight(FontWeight::SEMI_BOLD));
    }
    if look.italic {
        builder.push_default(StyleProperty::FontStyle(FontStyle::Italic));
    }
    for (range, manner) in &rich.spans {
        let range = range.clone();
        let tint = Tint {
            color: manner.color.unwrap_or(look.color),
            code: manner.code,
            struck: manner.struck,
            link: manner.link,
        };
        builder.push(StyleProperty::Brush(tint), range.clone());
        if manner.bold {
            builder.push(StyleProperty::FontWeight(FontWeight::SEMI_BOLD), range.clone());
        }
        if manner.italic {
            builder.push(StyleProperty::FontStyle(FontStyle::Italic), range.clone());
        }
        if manner.code {
            builder.push(StyleProperty::FontFamily(code_family()), range.clone());
            builder.push(StyleProperty::FontSize(look.size * 0.9), range.clone());
        }
        if manner.raised {
            builder.push(StyleProperty::FontSize(look.size * 0.7), range.clone());
            builder.push(StyleProperty::VerticalAlign(VerticalAlign::length(look.size * 0.35)), range);
        }
    }
    for range in emoji(&rich.text) {
        builder.push(StyleProperty::FontFamily(FontFamily::from(GenericFamily::Emoji)), range);
    }
    for (number, ((at, _), drawing)) in rich.formulas.iter().zip(drawings).enumerate() {
        let Some(drawing) = drawing else { continue };
        builder.push_inline_box(InlineBox {
            id: number as u64,
            kind: InlineBoxKind::InFlow,
            index: *at,
            width: drawing.width,
            height: drawing.above + drawing.below,
            baseline: Some(drawing.above),
            vertical_align: VerticalAlign::BASELINE,
        });
    }
    builder.build(&rich.text)
}

fn drawn(fonts: &mut Fonts, line: &LaidLine<'_, Tint>, rich: &Rich, drawings: &[Option<Drawing>]) -> Line {
    let metrics = line.metrics();
    let top = metrics.block_min_coord;
    let mut out = Line {
        height: metrics.block_max_coord - top,
        baseline: metrics.baseline - top,
        width: metrics.offset + metrics.advance - metrics.hanging_advance,
        marks: Vec::new(),
    };
    // Glyph runs are stretches of runs: each run's glyphs are taken from it in turn.
    let mut glyphs: HashMap<usize, std::vec::IntoIter<Shown>> = HashMap::new();
    for item in line.items() {
        match item {
            PositionedLayoutItem::GlyphRun(stretch) => {
                let queue = glyphs.entry(stretch.run().index()).or_insert_with(|| shown(&stretch).into_iter());
                let count = stretch.glyphs().count();
                let own: Vec<Shown> = queue.by_ref().take(count).collect();
                text(fonts, &mut out, &stretch, &own, rich, top);
            }
            PositionedLayoutItem::InlineBox(place) => {
                let number = usize::try_from(place.id).unwrap_or(usize::MAX);
                if let Some(Some(drawing)) = drawings.get(number) {
                    let baseline = place.y - top + drawing.above;
                    out.marks.extend(drawing.marks.iter().map(|mark| mark.clone().moved(place.x, baseline)));
                }
            }
        }
    }
    out
}

/// Characters that ask to be drawn as a picture, keycaps among them: by themselves they would be letters.
fn emoji(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('\u{fe0f}') {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let mut end = at + '\u{fe0f}'.len_utf8();
        if text.get(end..).is_some_and(|rest| rest.starts_with('\u{20e3}')) {
            end += '\u{20e3}'.len_utf8();
        }
        found.extend(before.map(|before| at - before.len_utf8()..end));
    }
    found
}

/// A glyph and the bytes it stands for.
struct Shown {
    id: u32,
    shift: (f32, f32),
    advance: f32,
    text: std::ops::Range<usize>,
}

/// The glyphs of the whole run, in the order of drawing.
fn shown(stretch: &GlyphRun<'_, Tint>) -> Vec<Shown> {
    let mut out: Vec<Shown> = Vec::new();
    for cluster in stretch.run().visual_clusters() {
        if cluster.is_ligature_continuation() {
            if let Some(last) = out.last_mut() {
                last.text.start = last.text.start.min(cluster.text_range().start);
                last.text.end = last.text.end.max(cluster.text_range().end);
            }
            continue;
        }
        for glyph in cluster.glyphs() {
            out.push(Shown {
                id: glyph.id,
                shift: (glyph.x, glyph.y),
                advance: glyph.advance,
                text: cluster.text_range(),
            });
        }
    }
    out
}

fn text(fonts: &mut Fonts, out: &mut Line, stretch: &GlyphRun<'_, Tint>, own: &[Shown], rich: &Rich, top: f32) {
    let (run, tint) = (stretch.run(), stretch.style().brush);
    let Some(from) = own.iter().map(|glyph| glyph.text.start).min() else { return };
    let to = own.iter().map(|glyph| glyph.text.end).max().unwrap_or(from);
    let words = rich.text.get(from..to).unwrap_or_default();
    for glyph in own.iter().filter(|glyph| glyph.id == 0) {
        fonts.misses(rich.text.get(glyph.text.clone()).unwrap_or_default());
    }
    let (x, y, size, width) = (stretch.offset(), stretch.baseline() - top, run.font_size(), stretch.advance());
    if tint.code {
        out.marks.push(Mark::Bar(Bar { x, y: y - size, width, height: size * 1.3, color: CODE_GROUND }));
    }
    let synthesis = run.synthesis();
    let face = Face {
        data: run.font().clone(),
        axes: synthesis.variation_settings().iter().map(|(tag, value)| (tag.to_be_bytes(), *value)).collect(),
        skew: synthesis.skew(),
        embolden: synthesis.embolden(),
    };
    out.marks.push(Mark::Run(Run {
        x,
        y,
        face,
        size,
        color: tint.color,
        glyphs: own
            .iter()
            .map(|glyph| Glyph {
                id: glyph.id,
                shift: glyph.shift,
                advance: glyph.advance,
                text: glyph.text.start - from..glyph.text.end - from,
            })
            .collect(),
        text: words.to_owned(),
    }));
    if tint.struck {
        out.marks.push(Mark::Bar(Bar { x, y: y - size * 0.3, width, height: size * 0.06, color: tint.color }));
    }
    if let Some(href) = tint.link.checked_sub(1).and_then(|at| rich.links.get(at)) {
        out.marks.push(Mark::Bar(Bar { x, y: y + size * 0.14, width, height: size * 0.045, color: tint.color }));
        out.marks.push(Mark::Link { x, y: y - size, width, height: size * 1.3, href: href.clone() });
    }
}

impl Drawing {
    /// The same, made smaller where it would be too wide or too tall.
    pub(super) fn within(mut self, width: f32, height: f32) -> Self {
        let by = (width / self.width).min(height / (self.above + self.below));
        if by < 1.0 {
            self.shrink(by);
        }
        self
    }
}

/// The text in parts that are not too long, cut after a line end or a space where there is one.
fn parts(rich: &Rich) -> Vec<std::borrow::Cow<'_, Rich>> {
    use std::borrow::Cow;
    if rich.text.len() <= PART_MAX_BYTES {
        return vec![Cow::Borrowed(rich)];
    }
    let mut out = Vec::new();
    let mut from = 0;
    while from < rich.text.len() {
        let end = rich.text.floor_char_boundary(from + PART_MAX_BYTES);
        let window = rich.text.get(from..end).unwrap_or_default();
        let cut = match window.rfind(['\n', ' ']) {
            Some(at) if end < rich.text.len() => from + at + 1,
            _ => end,
        };
        out.push(Cow::Owned(rich.part(from..cut.max(from + 1))));
        from = cut.max(from + 1);
    }
    out
}
