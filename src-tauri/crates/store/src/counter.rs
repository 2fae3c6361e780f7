//! The change counter: every writing transaction takes the next number and puts it on the rows that it changes.

use crate::StoreError;
use rusqlite::{Connection, Savepoint, Transaction, TransactionBehavior};
use std::ops::Deref;

/// What happens as one or not at all: a transaction, or a savepoint where several writes share one (see `group`).
pub(crate) enum Unit<'a> {
    Whole(Transaction<'a>),
    Part(Savepoint<'a>),
}

impl<'a> Unit<'a> {
    pub(crate) fn begin(connection: &'a mut Connection) -> Result<Self, StoreError> {
        Ok(if connection.is_autocommit() {
            Self::Whole(connection.transaction_with_behavior(TransactionBehavior::Immediate)?)
        } else {
            Self::Part(connection.savepoint()?)
        })
    }

    /// A transaction is durable when it returns, a part with the transaction that it is a part of.
    pub(crate) fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Whole(transaction) => transaction.commit()?,
            Self::Part(savepoint) => savepoint.commit()?,
        }
        Ok(())
    }
}

impl Deref for Unit<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        match self {
            Self::Whole(transaction) => transaction,
            Self::Part(savepoint) => savepoint,
        }
    }
}

/// One unit that writes, with its number.
pub(crate) struct Change<'a> {
    pub(crate) tx: Unit<'a>,
    /// What the changed rows get as their `rev`.
    pub(crate) rev: i64,
}

impl<'a> Change<'a> {
    pub(crate) fn begin(connection: &'a mut Connection) -> Result<Self, StoreError> {
        let tx = Unit::begin(connection)?;
        let rev = tx
            .prepare_cached("UPDATE change_counter SET rev = rev + 1 WHERE one = 1 RETURNING rev")?
            .query_row([], |row| row.get(0))?;
        Ok(Self { tx, rev })
    }

    /// See [`Unit::commit`].
    pub(crate) fn commit(self) -> Result<(), StoreError> {
        self.tx.commit()
    }
}
