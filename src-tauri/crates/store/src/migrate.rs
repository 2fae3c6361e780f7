//! Migrations: numbered texts, each applied in one transaction with its record. An applied text never changes.

use crate::header::APPLICATION_ID;
use crate::{OpenError, StoreError};
use hadal_domain::Timestamp;
use rusqlite::{Connection, TransactionBehavior, params};

struct Migration {
    version: u32,
    name: &'static str,
    sql: &'static str,
}

const ALL: &[Migration] = &[
    Migration { version: 1, name: "history", sql: include_str!("migrations/0001_history.sql") },
    Migration { version: 2, name: "search", sql: include_str!("migrations/0002_search.sql") },
    Migration { version: 3, name: "path", sql: include_str!("migrations/0003_path.sql") },
    Migration { version: 4, name: "served_by", sql: include_str!("migrations/0004_served_by.sql") },
    Migration { version: 5, name: "marks", sql: include_str!("migrations/0005_marks.sql") },
];

const RECORDS: &str = "CREATE TABLE IF NOT EXISTS migrations (
    version    INTEGER NOT NULL PRIMARY KEY,
    name       TEXT    NOT NULL,
    checksum   TEXT    NOT NULL,
    applied_at INTEGER NOT NULL
) STRICT";

/// The newest schema of this build.
pub(crate) fn known() -> u32 {
    ALL.iter().map(|migration| migration.version).max().unwrap_or(0)
}

/// The schema of a database; 0 before the first migration.
pub(crate) fn version(db: &Connection) -> rusqlite::Result<u32> {
    db.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Brings the schema up to `target`. `before` is called once if there is something to do and something to lose.
///
/// # Errors
/// [`OpenError::MigrationChanged`] when an applied text is not the one of this build.
pub(crate) fn run(
    db: &mut Connection,
    target: u32,
    before: impl FnOnce(&Connection) -> Result<(), OpenError>,
) -> Result<(), OpenError> {
    run_list(db, ALL, target, before)
}

fn run_list(
    db: &mut Connection,
    list: &[Migration],
    target: u32,
    before: impl FnOnce(&Connection) -> Result<(), OpenError>,
) -> Result<(), OpenError> {
    let from = version(db)?;
    if from > 0 {
        check_records(db, list)?;
    }
    if from >= target {
        return Ok(());
    }
    if from > 0 {
        before(db)?;
    }
    for migration in list.iter().filter(|migration| migration.version > from && migration.version <= target) {
        apply(db, migration)?;
    }
    Ok(())
}

fn apply(db: &mut Connection, migration: &Migration) -> Result<(), StoreError> {
    let tx = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    tx.execute_batch(RECORDS)?;
    tx.execute_batch(migration.sql)?;
    tx.execute(
        "INSERT INTO migrations (version, name, checksum, applied_at) VALUES (?1, ?2, ?3, ?4)",
        params![migration.version, migration.name, checksum(migration.sql), Timestamp::now().as_millis()],
    )?;
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    tx.pragma_update(None, "user_version", migration.version)?;
    Ok(tx.commit()?)
}

fn check_records(db: &Connection, list: &[Migration]) -> Result<(), OpenError> {
    let mut statement = db.prepare("SELECT version, checksum FROM migrations ORDER BY version")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (version, applied): (u32, String) = (row.get(0)?, row.get(1)?);
        let ours = list.iter().find(|migration| migration.version == version);
        if ours.is_none_or(|migration| checksum(migration.sql) != applied) {
            return Err(OpenError::MigrationChanged { version });
        }
    }
    Ok(())
}

/// FNV-1a, 64 bits: guards against slips of the editor, not against an attacker. Line ends do not count,
/// for a checkout may change them.
fn checksum(sql: &str) -> String {
    let hash = sql
        .bytes()
        .filter(|byte| *byte != b'\r')
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_text_is_seen_and_changed_line_ends_are_not() {
        assert_eq!(checksum(""), "cbf29ce484222325", "the offset of FNV-1a");
        assert_eq!(checksum("a\r\nb"), checksum("a\nb"));
        assert_ne!(checksum("a\nb"), checksum("a\nc"));
    }

    #[test]
    fn an_applied_migration_whose_text_changed_is_refused() {
        let mut db = Connection::open_in_memory().unwrap();
        run(&mut db, known(), |_| panic!("nothing to back up yet")).unwrap();
        assert_eq!(version(&db).unwrap(), known());
        db.execute("UPDATE migrations SET checksum = 'other' WHERE version = 1", []).unwrap();
        let again = run(&mut db, known(), |_| Ok(()));
        assert!(matches!(again, Err(OpenError::MigrationChanged { version: 1 })));
    }

    #[test]
    fn a_migration_that_fails_leaves_the_schema_before_it_and_the_backup_made_for_it() {
        let dir = tempfile::tempdir().unwrap();
        let mut db = Connection::open(dir.path().join("history.db")).unwrap();
        let one = |sql| Migration { version: 1, name: "one", sql };
        let two = |sql| Migration { version: 2, name: "two", sql };
        let first = [one("CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (7);")];
        run_list(&mut db, &first, 1, |_| panic!("nothing to back up yet")).unwrap();
        let backup = |db: &Connection| crate::backup::make(db, dir.path(), Timestamp::from_millis(1)).map(|_| ());

        let [first] = first;
        let broken = [first, two("DELETE FROM a; CREATE TABLE b (x INTEGER); SELECT nonsense;")];
        assert!(run_list(&mut db, &broken, 2, backup).is_err());
        assert_eq!(version(&db).unwrap(), 1);
        let count = |db: &Connection| db.query_row("SELECT count(*) FROM a", [], |row| row.get::<_, i64>(0)).unwrap();
        assert_eq!(count(&db), 1, "what the broken migration deleted is still there");
        let copy = Connection::open(dir.path().join("backups/history-000000000000001.db")).unwrap();
        assert_eq!((count(&copy), version(&copy).unwrap()), (1, 1));

        let [first, _] = broken;
        run_list(&mut db, &[first, two("ALTER TABLE a ADD COLUMN y INTEGER")], 2, |_| Ok(())).unwrap();
        assert_eq!(version(&db).unwrap(), 2);
    }

    #[test]
    fn migrations_are_numbered_without_gaps() {
        let numbers: Vec<u32> = ALL.iter().map(|migration| migration.version).collect();
        assert_eq!(numbers, (1..=known()).collect::<Vec<_>>());
    }
}
