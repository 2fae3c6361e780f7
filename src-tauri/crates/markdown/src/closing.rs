//! A growing text as it is shown: marks that wait for their other half are closed or held back.
//!
//! `**bold` is shown bold, `[text](https://exa` as its text, half a picture not at all. Only what
//! the parser left as plain text in the last stretch of inline content is looked at.

use std::ops::Range;

use crate::held;
use crate::span::{from, line_start, part, until};
use crate::structure::{Definitions, Structure};
use crate::survey::{Survey, veiled};
use crate::unicode::is_cjk;

/// A tail made ready for reading.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) text: String,
    /// Where the source's own text ends; closing marks follow.
    pub(crate) end: usize,
    /// Events of the parser over the tail.
    pub(crate) events: usize,
}

impl Shown {
    fn unchanged(text: &str) -> Self {
        Self { text: text.to_owned(), end: text.len(), events: 0 }
    }
}

/// Bytes a mark may wait for its other half; an older one is taken for text.
const PATIENCE: usize = 300;
/// The same for marks that are rarely meant as text: `**`, `` ` ``, an address in parentheses.
const LONG_PATIENCE: usize = 2_000;

/// What to show of `tail`, the open end of a growing text.
pub(crate) fn shown(tail: &str, known: &Definitions) -> Shown {
    let structure = Structure::of(tail, known);
    // A fence that opens in the last line may still get its language.
    let line = line_start(tail, tail.len());
    let opens_here = structure.fences.last().is_some_and(|fence| fence.start >= line);
    let text = held::decided(tail, structure.ends_verbatim && !opens_here);
    Shown { events: structure.events, ..close(text, known) }
}

fn close(text: &str, known: &Definitions) -> Shown {
    let survey = Survey::of(text, known, true, usize::MAX);
    // Marks beside wide punctuation are only told apart once that is veiled.
    let structure =
        if survey.flanks.is_empty() { survey.structure } else { Structure::of(&veiled(text, &survey.veils()), known) };
    let end = text.trim_end().len();
    let Some(leaf) = structure.leaves.last().filter(|leaf| leaf.end >= end) else {
        return Shown::unchanged(text);
    };
    let ends_with_line = structure.ends_in_heading || structure.last_cell.is_some();
    let over = from(text, end);
    let is_over = over.contains("\n\n") || (ends_with_line && over.contains('\n'));
    let is_open_formula = survey.formulas.last().is_some_and(|formula| !formula.closed);
    if structure.ends_verbatim || is_over || is_open_formula {
        return Shown::unchanged(text);
    }
    let start = structure.last_cell.unwrap_or(leaf.start);
    let skip: Vec<Range<usize>> = survey.formulas.into_iter().map(|formula| formula.range).collect();
    let mut marks = Marks::collect(text, &structure, start, &skip);
    marks.end = survey.open_inline.map_or(end, |open| open.min(end));
    marks.hold_code();
    marks.hold_brackets();
    marks.hold_entity();
    marks.hold_runs();
    marks.compose()
}

/// A run of one mark character that the parser left as text.
#[derive(Debug)]
struct Run {
    at: usize,
    mark: char,
    width: usize,
}

#[derive(Debug)]
struct Marks<'a> {
    text: &'a str,
    start: usize,
    /// Everything from here on is held back.
    end: usize,
    ticks: Option<Run>,
    runs: Vec<Run>,
    brackets: Vec<(usize, char)>,
    /// Bytes of single characters to leave out.
    dropped: Vec<usize>,
    closers: String,
}

impl<'a> Marks<'a> {
    fn collect(text: &'a str, structure: &Structure, start: usize, skip: &[Range<usize>]) -> Self {
        let mut marks = Self {
            text,
            start,
            end: text.len(),
            ticks: None,
            runs: Vec::new(),
            brackets: Vec::new(),
            dropped: Vec::new(),
            closers: String::new(),
        };
        let first = structure.texts.partition_point(|range| range.end <= start);
        for range in structure.texts.iter().skip(first) {
            for (offset, c) in part(text, range.clone()).char_indices() {
                let at = range.start + offset;
                if matches!(c, '*' | '_' | '~' | '`' | '[' | ']')
                    && at >= start
                    && !crate::span::holds(skip, at)
                    && !is_escaped(text, at)
                {
                    marks.note(at, c);
                }
            }
        }
        marks
    }

    fn note(&mut self, at: usize, c: char) {
        if matches!(c, '[' | ']') {
            self.brackets.push((at, c));
            return;
        }
        if c == '`' {
            match &mut self.ticks {
                Some(ticks) if ticks.at + ticks.width == at => ticks.width += 1,
                Some(_) => {}
                None => self.ticks = Some(Run { at, mark: c, width: 1 }),
            }
            return;
        }
        match self.runs.last_mut() {
            Some(run) if run.mark == c && run.at + run.width == at => run.width += 1,
            _ => self.runs.push(Run { at, mark: c, width: 1 }),
        }
    }

    fn before(&self, at: usize) -> Option<char> {
        part(self.text, self.start..at).chars().next_back()
    }

    fn cut(&mut self, at: usize) {
        self.end = self.end.min(at);
    }

    /// Code that waits for its closing backticks; what is inside has no other marks.
    fn hold_code(&mut self) {
        let Some(ticks) = self.ticks.take().filter(|ticks| ticks.at < self.end) else {
            return;
        };
        let inside = part(self.text, ticks.at + ticks.width..self.end);
        if inside.len() > LONG_PATIENCE {
            return;
        }
        let content = inside.trim_end_matches('`').trim_end();
        if content.is_empty() {
            self.cut(ticks.at);
        } else {
            self.cut(ticks.at + ticks.width + content.len());
            self.closers = "`".repeat(ticks.width);
            self.brackets.retain(|(at, _)| *at < ticks.at);
        }
        self.runs.retain(|run| run.at < ticks.at);
    }

    fn hold_brackets(&mut self) {
        let mut open: Vec<usize> = Vec::new();
        for (at, c) in std::mem::take(&mut self.brackets) {
            if at >= self.end {
                break;
            }
            if c == '[' {
                open.push(at);
            } else if let Some(opener) = open.pop() {
                self.hold_pair(opener, at);
            }
        }
        for opener in open {
            let glued = self.before(opener).is_some_and(|c| c.is_ascii_alphanumeric());
            if glued || opener >= self.end || self.end - opener > PATIENCE {
                continue;
            }
            if self.is_picture(opener) {
                self.cut(opener - 1);
            } else if from(self.text, opener + 1).starts_with('^') || opener + 1 == self.end {
                self.cut(opener);
            } else {
                self.dropped.push(opener);
            }
        }
    }

    /// `[text]` at the very end, or `[text](addr` without its end: a link to be.
    fn hold_pair(&mut self, opener: usize, closer: usize) {
        let glued = self.before(opener).is_some_and(|c| c.is_ascii_alphanumeric());
        let inside = part(self.text, opener + 1..closer);
        let after = part(self.text, closer + 1..self.end);
        let waits = match after.chars().next() {
            None => closer - opener <= PATIENCE && !glued && !inside.starts_with('^') && closer + 1 == self.text.len(),
            Some('(') => after.len() <= LONG_PATIENCE && !after.contains([')', '\n']),
            Some(_) => false,
        };
        if !waits {
            return;
        }
        if self.is_picture(opener) {
            self.cut(opener - 1);
        } else if opener == self.start && inside.chars().count() <= 1 {
            self.cut(opener);
        } else {
            self.dropped.push(opener);
            self.cut(closer);
        }
    }

    fn is_picture(&self, opener: usize) -> bool {
        opener > self.start && self.before(opener) == Some('!') && !is_escaped(self.text, opener - 1)
    }

    /// `&am`: perhaps `&amp;`. A lone backslash may escape what comes.
    fn hold_entity(&mut self) {
        if !self.closers.is_empty() {
            return;
        }
        let text = part(self.text, self.start..self.end);
        if text.ends_with('\\') && !is_escaped(self.text, self.end - 1) {
            self.cut(self.end - 1);
            return;
        }
        let word = text.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || c == '#');
        if word.ends_with('&') && text.len() - word.len() <= 10 {
            self.cut(self.start + word.len() - 1);
        }
    }

    fn hold_runs(&mut self) {
        let mut runs = std::mem::take(&mut self.runs);
        runs.retain(|run| run.at < self.end);
        if self.closers.is_empty() {
            // A mark with nothing after it is neither open nor closed yet.
            while let Some(run) = runs.last() {
                let rest = part(self.text, run.at + run.width..self.end);
                if !rest.trim().is_empty() {
                    break;
                }
                self.end = run.at;
                runs.pop();
            }
        }
        for run in runs.iter().rev() {
            if self.opens(run) {
                self.closers.extend(std::iter::repeat_n(run.mark, run.width));
            }
        }
    }

    fn opens(&self, run: &Run) -> bool {
        let after = from(self.text, run.at + run.width).chars().next();
        if run.width > 3 || after.is_none_or(char::is_whitespace) || (run.mark == '~' && run.width != 2) {
            return false;
        }
        let waited = self.end.saturating_sub(run.at);
        if waited > if run.width == 1 { PATIENCE } else { LONG_PATIENCE } {
            return false;
        }
        self.before(run.at).is_none_or(|c| {
            let in_word = c.is_alphanumeric() && (run.mark == '_' || run.width == 1 || !is_cjk(c));
            !in_word && !matches!(c, '\\')
        })
    }

    fn compose(mut self) -> Shown {
        self.dropped.retain(|at| *at < self.end);
        self.dropped.sort_unstable();
        let mut out = String::with_capacity(self.end + self.closers.len());
        let mut at = 0;
        for drop in &self.dropped {
            out.push_str(part(self.text, at..*drop));
            at = drop + 1;
        }
        out.push_str(part(self.text, at..self.end.max(at)));
        out.truncate(out.trim_end().len());
        let end = out.len();
        out.push_str(&self.closers);
        Shown { text: out, end, events: 0 }
    }
}

fn is_escaped(text: &str, at: usize) -> bool {
    until(text, at).bytes().rev().take_while(|b| *b == b'\\').count() % 2 == 1
}
