//! The values of a long JSON text out of a reader: one is in memory at a time, however long the file is.

use super::pieces::{Piece, Scan};
use std::borrow::Cow;
use std::io::Read;

/// Bytes that are read at once.
const CHUNK: usize = 256 << 10;

/// What a reader gave last.
pub(super) enum Next {
    /// A value, not yet parsed; whether some of its bytes were no text.
    Piece(Piece<'static>, bool),
    /// A value longer than a file may be; nothing after it is read.
    TooLarge,
    /// The reader failed; its words.
    Failed(String),
}

/// Elements of a list, or values one after another.
pub(super) struct Values<R> {
    from: R,
    held: Vec<u8>,
    /// Where in the file what is held begins.
    at: usize,
    in_list: Option<bool>,
    ended: bool,
    max_bytes: usize,
}

impl<R: Read> Values<R> {
    /// `from` begins with the text, behind any mark of its encoding.
    pub(super) const fn new(from: R, max_bytes: usize) -> Self {
        Self { from, held: Vec::new(), at: 0, in_list: None, ended: false, max_bytes }
    }

    /// Reads on; `false` at the end of the file.
    fn more(&mut self) -> std::io::Result<bool> {
        let before = self.held.len();
        let read = self.from.by_ref().take(CHUNK as u64).read_to_end(&mut self.held)?;
        self.ended |= read == 0;
        Ok(self.held.len() > before)
    }

    fn drop_first(&mut self, bytes: usize) {
        self.held.drain(..bytes);
        self.at += bytes;
    }

    fn try_next(&mut self) -> std::io::Result<Option<Next>> {
        loop {
            let blank = |byte: &u8| byte.is_ascii_whitespace() || (*byte == b',' && self.in_list.is_some());
            let skipped = self.held.iter().take_while(|byte| blank(byte)).count();
            self.drop_first(skipped);
            match (self.held.first(), self.in_list) {
                (None, _) => {
                    if !self.more()? {
                        return Ok(None);
                    }
                }
                (Some(first), None) => {
                    let list = *first == b'[';
                    self.in_list = Some(list);
                    self.drop_first(usize::from(list));
                }
                (Some(b']'), Some(true)) => {
                    self.ended = true;
                    self.held.clear();
                    return Ok(None);
                }
                (Some(_), Some(in_list)) => return self.value(in_list).map(Some),
            }
        }
    }

    fn value(&mut self, in_list: bool) -> std::io::Result<Next> {
        let mut scan = Scan::default();
        let (end, whole) = loop {
            if let Some(end) = scan.on(&self.held) {
                break (end, true);
            }
            if self.held.len() > self.max_bytes {
                self.held.clear();
                self.ended = true;
                return Ok(Next::TooLarge);
            }
            if !self.more()? {
                break (self.held.len(), scan.is_complete() || !in_list);
            }
        };
        let at = self.at;
        let rest = self.held.split_off(end.min(self.held.len()));
        let bytes = std::mem::replace(&mut self.held, rest);
        self.at += bytes.len();
        let text = String::from_utf8(bytes);
        let damaged = text.is_err();
        let text = text.unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        Ok(Next::Piece(Piece::new(Cow::Owned(text), at, whole), damaged))
    }
}

impl<R: Read> Iterator for Values<R> {
    type Item = Next;

    fn next(&mut self) -> Option<Next> {
        if self.ended && self.held.is_empty() {
            return None;
        }
        self.try_next().unwrap_or_else(|error| {
            self.ended = true;
            self.held.clear();
            Some(Next::Failed(error.to_string()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::pieces::Pieces;

    /// A reader that gives little at a time.
    struct Drops<'a>(&'a [u8], usize);

    impl Read for Drops<'_> {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            let count = self.1.min(into.len()).min(self.0.len());
            let (now, later) = self.0.split_at(count);
            into.iter_mut().zip(now).for_each(|(to, from)| *to = *from);
            self.0 = later;
            Ok(count)
        }
    }

    #[test]
    fn a_reader_gives_the_same_values_as_the_whole_text() {
        let deep = "[".repeat(300) + &"]".repeat(300);
        for text in [
            r#" [ {"a":"],\"{"}, {"深":"海"}, 3, "x" , {"b":2}] "#.to_owned(),
            "{\"a\":1}\n{\"b\":2}\n".to_owned(),
            format!("[{deep},{{}}]"),
            r#"[{"a":1},{"b":"and th"#.to_owned(),
            "{\"a\":[1,2".to_owned(),
            "[]".to_owned(),
            "{}x}]]".to_owned(),
            r#"[{"t":"\ud83d"}]"#.to_owned(),
        ] {
            let whole: Vec<_> = Pieces::of(&text).map(|piece| (piece.at(), piece.value())).collect();
            for step in [1, 7, 1 << 20] {
                let read: Vec<_> = Values::new(Drops(text.as_bytes(), step), 1 << 20)
                    .filter_map(|next| match next {
                        Next::Piece(piece, damaged) => {
                            assert!(!damaged);
                            Some((piece.at(), piece.value()))
                        }
                        Next::TooLarge | Next::Failed(_) => None,
                    })
                    .collect();
                assert_eq!(read, whole, "{text} by {step}");
            }
        }
    }

    #[test]
    fn a_value_without_an_end_is_given_up() {
        let text = format!("[\"{}", "x".repeat(1 << 20));
        let mut values = Values::new(text.as_bytes(), 1 << 16);
        assert!(matches!(values.next(), Some(Next::TooLarge)));
        assert!(values.next().is_none());
    }
}
