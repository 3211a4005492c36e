//! Keeping, forgetting and erasing.

use crate::action::KeptAction;
use crate::aside;
use crate::entry::KeptEntry;
use crate::error::ShelfError;
use crate::folder;
use crate::opening::reopen;
use crate::place::{Files, Place};
use crate::store::{self, Store};
use oriel_query::Key;
use redb::{Durability, WriteTransaction};
use std::fmt;

/// How many batches of entries may wait for the disk. The store cannot use the room of what it replaced before then, so
/// this bounds the file too.
const BATCHES: u32 = 32;

/// What a board keeps on disk for one person, open.
///
/// Every call blocks until it is done; one thread at a time uses a shelf. Dropping it puts everything on disk. After an
/// error the next call opens the file anew, so that a shelf works again as soon as there is space again.
pub struct Shelf {
    place: Place,
    files: Files,
    /// Nothing after an error.
    store: Option<Store>,
    /// Batches of entries that are not on disk yet.
    waiting: u32,
}

/// Shows the file only.
impl fmt::Debug for Shelf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shelf").field("file", &self.files.shelf).finish_non_exhaustive()
    }
}

impl Shelf {
    pub(crate) fn new(place: Place, files: Files, store: Store) -> Self {
        Self { place, files, store: Some(store), waiting: 0 }
    }

    /// Keeps the data of some queries over what was kept of them, after it forgot the data of the keys in `gone`. All
    /// or nothing of a batch is kept.
    ///
    /// It does not wait for the disk: a process that is killed loses the batches since the last [`Shelf::sync`], the
    /// last change of an action, or the last drop; at most 31 batches.
    ///
    /// # Errors
    /// When the file cannot be written. The batches that did not reach the disk before are lost from it as well; what
    /// is worth keeping is kept again with the next change.
    pub fn keep_entries(&mut self, entries: &[KeptEntry], gone: &[Key]) -> Result<(), ShelfError> {
        if entries.is_empty() && gone.is_empty() {
            return Ok(());
        }
        let durability = if self.waiting + 1 < BATCHES { Durability::None } else { Durability::Immediate };
        self.write("keeping data in", durability, |transaction| {
            store::put_entries(transaction, entries, gone.iter().map(Key::as_str))
        })
    }

    /// Waits until every batch of entries is on disk. Call it some time after the first batch that waits, a second say;
    /// it does nothing when none waits.
    ///
    /// # Errors
    /// As [`Shelf::keep_entries`].
    pub fn sync(&mut self) -> Result<(), ShelfError> {
        if self.waiting == 0 {
            return Ok(());
        }
        self.write("keeping data in", Durability::Immediate, |_| Ok(()))
    }

    /// Keeps an action over the one of its number, if any: a new one, or one whose state changed. It is on disk when
    /// this returns, so a request that is sent afterwards is never one that nobody remembers.
    ///
    /// # Errors
    /// When the file cannot be written. Whether the action is kept is not known then: it may be there after a restart.
    pub fn keep_action(&mut self, action: &KeptAction) -> Result<(), ShelfError> {
        self.write("keeping an action in", Durability::Immediate, |transaction| store::put_action(transaction, action))
    }

    /// Forgets an action that came to its end. That is on disk when this returns: the action is not done again after a
    /// restart. An unknown number is nothing to forget.
    ///
    /// # Errors
    /// When the file cannot be written. The action may still be there after a restart.
    pub fn forget_action(&mut self, id: u64) -> Result<(), ShelfError> {
        self.write("forgetting an action in", Durability::Immediate, |transaction| {
            store::remove_actions(transaction, &[id])
        })
    }

    /// Removes everything that was kept for this board and person, at a sign-out: the file, and what was set aside of
    /// it. The disk may hold the bytes until it uses their room again.
    ///
    /// # Errors
    /// When a file cannot be removed; [`erase`] tries again.
    pub fn erase(mut self) -> Result<(), ShelfError> {
        let _entered = folder::enter(&self.place.folder)?;
        self.close();
        remove_files(&self.place, &self.files)
    }

    /// Makes one change. After a failure the store refuses every further one, so it is closed and opened at the next.
    pub(crate) fn write(
        &mut self,
        doing: &'static str,
        durability: Durability,
        change: impl FnOnce(&WriteTransaction) -> Result<(), redb::Error>,
    ) -> Result<(), ShelfError> {
        let store = match self.store.take() {
            Some(store) => store,
            None => reopen(&self.place, &self.files)?,
        };
        match store.write(durability, change) {
            Ok(()) => {
                self.waiting = if matches!(durability, Durability::None) { self.waiting + 1 } else { 0 };
                self.store = Some(store);
                Ok(())
            }
            Err(error) => {
                store.close();
                self.waiting = 0;
                Err(ShelfError::store(doing, &self.files.shelf, error))
            }
        }
    }

    fn close(&mut self) {
        if let Some(store) = self.store.take() {
            // The store commits once more when it closes, and the file names the last two commits. With both of the
            // same content, damage to what tells them apart does not bring back what was before.
            if self.waiting > 0 {
                let _ = store.write(Durability::Immediate, |_| Ok(()));
            }
            store.close();
        }
    }
}

impl Drop for Shelf {
    fn drop(&mut self) {
        self.close();
    }
}

/// Removes everything that was kept for a place whose shelf is not open: for a sign-out when it could not be opened.
///
/// # Errors
/// [`ShelfError::InUse`] when the shelf is open, here or elsewhere: whoever has it open erases it. Otherwise when a
/// file cannot be removed.
pub fn erase(place: &Place) -> Result<(), ShelfError> {
    let _entered = folder::enter(&place.folder)?;
    let files = place.files()?;
    if store::in_use(&files.shelf) {
        return Err(ShelfError::InUse { file: files.shelf });
    }
    remove_files(place, &files)
}

fn remove_files(place: &Place, files: &Files) -> Result<(), ShelfError> {
    for file in [files.shelf.clone(), files.fresh()].into_iter().chain(files.aside()) {
        aside::remove(&file).map_err(|error| ShelfError::io("erasing", &file, error))?;
    }
    folder::sync(&place.folder)
}
