//! Messages as they are shown: the shown path, with its versions, blocks, tokens and cost.

use hadal_domain::{
    Conversation, Currency, Message, MessageId, ModelId, Role, Siblings, Status, Timestamp, TreeError, Usage, cost,
    path_to, siblings, title_from,
};
use hadal_markdown::Block;
use hadal_store::{Part, PartKind, PathPage, PathRow};
use hadal_wire::{
    AnswerCost, AnswerError, ConversationView, ErrorCode, MessageView, PictureView, QueuedMessage, TreeNode,
};
use std::collections::HashMap;

/// Text of a shown path whose blocks are sent at once, counted from its end; older blocks are asked for. More than any
/// screen holds, and little enough that a conversation opens as fast however long it is.
const AT_ONCE_BYTES: usize = 16 * 1024;

/// What the views of one history need besides its rows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Viewer {
    /// In what to say costs; `None` says none (the demo costs nothing).
    pub(crate) currency: Option<Currency>,
}

impl Viewer {
    /// The conversation along its shown path. Answers far from its end come without their blocks.
    pub(crate) fn conversation(
        self,
        conversation: &Conversation,
        messages: &[Message],
        held: &HashMap<MessageId, Vec<Part>>,
        queue: Vec<QueuedMessage>,
    ) -> Result<ConversationView, TreeError> {
        let path = match conversation.active_leaf {
            Some(leaf) => path_to(messages, leaf)?,
            None => Vec::new(),
        };
        let versions = Siblings::among(messages);
        let view = |(message, at_once): (&Message, bool)| {
            let parts = held.get(&message.id).map(Vec::as_slice).unwrap_or_default();
            self.of_path(message, words(versions.of(message)), parts, at_once)
        };
        let at_once = at_once(path.iter().copied());
        let messages = path.into_iter().zip(at_once).map(view).collect();
        Ok(ConversationView { info: conversation.into(), messages, earlier: false, queue })
    }

    /// The end of a conversation's shown path.
    pub(crate) fn newest(
        self,
        conversation: &Conversation,
        page: &PathPage,
        queue: Vec<QueuedMessage>,
    ) -> ConversationView {
        let view =
            |(row, at_once): (&PathRow, bool)| self.of_path(&row.message, words(&row.versions), &row.parts, at_once);
        let at_once = at_once(page.rows.iter().map(|row| &row.message));
        let messages = page.rows.iter().zip(at_once).map(view).collect();
        ConversationView { info: conversation.into(), messages, earlier: page.more_before, queue }
    }

    fn of_path(self, message: &Message, versions: Vec<String>, parts: &[Part], at_once: bool) -> MessageView {
        let mut view = if at_once {
            let (blocks, reasoning) = blocks(message).unwrap_or_default();
            self.with_blocks(message, versions, blocks, reasoning)
        } else {
            self.without_blocks(message, versions)
        };
        view.pictures = parts.iter().filter_map(picture).collect();
        view
    }

    /// One message with its blocks. An answer that is being written has none here: attach to it.
    pub(crate) fn message(self, message: &Message, all: &[Message]) -> MessageView {
        let (blocks, reasoning) = blocks(message).unwrap_or_default();
        self.with_blocks(message, versions(message, all), blocks, reasoning)
    }

    fn without_blocks(self, message: &Message, versions: Vec<String>) -> MessageView {
        let mut view = self.with_blocks(message, versions, Vec::new(), Vec::new());
        if has_blocks(message) {
            let bytes = message.text.len().saturating_add(message.reasoning.len());
            view.later_bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        }
        view
    }

    /// One message with these blocks.
    pub(crate) fn with_blocks(
        self,
        message: &Message,
        versions: Vec<String>,
        blocks: Vec<Block>,
        reasoning: Vec<Block>,
    ) -> MessageView {
        MessageView {
            id: message.id.to_string(),
            parent_id: message.parent_id.map(|id| id.to_string()),
            role: message.role.into(),
            status: message.status.into(),
            text: if message.role == Role::Assistant { String::new() } else { message.text.clone() },
            blocks,
            reasoning,
            pictures: Vec::new(),
            bookmarked: message.bookmarked_at.is_some(),
            versions,
            model: message.model.as_ref().map(ModelId::to_string),
            served_model: message.served_model.clone(),
            served_by: message.served_by.clone(),
            finish_reason: message.finish_reason.as_ref().map(|reason| reason.word().to_owned()),
            error: answer_error(message),
            tokens: message.usage.map(Into::into),
            cost: self.cost(message),
            timings: message.timings.into(),
            created_at_ms: message.created_at.as_millis(),
            later_bytes: 0,
        }
    }

    /// One message of a tree.
    pub(crate) fn node(self, node: &hadal_store::TreeNode) -> TreeNode {
        TreeNode {
            cost: if node.is_standby {
                None
            } else {
                self.price(node.usage, node.served_model.as_deref(), node.model.as_ref(), node.created_at)
            },
            id: node.id.to_string(),
            parent_id: node.parent.map(|id| id.to_string()),
            role: node.role.into(),
            status: node.status.into(),
            beginning: title_from(&node.beginning),
            tokens: node.usage.map(Into::into),
            bookmarked: node.is_bookmarked,
            shown: node.is_shown,
        }
    }

    fn cost(self, message: &Message) -> Option<AnswerCost> {
        // What a standby costs is not known here.
        if message.served_by.is_some() {
            return None;
        }
        self.price(message.usage, message.served_model.as_deref(), message.model.as_ref(), message.created_at)
    }

    fn price(
        self,
        usage: Option<Usage>,
        served: Option<&str>,
        asked: Option<&ModelId>,
        at: Timestamp,
    ) -> Option<AnswerCost> {
        let currency = self.currency?;
        let served = served.map(ModelId::new);
        let model = served.as_ref().or(asked)?;
        let micro_amount = cost(usage?, model, currency, at).ok()?;
        let currency = match currency {
            Currency::Usd => "USD",
            Currency::Cny => "CNY",
        };
        Some(AnswerCost { currency: currency.to_owned(), micro_amount })
    }
}

/// Which of these, the last message last, are sent with their blocks.
fn at_once<'a>(path: impl DoubleEndedIterator<Item = &'a Message>) -> Vec<bool> {
    let mut before_end = 0_usize;
    let mut at_once = Vec::new();
    for message in path.rev() {
        at_once.push(before_end < AT_ONCE_BYTES);
        before_end = before_end.saturating_add(message.text.len()).saturating_add(message.reasoning.len());
    }
    at_once.reverse();
    at_once
}

fn picture(part: &Part) -> Option<PictureView> {
    let content = part.content.as_ref().filter(|_| part.kind == PartKind::Image)?;
    Some(PictureView { picture_id: content.hash.to_string(), name: part.name.clone(), bytes: content.size_bytes })
}

fn has_blocks(message: &Message) -> bool {
    message.role == Role::Assistant && message.status != Status::Streaming
}

/// Answer and thinking as blocks; nothing for what is not shown in blocks, or is being written.
pub(crate) fn blocks(message: &Message) -> Option<(Vec<Block>, Vec<Block>)> {
    has_blocks(message).then(|| (hadal_markdown::parse(&message.text), hadal_markdown::parse(&message.reasoning)))
}

fn versions(message: &Message, all: &[Message]) -> Vec<String> {
    words(&siblings(all, message))
}

fn words(ids: &[MessageId]) -> Vec<String> {
    ids.iter().map(MessageId::to_string).collect()
}

fn answer_error(message: &Message) -> Option<AnswerError> {
    let code = match message.error_code.as_deref() {
        // Not an error: it waits for its way.
        Some(hadal_store::UNSENT) | None => return None,
        // A word of a later version still is an error.
        Some(word) => ErrorCode::from_word(word).unwrap_or(ErrorCode::Internal),
    };
    Some(AnswerError {
        code,
        detail: message.error_detail.clone().unwrap_or_default(),
        trace_id: message.trace_id.clone(),
    })
}
