//! What of a conversation goes into an export for people or for analysis.

use hadal_domain::{Conversation, Currency, Message, MicroAmount, ModelId, Role, TreeError, cost, path_to};
use std::collections::HashSet;

/// What goes into an export beside the texts.
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the export dialog")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportOptions {
    /// The model's thinking.
    pub reasoning: bool,
    /// Versions that are not shown: edited questions, answers given again.
    pub branches: bool,
    /// Times, models, ids and tokens.
    pub metadata: bool,
    /// The instructions that the model was given.
    pub instructions: bool,
    /// What the answers cost, in this currency.
    pub cost: Option<Currency>,
}

impl Default for ExportOptions {
    fn default() -> Self {
        Self { reasoning: true, branches: false, metadata: true, instructions: true, cost: None }
    }
}

/// The messages of an export, in reading order.
pub(crate) struct Chosen<'a> {
    /// The shown path, from the root on.
    pub shown: Vec<&'a Message>,
    /// The others, in the order in which they were made; none unless branches are wanted.
    pub others: Vec<&'a Message>,
}

impl<'a> Chosen<'a> {
    /// Shown ones and others.
    pub(crate) fn all(&self) -> Vec<&'a Message> {
        self.shown.iter().chain(&self.others).copied().collect()
    }
}

pub(crate) fn chosen<'a>(
    conversation: &Conversation,
    messages: &'a [Message],
    options: ExportOptions,
) -> Result<Chosen<'a>, TreeError> {
    let mut shown = conversation.active_leaf.map_or(Ok(Vec::new()), |leaf| path_to(messages, leaf))?;
    let mut others = Vec::new();
    if options.branches {
        let ids: HashSet<_> = shown.iter().map(|message| message.id).collect();
        others.extend(messages.iter().filter(|message| !ids.contains(&message.id)));
    }
    if !options.instructions {
        shown.retain(|message| message.role != Role::System);
        others.retain(|message| message.role != Role::System);
    }
    Ok(Chosen { shown, others })
}

/// What an answer cost in the wanted currency; `None` when that is not wanted or not known.
pub(crate) fn cost_of(message: &Message, options: ExportOptions) -> Option<(Currency, MicroAmount)> {
    // What a standby costs is not known here.
    let currency = options.cost.filter(|_| message.served_by.is_none())?;
    let served = message.served_model.as_deref().map(ModelId::new);
    let model = served.as_ref().or(message.model.as_ref())?;
    cost(message.usage?, model, currency, message.created_at).ok().map(|amount| (currency, amount))
}

/// What all of these cost together, as one reads it; `None` when no cost is known.
pub(crate) fn total_cost(messages: &[&Message], options: ExportOptions) -> Option<String> {
    let costs: Vec<_> = messages.iter().filter_map(|message| cost_of(message, options)).collect();
    let sum = costs.iter().fold(0_u64, |sum, (_, amount)| sum.saturating_add(*amount));
    costs.first().map(|(currency, _)| written_cost(*currency, sum))
}

/// An amount with six places behind the point, so that the sum of a file is that of its lines: `0.001234 USD`.
pub(crate) fn written_cost(currency: Currency, amount: MicroAmount) -> String {
    let name = match currency {
        Currency::Usd => "USD",
        Currency::Cny => "CNY",
    };
    format!("{}.{:06} {name}", amount / 1_000_000, amount % 1_000_000)
}
