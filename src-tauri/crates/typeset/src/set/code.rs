//! Code: every line as it is, in colour, long ones broken where the column ends.

use super::rich::{Manner, Rich};
use super::text::Look;
use super::{CODE, CODE_GROUND, INK, Setter};
use crate::code_paint::{is_painted, pieces};

impl Setter<'_> {
    pub(super) fn code(&mut self, language: Option<&str>, text: &str) {
        let mut painter = language.and_then(|language| self.paint.reader(language));
        let was = self.open_panel(CODE_GROUND, 9.0, 6.0);
        let mut look = Look::text(CODE, INK);
        look.code = true;
        look.leading = 1.42;
        for line in text.split('\n') {
            let line = line.trim_end_matches('\r');
            let tokens = match &mut painter {
                Some(painter) if is_painted(text, line) => painter.line(line),
                _ => Vec::new(),
            };
            let mut rich = Rich::default();
            for (piece, color) in pieces(line, &tokens) {
                rich.add(piece, Manner { color, ..Manner::default() });
            }
            self.lines(&rich, look);
        }
        self.close_panel(was, 6.0);
    }
}
