//! Looking at pieces of a text without ever panicking on a bad range.

use std::ops::Range;

/// The text in `range`; empty when the range does not fit.
pub(crate) fn part(text: &str, range: Range<usize>) -> &str {
    text.get(range).unwrap_or("")
}

/// The text from `start` on.
pub(crate) fn from(text: &str, start: usize) -> &str {
    text.get(start..).unwrap_or("")
}

/// The text before `end`.
pub(crate) fn until(text: &str, end: usize) -> &str {
    text.get(..end).unwrap_or("")
}

/// Whether `at` lies in one of `ranges`, which are sorted and apart.
pub(crate) fn holds(ranges: &[Range<usize>], at: usize) -> bool {
    enclosing(ranges, at).is_some()
}

/// The range that `at` lies in.
pub(crate) fn enclosing(ranges: &[Range<usize>], at: usize) -> Option<&Range<usize>> {
    let after = ranges.partition_point(|range| range.start <= at);
    after.checked_sub(1).and_then(|index| ranges.get(index)).filter(|range| at < range.end)
}

/// Where the line that holds `at` begins.
pub(crate) fn line_start(text: &str, at: usize) -> usize {
    until(text, at).rfind('\n').map_or(0, |end| end + 1)
}

/// Where the line that holds `at` ends, before its line end.
pub(crate) fn line_end(text: &str, at: usize) -> usize {
    from(text, at).find('\n').map_or(text.len(), |end| at + end)
}
