//! Elements, attributes and text, escaped where they are written.

/// Bytes after which nothing more is begun.
const OUTPUT_BYTES: usize = 16 << 20;
/// Bytes after which code stays plain: colours may take thirty times as much as the code.
const PAINTED_BYTES: usize = 8 << 20;

/// HTML while it is written.
#[derive(Debug)]
pub(super) struct Writer {
    out: String,
    was_cut: bool,
}

impl Writer {
    pub(super) fn new() -> Self {
        Self { out: String::new(), was_cut: false }
    }

    /// Something of this size may still be begun; if not, it is noted that something was left out.
    pub(super) fn has_room(&mut self, bytes: usize) -> bool {
        let fits = self.out.len().saturating_add(bytes) < OUTPUT_BYTES;
        self.was_cut |= !fits;
        fits
    }

    pub(super) fn may_paint(&self) -> bool {
        self.out.len() < PAINTED_BYTES
    }

    /// Opens an element. Names are ours alone, values may come from a text.
    pub(super) fn open(&mut self, name: &'static str, attributes: &[(&'static str, &str)]) {
        self.out.push('<');
        self.out.push_str(name);
        for (key, value) in attributes {
            self.out.push(' ');
            self.out.push_str(key);
            self.out.push_str("=\"");
            self.text(value);
            self.out.push('"');
        }
        self.out.push('>');
    }

    pub(super) fn close(&mut self, name: &'static str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    /// Between blocks, for whoever reads the source.
    pub(super) fn line_end(&mut self) {
        self.out.push('\n');
    }

    /// Text, escaped for elements and attributes alike.
    pub(super) fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' => self.out.push_str("&quot;"),
                '\'' => self.out.push_str("&#39;"),
                c => self.out.push(c),
            }
        }
    }

    pub(super) fn finish(mut self) -> String {
        if self.was_cut {
            self.out.push_str("<p>\u{2026}</p>\n");
        }
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_become_endless_is_cut_and_says_so() {
        let mut out = Writer::new();
        while out.has_room(1 << 20) {
            out.text(&"x".repeat(1 << 20));
        }
        let page = out.finish();
        assert!(page.len() < OUTPUT_BYTES + 100 && page.ends_with("<p>\u{2026}</p>\n"));
    }
}
