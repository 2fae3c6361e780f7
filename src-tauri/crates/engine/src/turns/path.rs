//! What a model is told of the path: words, and the pictures that went along with them.

use super::Turns;
use crate::{AskMessage, Picture, TurnError};
use hadal_domain::{ConversationId, Message, MessageId, ModelId, Role};
use hadal_store::{NewPart, Part, PartKind};
use std::collections::HashMap;
use std::sync::Arc;

/// Bytes of pictures in one request. The API takes bodies of 48 MiB, and base64 makes three bytes four.
/// Source: DeepSeek vision guide, read 2026-11-22.
const PICTURES_MAX_BYTES: u64 = 32 * 1024 * 1024;

impl Turns {
    /// The path as it is asked with. A model that does not see is told the names of pictures; one that does sees the
    /// newest that fit, and the names of the rest.
    pub(super) async fn told(
        &self,
        conversation: ConversationId,
        model: &ModelId,
        path: &[Message],
        new: Option<(MessageId, &[NewPart])>,
    ) -> Result<Vec<AskMessage>, TurnError> {
        let held = self.inner.store.attached(conversation).await?;
        if held.is_empty() && new.is_none_or(|(_, parts)| parts.is_empty()) {
            return Ok(path.iter().filter_map(words).collect());
        }
        let mut room = if self.model().sees(model) { PICTURES_MAX_BYTES } else { 0 };
        let mut told = Vec::with_capacity(path.len());
        for message in path.iter().rev() {
            let pictures = match new {
                Some((id, parts)) if id == message.id => of_new(parts, &mut room),
                _ => self.of_held(&held, message.id, &mut room).await?,
            };
            told.extend(shown(message, pictures));
        }
        told.reverse();
        Ok(told)
    }

    async fn of_held(
        &self,
        held: &HashMap<MessageId, Vec<Part>>,
        message: MessageId,
        room: &mut u64,
    ) -> Result<Vec<(String, Option<Picture>)>, TurnError> {
        let mut pictures = Vec::new();
        for part in held.get(&message).into_iter().flatten().filter(|part| part.kind == PartKind::Image) {
            let bytes = match &part.content {
                // What does not go along is not read.
                Some(content) if fits(content.size_bytes, room) => {
                    self.inner.store.content(content.hash).await?.map(|bytes| (content, bytes))
                }
                _ => None,
            };
            let picture = bytes
                .map(|(content, bytes)| Picture { media_type: content.media_type.clone(), bytes: Arc::from(bytes) });
            pictures.push((part.name.clone(), picture));
        }
        Ok(pictures)
    }
}

/// Takes a picture's place, if there is one; after the first that has none there is none for the older ones.
fn fits(size: u64, room: &mut u64) -> bool {
    let rest = room.checked_sub(size);
    *room = rest.unwrap_or(0);
    rest.is_some()
}

fn of_new(parts: &[NewPart], room: &mut u64) -> Vec<(String, Option<Picture>)> {
    let images = parts.iter().filter(|part| part.kind == PartKind::Image);
    let mut picture = |part: &NewPart| {
        let content = part.content.as_ref().filter(|content| fits(content.bytes.len() as u64, room))?;
        Some(Picture { media_type: content.media_type.clone(), bytes: Arc::from(content.bytes.as_slice()) })
    };
    images.map(|part| (part.name.clone(), picture(part))).collect()
}

/// A message with those of its pictures that go along; the others are named in its words.
fn shown(message: &Message, pictures: Vec<(String, Option<Picture>)>) -> Option<AskMessage> {
    if pictures.is_empty() {
        return words(message);
    }
    let mut text = message.text.clone();
    let mut seen = Vec::new();
    for (name, picture) in pictures {
        if let Some(picture) = picture {
            seen.push(picture);
        } else {
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            text.extend(["[Picture \"", &name, "\", not shown]"]);
        }
    }
    Some(if seen.is_empty() { AskMessage::User(text) } else { AskMessage::Shown { text, pictures: seen } })
}

fn words(message: &Message) -> Option<AskMessage> {
    match message.role {
        Role::System => Some(AskMessage::System(message.text.clone())),
        Role::User => Some(AskMessage::User(message.text.clone())),
        // An answer without a word would be refused, and a failed one has nothing to tell the model.
        Role::Assistant => (!message.text.trim().is_empty()).then(|| AskMessage::Assistant(message.text.clone())),
        Role::Tool => None,
    }
}
