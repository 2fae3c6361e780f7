//! The calendar of an instant, in UTC, for the properties of files.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

/// `None` for years that the properties of files cannot hold.
pub(crate) fn of_instant(at_ms: i64) -> Option<DateTime> {
    let at = Offset::UTC.to_datetime(Timestamp::from_millisecond(at_ms).ok()?);
    (at.year() > 0).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::of_instant;

    #[test]
    fn years_that_files_cannot_hold_are_none() {
        let word = |at_ms| of_instant(at_ms).map(|at| at.to_string());
        assert_eq!(word(1_709_164_799_000).as_deref(), Some("2024-02-28T23:59:59"));
        assert_eq!(word(-1000).as_deref(), Some("1969-12-31T23:59:59"));
        assert_eq!((word(i64::MAX), word(-99_999_999_999_999)), (None, None));
    }
}
