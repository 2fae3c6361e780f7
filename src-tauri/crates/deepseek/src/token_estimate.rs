//! A guess at the number of tokens before the server counts them.

/// Hundredths of a token for a character, by DeepSeek's own rule of thumb (token page, read 2026-11-22).
const WIDE: u64 = 60;
const NARROW: u64 = 30;

/// About how many tokens a text has, rounded up: 0.6 for a Chinese character, 0.3 for any other. The
/// true number comes with the answer's [`Usage`](crate::Usage).
#[must_use]
pub fn estimate_tokens(text: &str) -> u64 {
    // Chinese, Japanese and Korean signs and their punctuation begin at U+2E80.
    let hundredths: u64 = text.chars().map(|c| if c >= '\u{2E80}' { WIDE } else { NARROW }).sum();
    hundredths.div_ceil(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_counts_twice_and_nothing_counts_nothing() {
        assert_eq!((estimate_tokens(""), estimate_tokens("a"), estimate_tokens("0123456789")), (0, 1, 3));
        assert_eq!(estimate_tokens("深海深海深海深海深海"), 6);
    }
}
