//! A conversation as plain text: what was said, as it was written, under who said it.

use crate::ExportOptions;
use crate::choice::{chosen, cost_of, total_cost, written_cost};
use crate::front_matter::moment;
use hadal_domain::{Conversation, Message, Role, Status, TreeError};
use std::fmt::Write as _;

/// A conversation as plain text.
///
/// # Errors
/// [`TreeError`] when the messages are not a tree with the shown leaf in it.
pub fn plain(conversation: &Conversation, messages: &[Message], options: ExportOptions) -> Result<String, TreeError> {
    let chosen = chosen(conversation, messages, options)?;
    let mut out = conversation.title.clone();
    out.push('\n');
    if options.metadata {
        let _ = writeln!(out, "{} – {}", moment(conversation.created_at), moment(conversation.updated_at));
    }
    if let Some(total) = total_cost(&chosen.all(), options) {
        let _ = writeln!(out, "Cost: {total}");
    }
    if options.instructions && !conversation.parameters.system.is_empty() {
        let _ = writeln!(out, "\n--- Instructions ---\n\n{}", conversation.parameters.system.trim_end());
    }
    for message in &chosen.shown {
        turn(&mut out, message, options);
    }
    if !chosen.others.is_empty() {
        out.push_str("\n=== Other versions ===\n");
        for message in &chosen.others {
            turn(&mut out, message, options);
        }
    }
    Ok(out)
}

fn turn(out: &mut String, message: &Message, options: ExportOptions) {
    out.push_str("\n--- ");
    out.push_str(&heading(message, options));
    out.push_str(" ---\n");
    if options.reasoning && !message.reasoning.is_empty() {
        out.push_str("\n[Thinking]\n");
        out.push_str(message.reasoning.trim_end());
        out.push_str("\n[Answer]\n");
    }
    if !message.text.is_empty() {
        out.push('\n');
        out.push_str(message.text.trim_end());
        out.push('\n');
    }
    if let Some(note) = note(message) {
        let _ = writeln!(out, "\n[{note}]");
    }
}

/// Who, with which model and when: `DeepSeek · deepseek-flash · 2026-11-22 09:30 UTC`.
pub(crate) fn heading(message: &Message, options: ExportOptions) -> String {
    let who = match message.role {
        Role::System => "Instructions",
        Role::User => "You",
        Role::Assistant => "DeepSeek",
        Role::Tool => "Tool",
    };
    let mut parts = vec![who.to_owned()];
    if options.metadata {
        parts.extend(message.model.as_ref().map(ToString::to_string));
        parts.push(moment(message.created_at));
    }
    parts.extend(cost_of(message, options).map(|(currency, amount)| written_cost(currency, amount)));
    parts.join(" · ").chars().filter(|c| !c.is_control()).collect()
}

/// What a reader should know about how a message ended.
pub(crate) fn note(message: &Message) -> Option<String> {
    Some(match message.status {
        Status::Done => return None,
        Status::Streaming => "Still being written when this file was made".to_owned(),
        Status::Stopped => "Stopped here".to_owned(),
        Status::Interrupted => "Interrupted: the answer broke off here".to_owned(),
        Status::Failed => {
            let reason = message.error_detail.as_deref().or(message.error_code.as_deref()).unwrap_or_default();
            format!("Failed {reason}").trim_end().to_owned()
        }
    })
}
