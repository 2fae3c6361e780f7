//! What the person chose, and who is called.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    /// As the system.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// What sends a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SendKey {
    /// Enter sends, Shift+Enter breaks the line.
    #[default]
    Enter,
    /// Ctrl/Cmd+Enter sends, Enter breaks the line.
    ModEnter,
}

/// How the model thinks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ThinkingWord {
    /// Answers at once.
    Off,
    /// A little.
    Low,
    /// The API's default.
    #[default]
    High,
    /// As much as it can.
    Max,
}

/// What the person chose. Never holds a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own, and on or off is all it can be")]
pub struct Settings {
    /// Light or dark.
    pub theme: Theme,
    /// Language of the app: the tag of a catalogue that the window has, or `system`. Which there are only the window
    /// knows, so that one more needs nothing here.
    pub language: String,
    /// What sends a message.
    pub send_key: SendKey,
    /// Model of a new conversation.
    pub model: String,
    /// Thinking of a new conversation.
    pub thinking: ThinkingWord,
    /// Base URL of the API, as typed and found usable.
    pub base_url: String,
    /// The sidebar's width in CSS pixels; 0 is hidden.
    pub sidebar_px: u32,
    /// A model names new conversations, in the background and without thinking; else the first words do.
    pub auto_title: bool,
    /// An answer that the line cut goes on by itself, where the endpoint can; else it waits for a click.
    pub auto_continue: bool,
    /// Standing instructions of a new conversation; empty: none.
    pub system_prompt: String,
    /// Size of all text in percent, 80 to 200.
    pub text_percent: u32,
    /// Rows and controls stand closer.
    pub dense: bool,
    /// More contrast than the system asks for.
    pub high_contrast: bool,
    /// The proxy that requests go through: `system`, `direct` for none, or its address. It has no password in it.
    pub proxy: String,
    /// Shortcuts by action, where they are not the given ones; an empty one is none.
    pub shortcuts: BTreeMap<String, String>,
    /// Who answers when the server cannot.
    pub standby: Standby,
}

/// Who answers when the server cannot: another host, or a model on this computer. Its key is kept for its address alone.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct Standby {
    /// The person has allowed it.
    pub on: bool,
    /// Its base URL, as typed and found usable.
    pub base_url: String,
    /// How its model is called there; empty: as it is called here.
    pub model: String,
}

/// A standby that is allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StandbyInfo {
    /// Host and port.
    pub host: String,
    /// It is this computer, and needs no key.
    pub local: bool,
    /// Whether there is a key for it.
    pub key: crate::KeyState,
}

/// Change some settings; what is absent stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[ts(optional_fields)]
pub struct SettingsChange {
    /// See [`Settings::theme`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme: Option<Theme>,
    /// See [`Settings::language`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// See [`Settings::send_key`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub send_key: Option<SendKey>,
    /// See [`Settings::model`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// See [`Settings::thinking`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thinking: Option<ThinkingWord>,
    /// See [`Settings::base_url`]. The key of another origin is not taken along.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// See [`Settings::sidebar_px`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sidebar_px: Option<u32>,
    /// See [`Settings::auto_title`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_title: Option<bool>,
    /// See [`Settings::auto_continue`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_continue: Option<bool>,
    /// See [`Settings::system_prompt`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system_prompt: Option<String>,
    /// See [`Settings::text_percent`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_percent: Option<u32>,
    /// See [`Settings::dense`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dense: Option<bool>,
    /// See [`Settings::high_contrast`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high_contrast: Option<bool>,
    /// See [`Settings::proxy`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy: Option<String>,
    /// See [`Settings::standby`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standby: Option<Standby>,
    /// See [`Settings::shortcuts`]; all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shortcuts: Option<BTreeMap<String, String>>,
}

/// Who is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EndpointInfo {
    /// The base URL.
    pub base_url: String,
    /// Its host, shown where a key is typed.
    pub host: String,
    /// The very URL that a message goes to.
    pub chat_url: String,
    /// It is DeepSeek's own.
    pub official: bool,
    /// It can go on from the beginning of an answer.
    pub prefix: bool,
    /// Set by the command line or the environment: cannot be changed in the window.
    pub fixed: bool,
}

/// Ask the API for the balance.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BalanceGet {}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::default(),
            language: "system".to_owned(),
            send_key: SendKey::default(),
            model: hadal_domain::ModelId::DEFAULT.to_owned(),
            thinking: ThinkingWord::default(),
            base_url: "https://api.deepseek.com".to_owned(),
            sidebar_px: 260,
            auto_title: true,
            auto_continue: true,
            system_prompt: String::new(),
            text_percent: 100,
            dense: false,
            high_contrast: false,
            proxy: "system".to_owned(),
            shortcuts: BTreeMap::new(),
            standby: Standby::default(),
        }
    }
}
