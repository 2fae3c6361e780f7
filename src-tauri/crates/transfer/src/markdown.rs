//! A conversation as Markdown to read and to keep among notes.
//!
//! Roles are first-level headings, and only they are: a text's own first-level headings go one level down, so
//! that an outline shows the turns and nothing in a text can pass for one. Otherwise texts stand as they were
//! written. All else of ours is a comment with the message's id, for programs, or a quote that the text cannot
//! reach into.

use crate::ExportOptions;
use crate::choice::{cost_of, total_cost, written_cost};
use crate::closing::closing_line;
use crate::demotion::below_our_headings;
use crate::front_matter::{front_matter, instant};
use hadal_domain::{Conversation, Currency, FinishReason, Message, Role, Status};
use std::fmt::Write as _;

/// What goes into the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MarkdownOptions {
    /// The model's thinking, folded, above each answer.
    pub reasoning: bool,
    /// Times, models and ids: the front matter, and the comments by which such a file is read back.
    pub metadata: bool,
    /// What the answers cost, in this currency.
    pub cost: Option<Currency>,
}

impl From<ExportOptions> for MarkdownOptions {
    fn from(options: ExportOptions) -> Self {
        Self { reasoning: options.reasoning, metadata: options.metadata, cost: options.cost }
    }
}

impl MarkdownOptions {
    fn whole(self) -> ExportOptions {
        let Self { reasoning, metadata, cost } = self;
        ExportOptions { reasoning, metadata, cost, ..ExportOptions::default() }
    }
}

impl Default for MarkdownOptions {
    fn default() -> Self {
        Self { reasoning: true, metadata: true, cost: None }
    }
}

/// Stands behind the heading of a message that is not shown.
const OTHER: &str = " · another version";

/// The messages of `path`, from the root on, as one Markdown document with front matter.
///
/// Link and footnote definitions are shared by the whole document: where two answers define the same name,
/// readers show the first.
#[must_use]
pub fn markdown(conversation: &Conversation, path: &[&Message], options: MarkdownOptions) -> String {
    markdown_with(conversation, path, &[], options)
}

/// As [`markdown()`], and after it the messages that are not shown, each named as another version.
#[must_use]
pub fn markdown_with(
    conversation: &Conversation,
    path: &[&Message],
    others: &[&Message],
    options: MarkdownOptions,
) -> String {
    let cost = total_cost(&[path, others].concat(), options.whole());
    let mut out = if options.metadata { front_matter(conversation, cost.as_deref()) } else { String::new() };
    let system = conversation.parameters.system.as_str();
    if !options.metadata && !system.is_empty() {
        // They stand among the properties where there are any.
        out.push_str("# Instructions\n\n");
        text(&mut out, system);
    }
    let shown = path.iter().map(|message| (message, false));
    for (message, is_other) in shown.chain(others.iter().map(|message| (message, true))) {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&turn(message, is_other, options));
    }
    out
}

fn turn(message: &Message, is_other: bool, options: MarkdownOptions) -> String {
    let mut out = String::new();
    if options.metadata {
        let (role, at) = (message.role.word(), instant(message.created_at));
        // What is not shown says what it follows, so that it can be read back.
        let after = match message.parent_id {
            Some(parent) if is_other => format!(" after {parent}"),
            None if is_other => " after nothing".to_owned(),
            _ => String::new(),
        };
        // Writing to a `String` does not fail.
        let _ = write!(out, "<!-- hadal:message {} {role} {at}{after} -->\n\n", message.id);
    }
    let other = if is_other { OTHER } else { "" };
    let _ = writeln!(out, "# {}{other}", heading(message, options));
    if options.reasoning && !message.reasoning.is_empty() {
        out.push('\n');
        out.push_str(&callout("note]-", "Thinking", &message.reasoning));
    }
    if !message.text.is_empty() {
        out.push('\n');
        text(&mut out, &message.text);
    }
    for (kind, title, text) in notes(message) {
        out.push('\n');
        out.push_str(&callout(kind, title, text));
    }
    out
}

/// A text as it was written, below our headings and closed.
fn text(out: &mut String, text: &str) {
    out.push_str(&below_our_headings(text));
    end_line(out);
    if let Some(line) = closing_line(text) {
        out.push_str(&line);
        out.push('\n');
    }
}

fn heading(message: &Message, options: MarkdownOptions) -> String {
    let who = match message.role {
        Role::System => "Instructions".to_owned(),
        Role::User => "You".to_owned(),
        Role::Tool => "Tool".to_owned(),
        Role::Assistant => match &message.model {
            Some(model) if options.metadata => {
                let name: String = model.as_str().chars().filter(|c| !c.is_control()).collect();
                format!("DeepSeek · {name}")
            }
            _ => "DeepSeek".to_owned(),
        },
    };
    match cost_of(message, options.whole()) {
        Some((currency, amount)) => format!("{who} · {}", written_cost(currency, amount)),
        None => who,
    }
}

/// What a reader should know about how a message ended: kind of callout, title, text.
fn notes(message: &Message) -> Vec<(&'static str, &'static str, &str)> {
    let mut notes = Vec::new();
    match message.status {
        Status::Done => {}
        Status::Streaming => notes.push(("warning]", "Still being written when this file was made", "")),
        Status::Stopped => notes.push(("warning]", "Stopped here", "")),
        Status::Interrupted => notes.push(("warning]", "Interrupted: the answer broke off here", "")),
        Status::Failed => notes.push(("failure]", "Failed", reason(message))),
    }
    match &message.finish_reason {
        Some(FinishReason::Length) => notes.push(("warning]", "Ended at the length limit", "")),
        Some(FinishReason::ContentFilter) => notes.push(("warning]", "Text was withheld by the content filter", "")),
        Some(FinishReason::InsufficientSystemResource) => {
            notes.push(("warning]", "The server ran out of capacity", ""));
        }
        _ => {}
    }
    notes
}

fn reason(message: &Message) -> &str {
    message.error_detail.as_deref().or(message.error_code.as_deref()).unwrap_or_default()
}

/// A quote that Obsidian shows as a box and others as a quote. Each line of the text is inside it: a lone
/// carriage return counts as a line end too, or the text could leave the quote.
fn callout(kind: &str, title: &str, text: &str) -> String {
    let mut out = format!("> [!{kind} {title}\n");
    for line in text.replace("\r\n", "\n").replace('\r', "\n").lines() {
        out.push('>');
        if !line.is_empty() {
            out.push(' ');
            out.push_str(line);
        }
        out.push('\n');
    }
    out
}

fn end_line(out: &mut String) {
    if !out.ends_with('\n') {
        out.push('\n');
    }
}
