//! Texts, pictures and files inside one message.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::json;

/// A part of a message. Limits of 2026-09: 600 pictures, JPEG, PNG, GIF or WebP by their bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// Text.
    Text {
        /// The text.
        text: String,
    },
    /// A picture by address: http(s) of at most 8,192 characters, or a data URL of at most 32 MiB.
    Picture {
        /// The address.
        url: String,
        /// How closely to look.
        detail: Detail,
    },
    /// A picture that was uploaded with [`crate::Client::upload`].
    Uploaded {
        /// The id the upload gave.
        file_id: String,
    },
    /// A file inside the message.
    File {
        /// `data:…;base64,…`.
        data_url: String,
        /// Its name, for the model.
        name: String,
    },
}

/// How closely the model looks at a picture; closer costs more tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Detail {
    /// The server chooses.
    #[default]
    Auto,
    /// Small.
    Low,
    /// Large.
    High,
    /// As it is.
    Original,
}

impl Part {
    /// Text.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into() }
    }

    /// A picture by address, seen as the server thinks fit.
    #[must_use]
    pub fn picture(url: impl Into<String>) -> Self {
        Self::Picture { url: url.into(), detail: Detail::Auto }
    }

    /// A picture inside the message.
    #[must_use]
    pub fn picture_of(media_type: &str, bytes: &[u8]) -> Self {
        Self::picture(format!("data:{media_type};base64,{}", BASE64_STANDARD.encode(bytes)))
    }

    /// A picture that was uploaded.
    #[must_use]
    pub fn uploaded(file_id: impl Into<String>) -> Self {
        Self::Uploaded { file_id: file_id.into() }
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        if let Self::Text { text } = self { Some(text) } else { None }
    }
}

impl Detail {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Low => "low",
            Self::High => "high",
            Self::Original => "original",
        }
    }
}

impl Serialize for Part {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self {
            Self::Text { text } => {
                map.serialize_entry("type", "text")?;
                map.serialize_entry("text", text)?;
            }
            Self::Picture { url, detail } => {
                map.serialize_entry("type", "image_url")?;
                map.serialize_entry("image_url", &json!({"url": url, "detail": detail.as_str()}))?;
            }
            Self::Uploaded { file_id } => {
                map.serialize_entry("type", "file")?;
                map.serialize_entry("file_id", file_id)?;
            }
            Self::File { data_url, name } => {
                map.serialize_entry("type", "file")?;
                map.serialize_entry("file_data", data_url)?;
                map.serialize_entry("filename", name)?;
            }
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Message, Outgoing};

    #[test]
    fn a_picture_of_bytes_is_a_data_url() {
        for (bytes, digits) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")] {
            let url = format!("data:image/png;base64,{digits}");
            assert_eq!(Part::picture_of("image/png", bytes.as_bytes()), Part::picture(url));
        }
    }

    #[test]
    fn parts_have_the_documented_shapes_and_text_alone_stays_a_string() {
        let sent = |message: &Message| serde_json::to_value(Outgoing { message, with_reasoning: false }).unwrap();
        let parts = vec![
            Part::text("what is this?"),
            Part::Picture { url: "https://a/b.png".into(), detail: Detail::Low },
            Part::uploaded("file-api-1"),
            Part::File { data_url: "data:image/png;base64,AA==".into(), name: "a.png".into() },
        ];
        assert_eq!(
            sent(&Message::user_parts(parts)),
            json!({"role": "user", "content": [
                {"type": "text", "text": "what is this?"},
                {"type": "image_url", "image_url": {"url": "https://a/b.png", "detail": "low"}},
                {"type": "file", "file_id": "file-api-1"},
                {"type": "file", "file_data": "data:image/png;base64,AA==", "filename": "a.png"},
            ]})
        );
        let shown = Message::tool_parts("call_00", vec![Part::text("a map"), Part::uploaded("file-api-1")]);
        assert_eq!(
            sent(&shown),
            json!({"role": "tool", "tool_call_id": "call_00", "content": [
                {"type": "text", "text": "a map"}, {"type": "file", "file_id": "file-api-1"}]})
        );
        let named = Message::user("hi").named("ann").named("bob");
        assert_eq!(sent(&named), json!({"role": "user", "content": "hi", "name": "bob"}));
        assert_eq!(sent(&Message::tool("c", "x").named("ann")).get("name"), None);
        let plain = Message::user_parts(vec![Part::text("hi")]);
        assert_eq!(sent(&plain), json!({"role": "user", "content": "hi"}), "older hosts refuse arrays");
    }
}
