//! Messages as rows, for analysis: CSV for spreadsheets, JSON Lines for programs.

use crate::ExportOptions;
use crate::choice::{chosen, cost_of};
use crate::front_matter::instant;
use hadal_domain::{Conversation, Currency, Message, Role, TreeError};
use serde_json::{Map, Value, json};

/// The messages of a conversation as CSV (RFC 4180) with a line of names.
///
/// A cell that a spreadsheet would take for a formula begins with `'`.
///
/// # Errors
/// [`TreeError`] when the messages are not a tree with the shown leaf in it.
pub fn csv(conversation: &Conversation, messages: &[Message], options: ExportOptions) -> Result<String, TreeError> {
    let mut out = String::new();
    let names: Vec<&str> = columns(options).collect();
    line(&mut out, names.iter().map(|name| (*name).to_owned()));
    for row in rows(conversation, messages, options)? {
        let cells = names.iter().map(|name| match row.get(*name) {
            Some(Value::String(text)) => text.clone(),
            None | Some(Value::Null) => String::new(),
            Some(other) => other.to_string(),
        });
        line(&mut out, cells);
    }
    Ok(out)
}

/// The messages of a conversation as JSON Lines: one object a message.
///
/// # Errors
/// [`TreeError`] when the messages are not a tree with the shown leaf in it.
pub fn json_lines(
    conversation: &Conversation,
    messages: &[Message],
    options: ExportOptions,
) -> Result<String, TreeError> {
    let mut out = String::new();
    for row in rows(conversation, messages, options)? {
        out.push_str(&Value::Object(row).to_string());
        out.push('\n');
    }
    Ok(out)
}

fn columns(options: ExportOptions) -> impl Iterator<Item = &'static str> {
    let always = ["conversation", "role", "text"];
    let reasoning = options.reasoning.then_some("reasoning");
    let metadata = [
        "conversation_id",
        "message_id",
        "parent_id",
        "shown",
        "status",
        "created",
        "model",
        "finish_reason",
        "prompt_tokens",
        "completion_tokens",
        "reasoning_tokens",
    ];
    let cost = options.cost.map(|currency| match currency {
        Currency::Usd => "cost_usd",
        Currency::Cny => "cost_cny",
    });
    always.into_iter().chain(reasoning).chain(metadata.into_iter().filter(move |_| options.metadata)).chain(cost)
}

fn rows<'a>(
    conversation: &'a Conversation,
    messages: &'a [Message],
    options: ExportOptions,
) -> Result<impl Iterator<Item = Map<String, Value>> + 'a, TreeError> {
    let chosen = chosen(conversation, messages, options)?;
    // What every turn was asked with is a row of its own in front, without a message behind it.
    let system = conversation.parameters.system.as_str();
    let instructions = (options.instructions && !system.is_empty()).then(|| {
        let cell = |name: &str| match name {
            "conversation" => json!(conversation.title),
            "conversation_id" => json!(conversation.id.to_string()),
            "role" => json!(Role::System.word()),
            "text" => json!(system),
            "reasoning" => json!(""),
            "shown" => json!(true),
            _ => Value::Null,
        };
        columns(options).map(|name| (name.to_owned(), cell(name))).collect::<Map<String, Value>>()
    });
    let shown = chosen.shown.into_iter().map(|message| (message, true));
    let others = chosen.others.into_iter().map(|message| (message, false));
    let rows = shown.chain(others).map(move |(message, shown)| {
        columns(options).map(|name| (name.to_owned(), cell(name, conversation, message, shown, options))).collect()
    });
    Ok(instructions.into_iter().chain(rows))
}

fn cell(name: &str, conversation: &Conversation, message: &Message, shown: bool, options: ExportOptions) -> Value {
    match name {
        "conversation" => json!(conversation.title),
        "role" => json!(message.role.word()),
        "text" => json!(message.text),
        "reasoning" => json!(message.reasoning),
        "conversation_id" => json!(conversation.id.to_string()),
        "message_id" => json!(message.id.to_string()),
        "parent_id" => json!(message.parent_id.map(|id| id.to_string())),
        "shown" => json!(shown),
        "status" => json!(message.status.word()),
        "created" => json!(instant(message.created_at)),
        "model" => json!(message.model.as_ref().map(ToString::to_string)),
        "finish_reason" => json!(message.finish_reason.as_ref().map(ToString::to_string)),
        "prompt_tokens" => json!(message.usage.map(|usage| usage.prompt)),
        "completion_tokens" => json!(message.usage.map(|usage| usage.completion)),
        "reasoning_tokens" => json!(message.usage.map(|usage| usage.reasoning)),
        "cost_usd" | "cost_cny" => {
            // Micro-units below 2^53 are whole in a double.
            #[expect(clippy::cast_precision_loss, reason = "no answer costs a billion")]
            let units = cost_of(message, options).map(|(_, amount)| amount as f64 / 1_000_000.0);
            json!(units)
        }
        _ => Value::Null,
    }
}

fn line(out: &mut String, cells: impl Iterator<Item = String>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            out.push(',');
        }
        let cell = harmless(cell);
        if cell.contains([',', '"', '\n', '\r']) || cell.starts_with(' ') || cell.ends_with(' ') {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(&cell);
        }
    }
    out.push_str("\r\n");
}

/// Source: OWASP, "CSV Injection", read 2026-11-22. Spreadsheets look past blanks, so what follows them counts.
fn harmless(cell: String) -> String {
    let starts_formula = |text: &str| text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if starts_formula(&cell) || starts_formula(cell.trim_start()) { format!("'{cell}") } else { cell }
}
