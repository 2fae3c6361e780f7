//! Copying the readable rows of a damaged database into a sound one, row by row, around what cannot be read.

use crate::fill::{Filled, fill};
use crate::{OpenError, mend};
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, Statement, params_from_iter};
use std::collections::VecDeque;

/// What was copied.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Salvaged {
    pub(crate) conversations: u64,
    pub(crate) messages: u64,
    /// Ranges of rows that gave an error and nothing else.
    pub(crate) unreadable: u64,
    /// What a backup had of the rest.
    pub(crate) filled: Option<Filled>,
}

/// Looks into one table for ranges that can be read; a bound, for one broken page high in the tree hides millions.
const PROBES: u32 = 4_000;

/// How far beyond the last readable row others are looked for when the end of the table is not known.
const BEYOND: i64 = 100_000;

/// Copies every table of ours, fills up from the attached `backup` if there is one, then mends what the missing rows
/// left dangling.
pub(crate) fn copy(from: &Connection, to: &mut Connection, with_backup: bool) -> Result<Salvaged, OpenError> {
    let mut salvaged = Salvaged::default();
    // Rows come in any order and some never: what must fit together is mended afterwards.
    to.pragma_update(None, "foreign_keys", false)?;
    let tx = to.transaction()?;
    for table in tables(&tx)? {
        let columns = shared_columns(from, &tx, &table)?;
        if columns.is_empty() {
            continue;
        }
        let mut copier = Copier::new(from, &tx, &table, &columns)?;
        copier.run()?;
        salvaged.unreadable += copier.unreadable;
    }
    let count = |table: &str| {
        tx.query_row(&format!("SELECT count(*) FROM main.{table}"), [], |row| row.get::<_, i64>(0))
            .map(i64::unsigned_abs)
    };
    // Without a row of its own the backup takes the place of the file as a whole.
    if with_backup && count("conversations")? + count("messages")? > 0 {
        salvaged.filled = Some(fill(&tx)?);
    }
    mend::mend(&tx)?;
    salvaged.conversations = count("conversations")?;
    salvaged.messages = count("messages")?;
    tx.commit()?;
    to.pragma_update(None, "foreign_keys", true)?;
    Ok(salvaged)
}

/// Our tables with an explicit row number: all that hold what a person wrote or chose.
fn tables(to: &Connection) -> Result<Vec<String>, OpenError> {
    let names = to
        .prepare(
            "SELECT t.name FROM sqlite_schema AS t JOIN pragma_table_info(t.name) AS c
             WHERE t.type = 'table' AND c.name = 'row' ORDER BY t.name",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(names)
}

/// Columns by name, `row` first: the damaged file may be of an older schema.
fn shared_columns(from: &Connection, to: &Connection, table: &str) -> Result<Vec<String>, OpenError> {
    let names = |db: &Connection| -> rusqlite::Result<Vec<String>> {
        db.prepare("SELECT name FROM pragma_table_info(?1)")?.query_map([table], |row| row.get(0))?.collect()
    };
    let theirs = names(from)?;
    if !theirs.iter().any(|name| name == "row") {
        return Ok(Vec::new());
    }
    let rest = names(to)?.into_iter().filter(|name| name != "row" && theirs.contains(name));
    Ok(std::iter::once("row".to_owned()).chain(rest).collect())
}

struct Copier<'a> {
    up: Statement<'a>,
    down: Statement<'a>,
    insert: Statement<'a>,
    last: Option<i64>,
    columns: usize,
    probes: u32,
    unreadable: u64,
}

impl<'a> Copier<'a> {
    fn new(from: &'a Connection, to: &'a Connection, table: &str, columns: &[String]) -> Result<Self, OpenError> {
        let list = columns.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
        let marks = vec!["?"; columns.len()].join(", ");
        let select = |order: &str| {
            format!("SELECT {list} FROM \"{table}\" NOT INDEXED WHERE row BETWEEN ?1 AND ?2 ORDER BY row {order}")
        };
        Ok(Self {
            up: from.prepare(&select("ASC"))?,
            down: from.prepare(&select("DESC"))?,
            insert: to.prepare(&format!("INSERT OR IGNORE INTO \"{table}\" ({list}) VALUES ({marks})"))?,
            last: from.query_row(&format!("SELECT max(row) FROM \"{table}\""), [], |row| row.get(0)).ok().flatten(),
            columns: columns.len(),
            probes: PROBES,
            unreadable: 0,
        })
    }

    fn run(&mut self) -> Result<(), OpenError> {
        let reached = walk(&mut self.up, &mut self.insert, self.columns, i64::MIN, i64::MAX)?;
        let Walk::Until(stopped) = reached else { return Ok(()) };
        let first = stopped.unwrap_or(0).saturating_add(1);
        let last = self.last.unwrap_or_else(|| first.saturating_add(BEYOND));
        // Halves of what is unreadable, breadth first, so that the probes spread over the whole table.
        let mut ranges = VecDeque::from([(first, last)]);
        while let Some((first, last)) = ranges.pop_front() {
            if first > last {
                continue;
            }
            let Some(probes) = self.probes.checked_sub(1) else {
                self.unreadable += 1;
                continue;
            };
            self.probes = probes;
            let Walk::Until(up) = walk(&mut self.up, &mut self.insert, self.columns, first, last)? else { continue };
            let first = up.map_or(first, |row| row.saturating_add(1));
            let Walk::Until(down) = walk(&mut self.down, &mut self.insert, self.columns, first, last)? else {
                continue;
            };
            let last = down.map_or(last, |row| row.saturating_sub(1));
            if first >= last {
                self.unreadable += 1;
                continue;
            }
            let middle = first + (last - first) / 2;
            ranges.extend([(first, middle), (middle + 1, last)]);
        }
        Ok(())
    }
}

/// How far a walk over a range came.
enum Walk {
    /// All its rows were read.
    Through,
    /// The last row before the one that cannot be read; none if it is the first.
    Until(Option<i64>),
}

/// Copies the rows of a range until one cannot be read.
fn walk(
    select: &mut Statement<'_>,
    insert: &mut Statement<'_>,
    columns: usize,
    first: i64,
    last: i64,
) -> Result<Walk, OpenError> {
    let mut reached = None;
    let Ok(mut rows) = select.query([first, last]) else { return Ok(Walk::Until(None)) };
    loop {
        let row = match rows.next() {
            Ok(Some(row)) => row,
            Ok(None) => return Ok(Walk::Through),
            Err(_) => return Ok(Walk::Until(reached)),
        };
        let Ok(number) = row.get::<_, i64>(0) else { return Ok(Walk::Until(reached)) };
        let values = (0..columns).map(|column| row.get_ref(column).map(whole)).collect::<Result<Vec<_>, _>>()?;
        match insert.execute(params_from_iter(values)) {
            Ok(_) => {}
            Err(error) => match error.sqlite_error_code() {
                // The row was read, but it is not one of ours any more.
                Some(rusqlite::ErrorCode::ConstraintViolation | rusqlite::ErrorCode::TypeMismatch) => {}
                _ => return Err(error.into()),
            },
        }
        reached = Some(number);
    }
}

/// Text that lost its encoding would make every later read of it fail.
fn whole(value: ValueRef<'_>) -> ToSqlOutput<'_> {
    match value {
        ValueRef::Text(bytes) => match String::from_utf8_lossy(bytes) {
            std::borrow::Cow::Borrowed(_) => ToSqlOutput::Borrowed(value),
            std::borrow::Cow::Owned(text) => ToSqlOutput::Owned(Value::Text(text)),
        },
        other => ToSqlOutput::Borrowed(other),
    }
}
