//! Why the keychain did not do what was asked.

/// Why the keychain did not do what was asked. In each case the key can live in memory until the app quits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeychainError {
    /// No service answers to the name, or it has no default collection to keep things in: the desktop has
    /// none, or it was never set up.
    #[error("no keychain service")]
    Missing,
    /// It is locked and nobody could or would unlock it, or the system denied access. Asking again may help.
    #[error("keychain locked")]
    Locked,
    /// No answer within the limit: an unlock dialog is open, or the service hangs. It may still answer later.
    #[error("no answer from the keychain")]
    Silent,
    /// Anything else, in the keychain's own words (never the key).
    #[error("keychain refused: {0}")]
    Refused(String),
}

/// A keychain's own words are cut here; they go into logs.
const WORDS_MAX_CHARS: usize = 300;

impl KeychainError {
    pub(crate) fn refused(words: &dyn std::fmt::Display) -> Self {
        let words = words.to_string();
        Self::Refused(words.chars().filter(|c| !c.is_control()).take(WORDS_MAX_CHARS).collect())
    }
}
