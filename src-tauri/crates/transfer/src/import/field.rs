//! Fields of foreign JSON by name, whatever kind they turn out to be.

use serde_json::Value;

/// The text of a field, if it is one.
pub(super) fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str)
}

/// The text of a field that is not blank.
pub(super) fn words<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    text(value, name).filter(|text| !text.trim().is_empty())
}

/// A text or a whole number, as ids are.
pub(super) fn key(value: &Value, name: &str) -> Option<String> {
    match value.get(name)? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) if number.is_u64() || number.is_i64() => Some(number.to_string()),
        _ => None,
    }
}

/// The elements of a list; none when it is not one.
pub(super) fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Names and values of an object; none when it is not one.
pub(super) fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// What lies at the end of a path of names.
pub(super) fn at<'a>(value: &'a Value, path: &[&str]) -> Option<&'a Value> {
    path.iter().try_fold(value, |value, name| value.get(name))
}

/// An instant in milliseconds: RFC 3339, or seconds or milliseconds since 1970.
pub(super) fn instant(value: &Value, name: &str) -> Option<i64> {
    match value.get(name)? {
        Value::String(text) => text
            .parse::<jiff::Timestamp>()
            .map(jiff::Timestamp::as_millisecond)
            .ok()
            .or_else(|| text.parse().ok().and_then(of_number)),
        Value::Number(number) => number.as_f64().and_then(of_number),
        _ => None,
    }
}

/// Seconds reach this figure in the year 5138, milliseconds did in 1973.
const SECONDS_END: f64 = 1e11;

fn of_number(number: f64) -> Option<i64> {
    let millis = if number.abs() < SECONDS_END { number * 1000.0 } else { number };
    // Beyond what sixteen digits of a year hold nothing is an instant.
    if !millis.is_finite() || millis <= 0.0 || millis > 1e15 {
        return None;
    }
    format!("{millis:.0}").parse().ok()
}

/// What to call a value in the report.
pub(super) fn label(value: &Value, otherwise: &str) -> String {
    ["title", "name", "topic"].iter().find_map(|name| words(value, name)).unwrap_or(otherwise).to_owned()
}

/// The names of attached files as a quote above a text: their content is not there to be taken over.
pub(super) fn files_line(names: &[&str]) -> String {
    let names: Vec<String> =
        names.iter().map(|name| name.chars().filter(|c| !c.is_control()).take(200).collect()).collect();
    format!("> 📎 {}", names.join(" · "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn instants_come_in_seconds_milliseconds_and_words() {
        let at = |value: Value| instant(&json!({ "at": value }), "at");
        assert_eq!(at(json!("2025-04-29T11:59:11.635000+08:00")), Some(1_745_899_151_635));
        assert_eq!(at(json!(1_745_899_151.635)), Some(1_745_899_151_635));
        assert_eq!(at(json!(1_745_899_151_635_i64)), Some(1_745_899_151_635));
        assert_eq!(at(json!("1745899151")), Some(1_745_899_151_000));
        for wrong in [json!("yesterday"), json!(null), json!([]), json!(-1), json!(0), json!(1e300), json!("NaN")] {
            assert_eq!(at(wrong.clone()), None, "{wrong}");
        }
    }
}
