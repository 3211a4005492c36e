//! Why a sample backend did not start.

use std::net::SocketAddr;
use std::path::PathBuf;

/// Why a sample backend did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SampleError {
    /// The address is taken or not ours.
    #[error("cannot listen on {address}: {source}; choose another address, or port 0 for a free one")]
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The database could not be opened, migrated or filled.
    #[error("cannot use the database {database}: {source}; name a file in a folder you may write to")]
    Database {
        /// The file, or "in memory".
        database: String,
        /// What SQLite said.
        source: rusqlite::Error,
    },
    /// The database was written by a newer version of the sample.
    #[error(
        "the database {} has schema {found}, this version knows up to {known}; use a newer Oriel, or another file",
        .path.display()
    )]
    NewerDatabase {
        /// The file.
        path: PathBuf,
        /// The schema version in the file.
        found: i64,
        /// The newest schema version known here.
        known: i64,
    },
    /// The file is a database of another program; it is left untouched.
    #[error("{} is a database of another program; name another file", .path.display())]
    ForeignDatabase {
        /// The file.
        path: PathBuf,
    },
    /// Redis was named without a database that other processes can use.
    #[error("several processes share their data in a file; name the same --database FILE for each of them")]
    NoSharedDatabase,
    /// Redis does not answer, or cannot be reached in this way.
    #[error("cannot use Redis at {place}: {source}; start it, or name another redis://HOST:PORT")]
    Redis {
        /// Host and port.
        place: String,
        /// What the client says.
        source: redis::RedisError,
    },
    /// The thread of the database could not be started, or ended before it was ready.
    #[error("the database's thread did not start: {0}; is the machine out of memory or threads?")]
    Thread(String),
}
