//! What of a conversation goes into an export for people or for analysis.

use hadal_domain::{Conversation, Message, TreeError, path_to};
use std::collections::HashSet;

/// What goes into an export beside the texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportOptions {
    /// The model's thinking.
    pub reasoning: bool,
    /// Versions that are not shown: edited questions, answers given again.
    pub branches: bool,
    /// Times, models, ids and tokens.
    pub metadata: bool,
}

impl Default for ExportOptions {
    fn default() -> Self {
        Self { reasoning: true, branches: false, metadata: true }
    }
}

/// The messages of an export, in reading order.
pub(crate) struct Chosen<'a> {
    /// The shown path, from the root on.
    pub shown: Vec<&'a Message>,
    /// The others, in the order in which they were made; none unless branches are wanted.
    pub others: Vec<&'a Message>,
}

pub(crate) fn chosen<'a>(
    conversation: &Conversation,
    messages: &'a [Message],
    options: ExportOptions,
) -> Result<Chosen<'a>, TreeError> {
    let shown = conversation.active_leaf.map_or(Ok(Vec::new()), |leaf| path_to(messages, leaf))?;
    let mut others = Vec::new();
    if options.branches {
        let ids: HashSet<_> = shown.iter().map(|message| message.id).collect();
        others.extend(messages.iter().filter(|message| !ids.contains(&message.id)));
    }
    Ok(Chosen { shown, others })
}
