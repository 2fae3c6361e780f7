//! The tree of a conversation's messages, as a map to look at.

use crate::{AnswerCost, RoleWord, StatusWord, Tokens};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Ask for the tree of a conversation.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConversationTreeGet {
    /// Which.
    pub conversation_id: String,
}

/// All messages of a conversation, without their texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConversationTree {
    /// In the order in which they were made.
    pub nodes: Vec<TreeNode>,
}

/// A message in the tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TreeNode {
    /// Its id.
    pub id: String,
    /// What it follows.
    pub parent_id: Option<String>,
    /// Who speaks.
    pub role: RoleWord,
    /// What became of it.
    pub status: StatusWord,
    /// The first words.
    pub beginning: String,
    /// Tokens as the API counted them.
    pub tokens: Option<Tokens>,
    /// An estimate of what it cost.
    pub cost: Option<AnswerCost>,
    /// It carries a bookmark.
    pub bookmarked: bool,
    /// It is on the path that is shown.
    pub shown: bool,
}
