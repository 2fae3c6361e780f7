//! Stands between hostile bytes and the event parser: whole lines only, valid UTF-8, bounded memory.
//!
//! eventsource-stream 0.2.3 panics when a piece begins with a byte order mark, stops for ever at bad
//! UTF-8, reads an unfinished line again from its start for every piece that arrives, and knows no
//! limit. So it never sees the network: it is handed one whole event at a time.

use memchr::memchr2;

/// The longest line. One event is one line here, and the largest real ones are far below 1 MiB.
pub(crate) const LINE_CAP: usize = 2 << 20;
/// The largest event, for answers that spread one over many `data:` lines.
pub(crate) const EVENT_CAP: usize = 4 << 20;
/// Buffers that once held more than this are given back.
const KEPT_CAPACITY: usize = 64 << 10;
const BOM: &[u8] = &[0xEF, 0xBB, 0xBF];

/// What the guard lets through.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Frame<'a> {
    /// A comment line: the server is alive.
    Comment,
    /// The lines of one event, LF-ended, with the blank line that closes it.
    Event(&'a [u8]),
}

/// A line or an event passed its cap, in bytes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Overflow(pub(crate) usize);

/// Cuts bytes into frames. The same bytes give the same frames however they are split.
#[derive(Debug, Default)]
pub(crate) struct Guard {
    /// The beginning of a line whose end has not come.
    line: Vec<u8>,
    /// The whole lines of the event that is being collected.
    event: Vec<u8>,
    /// `event` was handed out and is to be emptied.
    handed_out: bool,
    /// The last line ended with CR: an LF that follows belongs to it.
    after_cr: bool,
}

impl Guard {
    /// Whether the next byte begins an event: nothing is held that belongs before it.
    pub(crate) fn is_between_events(&self) -> bool {
        self.line.is_empty() && (self.event.is_empty() || self.handed_out) && !self.after_cr
    }

    /// Takes bytes off `input` until a frame is whole; `None` when `input` is used up.
    ///
    /// # Errors
    /// [`Overflow`] when a cap is passed; the guard is of no use afterwards.
    pub(crate) fn next(&mut self, input: &mut &[u8]) -> Result<Option<Frame<'_>>, Overflow> {
        if std::mem::take(&mut self.handed_out) {
            self.event.clear();
            self.event.shrink_to(KEPT_CAPACITY);
        }
        loop {
            if self.after_cr && !input.is_empty() {
                self.after_cr = false;
                *input = input.strip_prefix(b"\n").unwrap_or(input);
            }
            let Some((head, ending, rest)) = split_line(input) else {
                if self.line.len() + input.len() > LINE_CAP {
                    return Err(Overflow(LINE_CAP));
                }
                self.line.extend_from_slice(input);
                *input = &[];
                return Ok(None);
            };
            *input = rest;
            self.after_cr = ending == b'\r';
            if self.line.len() + head.len() > LINE_CAP {
                return Err(Overflow(LINE_CAP));
            }
            let kind = if self.line.is_empty() {
                take_line(&mut self.event, head)?
            } else {
                self.line.extend_from_slice(head);
                let kind = take_line(&mut self.event, &self.line)?;
                self.line.clear();
                self.line.shrink_to(KEPT_CAPACITY);
                kind
            };
            match kind {
                Line::Comment => return Ok(Some(Frame::Comment)),
                Line::Blank if !self.event.is_empty() => {
                    self.event.push(b'\n');
                    self.handed_out = true;
                    return Ok(Some(Frame::Event(&self.event)));
                }
                Line::Blank | Line::Field => {}
            }
        }
    }
}

enum Line {
    Blank,
    Comment,
    Field,
}

/// Head, line ending and rest; `None` while no line ending has come.
fn split_line(input: &[u8]) -> Option<(&[u8], u8, &[u8])> {
    let (head, tail) = input.split_at_checked(memchr2(b'\n', b'\r', input)?)?;
    let (ending, rest) = tail.split_first()?;
    Some((head, *ending, rest))
}

/// Adds a whole line to the event, bad UTF-8 made U+FFFD.
fn take_line(event: &mut Vec<u8>, line: &[u8]) -> Result<Line, Overflow> {
    // A mark may also stand in the middle, where a proxy glued two bodies together.
    let line = line.strip_prefix(BOM).unwrap_or(line);
    match line.first() {
        None => return Ok(Line::Blank),
        Some(b':') => return Ok(Line::Comment),
        Some(_) => {}
    }
    if event.len() + line.len() > EVENT_CAP {
        return Err(Overflow(EVENT_CAP));
    }
    event.extend_from_slice(String::from_utf8_lossy(line).as_bytes());
    event.push(b'\n');
    Ok(Line::Field)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Frames of `pieces` given one after the other; comments as `:`.
    fn frames(pieces: &[&[u8]]) -> Vec<String> {
        let mut guard = Guard::default();
        let mut out = Vec::new();
        for piece in pieces {
            let mut input = *piece;
            while let Some(frame) = guard.next(&mut input).unwrap() {
                out.push(match frame {
                    Frame::Comment => ":".to_owned(),
                    Frame::Event(bytes) => String::from_utf8(bytes.to_vec()).unwrap(),
                });
            }
        }
        out
    }

    #[test]
    fn every_line_ending_and_a_byte_order_mark_give_the_same_frames() {
        let wanted = vec!["data: a\ndata: b\n\n".to_owned(), ":".to_owned(), "data: c\n\n".to_owned()];
        for ending in ["\n", "\r\n", "\r"] {
            let body = "\u{FEFF}data: a|data: b||: ping||data: c||data: unfinished|".replace('|', ending);
            assert_eq!(frames(&[body.as_bytes()]), wanted, "{ending:?} whole");
            let bytes: Vec<&[u8]> = body.as_bytes().chunks(1).collect();
            assert_eq!(frames(&bytes), wanted, "{ending:?} byte by byte");
        }
    }

    #[test]
    fn bad_utf8_becomes_replacement_characters_and_nothing_after_it_is_lost() {
        assert_eq!(frames(&[b"data: \xFFx\n\ndata: y\n\n"]), ["data: \u{FFFD}x\n\n", "data: y\n\n"]);
        assert_eq!(frames(&[b"data: \xE4\xBD", b"\xA0\n\n"]), ["data: 你\n\n"], "a split character is whole again");
    }

    #[test]
    fn an_endless_line_and_an_endless_event_end_in_an_error() {
        let mut guard = Guard::default();
        let piece = vec![b'x'; 64 << 10];
        let failed = (0..64).any(|_| guard.next(&mut piece.as_slice()) == Err(Overflow(LINE_CAP)));
        assert!(failed && guard.line.len() <= LINE_CAP);

        let mut guard = Guard::default();
        let mut line = b"data: ".to_vec();
        line.extend(vec![b'x'; 64 << 10]);
        line.push(b'\n');
        let failed = (0..128).any(|_| guard.next(&mut line.as_slice()) == Err(Overflow(EVENT_CAP)));
        assert!(failed && guard.event.len() <= EVENT_CAP);
    }
}
