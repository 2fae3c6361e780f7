//! One block of code whose lines come one after the other.

use crate::class::{Run, trim};
use crate::grammar::Grammar;
use crate::language::{self, Language};
use crate::limits::Limits;
use crate::powershell::PowerShell;
use std::time::{Duration, Instant};

/// One block of code, read line by line.
#[derive(Debug)]
pub struct Code {
    reader: Reader,
    limits: Limits,
    lines: usize,
    spent: Duration,
}

#[derive(Debug)]
enum Reader {
    Grammar(Box<Grammar>),
    PowerShell(PowerShell),
    /// Gave up: the rest stays plain.
    Plain,
}

impl Code {
    /// A block in this language, named as people name it; `None` when it is unknown and the block stays plain.
    #[must_use]
    pub fn new(language: &str) -> Option<Self> {
        Self::within(language, Limits::default())
    }

    /// A block with limits of its own.
    #[must_use]
    pub fn within(language: &str, limits: Limits) -> Option<Self> {
        let reader = match language::find(language)? {
            Language::Grammar(syntax) => Reader::Grammar(Box::new(Grammar::new(syntax))),
            Language::PowerShell => Reader::PowerShell(PowerShell::default()),
        };
        Some(Self { reader, limits, lines: 0, spent: Duration::ZERO })
    }

    /// Reads the next line, given without its line end. No runs: the line is plain. What the runs do not reach is plain
    /// too.
    pub fn line(&mut self, line: &str) -> Vec<Run> {
        self.lines += 1;
        if self.lines > self.limits.lines || self.spent > self.limits.time {
            self.reader = Reader::Plain;
        }
        if line.len() > self.limits.line_chars && line.chars().count() > self.limits.line_chars {
            return Vec::new();
        }
        let begun = Instant::now();
        let runs = match &mut self.reader {
            Reader::Grammar(grammar) => grammar.line(line),
            Reader::PowerShell(lexer) => Some(lexer.line(line)),
            Reader::Plain => return Vec::new(),
        };
        self.spent += begun.elapsed();
        let Some(mut runs) = runs else {
            self.reader = Reader::Plain;
            return Vec::new();
        };
        trim(&mut runs);
        runs
    }
}
