//! The key, the demo and the balance. No shape in here can hold a key on its way out.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Check this key against the API and keep it when it is good.
#[derive(Clone, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KeyKeep {
    /// As pasted; white space around it is dropped.
    pub key: String,
    /// It is for the standby, not for the server that is called.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub for_standby: bool,
}

impl std::fmt::Debug for KeyKeep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyKeep { key: *** }")
    }
}

/// Where a key lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum KeyPlace {
    /// The keychain of the operating system.
    Keychain,
    /// Memory, until the app quits: the keychain could not take it.
    Memory,
    /// The environment (`DEEPSEEK_API_KEY`): never stored.
    Environment,
}

/// What the window may know of a key that was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeyKept {
    /// The app as it is now.
    pub app: crate::AppInfo,
    /// What the account can spend; absent when the server has no such page (other hosts).
    pub balance: Option<Balance>,
}

/// Whether there is a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum KeyState {
    /// The keychain is being asked.
    Looking,
    /// There is none for this address.
    Missing,
    /// There is one.
    Present,
    /// The keychain is missing, locked or silent: there may be one.
    Unavailable,
}

/// What the window may know of the key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeyInfo {
    /// Whether there is one.
    pub state: KeyState,
    /// Where it lies, when present.
    pub place: Option<KeyPlace>,
    /// Its last four characters, when present.
    pub last4: Option<String>,
    /// The keychain cannot keep a key on this computer now: a new one would live in memory.
    pub keychain_down: bool,
}

/// Remove the key of an address from the keychain and from memory.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KeyForget {
    /// The standby's key, not that of the server that is called.
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub for_standby: bool,
}

/// Switch to the built-in demo.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DemoEnter {}

/// Leave the built-in demo.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DemoLeave {}

/// What the account can spend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Balance {
    /// Enough for a call.
    pub available: bool,
    /// One line a currency; may be empty.
    pub lines: Vec<BalanceLine>,
}

/// Balance in one currency; decimals as the API wrote them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BalanceLine {
    /// `CNY` or `USD`.
    pub currency: String,
    /// All of it.
    pub total: String,
    /// The granted part, spent first.
    pub granted: String,
    /// The paid part.
    pub topped_up: String,
}
