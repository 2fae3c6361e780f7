//! Whose file it is, told by what is in it.

use super::field;
use serde_json::Value;

/// A program whose conversations can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// Our own JSON.
    Hadal,
    /// Our own Markdown, which keeps the shown path only.
    Markdown,
    /// The export of chat.deepseek.com.
    DeepSeek,
    /// The export of chatgpt.com.
    ChatGpt,
    /// The export of claude.ai.
    Claude,
    /// A backup or session of Chatbox.
    Chatbox,
    /// A backup of Cherry Studio.
    CherryStudio,
    /// A backup of `NextChat`.
    NextChat,
    /// The chats of Open Web UI.
    OpenWebUi,
    /// A backup of `LobeChat`.
    LobeChat,
}

impl Source {
    /// Stable: ids are made with it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Hadal => "hadal",
            Self::Markdown => "markdown",
            Self::DeepSeek => "deepseek",
            Self::ChatGpt => "chatgpt",
            Self::Claude => "claude",
            Self::Chatbox => "chatbox",
            Self::CherryStudio => "cherry-studio",
            Self::NextChat => "nextchat",
            Self::OpenWebUi => "open-webui",
            Self::LobeChat => "lobechat",
        }
    }

    /// What a value of JSON was written by. Where each mark was learned is in `tests/fixtures/README.md`.
    pub(super) fn of(value: &Value) -> Option<Self> {
        let has = |name: &str| value.get(name).is_some();
        if field::text(value, "format") == Some(crate::FORMAT) {
            return Some(Self::Hadal);
        }
        if let Some(mapping) = value.get("mapping") {
            // Both write a `mapping` of nodes; only DeepSeek says `inserted_at`, in one place or the other.
            let of_deepseek = has("inserted_at") || field::members(mapping).any(|(_, node)| is_deepseek_node(node));
            return Some(if of_deepseek { Self::DeepSeek } else { Self::ChatGpt });
        }
        if has("chat_messages") {
            return Some(Self::Claude);
        }
        if field::at(value, &["chat", "history"]).or(value.get("history")).is_some_and(|h| h.get("messages").is_some())
        {
            return Some(Self::OpenWebUi);
        }
        if has("chat-next-web-store") {
            return Some(Self::NextChat);
        }
        if field::text(value, "__source") == Some("chatbox")
            || has("chat-sessions-list")
            || has("chat-sessions")
            || field::members(value).any(|(name, _)| name.starts_with("session:"))
        {
            return Some(Self::Chatbox);
        }
        if field::at(value, &["indexedDB", "topics"]).is_some() {
            return Some(Self::CherryStudio);
        }
        if field::at(value, &["state", "messages"]).or_else(|| field::at(value, &["data", "messages"])).is_some() {
            return Some(Self::LobeChat);
        }
        None
    }
}

fn is_deepseek_node(node: &Value) -> bool {
    node.get("message")
        .is_some_and(|message| message.get("fragments").is_some() || message.get("inserted_at").is_some())
}
