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

/// One run of an action, given by the shell; each is used once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ActionId(pub u64);
