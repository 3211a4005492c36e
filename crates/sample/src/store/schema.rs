//! The tables, and how older files get them.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, TransactionBehavior};

use crate::error::SampleError;
use crate::seed;

/// One step per schema version; `PRAGMA user_version` says how many a file has had. Steps are only
/// ever added.
const MIGRATIONS: [&str; 2] = [
    "
    CREATE TABLE people (
        id         TEXT PRIMARY KEY,
        name       TEXT NOT NULL,
        email      TEXT NOT NULL,
        phone      TEXT NOT NULL,
        city       TEXT NOT NULL,
        updated_at INTEGER NOT NULL,
        steps      INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE sessions (
        token      TEXT PRIMARY KEY,
        person     TEXT NOT NULL REFERENCES people (id),
        created_at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE accounts (
        id       TEXT PRIMARY KEY,
        person   TEXT NOT NULL REFERENCES people (id),
        name     TEXT NOT NULL,
        kind     TEXT NOT NULL CHECK (kind IN ('current', 'savings')),
        currency TEXT NOT NULL,
        opening  INTEGER NOT NULL,
        seq      INTEGER NOT NULL DEFAULT 1,
        as_of    INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE transactions (
        n            INTEGER PRIMARY KEY AUTOINCREMENT,
        account      TEXT NOT NULL REFERENCES accounts (id),
        created_at   INTEGER NOT NULL,
        amount       INTEGER NOT NULL CHECK (amount <> 0),
        counterparty TEXT NOT NULL,
        reference    TEXT NOT NULL,
        status       TEXT NOT NULL CHECK (status IN ('posted', 'pending', 'failed', 'refunded')),
        refund_of    INTEGER UNIQUE REFERENCES transactions (n)
    ) STRICT;
    CREATE INDEX transactions_by_time ON transactions (account, created_at, n);
    CREATE INDEX transactions_by_status ON transactions (account, status, amount);
    CREATE TABLE loans (
        id           TEXT PRIMARY KEY,
        person       TEXT NOT NULL REFERENCES people (id),
        product      TEXT NOT NULL CHECK (product IN ('home', 'auto', 'personal')),
        principal    INTEGER NOT NULL,
        outstanding  INTEGER NOT NULL,
        basis_points INTEGER NOT NULL,
        status       TEXT NOT NULL CHECK (status IN ('active', 'late', 'closed', 'review')),
        next_payment TEXT,
        currency     TEXT NOT NULL
    ) STRICT;
    CREATE INDEX loans_by_person ON loans (person);
    CREATE TABLE notifications (
        n          INTEGER PRIMARY KEY AUTOINCREMENT,
        person     TEXT NOT NULL REFERENCES people (id),
        title      TEXT NOT NULL,
        body       TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        read       INTEGER NOT NULL DEFAULT 0 CHECK (read IN (0, 1))
    ) STRICT;
    CREATE INDEX notifications_by_person ON notifications (person, read, n);
",
    // Answers to requests that may be sent again; a row without a status is a request under way. And what the
    // processes that serve one population have in common: its name, and which of them lets things happen.
    "
    CREATE TABLE answers (
        n            INTEGER PRIMARY KEY AUTOINCREMENT,
        person       TEXT NOT NULL REFERENCES people (id),
        key          TEXT NOT NULL,
        asked        TEXT NOT NULL,
        body         BLOB NOT NULL,
        since        INTEGER NOT NULL,
        status       INTEGER,
        committed_at INTEGER,
        answer       BLOB,
        UNIQUE (person, key)
    ) STRICT;
    CREATE INDEX answers_by_time ON answers (since);
    CREATE TABLE population (
        id      TEXT PRIMARY KEY,
        running INTEGER NOT NULL DEFAULT 0 CHECK (running IN (0, 1)),
        holder  TEXT NOT NULL DEFAULT '',
        until   INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    INSERT INTO population (id) VALUES (lower(hex(randomblob(8))));
",
];

/// How long others may keep the file to themselves.
const PATIENCE: Duration = Duration::from_secs(5);

const KNOWN: i64 = MIGRATIONS.len() as i64;

/// Opens the file, or a database in memory, and brings it up to date; an empty one is filled from
/// the seed.
pub(crate) fn open(path: Option<&Path>, seed: u64) -> Result<Connection, SampleError> {
    let failed = |source| unusable(path, source);
    let mut connection = match path {
        Some(path) => Connection::open(path),
        None => Connection::open_in_memory(),
    }
    .map_err(failed)?;
    // Other processes may open the file at the same moment.
    connection.busy_timeout(PATIENCE).map_err(failed)?;
    let (found, tables) = inspect(&connection).map_err(failed)?;
    if let Some(path) = path {
        let path = path.to_owned();
        if found > KNOWN {
            return Err(SampleError::NewerDatabase { path, found, known: KNOWN });
        }
        if found == 0 && tables > 0 {
            return Err(SampleError::ForeignDatabase { path });
        }
    }
    prepare(&mut connection, path.is_some(), seed).map_err(failed)?;
    Ok(connection)
}

/// What SQLite said of the file.
pub(super) fn unusable(path: Option<&Path>, source: rusqlite::Error) -> SampleError {
    let database = path.map_or_else(|| "in memory".to_owned(), |path| path.display().to_string());
    SampleError::Database { database, source }
}

/// Schema version and number of tables, of one moment.
fn inspect(connection: &Connection) -> rusqlite::Result<(i64, i64)> {
    let sql = "SELECT user_version, (SELECT count(*) FROM sqlite_schema) FROM pragma_user_version";
    connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
}

fn prepare(connection: &mut Connection, in_file: bool, seed: u64) -> rusqlite::Result<()> {
    if in_file {
        use_wal(connection)?;
        // With WAL a crash of the machine may lose the last commits but never corrupts the file:
        // enough for made-up data, and a commit costs no wait for the disk.
        connection.pragma_update(None, "synchronous", "NORMAL")?;
    }
    connection.pragma_update(None, "foreign_keys", true)?;
    // One transaction that nobody else can be in: there is no file with tables and without people, and of processes
    // that start together one does it.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let (found, _) = inspect(&transaction)?;
    for (version, step) in (1..).zip(MIGRATIONS) {
        if version > found {
            transaction.execute_batch(step)?;
            transaction.pragma_update(None, "user_version", version)?;
            if version == 1 {
                seed::fill(&transaction, seed)?;
            }
        }
    }
    transaction.commit()
}

/// The busy timeout does not hold for the change of the journal: where two connections would change it, each holds
/// the lock that the other needs, and SQLite refuses at once rather than wait for ever. One of them gets it next time.
fn use_wal(connection: &Connection) -> rusqlite::Result<()> {
    let since = Instant::now();
    loop {
        match connection.pragma_update(None, "journal_mode", "WAL") {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && since.elapsed() < PATIENCE => {
                std::thread::sleep(Duration::from_millis(fastrand::u64(1..10)));
            }
            done => return done,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn processes_that_open_a_new_file_in_the_same_moment_all_get_it() {
        for _ in 0..50 {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("sample.db");
            let start = std::sync::Barrier::new(4);
            std::thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| {
                        start.wait();
                        open(Some(&path), 1).unwrap();
                    });
                }
            });
        }
    }
}
