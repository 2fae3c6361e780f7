//! Pictures that go along with a message.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Largest picture, in bytes.
pub const PICTURE_MAX_BYTES: usize = 10 * 1024 * 1024;

/// Most pictures of one message.
pub const PICTURES_MAX: usize = 20;

/// A piece of a picture that is to go along with a message. The last one gives it its name.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PicturePiece {
    /// A name of the window's for what is being sent: pieces of one name follow one another.
    pub upload_id: String,
    /// The bytes in base64.
    pub base64: String,
    /// It is whole with this piece.
    pub last: bool,
}

/// What is known of a picture that came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PictureKept {
    /// Its name, once it is whole: it can go along by this.
    pub picture_id: Option<String>,
}

/// A picture that goes along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PictureRef {
    /// As it was named when it came; those of messages that are there can be named too.
    pub picture_id: String,
    /// Name of the file.
    pub name: String,
}

/// A picture of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PictureView {
    /// Asks for its bytes.
    pub picture_id: String,
    /// Name of the file.
    pub name: String,
    /// Its size.
    pub bytes: u64,
}

/// Ask for a picture.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PictureGet {
    /// Which.
    pub picture_id: String,
}

/// A picture to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Picture {
    /// Such as `image/png`.
    pub media_type: String,
    /// The bytes in base64.
    pub base64: String,
}
