//! The fast way for the chunks that make up nearly all of a stream: one choice, one text, nothing odd.
//!
//! Two steps. [`PlainChunk`] borrows its texts from the event and refuses whatever it does not know in
//! full; the lenient reader in `chunk` takes over then. [`Sibling`] remembers what stood before and after
//! the text: chunks of one answer share id, time, model and fingerprint, so the next one is read by two
//! comparisons. Both give what the lenient reader would give, which a property test compares.

use std::{borrow::Cow, fmt, marker::PhantomData};

use memchr::memchr2;
use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, Visitor, value::MapAccessDeserializer},
};
use serde_json::Value;

use crate::chunk::Head;

/// Longer surroundings than this are not remembered.
const LONGEST_SURROUNDINGS: usize = 4 << 10;

/// Where a text stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Content,
    Reasoning,
}

/// A chunk with one choice and at most one text.
#[derive(Debug, Deserialize)]
pub(crate) struct PlainChunk<'a> {
    #[serde(borrow, default)]
    id: Word<'a>,
    #[serde(borrow, default)]
    model: Word<'a>,
    #[serde(default)]
    created: Option<u64>,
    #[serde(borrow, default)]
    system_fingerprint: Word<'a>,
    #[serde(borrow)]
    choices: [Object<PlainChoice<'a>>; 1],
    #[serde(default)]
    usage: Value,
    #[serde(default, rename = "error")]
    _error: (),
}

/// Fields of type `()` take `null` alone: anything in them needs the lenient reader.
#[derive(Debug, Deserialize)]
struct PlainChoice<'a> {
    #[serde(default)]
    index: u32,
    #[serde(borrow)]
    delta: Object<PlainDelta<'a>>,
    #[serde(borrow, default)]
    finish_reason: Word<'a>,
    #[serde(default, rename = "logprobs")]
    _logprobs: (),
    #[serde(default, rename = "message")]
    _message: (),
    #[serde(default, rename = "text")]
    _text: (),
}

#[derive(Debug, Deserialize)]
struct PlainDelta<'a> {
    #[serde(borrow, default)]
    content: Word<'a>,
    #[serde(borrow, default)]
    reasoning_content: Word<'a>,
    #[serde(default, rename = "reasoning")]
    _reasoning: (),
    #[serde(default, rename = "reasoning_details")]
    _reasoning_details: (),
    #[serde(default, rename = "thinking")]
    _thinking: (),
    #[serde(default, rename = "tool_calls")]
    _tool_calls: (),
}

/// A text, or null for an empty one; borrowed where it holds no escapes.
#[derive(Debug, Default)]
struct Word<'a>(Cow<'a, str>);

impl<'a> PlainChunk<'a> {
    /// The chunk, if it is as plain as that.
    pub(crate) fn read(data: &'a str) -> Option<Self> {
        let Object(chunk): Object<Self> = serde_json::from_str(data).ok()?;
        let [Object(choice)] = &chunk.choices;
        let Object(delta) = &choice.delta;
        let both = !delta.content.0.is_empty() && !delta.reasoning_content.0.is_empty();
        (choice.index == 0 && !both).then_some(chunk)
    }

    pub(crate) fn head(&self) -> Head<'_> {
        let Self { id, model, created, system_fingerprint, .. } = self;
        Head { id: &id.0, model: &model.0, created: *created, fingerprint: &system_fingerprint.0 }
    }

    pub(crate) fn finish_reason(&self) -> &str {
        let [Object(choice)] = &self.choices;
        &choice.finish_reason.0
    }

    /// The text and its field, if there is one.
    pub(crate) fn words(&self) -> Option<(Field, &str)> {
        let (field, text) = self.text();
        (!text.is_empty()).then_some((field, text))
    }

    pub(crate) fn into_usage(self) -> Value {
        self.usage
    }

    fn text(&self) -> (Field, &Cow<'a, str>) {
        let [Object(PlainChoice { delta: Object(delta), .. })] = &self.choices;
        if delta.reasoning_content.0.is_empty() {
            (Field::Content, &delta.content.0)
        } else {
            (Field::Reasoning, &delta.reasoning_content.0)
        }
    }
}

/// What stands before and after the text of a chunk.
#[derive(Debug)]
pub(crate) struct Sibling {
    before: String,
    after: String,
    field: Field,
}

impl Sibling {
    /// The surroundings of the text in `data`, which was read as `chunk`; `None` if the chunk says more
    /// than its text, or the text holds escapes and stands nowhere as it is.
    pub(crate) fn learn(data: &str, chunk: &PlainChunk<'_>) -> Option<Self> {
        if !chunk.finish_reason().is_empty() || !chunk.usage.is_null() {
            return None;
        }
        let (field, text) = chunk.text();
        let Cow::Borrowed(text) = text else { return None };
        // A borrowed text is a part of `data`, so this is where it stands.
        let start = text.as_ptr().addr().checked_sub(data.as_ptr().addr())?;
        let (before, rest) = data.split_at_checked(start)?;
        let after = rest.strip_prefix(*text)?;
        let framed = before.ends_with('"') && after.starts_with('"');
        (framed && before.len() + after.len() <= LONGEST_SURROUNDINGS).then(|| Self {
            before: before.to_owned(),
            after: after.to_owned(),
            field,
        })
    }

    pub(crate) fn field(&self) -> Field {
        self.field
    }

    /// The text of an event that differs in nothing else; `None` if it does, or if the text is empty.
    pub(crate) fn text_of<'a>(&self, data: &'a str) -> Option<Cow<'a, str>> {
        let text = data.strip_prefix(self.before.as_str())?.strip_suffix(self.after.as_str())?;
        if text.is_empty() {
            return None;
        }
        let bytes = text.as_bytes();
        if memchr2(b'"', b'\\', bytes).is_none() && bytes.iter().all(|byte| *byte >= 0x20) {
            return Some(Cow::Borrowed(text));
        }
        // With its quotes it must be one JSON string and nothing more.
        let quoted = data.get(self.before.len() - 1..=self.before.len() + text.len())?;
        serde_json::from_str::<String>(quoted).ok().filter(|text| !text.is_empty()).map(Cow::Owned)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Word<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WordVisitor).map(Word)
    }
}

/// An object and nothing else: serde would read a list as a struct without names too.
#[derive(Debug)]
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor(PhantomData))
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = Object<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Object)
    }
}

struct WordVisitor;

impl<'de> Visitor<'de> for WordVisitor {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string or null")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunk(content: &str) -> String {
        format!(
            r#"{{"id":"i","model":"m","choices":[{{"index":0,"delta":{{"content":"{content}"}},"logprobs":null,"finish_reason":null}}],"usage":null}}"#
        )
    }

    #[test]
    fn a_sibling_is_read_by_its_surroundings_and_anything_else_is_not() {
        let first = chunk("one");
        let sibling = Sibling::learn(&first, &PlainChunk::read(&first).unwrap()).unwrap();
        let table = [
            ("two", Some("two")),
            ("你好 😀", Some("你好 😀")),
            (r"a\nb", Some("a\nb")),
            (r#"say \"hi\""#, Some("say \"hi\"")),
            (r"\u4f60", Some("你")),
            ("", None),
            (r#"","role":"x"#, None),
            (r"lone \ud83d", None),
            ("raw \u{1}", None),
            ("\\", None),
            (r#"a"},"delta":{"content":"b"#, None),
        ];
        for (content, wanted) in table {
            assert_eq!(sibling.text_of(&chunk(content)).as_deref(), wanted, "{content}");
        }
        assert_eq!(sibling.text_of(&first.replace("\"i\"", "\"j\"")), None, "another id");
        assert_eq!(sibling.text_of("{}"), None);
        let both_ends = first.get(..first.len() / 2).unwrap();
        assert_eq!(sibling.text_of(both_ends), None, "before and after may not overlap");
    }

    #[test]
    fn only_chunks_that_say_nothing_but_their_text_are_remembered() {
        let learned = |data: &str| PlainChunk::read(data).is_some_and(|chunk| Sibling::learn(data, &chunk).is_some());
        assert!(learned(&chunk("a")));
        assert!(!learned(&chunk(r"\n")), "an escaped text stands nowhere as it is");
        assert!(!learned(&chunk("a").replace("\"finish_reason\":null", "\"finish_reason\":\"stop\"")));
        assert!(!learned(&chunk("a").replace("\"usage\":null", "\"usage\":{\"total_tokens\":1}")));
        for odd in [r#""tool_calls":[]"#, r#""reasoning":"r""#, r#""reasoning_content":"r""#, r#""content":"twice""#] {
            let data = chunk("a").replace("\"content\"", &format!("{odd},\"content\""));
            assert!(PlainChunk::read(&data).is_none(), "{odd} is for the lenient reader");
        }
        assert!(PlainChunk::read(r#"{"choices":[]}"#).is_none());
        assert!(PlainChunk::read(r#"{"choices":[{"index":1,"delta":{}}]}"#).is_none());
        assert!(PlainChunk::read(r#"{"error":{},"choices":[{"delta":{}}]}"#).is_none());
    }
}
