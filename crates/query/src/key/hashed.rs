//! Hash tables: a look-up does not depend on how many there are.
//!
//! A table's own order must never be seen. No seed is drawn, so that a run can be replayed.

use super::Key;
use std::collections::HashSet;
use std::hash::{BuildHasherDefault, DefaultHasher, Hasher};

/// For what is not a key: the hash of std, with a seed that is always the same.
pub(crate) type KeyHash = BuildHasherDefault<DefaultHasher>;

/// [`AsItIs`], as a table wants it.
pub(crate) type AsItIsHash = BuildHasherDefault<AsItIs>;

/// A set of keys, in no order.
pub(crate) type KeySet = HashSet<Key, AsItIsHash>;

/// For keys: the hash of each was made with it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    /// Keys write nothing but their hash.
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }
}
