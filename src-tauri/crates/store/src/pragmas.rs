//! How each connection is set up. Source: the project's security rules for SQLite, read 2026-11-22.

use rusqlite::config::DbConfig;
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use std::time::Duration;

const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

const PAGE_BYTES: i64 = 16 * 1024;

/// Pages that a connection keeps at hand.
const CACHE_KIB: i64 = 16 * 1024;

/// The log is cut back to this when it has been written into the database.
const LOG_LIMIT_BYTES: i64 = 16 * 1024 * 1024;

/// The one connection that writes.
pub(crate) fn open_writer(path: &Path) -> rusqlite::Result<Connection> {
    // Addresses, so that a file that nobody changes can be attached as such.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let connection = Connection::open_with_flags(path, flags)?;
    guard(&connection)?;
    // For a new file only: of texts of two or three thousand bytes, pages of 4,096 leave a quarter empty.
    connection.pragma_update(None, "page_size", PAGE_BYTES)?;
    let mode: String = connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    if mode != "wal" {
        tracing::warn!(mode, "the history has no write-ahead log");
    }
    // FULL: a commit is on the disk when it returns. NORMAL may drop the last ones on a power cut.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "checkpoint_fullfsync", true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    connection.pragma_update_and_check(None, "journal_size_limit", LOG_LIMIT_BYTES, |_| Ok(()))?;
    Ok(connection)
}

/// A history that never touches the disk, not even for sorting.
pub(crate) fn open_temporary() -> rusqlite::Result<Connection> {
    let connection = with_fold(Connection::open_in_memory()?)?;
    guard(&connection)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(connection)
}

/// Rolls back the change that a journal was left behind of. Where nothing can be written, this fails.
pub(crate) fn roll_back(path: &Path) -> rusqlite::Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    guard(&connection)?;
    // The first look into the file does it.
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
}

/// A connection that cannot write.
pub(crate) fn open_reader(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    reader(Connection::open_with_flags(path, flags)?)
}

/// A connection to a file that nobody changes, in a directory where nothing can be made.
pub(crate) fn open_immutable(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    reader(Connection::open_with_flags(address(path) + IMMUTABLE, flags)?)
}

/// Attaches a file that nobody changes to a connection that writes, under a name.
pub(crate) fn attach_immutable(connection: &Connection, path: &Path, name: &str) -> rusqlite::Result<()> {
    connection.execute("ATTACH ?1 AS ?2", [(address(path) + IMMUTABLE).as_str(), name]).map(|_| ())
}

/// A connection to a damaged file: it may make the index of the log, and nothing else.
pub(crate) fn open_damaged(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    guard(&connection)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    // Without this, SQLite reads nothing at all from a file that is shorter than its header says.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, true)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

fn reader(connection: Connection) -> rusqlite::Result<Connection> {
    guard(&connection)?;
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    with_fold(connection)
}

fn with_fold(connection: Connection) -> rusqlite::Result<Connection> {
    // SQLite's own folding knows ASCII only.
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_DIRECTONLY;
    connection.create_scalar_function("fold", 1, flags, |context| {
        context
            .get_raw(0)
            .as_str()
            .map(str::to_lowercase)
            .map_err(|error| rusqlite::Error::UserFunctionError(error.into()))
    })?;
    Ok(connection)
}

/// What holds for every connection: the file is not trusted to be what we wrote.
fn guard(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    // Answers with a row for a file and with none for memory.
    connection.execute_batch("PRAGMA mmap_size = 0")?;
    // What is sorted is text of the history: it does not go into a file in a directory for passing things.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(())
}

const IMMUTABLE: &str = "?immutable=1";

fn address(path: &Path) -> String {
    let mut uri = String::from(if cfg!(windows) { "file:///" } else { "file:" });
    for c in path.to_string_lossy().chars() {
        match c {
            '%' => uri.push_str("%25"),
            '?' => uri.push_str("%3f"),
            '#' => uri.push_str("%23"),
            '\\' if cfg!(windows) => uri.push('/'),
            c => uri.push(c),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_that_mean_something_in_an_address_are_escaped() {
        assert_eq!(address(Path::new("/a b/50%?#.db")), "file:/a b/50%25%3f%23.db");
    }

    #[test]
    fn both_kinds_of_connection_have_the_settings_that_were_promised() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("history.db");
        std::fs::File::create(&path).unwrap();
        let writer = open_writer(&path).unwrap();
        writer.execute_batch("CREATE TABLE t (a)").unwrap();
        let reader = open_reader(&path).unwrap();
        let number = |connection: &Connection, name: &str| -> i64 {
            connection.pragma_query_value(None, name, |row| row.get(0)).unwrap()
        };
        for (name, value) in [("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1), ("busy_timeout", 5_000)] {
            assert_eq!(number(&writer, name), value, "{name}");
        }
        for connection in [&writer, &reader] {
            assert_eq!(number(connection, "trusted_schema"), 0);
            assert_eq!(number(connection, "cell_size_check"), 1);
            assert!(connection.db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE).unwrap());
        }
        assert!(reader.execute("INSERT INTO t VALUES (1)", []).is_err(), "readers cannot write");
    }
}
