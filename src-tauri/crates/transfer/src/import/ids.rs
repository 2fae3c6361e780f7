//! Ids that depend on the source alone: the same message of the same file has the same id for ever.
//!
//! They are of UUID version 8 (RFC 9562, 5.8). A message's begins with its time and its place among those of the same
//! millisecond, because the history sorts by id; the rest, and all of a conversation's, is a SHA-256.

use super::Source;
use hadal_domain::{ConversationId, MessageId};
use sha2::{Digest as _, Sha256};

/// The last place within a millisecond.
pub(super) const PLACE_MAX: u16 = 0xfff;

const TIME_END: i64 = 1 << 48;

/// The id of a conversation.
pub(super) fn of_conversation(source: Source, key: &str) -> ConversationId {
    let mut bytes = hash(&["conversation", source.word(), key]);
    mark(&mut bytes);
    ConversationId::from_slice(&bytes).unwrap_or_default()
}

/// The id of a message.
pub(super) fn of_message(source: Source, conversation: &str, key: &str, at_ms: i64, place: u16) -> MessageId {
    let mut bytes = hash(&["message", source.word(), conversation, key]);
    let time = at_ms.clamp(0, TIME_END - 1).to_be_bytes();
    let front = time.iter().skip(2).copied().chain(place.min(PLACE_MAX).to_be_bytes());
    for (byte, value) in bytes.iter_mut().zip(front) {
        *byte = value;
    }
    mark(&mut bytes);
    MessageId::from_slice(&bytes).unwrap_or_default()
}

/// A short text that stands for several long ones, for sources that give no ids.
pub(super) fn digest(parts: &[&str]) -> String {
    format!("{:032x}", u128::from_be_bytes(hash(parts)))
}

fn hash(parts: &[&str]) -> [u8; 16] {
    let mut hash = Sha256::new();
    for part in parts {
        // With its length, so that no two lists of parts run into one another.
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let mut bytes = [0; 16];
    for (byte, value) in bytes.iter_mut().zip(hash.finalize()) {
        *byte = value;
    }
    bytes
}

fn mark(bytes: &mut [u8; 16]) {
    let [.., version, _, variant, _, _, _, _, _, _, _] = bytes;
    *version = (*version & 0x0f) | 0x80;
    *variant = (*variant & 0x3f) | 0x80;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_stable_sort_by_time_and_carry_their_version() {
        let id = |at, place| of_message(Source::DeepSeek, "c", "m", at, place);
        assert_eq!(id(5, 0), id(5, 0));
        assert!(id(5, 0) < id(5, 1) && id(5, 4000) < id(6, 0));
        assert_ne!(id(5, 0), of_message(Source::DeepSeek, "c", "n", 5, 0));
        assert_ne!(id(5, 0), of_message(Source::DeepSeek, "d", "m", 5, 0));
        // Written down: should it ever change, a second import would double everything.
        assert_eq!(of_conversation(Source::DeepSeek, "a").to_string().chars().nth(14), Some('8'));
    }
}
