//! One whole event's lines to its name and data: the only file that touches eventsource-stream.
//!
//! Nearly every event of a stream is `data: …`, LF, LF, whole in one piece of input. Those are taken out
//! here by [`simple`]; everything else goes through the parser that knows the whole standard. A property
//! test of the reader compares both ways.

use std::convert::Infallible;

use eventsource_stream::EventStream;
use futures_util::{FutureExt, StreamExt, stream};
use memchr::memchr2;

use crate::guard::LINE_CAP;

/// An event with data. Events without data are nothing by the standard.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Event {
    /// `message` unless an `event:` line says otherwise.
    pub(crate) name: String,
    /// The `data:` lines, joined by LF.
    pub(crate) data: String,
}

/// Takes a whole event off the front of `input` if it is one `data:` line in valid UTF-8, ended by two
/// LF, and gives its data; else leaves `input` as it is.
pub(crate) fn simple<'a>(input: &mut &'a [u8]) -> Option<&'a str> {
    let rest = input.strip_prefix(b"data:")?;
    let end = memchr2(b'\n', b'\r', rest)?;
    let (line, tail) = rest.split_at_checked(end)?;
    let tail = tail.strip_prefix(b"\n\n")?;
    let line = line.strip_prefix(b" ").unwrap_or(line);
    let data = std::str::from_utf8(line).ok()?;
    if line.len() > LINE_CAP {
        return None;
    }
    *input = tail;
    Some(data)
}

/// Reads the lines of one event, as [`crate::guard::Guard`] hands them out. A parser for each event
/// costs three empty strings and means that no state, and no panic, carries over to the next.
pub(crate) fn decode(lines: &[u8]) -> Option<Event> {
    let whole = stream::iter([Ok::<_, Infallible>(lines)]);
    let event = EventStream::new(whole).next().now_or_never()??.ok()?;
    Some(Event { name: event.event, data: event.data })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(lines: &str) -> Option<String> {
        decode(lines.as_bytes()).map(|event| event.data)
    }

    #[test]
    fn one_optional_space_is_stripped_and_lines_are_joined() {
        assert_eq!(data("data: a\n\n").as_deref(), Some("a"));
        assert_eq!(data("data:a\n\n").as_deref(), Some("a"));
        assert_eq!(data("data:  a\n\n").as_deref(), Some(" a"));
        assert_eq!(data("data: a\ndata: b\n\n").as_deref(), Some("a\nb"));
        assert_eq!(
            decode(b"event: error\nid: 7\nretry: x\ndata: {}\n\n"),
            Some(Event { name: "error".into(), data: "{}".into() })
        );
    }

    #[test]
    fn only_an_event_that_is_whole_and_plain_takes_the_short_way() {
        let table: [(&[u8], Option<&str>, &[u8]); 9] = [
            (b"data: a\n\ndata: b\n\n", Some("a"), b"data: b\n\n"),
            (b"data:a\n\n", Some("a"), b""),
            (b"data: a\n", None, b"data: a\n"),
            (b"data: a\ndata: b\n\n", None, b"data: a\ndata: b\n\n"),
            (b"data: a\r\n\r\n", None, b"data: a\r\n\r\n"),
            (b"data: a", None, b"data: a"),
            (b": ping\n\n", None, b": ping\n\n"),
            (b"data: \xFF\n\n", None, b"data: \xFF\n\n"),
            (b"", None, b""),
        ];
        for (bytes, data, rest) in table {
            let mut input = bytes;
            assert_eq!((simple(&mut input), input), (data, rest));
        }
    }

    #[test]
    fn lines_that_are_no_data_give_no_event() {
        assert_eq!(data("upstream error: connection reset\n\n"), None);
        assert_eq!(data("event: ping\n\n"), None);
        assert_eq!(data("\u{0}\n\n"), None);
    }
}
