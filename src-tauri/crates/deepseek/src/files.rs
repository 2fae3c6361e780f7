//! Pictures that are uploaded once and named in many requests (since 2026-08-21).

use std::time::Duration;

use reqwest::multipart::{Form, Part};
use serde_json::Value;

use crate::error::ApiError;

/// The largest file, in bytes (2026-09).
pub const UPLOAD_LIMIT: usize = 64 << 20;
const SHORTEST_LIFE: Duration = Duration::from_hours(1);
const LONGEST_LIFE: Duration = Duration::from_hours(24 * 30);

/// A file to upload: JPEG, PNG, GIF or WebP, told by its bytes and not by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    name: String,
    bytes: Vec<u8>,
    expires_after: Option<Duration>,
}

/// A file on the server. Fields a host leaves out are empty or `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RemoteFile {
    /// What to name it by in a [`Part::Uploaded`](crate::Part::Uploaded).
    pub id: String,
    /// The name it was uploaded under.
    pub name: String,
    /// Its size.
    pub bytes: Option<u64>,
    /// When it was uploaded, in seconds since 1970.
    pub created_at: Option<u64>,
    /// When it will be gone, in seconds since 1970.
    pub expires_at: Option<u64>,
    /// `processed` and the like, as the server says it.
    pub status: Option<String>,
}

/// A page of the list of files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FilePage {
    /// The files, newest first unless asked otherwise.
    pub files: Vec<RemoteFile>,
    /// What to ask for next; `None` at the end.
    pub after: Option<String>,
}

/// Which page of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use]
pub struct FileQuery {
    after: Option<String>,
    limit: Option<u32>,
    oldest_first: bool,
}

impl Upload {
    /// A file with its name, which only people read.
    #[must_use]
    pub fn new(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self { name: name.into(), bytes, expires_after: None }
    }

    /// Gone after this time, from one hour to thirty days.
    #[must_use]
    pub fn expires_after(mut self, life: Duration) -> Self {
        self.expires_after = Some(life.clamp(SHORTEST_LIFE, LONGEST_LIFE));
        self
    }

    pub(crate) fn form(self) -> Result<Form, ApiError> {
        if self.bytes.len() > UPLOAD_LIMIT {
            return Err(ApiError::Unsendable { detail: "the file is larger than 64 MiB".to_owned() });
        }
        let kind = picture_type(&self.bytes).unwrap_or("application/octet-stream");
        let part = Part::bytes(self.bytes).file_name(self.name).mime_str(kind);
        let part = part.map_err(|error| ApiError::Unsendable { detail: error.to_string() })?;
        let mut form = Form::new().text("purpose", "user_data");
        if let Some(life) = self.expires_after {
            form = form
                .text("expires_after[anchor]", "created_at")
                .text("expires_after[seconds]", life.as_secs().to_string());
        }
        Ok(form.part("file", part))
    }
}

/// The type of a picture by its first bytes, as the server judges it; `None` for what it does not read.
#[must_use]
pub const fn picture_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [b'G', b'I', b'F', b'8', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

impl FileQuery {
    /// The page after this file's id.
    pub fn after(mut self, id: impl Into<String>) -> Self {
        self.after = Some(id.into());
        self
    }

    /// So many files, 1 to 1,000.
    pub fn limit(mut self, files: u32) -> Self {
        self.limit = Some(files.clamp(1, 1_000));
        self
    }

    /// Oldest first.
    pub fn oldest_first(mut self) -> Self {
        self.oldest_first = true;
        self
    }

    pub(crate) fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        pairs.extend(self.after.clone().map(|after| ("after", after)));
        pairs.extend(self.limit.map(|limit| ("limit", limit.to_string())));
        if self.oldest_first {
            pairs.push(("order", "asc".to_owned()));
        }
        pairs
    }
}

impl RemoteFile {
    pub(crate) fn from_wire(value: &Value) -> Option<Self> {
        let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        let count = |name: &str| value.get(name).and_then(Value::as_u64);
        Some(Self {
            id: text("id").filter(|id| !id.is_empty())?,
            name: text("filename").or_else(|| text("name")).unwrap_or_default(),
            bytes: count("bytes").or_else(|| count("size")),
            created_at: count("created_at"),
            expires_at: count("expires_at"),
            status: text("status"),
        })
    }
}

impl FilePage {
    pub(crate) fn from_wire(value: &Value) -> Option<Self> {
        let items = value.get("data").unwrap_or(value).as_array()?;
        let files: Vec<RemoteFile> = items.iter().filter_map(RemoteFile::from_wire).collect();
        let more = value.get("has_more").and_then(Value::as_bool).unwrap_or(false);
        let last = value.get("last_id").and_then(Value::as_str).map(str::to_owned);
        let after = if more { last.or_else(|| files.last().map(|file| file.id.clone())) } else { None };
        Some(Self { files, after })
    }
}

/// `{"id":…,"object":…,"deleted":true}`: whether the file is gone.
pub(crate) fn deleted_from_wire(value: &Value) -> Option<bool> {
    value.get("deleted").and_then(Value::as_bool)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_picture_is_told_by_its_bytes() {
        let table: [(&[u8], &str); 5] = [
            (b"\xFF\xD8\xFF\xE0", "image/jpeg"),
            (b"\x89PNG\r\n", "image/png"),
            (b"GIF89a", "image/gif"),
            (b"RIFF0000WEBPVP8 ", "image/webp"),
            (b"hello", "application/octet-stream"),
        ];
        for (bytes, wanted) in table {
            assert_eq!(picture_type(bytes).unwrap_or("application/octet-stream"), wanted);
        }
    }

    #[test]
    fn a_page_tells_where_the_next_one_begins() {
        let page = json!({"data": [{"id": "a", "filename": "a.png", "bytes": 5}, {"id": ""}, 7], "has_more": true});
        let page = FilePage::from_wire(&page).unwrap();
        assert_eq!((page.files.len(), page.after.as_deref()), (1, Some("a")));
        assert_eq!(FilePage::from_wire(&json!({"data": []})), Some(FilePage::default()));
        assert_eq!(FilePage::from_wire(&json!({"x": 1})), None);
        assert_eq!(
            FileQuery::default().after("a").limit(5_000).oldest_first().pairs(),
            [("after", "a".to_owned()), ("limit", "1000".to_owned()), ("order", "asc".to_owned())]
        );
    }
}
