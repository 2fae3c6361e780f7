//! After a salvage: what the damaged file had lost, from the newest sound backup, row by row and by id.
//!
//! Only the newest one: it held everything at its time, so what an older one has besides was deleted in between. A row
//! that is there already is newer or the same and stays; one with a tombstone was deleted and stays away.

use crate::OpenError;
use rusqlite::Connection;

/// What came from the backup.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Filled {
    pub(crate) conversations: u64,
    pub(crate) messages: u64,
    /// Messages that were there without their texts.
    pub(crate) texts: u64,
}

/// A table, what tells its rows apart, and which rows `b` of the backup may come in.
type Source = (&'static str, &'static [&'static str], &'static str);

const OF_A_MESSAGE: &str = "b.message_id IN (SELECT id FROM main.messages)";

const TEXTS: Source = ("parts", &["message_id", "position"], OF_A_MESSAGE);

const CONVERSATIONS: Source =
    ("conversations", &["id"], "b.id NOT IN (SELECT id FROM main.tombstones WHERE kind = 'conversation')");

const MESSAGES: Source = ("messages", &["id"], "b.id NOT IN (SELECT id FROM main.tombstones WHERE kind = 'message')");

const BEFORE: [Source; 3] = [
    ("folders", &["id"], "b.id NOT IN (SELECT id FROM main.tombstones WHERE kind = 'folder')"),
    ("tags", &["id"], "b.id NOT IN (SELECT id FROM main.tombstones WHERE kind = 'tag')"),
    ("attachments", &["id"], "1"),
];

const AFTER: [Source; 6] = [
    TEXTS,
    // Half an answer is better than none, and worse than a whole one.
    (
        "tails",
        &["message_id", "kind", "from_byte"],
        "b.message_id IN (SELECT id FROM main.messages) AND b.message_id NOT IN (SELECT message_id FROM main.parts)
            AND b.message_id NOT IN (SELECT message_id FROM main.tails)",
    ),
    ("seams", &["message_id", "kind", "at_byte"], OF_A_MESSAGE),
    (
        "conversation_tags",
        &["conversation_id", "tag_id"],
        "CAST(b.conversation_id || b.tag_id AS BLOB) NOT IN
            (SELECT id FROM main.tombstones WHERE kind = 'conversation_tag')",
    ),
    ("usage_ledger", &["message_id", "seam"], "1"),
    ("settings", &["key"], "1"),
];

/// What changed after the backup was made and lost its text cannot be whole.
const OLDER_TEXT: &str = "UPDATE main.messages SET status = 'interrupted' WHERE status = 'done'
    AND id NOT IN (SELECT message_id FROM main.parts)
    AND EXISTS (SELECT 1 FROM backup.messages AS b WHERE b.id = messages.id AND b.rev < messages.rev)
    AND EXISTS (SELECT 1 FROM backup.parts AS p WHERE p.message_id = messages.id)";

/// A conversation of the backup shows its path of then, unless something was said since; `mend` takes the newest.
const NEWER_PATH: &str = "UPDATE main.conversations SET active_leaf = NULL,
        updated_at = (SELECT max(m.updated_at) FROM main.messages AS m WHERE m.conversation_id = conversations.id)
    WHERE (SELECT max(m.updated_at) FROM main.messages AS m WHERE m.conversation_id = conversations.id) > updated_at
        AND id NOT IN (SELECT id FROM temp.there)";

/// The next start ends what still has pieces, and makes them one text.
const PIECES: &str = "UPDATE main.messages SET status = 'streaming'
    WHERE status <> 'streaming' AND id IN (SELECT message_id FROM main.tails)";

/// Brings in what is missing; `backup` is the attached one.
pub(crate) fn fill(db: &Connection) -> Result<Filled, OpenError> {
    db.execute_batch("CREATE TEMP TABLE there AS SELECT id FROM main.conversations")?;
    for table in &BEFORE {
        bring(db, table)?;
    }
    let conversations = bring(db, &CONVERSATIONS)?;
    db.execute_batch(OLDER_TEXT)?;
    let texts = db.query_row(
        "SELECT count(DISTINCT b.message_id) FROM backup.parts AS b JOIN main.messages AS m ON m.id = b.message_id
         WHERE NOT EXISTS (SELECT 1 FROM main.parts AS p WHERE p.message_id = b.message_id AND p.position = b.position)",
        [],
        |row| row.get::<_, i64>(0),
    )?;
    bring(db, &TEXTS)?;
    let messages = bring(db, &MESSAGES)?;
    for table in &AFTER {
        bring(db, table)?;
    }
    db.execute_batch(NEWER_PATH)?;
    db.execute_batch(PIECES)?;
    db.execute_batch("DROP TABLE temp.there")?;
    Ok(Filled { conversations, messages, texts: texts.unsigned_abs() })
}

/// Inserts what is missing of one table and answers how much that was.
fn bring(db: &Connection, (table, key, wanted): &Source) -> Result<u64, OpenError> {
    let columns = shared_columns(db, table)?;
    if columns.is_empty() {
        return Ok(0);
    }
    let into = columns.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    let from = columns.iter().map(|name| format!("b.\"{name}\"")).collect::<Vec<_>>().join(", ");
    let same = key.iter().map(|name| format!("t.{name} IS b.{name}")).collect::<Vec<_>>().join(" AND ");
    let missing = format!("{wanted} AND NOT EXISTS (SELECT 1 FROM main.{table} AS t WHERE {same})");
    // With its old number if that is free, else with a new one.
    let mut brought = db.execute(
        &format!(
            "INSERT OR IGNORE INTO main.{table} (row, {into}) SELECT b.row, {from} FROM backup.{table} AS b
             WHERE b.row NOT IN (SELECT row FROM main.{table}) AND {missing}"
        ),
        [],
    )?;
    brought += db.execute(
        &format!("INSERT OR IGNORE INTO main.{table} ({into}) SELECT {from} FROM backup.{table} AS b WHERE {missing}"),
        [],
    )?;
    Ok(brought as u64)
}

/// Columns besides `row` that both have: the backup may be of an older schema.
fn shared_columns(db: &Connection, table: &str) -> Result<Vec<String>, OpenError> {
    let names = db
        .prepare(
            "SELECT m.name FROM pragma_table_info(?1, 'main') AS m JOIN pragma_table_info(?1, 'backup') AS b
             ON b.name = m.name WHERE m.name <> 'row'",
        )?
        .query_map([table], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    Ok(names)
}
