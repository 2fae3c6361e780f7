//! cargo-nextest: its `Summary` line.

use super::{Counts, number_before};

/// Reads the last `Summary` line. Text without one is `None`.
pub(crate) fn nextest(text: &str) -> Option<Counts> {
    let line = text.lines().rev().find(|line| line.trim_start().starts_with("Summary ["))?;
    let (_, parts) = line.split_once(" run: ")?;
    let mut counts = Counts::default();
    for part in without_brackets(parts).split(',') {
        if let Some(number) = number_before(part, "passed") {
            counts.passed += number;
        }
        // Each of these is a test that did not end as it should.
        for word in ["failed", "timed", "exec", "leaky-failed"] {
            counts.failed += number_before(part, word).unwrap_or(0);
        }
    }
    Some(counts)
}

/// `5 passed (1 slow, 1 flaky), 2 skipped` -> `5 passed , 2 skipped`: the brackets repeat what is counted before them.
fn without_brackets(text: &str) -> String {
    let mut depth = 0_u32;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_good_run_is_read() {
        let text = "        PASS [   0.003s] ( 1/48) hadal-domain tests::a\n\
                    ────────────\n     Summary [   0.216s] 48 tests run: 48 passed, 0 skipped\n";
        assert_eq!(nextest(text), Some(Counts { passed: 48, failed: 0 }));
    }

    #[test]
    fn slow_and_flaky_tests_are_not_counted_twice() {
        let text = "     Summary [ 130.500s] 10 tests run: 8 passed (2 slow, 1 flaky), 2 failed, 3 skipped";
        assert_eq!(nextest(text), Some(Counts { passed: 8, failed: 2 }));
    }

    #[test]
    fn a_test_that_ran_out_of_time_or_did_not_start_failed() {
        let text = "     Summary [  60.0s] 5/6 tests run: 2 passed, 1 failed, 1 exec failed, 1 timed out, 0 skipped";
        assert_eq!(nextest(text), Some(Counts { passed: 2, failed: 3 }));
    }

    #[test]
    fn one_test_is_a_run_too() {
        assert_eq!(
            nextest("     Summary [ 0.1s] 1 test run: 1 passed, 4 skipped"),
            Some(Counts { passed: 1, failed: 0 })
        );
    }

    #[test]
    fn a_build_error_has_no_counts() {
        assert_eq!(nextest("error: could not compile `hadal` (lib test) due to 1 previous error"), None);
    }
}
