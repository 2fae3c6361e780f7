//! Standard output: a reader may leave early, and a terminal takes some characters as orders.

use std::borrow::Cow;
use std::io::{IsTerminal, Write};

/// Standard output for what models and people wrote.
pub(crate) struct Output {
    terminal: bool,
    /// The reader closed the pipe (`| head`): it has seen enough.
    closed: bool,
}

impl Output {
    pub(crate) fn new() -> Self {
        Self { terminal: std::io::stdout().is_terminal(), closed: false }
    }

    /// Prints at once; `false` when nobody reads any more.
    pub(crate) fn print(&mut self, text: &str) -> bool {
        if !self.closed {
            let text = if self.terminal { harmless(text) } else { Cow::Borrowed(text) };
            let mut out = std::io::stdout().lock();
            self.closed = out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_err();
        }
        !self.closed
    }

    /// Writes a file to where it was sent; into a terminal only what is text.
    ///
    /// # Errors
    /// It is no text, and standard output is a terminal.
    pub(crate) fn bytes(&mut self, content: &[u8]) -> Result<bool, NoText> {
        if self.terminal {
            return Ok(self.print(std::str::from_utf8(content).map_err(|_| NoText)?));
        }
        if !self.closed {
            let mut out = std::io::stdout().lock();
            self.closed = out.write_all(content).and_then(|()| out.flush()).is_err();
        }
        Ok(!self.closed)
    }

    /// Prints with a line end.
    pub(crate) fn line(&mut self, text: &str) -> bool {
        self.print(&format!("{text}\n"))
    }
}

/// What was to be printed is for programs and not for the eye.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NoText;

/// Without the characters that make a terminal move, hide or send something.
fn harmless(text: &str) -> Cow<'_, str> {
    let order = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if text.contains(order) {
        text.chars().map(|c| if order(c) { '\u{fffd}' } else { c }).collect::<String>().into()
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_is_given_text_and_nothing_else() {
        let mut output = Output { terminal: true, closed: true };
        assert_eq!(output.bytes(b"%PDF-1.7\n\xe2\xe3"), Err(NoText));
        assert_eq!(output.bytes("深".as_bytes()), Ok(false));
        let mut output = Output { terminal: false, closed: true };
        assert_eq!(output.bytes(b"%PDF-1.7\n\xe2\xe3"), Ok(false), "a pipe takes everything");
    }

    #[test]
    fn orders_to_the_terminal_are_not_passed_on() {
        assert_eq!(harmless("a\u{1b}[2Jb\u{7}\u{9b}c\r"), "a\u{fffd}[2Jb\u{fffd}\u{fffd}c\u{fffd}");
        assert!(matches!(harmless("plain\n\ttext 深"), Cow::Borrowed(_)));
    }
}
