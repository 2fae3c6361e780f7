//! Whether a growing Markdown text is inside a code fence.

/// Whether a code fence (three backticks at the start of a line) is open.
#[derive(Debug, Default)]
pub(crate) struct Fence {
    open: bool,
    ticks: u8,
    past_line_start: bool,
}

impl Fence {
    pub(crate) fn is_open(&self) -> bool {
        self.open
    }

    pub(crate) fn push(&mut self, c: char) {
        match c {
            '\n' => {
                self.ticks = 0;
                self.past_line_start = false;
            }
            '`' if !self.past_line_start => {
                self.ticks += 1;
                if self.ticks == 3 {
                    self.open = !self.open;
                    self.past_line_start = true;
                }
            }
            ' ' if self.ticks == 0 => {}
            _ => self.past_line_start = true,
        }
    }

    pub(crate) fn push_all(&mut self, text: &str) {
        // Without a tick, only the last line end matters.
        if memchr::memchr(b'`', text.as_bytes()).is_some() {
            text.chars().for_each(|c| self.push(c));
            return;
        }
        let line = match memchr::memrchr(b'\n', text.as_bytes()) {
            Some(end) => {
                self.push('\n');
                text.get(end + 1..).unwrap_or_default()
            }
            None => text,
        };
        if !self.past_line_start {
            line.chars().for_each(|c| self.push(c));
        }
    }
}
