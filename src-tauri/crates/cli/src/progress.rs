//! How far it is: a bar on a line of the terminal that is written over; nothing where stderr is a file.

use std::io::{IsTerminal as _, Write as _};

/// Steps of the bar.
const STEPS: u64 = 24;

/// Shows that so much of the whole is done, and what stands beside the bar.
pub(crate) fn shown(done: u64, whole: u64, beside: &str) {
    let mut err = std::io::stderr();
    if err.is_terminal() {
        let _ = write!(err, "\r{}\x1b[K", line(done, whole, beside));
    }
}

pub(crate) fn cleared() {
    let mut err = std::io::stderr();
    if err.is_terminal() {
        let _ = write!(err, "\r\x1b[K");
    }
}

fn line(done: u64, whole: u64, beside: &str) -> String {
    let share = |of: u64| done.saturating_mul(of).checked_div(whole).unwrap_or(of).min(of);
    let bar: String = (0..STEPS).map(|step| if step < share(STEPS) { '#' } else { '.' }).collect();
    format!("[{bar}] {:>3} % · {beside}", share(100))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_fills_from_left_to_right_and_never_overflows() {
        assert_eq!(line(0, 8, "a"), "[........................]   0 % · a");
        assert_eq!(line(3, 8, "a"), "[#########...............]  37 % · a");
        assert_eq!(line(8, 8, "a"), "[########################] 100 % · a");
        assert_eq!(line(9, 8, "a"), line(8, 8, "a"));
        assert_eq!(line(0, 0, "a"), line(8, 8, "a"), "nothing to do is done");
        assert_eq!(line(u64::MAX, u64::MAX, "a").len(), line(1, 8, "a").len());
    }
}
