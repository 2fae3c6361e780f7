//! W3C trace context: one header that lets a server's trace be joined to the caller's. Sent only if asked for.

use std::fmt;

/// A checked `traceparent` header: version 00, ids that are not zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Traceparent {
    trace: u128,
    span: u64,
    sampled: bool,
}

impl Traceparent {
    /// The header of this trace and span; `None` if an id is zero, which the standard forbids.
    #[must_use]
    pub const fn new(trace: u128, span: u64, sampled: bool) -> Option<Self> {
        if trace == 0 || span == 0 { None } else { Some(Self { trace, span, sampled }) }
    }

    /// Reads `00-<32 hex>-<16 hex>-<2 hex>`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().split('-');
        let version = parts.next()?;
        let mut hex = |length: usize| {
            let part = parts.next()?;
            let lower = part.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
            (part.len() == length && lower).then(|| u128::from_str_radix(part, 16).ok()).flatten()
        };
        let (trace, span, flags) = (hex(32)?, hex(16)?, hex(2)?);
        if version != "00" || parts.next().is_some() {
            return None;
        }
        Self::new(trace, u64::try_from(span).ok()?, flags & 1 == 1)
    }
}

impl fmt::Display for Traceparent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "00-{:032x}-{:016x}-{:02x}", self.trace, self.span, u8::from(self.sampled))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_header_by_the_standard_is_read_and_it_is_written_the_same() {
        let good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa03a902b7-01";
        assert_eq!(Traceparent::parse(good).unwrap().to_string(), good);
        for bad in [
            "",
            "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa03a902b7-01",
            "00-00000000000000000000000000000000-00f067aa03a902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa03a902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa03a902b7-01-x",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa03a902b7",
        ] {
            assert_eq!(Traceparent::parse(bad), None, "{bad}");
        }
    }
}
