//! Rust's own test runner: the sum of its `test result:` lines, one for each binary.

use super::{Counts, number_before};

/// Adds up every `test result:` line. Text without one is `None`.
pub(crate) fn libtest(text: &str) -> Option<Counts> {
    let mut sum = None;
    for line in text.lines() {
        let Some(rest) = line.trim_start().strip_prefix("test result: ") else { continue };
        let counts: &mut Counts = sum.get_or_insert_default();
        for part in rest.split([';', '.']) {
            counts.passed += number_before(part, "passed").unwrap_or(0);
            counts.failed += number_before(part, "failed").unwrap_or(0);
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_binaries_are_added_up() {
        let text = "\
   Doc-tests hadal_domain\n\nrunning 2 tests\n\
test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.31s\n\
test result: FAILED. 1 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n";
        assert_eq!(libtest(text), Some(Counts { passed: 3, failed: 3 }));
    }

    #[test]
    fn a_build_error_has_no_counts() {
        assert_eq!(libtest("error[E0432]: unresolved import"), None);
    }
}
