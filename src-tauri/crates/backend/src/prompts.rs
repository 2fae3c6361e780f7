//! A person's own prompts, in the settings table of their own history.

use crate::{Backend, problem};
use hadal_wire::{CommandError, ErrorCode, Prompt, Prompts, PromptsGet, PromptsKeep};

const PROMPTS: &str = "prompts";
const PROMPTS_MAX: usize = 1_000;
const NAME_MAX_CHARS: usize = 60;
/// Of all texts together.
const TEXT_MAX_BYTES: usize = 4 * 1024 * 1024;

impl Backend {
    /// The prompts there are.
    ///
    /// # Errors
    /// The history could not be read.
    pub async fn prompts_get(&self, _: PromptsGet) -> Result<Prompts, CommandError> {
        let stored = self.space()?.store.setting(PROMPTS).await.map_err(|e| problem::of_store(&e))?;
        // What another version wrote and this one cannot read is left where it is.
        let prompts = stored.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
        Ok(Prompts { prompts })
    }

    /// Keeps these prompts in place of those there are.
    ///
    /// # Errors
    /// [`ErrorCode::NameTaken`] when two have one name, [`ErrorCode::MessageTooLong`]; or the history did not take it.
    pub async fn prompts_keep(&self, request: PromptsKeep) -> Result<Prompts, CommandError> {
        let mut prompts: Vec<Prompt> = request.prompts.into_iter().filter_map(cleaned).collect();
        let bytes: usize = prompts.iter().map(|prompt| prompt.text.len()).sum();
        if prompts.len() > PROMPTS_MAX || bytes > TEXT_MAX_BYTES {
            return Err(CommandError::new(ErrorCode::MessageTooLong, "more prompts than can be kept"));
        }
        prompts.sort_by_cached_key(|prompt| prompt.name.to_lowercase());
        let twice = prompts
            .windows(2)
            .any(|pair| matches!(pair, [one, other] if one.name.to_lowercase() == other.name.to_lowercase()));
        if twice {
            return Err(CommandError::new(ErrorCode::NameTaken, "two prompts have one name"));
        }
        let json = serde_json::to_string(&prompts)
            .map_err(|error| CommandError::new(ErrorCode::Internal, error.to_string()))?;
        self.space()?.store.set_setting(PROMPTS, &json).await.map_err(|e| problem::of_store(&e))?;
        Ok(Prompts { prompts })
    }
}

/// A name is one word, as it is typed after `/`; one without a name or a text is no prompt.
fn cleaned(prompt: Prompt) -> Option<Prompt> {
    let words: Vec<&str> = prompt.name.split(|c: char| c.is_whitespace() || c.is_control() || c == '/').collect();
    let name: String = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-");
    let name: String = name.chars().take(NAME_MAX_CHARS).collect();
    (!name.is_empty() && !prompt.text.trim().is_empty()).then_some(Prompt { name, text: prompt.text })
}
