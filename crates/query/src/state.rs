//! What can be seen of the cache from outside, for inspection and for tests.

use crate::{Key, Rev, Status, WindowId};

/// One entry, seen from outside.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryState {
    /// Its key.
    pub key: Key,
    /// Its revision.
    pub rev: Rev,
    /// Its status at the time that was asked for.
    pub status: Status,
    /// The windows that mount it, in the order of their names.
    pub mounts: Vec<WindowId>,
    /// Something was loaded or pushed, or restored from an earlier run of the program.
    pub has_data: bool,
    /// Asks that wait for an answer.
    pub asks: usize,
}
