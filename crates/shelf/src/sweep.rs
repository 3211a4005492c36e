//! Shelves that nobody comes back to.

use crate::aside;
use crate::error::ShelfError;
use crate::folder;
use crate::place::ENDING;
use crate::store;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// Removes every shelf in the folder, and everything set aside, that was neither opened nor written for `untouched`: a
/// person who never signed out, a token that was renewed, a board that was deleted. Answers how many files went. What
/// is open anywhere stays.
///
/// Actions that still waited go with their shelf, so `untouched` is far longer than [`Rules::max_age`](crate::Rules):
/// a month, say.
///
/// # Errors
/// When the folder cannot be read or a file not removed.
pub fn sweep(folder: &Path, untouched: Duration, now: SystemTime) -> Result<usize, ShelfError> {
    let _entered = folder::enter(folder)?;
    let failed = |error| ShelfError::io("sweeping", folder, error);
    let mut removed = 0;
    for file in fs::read_dir(folder).map_err(failed)? {
        let file = file.map_err(failed)?;
        let name = file.file_name();
        // `HASH.shelf`, `HASH.shelf.set-aside-1`, `HASH.shelf.new`: nothing else is ours to remove.
        if name.to_str().and_then(|name| name.split('.').nth(1)) != Some(ENDING) {
            continue;
        }
        let touched = file.metadata().and_then(|there| there.modified()).map_err(failed)?;
        // A file from the future stays: the clock was put back, and the file may be in daily use.
        let old = now.duration_since(touched).is_ok_and(|age| age > untouched);
        if old && !store::in_use(&file.path()) {
            aside::remove(&file.path()).map_err(failed)?;
            removed += 1;
        }
    }
    Ok(removed)
}
