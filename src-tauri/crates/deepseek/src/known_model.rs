//! What is known of DeepSeek's own models. The server's list has names alone, so a client needs this.

/// A model of DeepSeek's page (read 2026-11-22). Any other name may be asked for as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct KnownModel {
    /// The name in answers.
    pub id: &'static str,
    /// Prompt and answer together, in tokens.
    pub context_tokens: u32,
    /// The longest answer in tokens, reasoning included.
    pub answer_tokens: u32,
    /// Whether it reads pictures; the other answers 400 to one.
    pub reads_pictures: bool,
    /// How many requests one account may have under way.
    pub requests_at_once: u32,
}

impl KnownModel {
    /// Fast and cheap; it reads pictures.
    pub const FLASH: Self = Self {
        id: "deepseek-flash",
        context_tokens: 1_048_576,
        answer_tokens: 393_216,
        reads_pictures: true,
        requests_at_once: 2_500,
    };
    /// The larger one.
    pub const PRO: Self = Self { id: "deepseek-v4-pro", reads_pictures: false, requests_at_once: 500, ..Self::FLASH };

    /// Every model that is served today.
    pub const ALL: [Self; 2] = [Self::FLASH, Self::PRO];

    /// The model behind a name or one of its aliases.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        match name {
            "deepseek-flash" | "deepseek-v4-flash" | "deepseek-v4-flash-vision-exp" => Some(Self::FLASH),
            "deepseek-v4-pro" => Some(Self::PRO),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_aliases_lead_to_their_model_and_what_was_switched_off_to_none() {
        for known in KnownModel::ALL {
            assert_eq!(KnownModel::of(known.id), Some(known));
        }
        assert_eq!(KnownModel::of("deepseek-v4-flash"), Some(KnownModel::FLASH));
        assert_eq!(KnownModel::of("deepseek-chat"), None, "switched off on 2026-07-24");
    }
}
