//! Random-looking ids in the shapes of the real service, from a seed.

use std::fmt::Write as _;
use std::hash::{BuildHasher, Hasher, RandomState};

/// `SplitMix64`: small, quick, the same on every machine for the same seed.
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    /// Dice that always roll the same for the same `seed`.
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Dice that differ from run to run.
    pub(crate) fn shaken() -> Self {
        Self(RandomState::new().build_hasher().finish())
    }

    pub(crate) const fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, not including, `end` (0 when `end` is 0).
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.roll() % end).unwrap_or(0)
    }

    /// One of `choices`, or `fallback` when there is none.
    pub(crate) fn pick<'a>(&mut self, choices: &[&'a str], fallback: &'a str) -> &'a str {
        let index = self.below(choices.len());
        choices.get(index).copied().unwrap_or(fallback)
    }

    /// 32 hex digits: `x-ds-trace-id` and `system_fingerprint`.
    pub(crate) fn hex(&mut self) -> String {
        format!("{:016x}{:016x}", self.roll(), self.roll())
    }

    /// A version 4 UUID with dashes: the `id` of a reply.
    pub(crate) fn uuid(&mut self) -> String {
        let hex = self.hex();
        let mut text = String::with_capacity(36);
        for (place, digit) in hex.chars().enumerate() {
            if matches!(place, 8 | 12 | 16 | 20) {
                text.push('-');
            }
            text.push(match place {
                12 => '4',
                16 => 'a',
                _ => digit,
            });
        }
        text
    }

    /// `call_00_` and 24 alphanumerics; the two digits count parallel calls up (assumed).
    pub(crate) fn call_id(&mut self, index: usize) -> String {
        const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        let mut text = String::with_capacity(32);
        let _ = write!(text, "call_{index:02}_");
        for _ in 0..24 {
            let letter = LETTERS.get(self.below(LETTERS.len())).copied();
            text.push(char::from(letter.unwrap_or(b'0')));
        }
        text
    }
}

/// FNV-1a: a short, stable hash for masks and cache units; no secret depends on it.
pub(crate) fn fnv(seed: u64, bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(seed ^ 0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_the_shapes_of_the_real_service() {
        let mut dice = Dice::new(1);
        let uuid = dice.uuid();
        let lengths: Vec<usize> = uuid.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12], "{uuid}");
        assert_eq!(dice.call_id(1).len(), "call_01_".len() + 24);
        assert!(dice.call_id(1).starts_with("call_01_"));
        assert_eq!(dice.hex().len(), 32);
    }

    #[test]
    fn the_same_seed_rolls_the_same() {
        assert_eq!(Dice::new(7).uuid(), Dice::new(7).uuid());
        assert_ne!(Dice::new(7).uuid(), Dice::new(8).uuid());
    }
}
