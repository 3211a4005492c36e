//! An action that waits for its turn, or for its answer.

use crate::record::{seal, unseal};
use serde_json::Value;
use std::fmt;

/// How far an action came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ActionState {
    /// It was not sent. Sending it after a restart does it once.
    Queued,
    /// It was sent, or was about to be: whether the server carried it out is not known. Sending it again is right only
    /// where its idempotency key keeps the server from acting twice.
    Sent,
}

/// One action of the queue.
#[derive(Clone, PartialEq)]
pub struct KeptAction {
    /// Its place in the queue: actions are handed back in the order of their numbers. Given by the caller, who goes on
    /// above the highest number after a restart.
    pub id: u64,
    /// How far it came.
    pub state: ActionState,
    /// What the caller needs to send it. The shelf does not look inside.
    pub record: Value,
}

/// Shows the number and the state; what an action does is a person's own.
impl fmt::Debug for KeptAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, state, record: _ } = self;
        f.debug_struct("KeptAction").field("id", id).field("state", state).finish_non_exhaustive()
    }
}

impl KeptAction {
    /// The record: one byte for the state, then the caller's record as JSON text.
    pub(crate) fn to_record(&self) -> Vec<u8> {
        let state: u8 = match self.state {
            ActionState::Queued => 0,
            ActionState::Sent => 1,
        };
        let mut content = vec![state];
        content.extend_from_slice(self.record.to_string().as_bytes());
        seal(&self.id.to_le_bytes(), &content)
    }

    /// Reads a record back; nothing where it was damaged.
    pub(crate) fn from_record(id: u64, record: &[u8]) -> Option<Self> {
        let (state, record) = unseal(&id.to_le_bytes(), record)?.split_first()?;
        let state = match state {
            0 => ActionState::Queued,
            1 => ActionState::Sent,
            _ => return None,
        };
        Some(Self { id, state, record: serde_json::from_slice(record).ok()? })
    }
}
