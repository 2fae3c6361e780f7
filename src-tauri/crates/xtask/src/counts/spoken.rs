//! Scripts of ours: a line of the form `N passed, N failed`.

use super::{Counts, number_before};

/// Reads the last line that is `N passed, N failed`; `, N skipped` may follow.
pub(crate) fn spoken(text: &str) -> Option<Counts> {
    text.lines().rev().find_map(|line| {
        let mut parts = line.split(',');
        let passed = number_before(parts.next()?, "passed")?;
        let failed = number_before(parts.next()?, "failed")?;
        Some(Counts { passed, failed })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_such_line_counts() {
        assert_eq!(
            spoken("1 passed, 0 failed\nmore\n12 passed, 3 failed, 1 skipped\n\n"),
            Some(Counts { passed: 12, failed: 3 })
        );
    }

    #[test]
    fn other_lines_have_no_counts() {
        assert_eq!(spoken("all passed, none failed\n"), None);
    }
}
