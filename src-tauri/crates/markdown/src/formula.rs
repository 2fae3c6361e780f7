//! Finds formulas in a source: `$ $`, `$$ $$`, `\( \)` and `\[ \]`.
//!
//! Inline formulas stay inside one stretch of inline content. A display formula that begins its
//! line may run over lines that would otherwise be lists or headings, and over blank lines when its
//! opener stands alone. Prices stay text.

use std::ops::Range;

use crate::caps::FORMULA_BYTES;
use crate::span::{enclosing, from, holds, line_end, part, until};
use crate::structure::Structure;
use crate::unicode::is_cjk;

/// A formula with its delimiters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Formula {
    pub(crate) range: Range<usize>,
    pub(crate) tex: String,
    pub(crate) display: bool,
    pub(crate) closed: bool,
}

/// The formulas of a source.
#[derive(Debug, Default)]
pub(crate) struct Formulas {
    pub(crate) found: Vec<Formula>,
    /// Where an inline formula begins that more text may still close. Only looked for in a growing text.
    pub(crate) open_inline: Option<usize>,
}

/// Whether there can be a formula at all; saves the search in most texts.
pub(crate) fn possible(text: &str) -> bool {
    text.contains('$') || text.contains("\\(") || text.contains("\\[")
}

/// Which formulas to look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Which {
    /// Display formulas of several lines, and the open one at the end.
    Tall,
    /// All of them.
    All,
}

/// Finds the formulas of `text`, at most `limit`. With `growing` an unclosed display formula at
/// the end counts as one, since the text that closes it is still to come.
pub(crate) fn find(text: &str, structure: &Structure, which: Which, growing: bool, limit: usize) -> Formulas {
    if !possible(text) {
        return Formulas::default();
    }
    Search::new(text, structure, growing).run(which, limit)
}

/// Blank lines one formula may hold.
const BLANK_LINES: usize = 64;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Dollar,
    Dollars,
    Paren,
    Bracket,
}

/// What a try to open a formula led to.
enum Outcome {
    Formula(Formula),
    /// More text may close it.
    Open,
    /// Text, whatever follows.
    No,
}

struct Search<'a> {
    text: &'a str,
    structure: &'a Structure,
    growing: bool,
    /// Positions of `$$`, of `\)`, of `\]`, unescaped: looked up instead of searched again, so that
    /// many openers without closers cost no more than one.
    dollars: Vec<usize>,
    parens: Vec<usize>,
    brackets: Vec<usize>,
    blank_lines: Vec<usize>,
    line_ends: Vec<usize>,
}

impl<'a> Search<'a> {
    fn new(text: &'a str, structure: &'a Structure, growing: bool) -> Self {
        let mut search = Self {
            text,
            structure,
            growing,
            dollars: Vec::new(),
            parens: Vec::new(),
            brackets: Vec::new(),
            blank_lines: Vec::new(),
            line_ends: Vec::new(),
        };
        search.index();
        search
    }

    fn index(&mut self) {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            let next = bytes.get(at + 1);
            match (byte, next) {
                (b'\\', Some(b')')) => self.parens.push(at),
                (b'\\', Some(b']')) => self.brackets.push(at),
                (b'$', Some(b'$')) => self.dollars.push(at),
                (b'\n', _) => {
                    self.line_ends.push(at);
                    let line = part(self.text, at + 1..line_end(self.text, at + 1));
                    if at + 1 < self.text.len() && line.trim_start_matches([' ', '\t', '>']).is_empty() {
                        self.blank_lines.push(at + 1);
                    }
                }
                _ => {}
            }
            at += match (byte, next) {
                (b'\\' | b'$', Some(b'$')) | (b'\\', Some(b'\\' | b')' | b']')) => 2,
                _ => 1,
            };
        }
    }

    fn run(&self, which: Which, limit: usize) -> Formulas {
        let mut out = Formulas::default();
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while out.found.len() < limit
            && let Some(offset) = from(self.text, at).find(['$', '\\'])
        {
            at += offset;
            let (outcome, width) = match (bytes.get(at), bytes.get(at + 1)) {
                (Some(b'\\'), Some(b'(')) if self.is_text(at + 1) => (self.inline(at, Kind::Paren), 2),
                (Some(b'\\'), Some(b'[')) if self.is_text(at + 1) => (self.display(at, Kind::Bracket), 2),
                (Some(b'\\'), Some(next)) if next.is_ascii_punctuation() && self.is_text(at + 1) => (Outcome::No, 2),
                (Some(b'$'), Some(b'$')) if self.is_text(at) => {
                    (self.display(at, Kind::Dollars), self.run_of_dollars(at))
                }
                (Some(b'$'), _) if self.is_text(at) => (self.inline(at, Kind::Dollar), 1),
                _ => (Outcome::No, 1),
            };
            match outcome {
                Outcome::Formula(formula) => {
                    at = formula.range.end;
                    let source = part(self.text, formula.range.clone());
                    let is_tall = formula.display && (source.contains('\n') || !formula.closed);
                    if which == Which::All || is_tall {
                        out.found.push(formula);
                    }
                }
                Outcome::Open if self.growing => {
                    if out.open_inline.is_none() {
                        out.open_inline = Some(at);
                    }
                    at += width;
                }
                Outcome::Open | Outcome::No => at += width,
            }
        }
        out
    }

    fn line_start(&self, at: usize) -> usize {
        let before = self.line_ends.partition_point(|end| *end < at);
        before.checked_sub(1).and_then(|index| self.line_ends.get(index)).map_or(0, |end| end + 1)
    }

    fn line_end(&self, at: usize) -> usize {
        next_at_or_after(&self.line_ends, at).unwrap_or(self.text.len())
    }

    fn is_text(&self, at: usize) -> bool {
        holds(&self.structure.texts, at)
    }

    fn run_of_dollars(&self, at: usize) -> usize {
        from(self.text, at).bytes().take_while(|b| *b == b'$').count()
    }

    /// The stretch of inline content around an opener. The parser drops the backslash of `\(`, so
    /// its stretch may begin one byte late.
    fn leaf(&self, at: usize) -> Option<Range<usize>> {
        enclosing(&self.structure.leaves, at).or_else(|| enclosing(&self.structure.leaves, at + 1)).cloned()
    }

    fn reaches_end(&self, leaf: &Range<usize>) -> bool {
        from(self.text, leaf.end).trim().is_empty() && !self.text.ends_with("\n\n")
    }

    fn inline(&self, at: usize, kind: Kind) -> Outcome {
        let Some(leaf) = self.leaf(at) else {
            return Outcome::No;
        };
        if kind == Kind::Dollar {
            return self.dollar(at, &leaf);
        }
        let close = next_at_or_after(&self.parens, at + 2).filter(|close| *close < leaf.end);
        let Some(close) = close.filter(|close| self.is_text(close + 1)) else {
            let near = self.text.len() - at < 600;
            return if close.is_none() && near && self.reaches_end(&leaf) { Outcome::Open } else { Outcome::No };
        };
        let tex = part(self.text, at + 2..close).trim();
        if tex.is_empty() || tex.len() > FORMULA_BYTES {
            return Outcome::No;
        }
        self.formula(at..close + 2, tex, false)
    }

    fn dollar(&self, at: usize, leaf: &Range<usize>) -> Outcome {
        let inside = part(self.text, at + 1..leaf.end);
        let next = inside.chars().next();
        let before = until(self.text, at).chars().next_back();
        let glued = before.is_some_and(|c| c.is_ascii_alphanumeric()) && next != Some('\\');
        if glued || next.is_none_or(char::is_whitespace) || self.is_in_address(at) {
            // A single `$` as the last thing on screen would vanish again with the next letter.
            let is_last = next.is_none() && !glued && from(self.text, at + 1).is_empty();
            return if is_last { Outcome::Open } else { Outcome::No };
        }
        let mut from_at = at + 1;
        let close = loop {
            let Some(offset) = part(self.text, from_at..leaf.end).find(['$', '\\']) else {
                break None;
            };
            let here = from_at + offset;
            if self.text.as_bytes().get(here) == Some(&b'\\') {
                from_at = here + 2;
            } else if self.is_text(here) {
                break Some(here);
            } else {
                from_at = here + 1;
            }
        };
        let Some(close) = close else {
            return if self.reaches_end(leaf) && may_become_formula(inside) { Outcome::Open } else { Outcome::No };
        };
        let tex = part(self.text, at + 1..close);
        let after = self.text.as_bytes().get(close + 1);
        let is_formula = !tex.ends_with(char::is_whitespace)
            && !after.is_some_and(|b| b.is_ascii_digit() || *b == b'$')
            && !is_price(tex)
            && !self.crosses_cells(at, tex)
            && tex.len() <= FORMULA_BYTES;
        if is_formula { self.formula(at..close + 1, tex, false) } else { Outcome::No }
    }

    /// `https://a.example/?x=$b&y=$c`: dollars of an address.
    fn is_in_address(&self, at: usize) -> bool {
        let before = until(self.text, at).chars().rev();
        let word: String = before.take(200).take_while(|c| !c.is_whitespace()).collect();
        word.contains("//:")
    }

    /// Two prices in two cells of a table row are no formula.
    fn crosses_cells(&self, at: usize, tex: &str) -> bool {
        if !tex.contains('|') {
            return false;
        }
        let line = from(self.text, self.line_start(at));
        tex.contains('\n') || (tex.contains(" | ") && line.trim_start_matches([' ', '\t', '>']).starts_with('|'))
    }

    fn display(&self, at: usize, kind: Kind) -> Outcome {
        let Some(leaf) = self.leaf(at) else {
            return Outcome::No;
        };
        let margin = part(self.text, self.line_start(at)..at);
        let begins_line =
            leaf.start == at || leaf.start == at + 1 || margin.trim_start_matches([' ', '\t', '>']).is_empty();
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
            });
        }
        Outcome::Open
    }

    /// How far a display formula that begins its line may reach.
    fn stop(&self, at: usize, alone: bool) -> usize {
        let mut stop = self.text.len().min(at + FORMULA_BYTES);
        let fences = &self.structure.fences;
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

    fn formula(&self, range: Range<usize>, tex: &str, display: bool) -> Outcome {
        debug_assert!(range.end <= self.text.len(), "a formula ends inside its text");
        Outcome::Formula(Formula { range, tex: tex.to_owned(), display, closed: true })
    }
}

fn next_at_or_after(positions: &[usize], at: usize) -> Option<usize> {
    positions.get(positions.partition_point(|position| *position < at)).copied()
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

/// `$5 and $`: begins with a number, goes on with words, and has nothing of a formula.
fn is_price(tex: &str) -> bool {
    if !tex.starts_with(|c: char| c.is_ascii_digit()) || has_formula_sign(tex) {
        return false;
    }
    let mut letters = 0;
    for c in tex.chars() {
        letters = if c.is_alphabetic() { letters + 1 } else { 0 };
        if letters >= 2 || is_cjk(c) || c == '|' || c == '\n' {
            return true;
        }
    }
    false
}

fn has_formula_sign(tex: &str) -> bool {
    tex.contains(['\\', '^', '_', '{', '}', '=', '<', '>', '+', '*'])
}

/// Whether text after a `$` should be held back until it is clear what it is.
fn may_become_formula(inside: &str) -> bool {
    if inside.contains('\n') || inside.contains(" | ") || inside.len() > 400 {
        return false;
    }
    if inside.starts_with(|c: char| c.is_ascii_digit()) {
        return inside.len() <= 2 || (inside.len() < 100 && has_formula_sign(inside));
    }
    has_formula_sign(inside) || inside.chars().count() <= 40
}

#[cfg(test)]
mod tests {
    use crate::structure::Definitions;
    use crate::survey::Survey;

    fn tex(text: &str) -> Vec<String> {
        let survey = Survey::of(text, &Definitions::new(), false, 100);
        survey.formulas.into_iter().map(|formula| formula.tex).collect()
    }

    #[test]
    fn each_delimiter_makes_a_formula() {
        for (text, formula) in [
            ("a $x_1$ b", "x_1"),
            ("a \\( x_1 \\) b", "x_1"),
            ("$$\nx\n$$", "x"),
            ("\\[\nx\n\\]", "x"),
            ("\\[ x = 1 \\]", "x = 1"),
            ("\u{8bbe}$x$\u{4e3a}", "x"),
            ("$2x$", "2x"),
            ("$5$", "5"),
            ("$\\$5$", "\\$5"),
            ("- a\n\n  $$\n  x\n\n  y\n  $$", "x\n\ny"),
            ("> $$\n> x\n> - y\n> $$", "x\n- y"),
            ("$$\na\n+ b\n- c\n$$", "a\n+ b\n- c"),
            ("| $|x|$ | b |\n|---|---|\n| 1 | 2 |", "|x|"),
            ("**$x$**", "x"),
        ] {
            assert_eq!(tex(text), [formula], "{text}");
        }
    }

    #[test]
    fn prices_code_and_addresses_stay_text() {
        for text in [
            "$5",
            "$5 and $10",
            "$5-$10",
            "US$5, US$6",
            "10$ or 20$",
            "from $5 to 10$",
            "$5 \u{5230} 10$",
            "| $5 | 10$ |\n|---|---|\n| $1 | 2$ |",
            "`$x$`",
            "``` \n$x$\n```",
            "    $x$",
            "https://a.example/?x=$b&y=$c",
            "[a](https://b.example/$x$)",
            "\\$x$",
            "$ x $",
            "$$ ",
            "\\\\(x\\\\)",
            "a\\[0\\]",
            "\\[a\\](b)",
            "$x\n\ny$",
            "- $5\n- x$",
        ] {
            assert_eq!(tex(text), [""; 0], "{text}");
        }
    }
}
