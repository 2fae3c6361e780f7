//! vitest: its JSON report.

use serde_json::Value;

use super::Counts;

/// Reads the report. A file that did not load at all counts as one failed test: it has no tests of its own.
pub(crate) fn vitest(json: &str) -> Option<Counts> {
    let report: Value = serde_json::from_str(json).ok()?;
    let number = |key: &str| report.get(key).and_then(Value::as_u64);
    let unloaded = report
        .get("testResults")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter(|file| {
            let tests = file.get("assertionResults").and_then(Value::as_array).map_or(0, Vec::len);
            file.get("status").and_then(Value::as_str) == Some("failed") && tests == 0
        })
        .count();
    let failed = number("numFailedTests")? + u64::try_from(unloaded).ok()?;
    Some(Counts { passed: number("numPassedTests")?, failed })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passed_and_failed_tests_are_read() {
        let json = r#"{"numTotalTests":9,"numPassedTests":7,"numFailedTests":1,"numPendingTests":1,"success":false,
            "testResults":[{"status":"failed","name":"a.test.ts","assertionResults":[{"status":"failed"}]}]}"#;
        assert_eq!(vitest(json), Some(Counts { passed: 7, failed: 1 }));
    }

    #[test]
    fn a_file_that_does_not_load_is_a_failure() {
        let json = r#"{"numPassedTests":2,"numFailedTests":0,"success":false,
            "testResults":[{"status":"failed","name":"b.test.ts","assertionResults":[]},
                           {"status":"passed","name":"c.test.ts","assertionResults":[{},{}]}]}"#;
        assert_eq!(vitest(json), Some(Counts { passed: 2, failed: 1 }));
    }

    #[test]
    fn half_a_report_has_no_counts() {
        assert_eq!(vitest(r#"{"numPassedTests":2,"#), None);
    }
}
