//! What a million tokens cost, by model and clock. Prices change often: each table has the day it began.

use crate::{Currency, ModelId, Timestamp};

/// Whether the double price applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// 01:00-04:00 and 06:00-10:00 UTC, Monday to Friday.
    Peak,
    /// All else. (Chinese public holidays are off-peak too, which this table does not know: costs are estimates.)
    OffPeak,
}

/// Price of a million tokens in millionths of the currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    /// Prompt tokens served from the cache.
    pub cache_hit: u64,
    /// Prompt tokens computed anew.
    pub cache_miss: u64,
    /// Tokens written, reasoning included.
    pub completion: u64,
}

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// Which price applies at an instant.
///
/// Source: DeepSeek price page as of 2026-11-15, read 2026-11-22.
#[must_use]
pub fn period(at: Timestamp) -> Period {
    let millis = at.as_millis();
    // 1970-01-01 was a Thursday: day 0 is weekday 3 when Monday is 0.
    let weekday = (millis.div_euclid(DAY_MS) + 3).rem_euclid(7);
    let hour = millis.rem_euclid(DAY_MS) / HOUR_MS;
    match (weekday, hour) {
        (0..=4, 1..=3 | 6..=9) => Period::Peak,
        _ => Period::OffPeak,
    }
}

/// Prices of a model at an instant; `None` for models DeepSeek does not sell.
///
/// Source: DeepSeek price pages, English and Chinese, in force on 2026-11-15, read 2026-11-22.
#[must_use]
pub fn rates(model: &ModelId, currency: Currency, at: Timestamp) -> Option<Rates> {
    let (cache_hit, cache_miss, completion) = match (model.as_str(), currency) {
        ("deepseek-flash" | "deepseek-v4-flash" | "deepseek-v4-flash-vision-exp", Currency::Usd) => {
            (3_000, 150_000, 600_000)
        }
        ("deepseek-flash" | "deepseek-v4-flash" | "deepseek-v4-flash-vision-exp", Currency::Cny) => {
            (20_000, 1_000_000, 4_000_000)
        }
        ("deepseek-v4-pro", Currency::Usd) => (22_000, 660_000, 1_980_000),
        ("deepseek-v4-pro", Currency::Cny) => (150_000, 4_500_000, 13_500_000),
        _ => return None,
    };
    let times = match period(at) {
        Period::Peak => 2,
        Period::OffPeak => 1,
    };
    Some(Rates { cache_hit: cache_hit * times, cache_miss: cache_miss * times, completion: completion * times })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: i64, hour: i64, minute: i64) -> Timestamp {
        // 2026-11-16 is a Monday; day 20773 since 1970.
        Timestamp::from_millis((20_773 + day) * DAY_MS + hour * HOUR_MS + minute * 60_000)
    }

    #[test]
    fn peak_hours_begin_and_end_on_the_minute_and_rest_on_weekends() {
        for (day, hour, minute, peak) in [
            (0, 0, 59, false),
            (0, 1, 0, true),
            (0, 3, 59, true),
            (0, 4, 0, false),
            (0, 6, 0, true),
            (4, 9, 59, true),
            (4, 10, 0, false),
            (5, 2, 0, false),
            (6, 7, 0, false),
        ] {
            assert_eq!(period(at(day, hour, minute)) == Period::Peak, peak, "day {day} {hour}:{minute}");
        }
    }

    #[test]
    fn peak_costs_twice_and_unknown_models_have_no_price() {
        let flash = ModelId::default();
        let (cheap, dear) = (rates(&flash, Currency::Usd, at(0, 12, 0)), rates(&flash, Currency::Usd, at(0, 2, 0)));
        assert_eq!(cheap.unwrap().completion * 2, dear.unwrap().completion);
        assert_eq!(rates(&ModelId::new("llama"), Currency::Usd, at(0, 0, 0)), None);
    }
}
