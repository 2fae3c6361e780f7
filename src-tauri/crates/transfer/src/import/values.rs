//! The values of a long JSON text out of a reader: elements of its list, or values one after another.
//!
//! One is in memory at a time, however long the file is, and each is parsed by itself: one that is broken, too deep or
//! cut off loses nothing but itself.

use super::piece::{Piece, Scan};
use std::borrow::Cow;
use std::io::Read;

/// Bytes that are read at once.
const CHUNK: usize = 256 << 10;

/// What a reader gave last.
pub(super) enum Next<'a> {
    /// A value, not yet parsed; whether some of its bytes were no text.
    Piece(Piece<'a>, bool),
    /// A value longer than a file may be; nothing after it is read.
    TooLarge,
    /// The reader failed; its words.
    Failed(String),
}

/// Where the next value ends.
enum Found {
    Value { end: usize, whole: bool },
    TooLarge,
    Nothing,
}

/// Elements of a list, or values one after another.
pub(super) struct Values<R> {
    from: R,
    held: Vec<u8>,
    /// Where in what is held the next value is looked for. What stands before it is dropped when more is read: once a
    /// chunk and not once a value, of which a chunk may have a hundred thousand.
    next: usize,
    /// Where in the file what is held begins.
    at: usize,
    in_list: Option<bool>,
    ended: bool,
    max_bytes: usize,
}

impl<R: Read> Values<R> {
    /// `from` begins with the text, behind any mark of its encoding.
    pub(super) const fn new(from: R, max_bytes: usize) -> Self {
        Self { from, held: Vec::new(), next: 0, at: 0, in_list: None, ended: false, max_bytes }
    }

    /// The next value; `None` after the last.
    pub(super) fn next(&mut self) -> Option<Next<'_>> {
        match self.find() {
            Ok(Found::Value { end, whole }) => {
                let (from, at) = (self.next, self.at + self.next);
                self.next = end;
                let text = String::from_utf8_lossy(self.held.get(from..end).unwrap_or_default());
                let damaged = matches!(text, Cow::Owned(_));
                Some(Next::Piece(Piece::new(text, at, whole), damaged))
            }
            Ok(Found::Nothing) => {
                self.end();
                None
            }
            Ok(Found::TooLarge) => {
                self.end();
                Some(Next::TooLarge)
            }
            Err(error) => {
                self.end();
                Some(Next::Failed(error.to_string()))
            }
        }
    }

    fn end(&mut self) {
        self.ended = true;
        self.held = Vec::new();
        self.next = 0;
    }

    /// What was not yet given.
    fn rest(&self) -> &[u8] {
        self.held.get(self.next..).unwrap_or_default()
    }

    /// Reads on; `false` at the end of the file.
    fn more(&mut self) -> std::io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        self.held.drain(..self.next);
        self.at += self.next;
        self.next = 0;
        let read = self.from.by_ref().take(CHUNK as u64).read_to_end(&mut self.held)?;
        self.ended = read == 0;
        Ok(read > 0)
    }

    /// Goes to where the next value begins and looks for its end.
    fn find(&mut self) -> std::io::Result<Found> {
        loop {
            let between = |byte: &u8| byte.is_ascii_whitespace() || (*byte == b',' && self.in_list.is_some());
            self.next += self.rest().iter().take_while(|byte| between(byte)).count();
            match (self.rest().first(), self.in_list) {
                (None, _) => {
                    if !self.more()? {
                        return Ok(Found::Nothing);
                    }
                }
                (Some(first), None) => {
                    let list = *first == b'[';
                    self.in_list = Some(list);
                    self.next += usize::from(list);
                }
                (Some(b']'), Some(true)) => return Ok(Found::Nothing),
                (Some(_), Some(in_list)) => return self.value(in_list),
            }
        }
    }

    fn value(&mut self, in_list: bool) -> std::io::Result<Found> {
        let mut scan = Scan::default();
        loop {
            if let Some(len) = scan.on(self.rest()) {
                return Ok(Found::Value { end: self.next + len, whole: true });
            }
            if self.rest().len() > self.max_bytes {
                return Ok(Found::TooLarge);
            }
            if !self.more()? {
                return Ok(Found::Value { end: self.held.len(), whole: scan.is_complete() || !in_list });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Reason;
    use serde_json::Value;

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

    /// All values with their places, read so many bytes at a time.
    fn read(text: &str, step: usize) -> Vec<(usize, Result<Value, Reason>)> {
        let mut values = Values::new(Drops(text.as_bytes(), step), 1 << 20);
        let mut all = Vec::new();
        while let Some(next) = values.next() {
            let Next::Piece(piece, damaged) = next else { break };
            assert!(!damaged);
            all.push((piece.at(), piece.value()));
        }
        all
    }

    fn values(text: &str) -> Vec<Result<Value, Reason>> {
        let all = read(text, 1 << 20);
        for step in [1, 7] {
            assert_eq!(read(text, step), all, "{text} by {step}");
        }
        all.into_iter().map(|(_, value)| value).collect()
    }

    #[test]
    fn places_are_those_of_the_file_however_little_is_read_at_a_time() {
        for step in [1, 3, 1 << 20] {
            let at: Vec<usize> =
                read(r#" [ {"a":"],\"{"}, {"深":"海"}, 3, "x" , {"b":2}] "#, step).iter().map(|(at, _)| *at).collect();
            assert_eq!(at, [3, 18, 33, 36, 42], "by {step}");
        }
    }

    #[test]
    fn a_broken_element_loses_only_itself() {
        let deep = "[".repeat(500) + &"]".repeat(500);
        let found = values(&format!(r#" [ {{"a":"],\"{{"}}, {deep}, {{"n":1e999}}, "x" , {{"b":2}}]"#));
        assert_eq!(found.len(), 5);
        assert!(found.first().is_some_and(Result::is_ok) && found.last().is_some_and(Result::is_ok));
        assert!(matches!(found.get(1), Some(Err(Reason::Broken(_)))));
        assert!(matches!(found.get(2), Some(Err(Reason::Broken(_)))));
    }

    #[test]
    fn a_list_that_is_cut_off_keeps_what_came_before() {
        let found = values(r#"[{"a":1},{"b":"and th"#);
        assert_eq!(found.len(), 2);
        assert!(found.first().is_some_and(Result::is_ok));
        assert_eq!(found.get(1), Some(&Err(Reason::CutOff)));
        assert!(matches!(values("{\"a\":[1,2")[..], [Err(Reason::Broken(_))]), "what is no list may end anywhere");
    }

    #[test]
    fn lines_of_values_are_read_like_a_list() {
        assert_eq!(values("{\"a\":1}\n{\"b\":2}\n").len(), 2);
        assert!(values("{}x}]]").len() < 9, "stray marks end");
        assert!(values("[]").is_empty() && values("").is_empty());
    }

    #[test]
    fn half_a_surrogate_pair_becomes_a_mark() {
        let found = values(r#"[{"t":"a\ud83d \\ud83d \ud83d\udc1f"}]"#);
        let text = found.first().and_then(|value| value.as_ref().ok()).and_then(|value| value.get("t").cloned());
        assert_eq!(text, Some(Value::from("a\u{fffd} \\ud83d 🐟")));
    }

    #[test]
    fn a_value_without_an_end_is_given_up() {
        let text = format!("[\"{}", "x".repeat(1 << 20));
        let mut values = Values::new(text.as_bytes(), 1 << 16);
        assert!(matches!(values.next(), Some(Next::TooLarge)));
        assert!(values.next().is_none());
    }

    #[test]
    fn what_a_chunk_holds_is_moved_once_a_chunk_and_not_once_a_value() {
        let text = format!("[{}1]", "1,".repeat(CHUNK));
        let mut values = Values::new(text.as_bytes(), 1 << 20);
        let (mut count, mut moves, mut before) = (0, 0, values.at);
        while values.next().is_some() {
            count += 1;
            moves += usize::from(values.at != before);
            before = values.at;
        }
        assert_eq!(count, CHUNK + 1);
        assert!(moves < 8, "{moves}");
    }
}
