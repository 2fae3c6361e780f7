//! How many tests passed and failed, read from what each runner prints.

mod libtest;
mod nextest;
mod spoken;
mod vitest;

use std::fmt;
use std::ops::AddAssign;

pub(crate) use libtest::libtest;
pub(crate) use nextest::nextest;
pub(crate) use spoken::spoken;
pub(crate) use vitest::vitest;

/// Tests that ran. Skipped ones are in neither number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Tests that ended as they should.
    pub(crate) passed: u64,
    /// Tests that did not, those that ran out of time included.
    pub(crate) failed: u64,
}

impl Counts {
    /// What a level counts that ended without counts.
    pub(crate) const CRASHED: Self = Self { passed: 0, failed: 1 };

    /// The counts of a runner that ended; a bad end without a failed test is one failure.
    pub(crate) fn judged(read: Option<Self>, success: bool) -> Self {
        match read {
            Some(counts) if success || counts.failed > 0 => counts,
            Some(counts) => Self { failed: 1, ..counts },
            None => Self::CRASHED,
        }
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// `12 passed` -> 12, if the second word is `word`.
fn number_before(part: &str, word: &str) -> Option<u64> {
    let mut words = part.split_whitespace();
    let number = words.next()?.parse().ok()?;
    words.next().is_some_and(|found| found == word).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_runner_that_crashed_is_one_failure() {
        assert_eq!(Counts::judged(None, false), Counts { passed: 0, failed: 1 });
        assert_eq!(Counts::judged(None, true), Counts { passed: 0, failed: 1 }, "no counts prove nothing");
    }

    #[test]
    fn a_bad_end_after_good_tests_is_one_failure_more() {
        let counts = Counts { passed: 7, failed: 0 };
        assert_eq!(Counts::judged(Some(counts), false), Counts { passed: 7, failed: 1 });
        assert_eq!(Counts::judged(Some(counts), true), counts);
    }

    #[test]
    fn failed_tests_explain_a_bad_end() {
        let counts = Counts { passed: 7, failed: 2 };
        assert_eq!(Counts::judged(Some(counts), false), counts);
    }
}
