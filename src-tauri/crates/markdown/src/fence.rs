//! Fenced code that is still open at the end of a growing text: its lines are appended, not parsed.

use crate::build::language;
use crate::span::{from, line_end, part};
use crate::unicode::visible_code;

/// An open fence at the outermost level, without indent.
#[derive(Debug)]
pub(crate) struct Fence {
    mark: char,
    width: usize,
    pub(crate) language: Option<String>,
    /// Where the first line begins that is not wholly read.
    line: usize,
    /// Bytes of that line already handed out.
    given: usize,
    is_first: bool,
}

/// What a look at new text gave.
#[derive(Debug)]
pub(crate) struct Growth {
    /// Code to append.
    pub(crate) text: String,
    /// Where the line after the closing fence begins, once it has come.
    pub(crate) closed_at: Option<usize>,
}

impl Fence {
    /// The fence that opens in the line at `start`, which must be complete.
    pub(crate) fn opening(text: &str, start: usize) -> Option<Self> {
        let end = line_end(text, start);
        if end >= text.len() {
            return None;
        }
        let line = part(text, start..end);
        let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let info = line.trim_start_matches(mark);
        let width = line.len() - info.len();
        let is_fence = width >= 3 && !(mark == '`' && info.contains('`'));
        // Escapes and entities in an info string are the parser's business.
        let is_plain = !info.contains(['\\', '&']);
        (is_fence && is_plain).then(|| Self {
            mark,
            width,
            language: language(info),
            line: end + 1,
            given: 0,
            is_first: true,
        })
    }

    /// Reads what came since the last time.
    pub(crate) fn grow(&mut self, text: &str) -> Growth {
        let mut out = String::new();
        loop {
            let end = line_end(text, self.line);
            let line = part(text, self.line..end);
            let is_complete = end < text.len();
            if is_complete && self.closes(line) {
                return Growth { text: visible_code(&out).into_owned(), closed_at: Some(end + 1) };
            }
            if is_complete || !self.may_close(line) {
                if self.given == 0 && !self.is_first && (is_complete || !line.is_empty()) {
                    out.push('\n');
                }
                out.push_str(from(line, self.given));
                self.given = line.len();
            }
            if !is_complete {
                return Growth { text: visible_code(&out).into_owned(), closed_at: None };
            }
            self.line = end + 1;
            self.given = 0;
            self.is_first = false;
        }
    }

    fn closes(&self, line: &str) -> bool {
        let rest = line.trim_start_matches(' ');
        let indent = line.len() - rest.len();
        let after = rest.trim_start_matches(self.mark);
        indent <= 3 && rest.len() - after.len() >= self.width && after.trim_matches([' ', '\t']).is_empty()
    }

    /// Half a line that may still become the closing fence, or is nothing to see yet.
    fn may_close(&self, line: &str) -> bool {
        let marks = line.trim_matches([' ', '\t']);
        marks.chars().all(|c| c == self.mark) && self.given == 0
    }
}
