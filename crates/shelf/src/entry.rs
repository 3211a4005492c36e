//! The last good data of a query.

use crate::record::{seal, unseal};
use oriel_query::{Data, Key};
use serde_json::Value;
use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The last good data of one query.
#[derive(Clone, PartialEq)]
pub struct KeptEntry {
    /// The query's key.
    pub key: Key,
    /// The data.
    pub data: Data,
    /// When the server last confirmed the data, by this machine's clock; kept to the millisecond. A moment before 1970
    /// is kept as 1970.
    pub confirmed_at: SystemTime,
}

/// Shows the key and the moment; the data is a person's own.
impl fmt::Debug for KeptEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key, data: _, confirmed_at } = self;
        f.debug_struct("KeptEntry").field("key", key).field("confirmed_at", confirmed_at).finish_non_exhaustive()
    }
}

impl KeptEntry {
    /// The record: the moment as milliseconds since 1970, then the data as JSON text.
    pub(crate) fn to_record(&self) -> Vec<u8> {
        let since = self.confirmed_at.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
        let millis = u64::try_from(since.as_millis()).unwrap_or(u64::MAX);
        let mut content = millis.to_le_bytes().to_vec();
        content.extend_from_slice(&self.data.to_json());
        seal(self.key.as_str().as_bytes(), &content)
    }

    /// Reads a record back; nothing where it was damaged.
    pub(crate) fn from_record(key: &str, record: &[u8]) -> Option<Self> {
        let (millis, data) = unseal(key.as_bytes(), record)?.split_first_chunk()?;
        let confirmed_at = UNIX_EPOCH.checked_add(Duration::from_millis(u64::from_le_bytes(*millis)))?;
        let data = Data::from(serde_json::from_slice::<Value>(data).ok()?);
        let read: Key = serde_json::from_str(key).ok()?;
        // A canonical text that is made differently today would be another key to the cache.
        (read.as_str() == key).then_some(Self { key: read, data, confirmed_at })
    }
}
