//! Formulas that stand alone, often over several lines.

use super::Formula;
use super::search::{Kind, Outcome, Search};
use crate::caps::FORMULA_BYTES;
use crate::span::{from, part};
use crate::unicode::is_cjk;

/// Blank lines one formula may hold.
const BLANK_LINES: usize = 64;

impl Search<'_> {
    pub(super) fn display(&self, at: usize, kind: Kind) -> Outcome {
        let Some(leaf) = self.leaf(at) else {
            return Outcome::No;
        };
        let margin = part(self.text, self.line_start(at)..at);
        let begins_line = self.begins_line(at);
        let line_end = self.line_end(at);
        let alone = part(self.text, at + 2..line_end).trim_start().is_empty();
        if kind == Kind::Bracket && margin.ends_with(|c: char| c.is_ascii_alphanumeric()) {
            return Outcome::No;
        }
        let stop = if begins_line { self.stop(at, alone) } else { leaf.end };
        let closers = if kind == Kind::Dollars { &self.dollars } else { &self.brackets };
        let first = closers.partition_point(|close| *close < at + 2);
        for close in closers.iter().skip(first).take(8).copied().take_while(|close| *close < stop) {
            if !begins_line && !self.is_text(close + 1) {
                continue;
            }
            let tex = part(self.text, at + 2..close);
            let after = part(self.text, close + 2..self.line_end(close));
            let leads_on = kind == Kind::Bracket && after.starts_with(['(', '[']);
            // A formula of several lines ends with its line.
            let goes_on = || {
                let mut rest = after.chars().take(200);
                rest.any(|c| !(c.is_whitespace() || c.is_ascii_punctuation() || is_cjk(c)))
            };
            let is_empty = tex.chars().all(|c| c.is_whitespace() || c == '$');
            if is_empty || leads_on || (tex.contains('\n') && goes_on()) {
                continue;
            }
            return self.formula(at..close + 2, &stripped(tex, margin), true);
        }
        let may_grow = self.growing && stop >= self.text.len() && self.text.len() - at < FORMULA_BYTES;
        if !may_grow || (!begins_line && !self.reaches_end(&leaf)) {
            return Outcome::No;
        }
        let tex = from(self.text, at + 2).trim_end_matches(['$', '\\']).trim_end_matches('\n');
        if begins_line && !tex.trim().is_empty() {
            return Outcome::Formula(Formula {
                range: at..self.text.len(),
                tex: stripped(tex, margin),
                display: true,
                closed: false,
                tall: true,
            });
        }
        Outcome::Open
    }

    /// Nothing of the running text is before an opener in its line.
    pub(super) fn begins_line(&self, at: usize) -> bool {
        let margin = part(self.text, self.line_start(at)..at);
        self.leaf(at).is_some_and(|leaf| leaf.start == at || leaf.start == at + 1)
            || margin.trim_start_matches([' ', '\t', '>']).is_empty()
    }

    /// How far a display formula that begins its line may reach.
    fn stop(&self, at: usize, alone: bool) -> usize {
        let mut stop = self.text.len().min(at + FORMULA_BYTES);
        let fences = &self.reading.structure.fences;
        if let Some(fence) = fences.get(fences.partition_point(|fence| fence.start <= at)) {
            stop = stop.min(fence.start);
        }
        let first = self.blank_lines.partition_point(|line| *line <= at);
        let blank = self.blank_lines.iter().skip(first).copied().take_while(|line| *line < stop);
        for (crossed, line) in blank.enumerate() {
            let next = from(self.text, self.line_end(line) + 1);
            let heading = next.trim_start_matches('#');
            let is_heading = heading.len() < next.len() && heading.starts_with(' ');
            if !alone || is_heading || crossed >= BLANK_LINES {
                return line;
            }
        }
        stop
    }
}

/// Without the quotation marks and the indent of the lines in a container.
fn stripped(tex: &str, margin: &str) -> String {
    let quotes = margin.bytes().filter(|b| *b == b'>').count();
    let mut lines = tex.lines();
    let mut out = String::with_capacity(tex.len());
    out.push_str(lines.next().unwrap_or(""));
    for line in lines {
        out.push('\n');
        let mut line = line.trim_start();
        for _ in 0..quotes {
            line = line.strip_prefix('>').unwrap_or(line).trim_start();
        }
        out.push_str(line);
    }
    out.trim().to_owned()
}
