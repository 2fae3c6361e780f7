//! Values of rows as values of the domain. What cannot be read was not written by us: the file is damaged.

use hadal_domain::{AttachmentId, ClientId, ConversationId, FolderId, MessageId, TagId, Timestamp};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use std::str::FromStr;

/// An id as it stands in a column.
#[derive(Clone, Copy)]
pub(crate) struct Id<T>(pub(crate) T);

macro_rules! id_column {
    ($($name:ident),+) => {$(
        impl FromSql for Id<$name> {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                $name::from_slice(value.as_blob()?).map(Self).map_err(|error| FromSqlError::Other(error.into()))
            }
        }

        impl ToSql for Id<$name> {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(ToSqlOutput::Borrowed(ValueRef::Blob(self.0.as_bytes())))
            }
        }
    )+};
}
id_column!(ConversationId, MessageId, ClientId, FolderId, TagId, AttachmentId);

/// A word of a fixed list as it stands in a column.
pub(crate) struct Word<T>(pub(crate) T);

impl<T> FromSql for Word<T>
where
    T: FromStr,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map(Self).map_err(|error: T::Err| FromSqlError::Other(error.into()))
    }
}

/// An instant as it stands in a column.
pub(crate) struct Millis(pub(crate) Timestamp);

impl FromSql for Millis {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_i64().map(|millis| Self(Timestamp::from_millis(millis)))
    }
}

/// A count as it stands in a column; none of ours comes near the limit.
pub(crate) fn count(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// A count that was stored.
pub(crate) fn counted(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}
