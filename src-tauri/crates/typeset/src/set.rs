//! Blocks become strips.

mod blocks;
mod code;
mod foot;
mod list;
mod picture;
mod rich;
mod table;
mod text;

pub(crate) use foot::Foot;

use crate::document::{Document, Section, Tone, TypesetError};
use crate::fonts::Fonts;
use crate::ink::{Bar, Color, Entry, Mark, Panel, Strip};
use crate::media;
use hadal_markdown::{Paint, parse, turns_lines};
use rich::Rich;
use text::Look;

/// Sizes of text, in points.
const BODY: f32 = 10.5;
const SMALL: f32 = 8.5;
const CODE: f32 = 9.0;
const TITLE: f32 = 20.0;
/// Space between blocks.
const GAP: f32 = 7.0;
/// Space above a message.
const SECTION_GAP: f32 = 22.0;

const INK: Color = Color(28, 30, 34);
const FAINT: Color = Color(110, 116, 124);
const ACCENT: Color = Color(23, 92, 161);
const RULE: Color = Color(214, 218, 223);
const CODE_GROUND: Color = Color(245, 246, 248);
const TYPED_GROUND: Color = Color(240, 244, 250);
const QUOTE_BAR: Color = Color(200, 206, 214);

/// Sets a document into strips of this width for pages of this height, handing each over as soon as it is made.
///
/// # Errors
/// The fonts of the system cannot show it.
pub(crate) fn set(
    document: &Document<'_>,
    (width, height): (f32, f32),
    fonts: &mut Fonts,
    paint: &dyn Paint,
    put: &mut dyn FnMut(Strip) -> Result<(), TypesetError>,
) -> Result<(), TypesetError> {
    if !fonts.any() {
        return Err(TypesetError::NoFont);
    }
    let mut setter = Setter::new(width, height, fonts, paint);
    setter.title(document);
    setter.hand_over(put)?;
    for section in &document.sections {
        setter.section(section);
        setter.hand_over(put)?;
    }
    Ok(())
}

/// Where the next strip goes.
struct Setter<'a> {
    fonts: &'a mut Fonts,
    paint: &'a dyn Paint,
    /// Where lines begin, and how long they are.
    x: f32,
    width: f32,
    /// Of a page.
    height: f32,
    /// Space above the next strip; the largest wish counts.
    before: f32,
    panels: Vec<Panel>,
    numbers: u32,
    /// Drawn beside the first line of the next strip: bullets and numbers.
    beside: Vec<Mark>,
    strips: Vec<Strip>,
    ink: Color,
    /// How many pixels pictures may still have.
    pixels: u64,
}

impl<'a> Setter<'a> {
    fn new(width: f32, height: f32, fonts: &'a mut Fonts, paint: &'a dyn Paint) -> Self {
        Self {
            fonts,
            paint,
            x: 0.0,
            width,
            height,
            pixels: media::PIXELS_MAX,
            before: 0.0,
            panels: Vec::new(),
            numbers: 0,
            beside: Vec::new(),
            strips: Vec::new(),
            ink: INK,
        }
    }

    fn hand_over(&mut self, put: &mut dyn FnMut(Strip) -> Result<(), TypesetError>) -> Result<(), TypesetError> {
        if self.fonts.lacks_chinese {
            return Err(TypesetError::NoChineseFont);
        }
        self.strips.drain(..).try_for_each(put)
    }

    fn space(&mut self, points: f32) {
        self.before = self.before.max(points);
    }

    /// Adds a strip whose marks count from the left of the current column.
    fn push(&mut self, height: f32, baseline: f32, marks: Vec<Mark>) {
        let x = self.x;
        let mut all: Vec<Mark> = self.beside.drain(..).map(|mark| mark.moved(0.0, baseline)).collect();
        all.extend(marks.into_iter().map(|mark| mark.moved(x, 0.0)));
        self.strips.push(Strip {
            before: std::mem::take(&mut self.before),
            height,
            panels: self.panels.clone(),
            marks: all,
            ..Strip::default()
        });
    }

    /// Running text over the whole column.
    fn lines(&mut self, rich: &Rich, look: Look) {
        let width = self.width;
        for line in self.laid(rich, look, Some(width)) {
            self.push(line.height, line.baseline, line.marks);
        }
    }

    /// Keeps the last strip on one page with the one that follows.
    fn keep_last(&mut self) {
        if let Some(last) = self.strips.last_mut() {
            last.keeps_next = true;
        }
    }

    /// Begins a ground behind what follows, with space inside of it, and answers what [`Self::close_panel`] needs.
    fn open_panel(&mut self, color: Color, side: f32, top: f32) -> (f32, f32) {
        let was = (self.x, self.width);
        self.numbers += 1;
        self.panels.push(Panel { number: self.numbers, x: self.x, width: self.width, color });
        // A bullet stands beside the first line and not beside this edge.
        let beside = std::mem::take(&mut self.beside);
        self.push(top, 0.0, Vec::new());
        self.beside = beside;
        self.keep_last();
        self.x += side;
        self.width -= 2.0 * side;
        was
    }

    fn close_panel(&mut self, was: (f32, f32), bottom: f32) {
        (self.x, self.width) = was;
        // Its last two lines and its lower edge stay together.
        for strip in self.strips.iter_mut().rev().take(2) {
            strip.keeps_next = true;
        }
        self.before = 0.0;
        self.push(bottom, 0.0, Vec::new());
        self.panels.pop();
    }

    fn title(&mut self, document: &Document<'_>) {
        let mut look = Look::text(TITLE, INK);
        look.bold = true;
        self.lines(&Rich::plain(document.title), look);
        if !document.facts.is_empty() {
            self.space(3.0);
            self.lines(&Rich::plain(&document.facts), Look::text(SMALL, FAINT));
        }
    }

    fn section(&mut self, section: &Section<'_>) {
        if !section.part.is_empty() {
            self.space(SECTION_GAP * 1.5);
            let mut look = Look::text(BODY * 1.3, INK);
            look.bold = true;
            let first = self.strips.len();
            self.lines(&Rich::plain(section.part), look);
            self.name(first, 0, section.part);
            self.keep_last();
        }
        self.space(SECTION_GAP);
        let first = self.strips.len();
        let mut look = Look::text(SMALL, ACCENT);
        look.bold = true;
        let bar = Bar { x: self.x, y: -6.0, width: self.width, height: 0.6, color: RULE };
        self.lines(&Rich::plain(&section.heading), look);
        if let Some(strip) = self.strips.get_mut(first) {
            strip.marks.push(Mark::Bar(bar));
        }
        let begins: String = section.text.trim_start().chars().take(60).collect();
        let who = section.heading.split(" · ").next().unwrap_or_default();
        let name = if begins.is_empty() { who.to_owned() } else { format!("{who}: {}", one_line(&begins)) };
        self.name(first, 0, &name);
        self.keep_last();
        self.space(4.0);
        if !section.thinking.is_empty() {
            self.thinking(section.thinking);
        }
        match section.tone {
            Tone::Typed => self.typed(section.text),
            Tone::Markdown => self.blocks(&parse(section.text)),
        }
        if !section.note.is_empty() {
            self.space(GAP);
            let mut look = Look::text(SMALL, FAINT);
            look.italic = true;
            self.lines(&Rich::plain(&section.note), look);
        }
    }

    /// What a person typed, as it was typed, on a ground of its own.
    fn typed(&mut self, text: &str) {
        let was = self.open_panel(TYPED_GROUND, 10.0, 7.0);
        for line in text.trim_end().split('\n') {
            self.lines(&Rich::plain(line.trim_end_matches('\r')), Look::text(BODY, INK));
        }
        self.close_panel(was, 7.0);
    }

    fn thinking(&mut self, text: &str) {
        let was = self.open_quote(QUOTE_BAR);
        let ink = std::mem::replace(&mut self.ink, FAINT);
        let mut look = Look::text(SMALL, FAINT);
        look.bold = true;
        self.lines(&Rich::plain("Thinking"), look);
        self.keep_last();
        self.space(3.0);
        self.blocks(&parse(text));
        self.ink = ink;
        self.close_quote(was);
        self.space(GAP * 1.5);
    }

    /// A bar at the left of what follows.
    fn open_quote(&mut self, color: Color) -> (f32, f32) {
        let was = (self.x, self.width);
        self.numbers += 1;
        self.panels.push(Panel { number: self.numbers, x: self.x, width: 2.2, color });
        self.x += 12.0;
        self.width = (self.width - 12.0).max(COLUMN_MIN);
        was
    }

    fn close_quote(&mut self, was: (f32, f32)) {
        (self.x, self.width) = was;
        self.panels.pop();
    }

    /// Puts the strip into the contents.
    fn name(&mut self, at: usize, level: u8, text: &str) {
        if let Some(strip) = self.strips.get_mut(at) {
            strip.entry = Some(Entry { level, text: one_line(text) });
        }
    }
}

/// Columns of text are never narrower, however deep they stand.
const COLUMN_MIN: f32 = 80.0;

/// The words of a text on one line, as they stand in properties and contents.
pub(crate) fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
        .replace(turns_lines, "")
}
