//! The names that the shell and the cache give each other's things.

use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A window, by the name its shell gave it. Never used again after `Close` for another window
/// unless the shell opens it anew.
pub type WindowId = Arc<str>;

/// One flight, given by the cache. Its retries keep the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FlightId(pub u64);

/// One question of a window that waits for its answer, given by the shell; each is used once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AskId(pub u64);

/// One of the servers that the data comes from, numbered by the shell. Most shells have one:
/// [`ServerId::ONLY`], the default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ServerId(pub u16);

impl ServerId {
    /// The server of a shell that has no other.
    pub const ONLY: Self = Self(0);
}

/// One run of an action, given by the shell; each is used once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ActionId(pub u64);
