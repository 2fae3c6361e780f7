//! Running text with its marks: one string, what is different where, and the formulas in it.

use super::ACCENT;
use crate::formula::{Formula, source};
use crate::ink::Color;
use hadal_markdown::{Inline, turns_lines};
use std::ops::Range;
use std::sync::Arc;

/// What a stretch has beyond the look of its paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a mark of running text, and they combine freely")]
pub(super) struct Manner {
    pub bold: bool,
    pub italic: bool,
    pub code: bool,
    pub struck: bool,
    pub raised: bool,
    /// Number of the link from 1 on.
    pub link: usize,
    pub color: Option<Color>,
}

/// Running text.
#[derive(Debug, Clone, Default)]
pub(super) struct Rich {
    pub text: String,
    pub spans: Vec<(Range<usize>, Manner)>,
    /// Formulas, and where in the text they stand.
    pub formulas: Vec<(usize, Formula)>,
    pub links: Vec<Arc<str>>,
}

/// A piece of a paragraph: text, or something that stands alone.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    Text(Rich),
    Formula(Formula),
    Picture { src: String, alt: String },
}

impl Rich {
    /// A text as it was typed.
    pub(super) fn plain(text: &str) -> Self {
        let mut rich = Self::default();
        rich.add(&text.replace(turns_lines, ""), Manner::default());
        rich
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty() && self.formulas.is_empty()
    }

    pub(super) fn add(&mut self, text: &str, manner: Manner) {
        let from = self.text.len();
        for c in text.chars() {
            match c {
                '\t' => self.text.push_str("    "),
                // Nothing is drawn for these, and fonts have boxes for them.
                c if c.is_control() && c != '\n' => {}
                c => self.text.push(c),
            }
        }
        if manner != Manner::default() && self.text.len() > from {
            self.spans.push((from..self.text.len(), manner));
        }
    }

    /// One of these in place of a paragraph with formulas and pictures of their own lines.
    pub(super) fn pieces(inlines: &[Inline]) -> Vec<Piece> {
        let mut writer = Writer { pieces: Vec::new(), rich: Self::default() };
        writer.write(inlines, Manner::default());
        writer.end_text();
        writer.pieces
    }

    /// Everything in one line of thought: cells and headings.
    pub(super) fn flat(inlines: &[Inline]) -> Self {
        let mut all = Self::default();
        for piece in Self::pieces(inlines) {
            match piece {
                Piece::Text(rich) => all.join(rich),
                Piece::Formula(formula) => all.formula(formula),
                Piece::Picture { alt, .. } => all.add(&alt, faint()),
            }
        }
        all
    }

    /// The same with the sources, as code, of the formulas that cannot be drawn.
    pub(super) fn with_sources(&self, is_drawn: &[bool]) -> Self {
        let mut out = Self { links: self.links.clone(), ..Self::default() };
        let code = Manner { code: true, ..Manner::default() };
        // Where something was put in, and how much up to there.
        let (mut from, mut put, mut codes) = (0, Vec::new(), Vec::new());
        for ((at, formula), is_drawn) in self.formulas.iter().zip(is_drawn) {
            out.text.push_str(self.text.get(from..*at).unwrap_or_default());
            from = *at;
            if *is_drawn {
                out.formula(formula.clone());
            } else {
                out.add(&formula.code(), code);
                codes.append(&mut out.spans);
                put.push((*at, out.text.len() - at));
            }
        }
        out.text.push_str(self.text.get(from..).unwrap_or_default());
        let moved = |place: usize, count: usize| {
            place + count.checked_sub(1).and_then(|at| put.get(at)).map_or(0, |(_, more)| *more)
        };
        let spans = self.spans.iter().map(|(range, manner)| {
            let start = moved(range.start, put.partition_point(|(at, _)| *at <= range.start));
            (start..moved(range.end, put.partition_point(|(at, _)| *at < range.end)), *manner)
        });
        out.spans.extend(spans);
        // The last said counts.
        out.spans.append(&mut codes);
        out
    }

    fn join(&mut self, other: Self) {
        let (at, links) = (self.text.len(), self.links.len());
        self.text.push_str(&other.text);
        self.spans.extend(other.spans.into_iter().map(|(range, mut manner)| {
            manner.link += if manner.link > 0 { links } else { 0 };
            (range.start + at..range.end + at, manner)
        }));
        self.formulas.extend(other.formulas.into_iter().map(|(place, formula)| (place + at, formula)));
        self.links.extend(other.links);
    }

    fn formula(&mut self, formula: Formula) {
        self.formulas.push((self.text.len(), formula));
    }
}

fn faint() -> Manner {
    Manner { color: Some(super::FAINT), italic: true, ..Manner::default() }
}

struct Writer {
    pieces: Vec<Piece>,
    rich: Rich,
}

impl Writer {
    fn end_text(&mut self) {
        let mut rich = std::mem::take(&mut self.rich);
        let kept = rich.text.trim_end().len();
        if rich.formulas.iter().all(|(at, _)| *at <= kept) {
            rich.text.truncate(kept);
            rich.spans.retain_mut(|(range, _)| {
                range.end = range.end.min(kept);
                range.start < range.end
            });
        }
        if !rich.is_empty() {
            self.pieces.push(Piece::Text(rich));
        }
    }

    // Recursion is safe here: the tree was built under the nesting caps.
    fn write(&mut self, inlines: &[Inline], manner: Manner) {
        for inline in inlines {
            match inline {
                // After a picture or a formula of its own line another line begins.
                Inline::Text { text } if self.rich.is_empty() => self.rich.add(text.trim_start_matches(' '), manner),
                Inline::Text { text } => self.rich.add(text, manner),
                Inline::Emphasis { children } => self.write(children, Manner { italic: true, ..manner }),
                Inline::Strong { children } => self.write(children, Manner { bold: true, ..manner }),
                Inline::Strike { children } => self.write(children, Manner { struck: true, ..manner }),
                Inline::Code { text } => self.rich.add(text, Manner { code: true, ..manner }),
                Inline::Math { tex } => match Formula::read(tex, false) {
                    Some(formula) => self.rich.formula(formula),
                    None => self.rich.add(&source(tex, false), Manner { code: true, ..manner }),
                },
                Inline::DisplayMath { tex } => match Formula::read(tex, true) {
                    Some(formula) => {
                        self.end_text();
                        self.pieces.push(Piece::Formula(formula));
                    }
                    None => self.rich.add(&source(tex, true), Manner { code: true, ..manner }),
                },
                Inline::Link { href, children, .. } => {
                    self.rich.links.push(href.as_str().into());
                    let link = self.rich.links.len();
                    self.write(children, Manner { link, color: Some(ACCENT), ..manner });
                }
                Inline::Image { alt, host, src } => self.image(alt, host.as_deref(), src.as_deref()),
                Inline::FootnoteRef { number, .. } => {
                    self.rich.add(&number.to_string(), Manner { raised: true, color: Some(ACCENT), ..manner });
                }
                Inline::HardBreak => self.rich.add("\n", manner),
                Inline::SoftBreak => self.soft_break(),
            }
        }
    }

    /// A line end of the source is a space, but none between Chinese characters.
    fn soft_break(&mut self) {
        if !self.rich.is_empty() && !self.rich.text.chars().next_back().is_some_and(crate::fonts::is_chinese) {
            self.rich.add(" ", Manner::default());
        }
    }

    fn image(&mut self, alt: &str, host: Option<&str>, src: Option<&str>) {
        if let Some(src) = src {
            self.end_text();
            self.pieces.push(Piece::Picture { src: src.to_owned(), alt: alt.to_owned() });
            return;
        }
        let words = match host {
            Some(host) if alt.is_empty() => host.to_owned(),
            Some(host) => format!("{alt} ({host})"),
            None => alt.to_owned(),
        };
        self.rich.add(&words, faint());
    }
}

impl Rich {
    /// What stands in these bytes.
    pub(super) fn part(&self, range: Range<usize>) -> Self {
        let last = range.end >= self.text.len();
        let inside = |at: usize| at >= range.start && (at < range.end || last);
        Self {
            text: self.text.get(range.clone()).unwrap_or_default().to_owned(),
            spans: self
                .spans
                .iter()
                .filter(|(span, _)| span.start < range.end && span.end > range.start)
                .map(|(span, manner)| {
                    let start = span.start.max(range.start) - range.start;
                    (start..span.end.min(range.end) - range.start, *manner)
                })
                .collect(),
            formulas: self
                .formulas
                .iter()
                .filter(|(at, _)| inside(*at))
                .map(|(at, formula)| (at - range.start, formula.clone()))
                .collect(),
            links: self.links.clone(),
        }
    }
}
