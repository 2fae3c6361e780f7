//! The message tree: which path leads to a leaf, and which messages are versions of one another.

use crate::{Message, MessageId, Role};
use std::collections::{HashMap, HashSet};

/// The messages do not form a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    /// A message names a parent that is not there.
    #[error("message {0} is not in this conversation")]
    Missing(MessageId),
    /// A message is its own ancestor.
    #[error("message {0} is its own ancestor")]
    Cycle(MessageId),
}

/// The messages from the root to `leaf`, in reading order.
///
/// # Errors
/// [`TreeError`] when a parent is missing or the parents go in a circle.
pub fn path_to(messages: &[Message], leaf: MessageId) -> Result<Vec<&Message>, TreeError> {
    let by_id: HashMap<MessageId, &Message> = messages.iter().map(|m| (m.id, m)).collect();
    let mut path = Vec::new();
    let mut seen = HashSet::new();
    let mut next = Some(leaf);
    while let Some(id) = next {
        if !seen.insert(id) {
            return Err(TreeError::Cycle(id));
        }
        let message = by_id.get(&id).ok_or(TreeError::Missing(id))?;
        path.push(*message);
        next = message.parent_id;
    }
    path.reverse();
    Ok(path)
}

/// The versions of a message: all with the same parent and role, oldest first, itself included.
#[must_use]
pub fn siblings(messages: &[Message], of: &Message) -> Vec<MessageId> {
    let mut ids: Vec<MessageId> =
        messages.iter().filter(|m| m.parent_id == of.parent_id && m.role == of.role).map(|m| m.id).collect();
    ids.sort_unstable();
    ids
}

/// The versions of every message of a conversation, found in one walk: [`siblings`] of each of thousands would walk it
/// thousands of times.
#[derive(Debug)]
pub struct Siblings(HashMap<(Option<MessageId>, Role), Vec<MessageId>>);

impl Siblings {
    /// Of all these messages.
    #[must_use]
    pub fn among(messages: &[Message]) -> Self {
        let mut found: HashMap<_, Vec<MessageId>> = HashMap::with_capacity(messages.len());
        for message in messages {
            found.entry((message.parent_id, message.role)).or_default().push(message.id);
        }
        for ids in found.values_mut() {
            ids.sort_unstable();
        }
        Self(found)
    }

    /// The versions of a message, oldest first, itself included.
    #[must_use]
    pub fn of(&self, message: &Message) -> &[MessageId] {
        self.0.get(&(message.parent_id, message.role)).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ConversationId, ModelId, Timestamp};

    fn chain() -> Vec<Message> {
        let conversation = ConversationId::new();
        let question = Message::user(conversation, None, "q".into(), Timestamp::from_millis(1));
        let first = Message::answer(conversation, question.id, ModelId::default(), Timestamp::from_millis(2));
        let second = Message::answer(conversation, question.id, ModelId::default(), Timestamp::from_millis(3));
        vec![question, first, second]
    }

    #[test]
    fn the_path_goes_from_the_root_to_the_leaf() {
        let messages = chain();
        let path = path_to(&messages, messages[2].id).unwrap();
        assert_eq!(path.iter().map(|m| m.id).collect::<Vec<_>>(), [messages[0].id, messages[2].id]);
    }

    #[test]
    fn answers_to_one_question_are_versions_of_one_another() {
        let messages = chain();
        assert_eq!(siblings(&messages, &messages[1]), [messages[1].id, messages[2].id]);
        assert_eq!(siblings(&messages, &messages[0]), [messages[0].id]);
    }

    #[test]
    fn the_versions_of_all_are_those_of_each() {
        let messages = chain();
        let all = Siblings::among(&messages);
        for message in &messages {
            assert_eq!(all.of(message), siblings(&messages, message));
        }
    }

    #[test]
    fn a_circle_of_parents_is_an_error_and_ends() {
        let mut messages = chain();
        messages[0].parent_id = Some(messages[1].id);
        assert!(matches!(path_to(&messages, messages[1].id), Err(TreeError::Cycle(_))));
    }
}
