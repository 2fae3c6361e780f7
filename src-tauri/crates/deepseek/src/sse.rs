//! One whole event's lines to its name and data: the only file that touches eventsource-stream.

use std::convert::Infallible;

use eventsource_stream::EventStream;
use futures_util::{FutureExt, StreamExt, stream};

/// An event with data. Events without data are nothing by the standard.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Event {
    /// `message` unless an `event:` line says otherwise.
    pub(crate) name: String,
    /// The `data:` lines, joined by LF.
    pub(crate) data: String,
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
    fn lines_that_are_no_data_give_no_event() {
        assert_eq!(data("upstream error: connection reset\n\n"), None);
        assert_eq!(data("event: ping\n\n"), None);
        assert_eq!(data("\u{0}\n\n"), None);
    }
}
