//! Ids of rows: UUIDv7, so that they sort by the time they were made and two machines never make the same one.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// A text that is not a UUID stood where an id was wanted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct IdError;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id that sorts after all made before it in this process.
            #[must_use]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }

            /// The sixteen bytes, as the history stores them.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// The id of sixteen stored bytes.
            ///
            /// # Errors
            /// [`IdError`] when there are not sixteen.
            pub fn from_slice(bytes: &[u8]) -> Result<Self, IdError> {
                Uuid::from_slice(bytes).map(Self).map_err(|_| IdError)
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Uuid::parse_str(text).map(Self).map_err(|_| IdError)
            }
        }
    };
}

id! {
    /// One conversation.
    ConversationId
}
id! {
    /// One message in a conversation's tree.
    MessageId
}
id! {
    /// One folder of the library.
    FolderId
}
id! {
    /// Bytes that messages hold: an image, a file.
    AttachmentId
}
id! {
    /// One tag of the library.
    TagId
}
id! {
    /// Made by whoever asks for a turn; asking twice with the same one starts one turn.
    ClientId
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_made_later_sort_later_and_survive_text_and_bytes() {
        let (first, second) = (MessageId::new(), MessageId::new());
        assert!(first < second, "ids sort by the time they were made");
        assert_eq!(first.to_string().parse(), Ok(first));
        assert_eq!(MessageId::from_slice(first.as_bytes()), Ok(first));
        assert_eq!("../etc".parse::<MessageId>(), Err(IdError));
    }
}
