//! The one painter of code: the grammars of the window, for exports and for `hadal render`.

use hadal_highlight::{Code, Run};
use hadal_markdown::{LinePainter, Paint};

/// Knows the languages that the window knows.
#[derive(Debug, Clone, Copy, Default)]
pub struct Grammars;

impl Paint for Grammars {
    fn reader(&self, language: &str) -> Option<Box<dyn LinePainter>> {
        Some(Box::new(Lines(Code::new(language)?)))
    }
}

struct Lines(Code);

impl LinePainter for Lines {
    fn line(&mut self, line: &str) -> Vec<(&'static str, usize)> {
        self.0.line(line).into_iter().map(|Run(class, units)| (class.name(), units as usize)).collect()
    }
}
