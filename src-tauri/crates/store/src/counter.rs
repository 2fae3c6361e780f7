//! The change counter: every writing transaction takes the next number and puts it on the rows that it changes.

use crate::StoreError;
use rusqlite::{Connection, Transaction, TransactionBehavior};

/// One transaction that writes, with its number.
pub(crate) struct Change<'a> {
    pub(crate) tx: Transaction<'a>,
    /// What the changed rows get as their `rev`.
    pub(crate) rev: i64,
}

impl<'a> Change<'a> {
    pub(crate) fn begin(connection: &'a mut Connection) -> Result<Self, StoreError> {
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let rev = tx
            .prepare_cached("UPDATE change_counter SET rev = rev + 1 WHERE one = 1 RETURNING rev")?
            .query_row([], |row| row.get(0))?;
        Ok(Self { tx, rev })
    }

    /// Durable when it returns.
    pub(crate) fn commit(self) -> Result<(), StoreError> {
        Ok(self.tx.commit()?)
    }
}
