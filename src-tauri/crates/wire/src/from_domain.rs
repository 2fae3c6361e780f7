//! The one place where domain values become wire values.

use crate::{ConversationInfo, Parameters, RoleWord, StatusWord, ThinkingWord, Timings, Tokens};
use hadal_domain as domain;

impl From<domain::Role> for RoleWord {
    fn from(role: domain::Role) -> Self {
        match role {
            domain::Role::System => Self::System,
            domain::Role::User => Self::User,
            domain::Role::Assistant => Self::Assistant,
            domain::Role::Tool => Self::Tool,
        }
    }
}

impl From<domain::Status> for StatusWord {
    fn from(status: domain::Status) -> Self {
        match status {
            domain::Status::Streaming => Self::Streaming,
            domain::Status::Done => Self::Done,
            domain::Status::Stopped => Self::Stopped,
            domain::Status::Interrupted => Self::Interrupted,
            domain::Status::Failed => Self::Failed,
        }
    }
}

impl From<domain::Thinking> for ThinkingWord {
    fn from(thinking: domain::Thinking) -> Self {
        match thinking {
            domain::Thinking::Off => Self::Off,
            domain::Thinking::On(domain::Effort::Low) => Self::Low,
            domain::Thinking::On(domain::Effort::High) => Self::High,
            domain::Thinking::On(domain::Effort::Max) => Self::Max,
        }
    }
}

impl From<ThinkingWord> for domain::Thinking {
    fn from(word: ThinkingWord) -> Self {
        match word {
            ThinkingWord::Off => Self::Off,
            ThinkingWord::Low => Self::On(domain::Effort::Low),
            ThinkingWord::High => Self::On(domain::Effort::High),
            ThinkingWord::Max => Self::On(domain::Effort::Max),
        }
    }
}

impl From<domain::Usage> for Tokens {
    fn from(usage: domain::Usage) -> Self {
        Self {
            prompt: usage.prompt,
            completion: usage.completion,
            cache_hit: usage.cache_hit,
            cache_miss: usage.cache_miss,
            reasoning: usage.reasoning,
        }
    }
}

impl From<domain::Timings> for Timings {
    fn from(timings: domain::Timings) -> Self {
        Self {
            first_byte_ms: timings.first_byte_ms,
            first_reasoning_ms: timings.first_reasoning_ms,
            first_content_ms: timings.first_content_ms,
            end_ms: timings.end_ms,
        }
    }
}

impl From<&domain::Conversation> for ConversationInfo {
    fn from(conversation: &domain::Conversation) -> Self {
        Self {
            id: conversation.id.to_string(),
            title: conversation.title.clone(),
            model: conversation.model.to_string(),
            thinking: conversation.thinking.into(),
            parameters: conversation.parameters.clone().into(),
            draft: conversation.draft.clone(),
            created_at_ms: conversation.created_at.as_millis(),
            updated_at_ms: conversation.updated_at.as_millis(),
        }
    }
}

impl From<domain::Parameters> for Parameters {
    fn from(from: domain::Parameters) -> Self {
        Self {
            system: from.system,
            temperature_hundredths: from.temperature_hundredths,
            top_p_hundredths: from.top_p_hundredths,
            max_tokens: from.max_tokens,
            stop: from.stop,
            json: from.json,
        }
    }
}

/// Within the API's limits.
impl From<Parameters> for domain::Parameters {
    fn from(from: Parameters) -> Self {
        Self {
            system: from.system,
            temperature_hundredths: from.temperature_hundredths,
            top_p_hundredths: from.top_p_hundredths,
            max_tokens: from.max_tokens,
            stop: from.stop,
            json: from.json,
        }
        .within_limits()
    }
}
