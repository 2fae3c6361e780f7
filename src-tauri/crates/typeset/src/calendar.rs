//! The calendar of an instant, in UTC, for the properties of files.

/// Year, month, day; hour, minute, second.
pub(crate) type Parts = ((i64, i64, i64), (i64, i64, i64));

/// `None` for years that the properties of files cannot hold.
///
/// Source: Howard Hinnant, "chrono-compatible low-level date algorithms", `civil_from_days`, read 2026-11-22.
pub(crate) fn of_instant(at_ms: i64) -> Option<Parts> {
    let seconds = at_ms.div_euclid(1000);
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (1..=9999).contains(&year).then_some(((year, month, day), (rest / 3_600, rest / 60 % 60, rest % 60)))
}

#[cfg(test)]
mod tests {
    use super::of_instant;

    #[test]
    fn days_are_those_of_the_calendar() {
        assert_eq!(of_instant(0), Some(((1970, 1, 1), (0, 0, 0))));
        assert_eq!(of_instant(1_709_164_799_000), Some(((2024, 2, 28), (23, 59, 59))));
        assert_eq!(of_instant(1_709_164_800_000), Some(((2024, 2, 29), (0, 0, 0))));
        assert_eq!(of_instant(-1000), Some(((1969, 12, 31), (23, 59, 59))));
        assert_eq!(of_instant(i64::MAX), None);
    }
}
