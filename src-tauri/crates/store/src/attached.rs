//! Tables `parts` and `attachments`: what a message holds beside its texts. Bytes are kept once, by their SHA-256, and
//! read when they are asked for; they go with the last message that holds them.

use crate::row::{Id, count, counted};
use crate::{AnswerEnd, BegunTurn, NewTurn, Store, StoreError, belongings, import, turns};
use hadal_domain::{AttachmentId, Conversation, ConversationId, Message, MessageId, Timestamp};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartKind {
    /// A picture that was sent or made.
    Image,
    /// A file that was sent or made.
    File,
    /// The model asked for a tool; `name` is the tool, `text` its arguments as they came.
    ToolCall,
    /// What a tool answered.
    ToolResult,
}

impl PartKind {
    const ALL: [Self; 4] = [Self::Image, Self::File, Self::ToolCall, Self::ToolResult];

    /// The stable word for this kind in rows and files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::File => "file",
            Self::ToolCall => "tool_call",
            Self::ToolResult => "tool_result",
        }
    }

    /// The kind of this word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A part that is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPart {
    /// What it is.
    pub kind: PartKind,
    /// Name of the file or the tool; may be empty.
    pub name: String,
    /// Arguments of a call, answer of a tool, description of a picture. It is not searched.
    pub text: String,
    /// What else belongs to it, as JSON: the id of a call, the size of a picture.
    pub attributes: String,
    /// Its bytes, if it has any.
    pub content: Option<Content>,
}

/// Bytes of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// Such as `image/png`. Of equal bytes the type that came first is kept.
    pub media_type: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// A message with what it holds beside its texts.
pub type WholeMessage = (Message, Vec<NewPart>);

/// A part as it is read, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Name of the file or the tool.
    pub name: String,
    /// See [`NewPart::text`].
    pub text: String,
    /// See [`NewPart::attributes`].
    pub attributes: String,
    /// What its bytes are, if it has any; [`Store::content`] reads them.
    pub content: Option<ContentInfo>,
}

/// What is known of bytes without reading them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentInfo {
    /// Their name.
    pub hash: ContentHash,
    /// Such as `image/png`.
    pub media_type: String,
    /// How many they are.
    pub size_bytes: u64,
}

/// SHA-256 of some bytes, by which they are kept and found. Written in hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentHash([u8; 32]);

impl ContentHash {
    /// The name of these bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A text that is not sixty-four hexadecimal digits stood where the name of bytes was wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the name of bytes")]
pub struct ContentHashError;

impl FromStr for ContentHash {
    type Err = ContentHashError;
    fn from_str(text: &str) -> Result<Self, ContentHashError> {
        let mut hash = [0; 32];
        if text.len() != 64 || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(ContentHashError);
        }
        for (at, byte) in hash.iter_mut().enumerate() {
            let digits = text.get(2 * at..2 * at + 2).ok_or(ContentHashError)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| ContentHashError)?;
        }
        Ok(Self(hash))
    }
}

impl Store {
    /// [`Store::begin_turn`] with what the question holds beside its text, in the same transaction. Without a question
    /// they are not written.
    ///
    /// # Errors
    /// As [`Store::begin_turn`].
    pub async fn begin_turn_with(&self, turn: NewTurn, parts: Vec<NewPart>) -> Result<BegunTurn, StoreError> {
        self.share(move |db| turns::begin(db, &turn, &parts)).await
    }

    /// [`Store::finish`] with what the answer holds beside its texts, in the same transaction. They take the place of
    /// what it held; none leave that as it is.
    ///
    /// # Errors
    /// As [`Store::finish`].
    pub async fn finish_with(&self, end: AnswerEnd, parts: Vec<NewPart>) -> Result<(), StoreError> {
        self.share(move |db| turns::finish(db, &end, &parts)).await
    }

    /// [`Store::import`] with what the messages hold beside their texts.
    ///
    /// # Errors
    /// As [`Store::import`].
    pub async fn import_with(&self, conversations: Vec<(Conversation, Vec<WholeMessage>)>) -> Result<u64, StoreError> {
        self.write(move |db| import::run(db, conversations)).await
    }

    /// What a message holds beside its texts, in order; empty if there is none of this id.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn parts(&self, message: MessageId) -> Result<Vec<Part>, StoreError> {
        self.read(move |db| of(db, message)).await
    }

    /// The same with their bytes, to be written elsewhere.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn parts_with_bytes(&self, message: MessageId) -> Result<Vec<NewPart>, StoreError> {
        self.read(move |db| {
            let tx = db.transaction()?;
            belongings::parts(&tx, message)
        })
        .await
    }

    /// What each message of a conversation holds beside its texts; those that hold nothing are left out.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn attached(&self, conversation: ConversationId) -> Result<HashMap<MessageId, Vec<Part>>, StoreError> {
        self.read(move |db| of_conversation(db, conversation)).await
    }

    /// Bytes that some message holds; `None` when no message does (any more).
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn content(&self, hash: ContentHash) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(move |db| bytes(db, hash)).await
    }
}

/// Reasoning and text have the places before these.
const FIRST: i64 = 2;

/// Writes parts in place of those that the message had; none change nothing.
pub(crate) fn put(db: &Connection, message: MessageId, parts: &[NewPart], at: Timestamp) -> Result<(), StoreError> {
    if parts.is_empty() {
        return Ok(());
    }
    let replaced = db
        .prepare_cached("DELETE FROM parts WHERE message_id = ?1 AND position >= ?2")?
        .execute(params![Id(message), FIRST])?;
    for (position, part) in (FIRST..).zip(parts) {
        let attachment = part.content.as_ref().map(|content| keep(db, content, at)).transpose()?;
        db.prepare_cached(
            "INSERT INTO parts (message_id, position, kind, text, name, attributes, attachment_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            Id(message),
            position,
            part.kind.word(),
            part.text,
            part.name,
            part.attributes,
            attachment.map(Id),
        ])?;
    }
    // It looks at every attachment of the history.
    if replaced > 0 { drop_unheld(db) } else { Ok(()) }
}

/// Removes bytes that no message holds.
pub(crate) fn drop_unheld(db: &Connection) -> Result<(), StoreError> {
    db.prepare_cached(
        "DELETE FROM attachments WHERE NOT EXISTS (SELECT 1 FROM parts WHERE parts.attachment_id = attachments.id)",
    )?
    .execute([])?;
    Ok(())
}

/// What a message holds beside its texts, in order.
pub(crate) fn of(db: &Connection, message: MessageId) -> Result<Vec<Part>, StoreError> {
    let parts = db
        .prepare_cached(
            "SELECT p.kind, p.name, p.text, p.attributes, a.hash, a.media_type, a.size_bytes
             FROM parts AS p LEFT JOIN attachments AS a ON a.id = p.attachment_id
             WHERE p.message_id = ?1 AND p.position >= ?2 ORDER BY p.position",
        )?
        .query_map(params![Id(message), FIRST], from_row)?
        .collect::<Result<_, _>>()?;
    Ok(parts)
}

/// The same of every message of a conversation that has something.
fn of_conversation(db: &Connection, conversation: ConversationId) -> Result<HashMap<MessageId, Vec<Part>>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT p.kind, p.name, p.text, p.attributes, a.hash, a.media_type, a.size_bytes, p.message_id
         FROM messages AS m CROSS JOIN parts AS p ON p.message_id = m.id AND p.position >= ?2
         LEFT JOIN attachments AS a ON a.id = p.attachment_id
         WHERE m.conversation_id = ?1 AND m.deleted_at IS NULL ORDER BY m.id, p.position",
    )?;
    let mut all: HashMap<MessageId, Vec<Part>> = HashMap::new();
    let mut rows = statement.query(params![Id(conversation), FIRST])?;
    while let Some(row) = rows.next()? {
        let Id(message): Id<MessageId> = row.get(7)?;
        all.entry(message).or_default().push(from_row(row)?);
    }
    Ok(all)
}

/// Bytes that some message holds.
pub(crate) fn bytes(db: &Connection, hash: ContentHash) -> Result<Option<Vec<u8>>, StoreError> {
    let bytes = db
        .prepare_cached("SELECT content FROM attachments WHERE hash = ?1")?
        .query_row([hash.0], |row| row.get(0))
        .optional()?;
    Ok(bytes)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Part> {
    let word: String = row.get(0)?;
    let kind = PartKind::of_word(&word);
    let unknown = || rusqlite::Error::InvalidColumnType(0, "kind".to_owned(), Type::Text);
    let hash: Option<[u8; 32]> = row.get(4)?;
    let info = |hash| -> rusqlite::Result<ContentInfo> {
        Ok(ContentInfo { hash: ContentHash(hash), media_type: row.get(5)?, size_bytes: counted(row.get(6)?) })
    };
    Ok(Part {
        kind: kind.ok_or_else(unknown)?,
        name: row.get(1)?,
        text: row.get(2)?,
        attributes: row.get(3)?,
        content: hash.map(info).transpose()?,
    })
}

/// The id of these bytes, which are written unless they are there.
fn keep(db: &Connection, content: &Content, at: Timestamp) -> Result<AttachmentId, StoreError> {
    let hash = ContentHash::of(&content.bytes);
    db.prepare_cached(
        "INSERT INTO attachments (id, hash, media_type, size_bytes, content, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (hash) DO NOTHING",
    )?
    .execute(params![
        Id(AttachmentId::new()),
        hash.0,
        content.media_type,
        count(content.bytes.len() as u64),
        content.bytes,
        at.as_millis(),
    ])?;
    let id: Id<AttachmentId> =
        db.prepare_cached("SELECT id FROM attachments WHERE hash = ?1")?.query_row([hash.0], |row| row.get(0))?;
    Ok(id.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_bytes_is_their_sha_256_and_reads_back() {
        let hash = ContentHash::of(b"abc");
        assert_eq!(hash.to_string(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(hash.to_string().parse(), Ok(hash));
        for text in ["", "ab78", "é".repeat(32).as_str(), &"+1".repeat(32)] {
            assert_eq!(text.parse::<ContentHash>(), Err(ContentHashError), "{text}");
        }
    }
}
