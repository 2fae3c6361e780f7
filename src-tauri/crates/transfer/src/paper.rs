//! A conversation as pages, as a picture, as a document for Word: what goes in is chosen here, setting it is
//! `hadal_typeset`'s.

use crate::ExportOptions;
use crate::choice::{chosen, total_cost};
use crate::front_matter::moment;
use crate::plain::{heading, note};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use hadal_domain::{Conversation, Message, Role, TreeError};
use hadal_markdown::Paint;
use hadal_typeset::{Document, Paper, Section, Tone, TypesetError};

/// Why a conversation could not be set.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PaperError {
    /// The messages are not a tree with the shown leaf in it.
    #[error(transparent)]
    Tree(#[from] TreeError),
    /// The fonts of the system, or the library that writes the file.
    #[error(transparent)]
    Typeset(#[from] TypesetError),
}

/// A conversation as a PDF. `paint` knows the colours of code.
///
/// # Errors
/// See [`PaperError`].
pub fn pdf(
    conversation: &Conversation,
    messages: &[Message],
    options: ExportOptions,
    paper: Paper,
    paint: &dyn Paint,
) -> Result<Vec<u8>, PaperError> {
    Ok(hadal_typeset::pdf(&document(conversation, messages, options)?, paper, paint)?)
}

/// A conversation as a document for Word.
///
/// # Errors
/// See [`PaperError`].
pub fn docx(
    conversation: &Conversation,
    messages: &[Message],
    options: ExportOptions,
    paint: &dyn Paint,
) -> Result<Vec<u8>, PaperError> {
    Ok(hadal_typeset::docx(&document(conversation, messages, options)?, paint)?)
}

/// A conversation as PNG: one picture, or several where it is longer than [`hadal_typeset::PICTURE_MAX_HEIGHT`] pixels.
///
/// # Errors
/// See [`PaperError`].
pub fn png(
    conversation: &Conversation,
    messages: &[Message],
    options: ExportOptions,
    paint: &dyn Paint,
) -> Result<Vec<Vec<u8>>, PaperError> {
    let mut pictures = Vec::new();
    hadal_typeset::png(&document(conversation, messages, options)?, paint, &mut |picture| {
        pictures.push(picture);
        Ok(())
    })?;
    Ok(pictures)
}

/// How such a file begins, as a small PNG in base64.
///
/// # Errors
/// See [`PaperError`].
pub fn glance(
    conversation: &Conversation,
    messages: &[Message],
    options: ExportOptions,
    paint: &dyn Paint,
) -> Result<String, PaperError> {
    let picture = hadal_typeset::glance(&document(conversation, messages, options)?, paint)?;
    Ok(BASE64_STANDARD.encode(&picture))
}

fn document<'a>(
    conversation: &'a Conversation,
    messages: &'a [Message],
    options: ExportOptions,
) -> Result<Document<'a>, TreeError> {
    let chosen = chosen(conversation, messages, options)?;
    let cost = total_cost(&chosen.all(), options);
    let system = conversation.parameters.system.as_str();
    let instructions = (options.instructions && !system.is_empty()).then(|| Section {
        heading: "Instructions".to_owned(),
        tone: Tone::Typed,
        text: system,
        ..Section::default()
    });
    let shown = chosen.shown.into_iter().map(|message| section(message, options, ""));
    let others = chosen
        .others
        .into_iter()
        .enumerate()
        .map(|(at, message)| section(message, options, if at == 0 { "Other versions" } else { "" }));
    let times =
        options.metadata.then(|| format!("{} – {}", moment(conversation.created_at), moment(conversation.updated_at)));
    let facts: Vec<String> = times.into_iter().chain(cost).collect();
    Ok(Document {
        title: &conversation.title,
        facts: facts.join(" · "),
        created_at_ms: options.metadata.then(|| conversation.created_at.as_millis()),
        sections: instructions.into_iter().chain(shown).chain(others).collect(),
    })
}

fn section<'a>(message: &'a Message, options: ExportOptions, part: &'static str) -> Section<'a> {
    Section {
        part,
        heading: heading(message, options),
        tone: if message.role == Role::User { Tone::Typed } else { Tone::Markdown },
        thinking: if options.reasoning { &message.reasoning } else { "" },
        text: &message.text,
        note: note(message).unwrap_or_default(),
    }
}
