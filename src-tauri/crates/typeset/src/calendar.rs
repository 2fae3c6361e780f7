//! The calendar of an instant, in UTC, for the properties of files.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

/// `None` for years that the properties of files cannot hold.
pub(crate) fn of_instant(at_ms: i64) -> Option<DateTime> {
    let at = Offset::UTC.to_datetime(Timestamp::from_millisecond(at_ms).ok()?);
    (at.year() > 0).then_some(at)
}
