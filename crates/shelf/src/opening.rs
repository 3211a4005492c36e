//! From a place to an open shelf.

use crate::action::KeptAction;
use crate::aside::{self, SetAside, Unusable, set_aside};
use crate::entry::KeptEntry;
use crate::error::ShelfError;
use crate::folder;
use crate::place::{Files, Place};
use crate::rules::Rules;
use crate::shelf::Shelf;
use crate::store::{self, Content, Store, Unfit};
use redb::Durability;
use std::fs;
use std::io;
use std::path::Path;
use std::time::SystemTime;

/// A shelf that was just opened, and what was on it.
#[derive(Debug)]
pub struct Opened {
    /// The shelf, for keeping more.
    pub shelf: Shelf,
    /// The data that is worth showing. No entry's `confirmed_at` is later than now.
    pub entries: Vec<KeptEntry>,
    /// The queue of actions, in its order.
    pub actions: Vec<KeptAction>,
    /// What was on the shelf and is not handed back. It is no longer in the file.
    pub dropped: Dropped,
    /// What stood in the shelf's place and could not be used.
    pub set_aside: Option<SetAside>,
}

/// How many records were dropped, by reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Dropped {
    /// Entries that were confirmed too long ago.
    pub too_old: usize,
    /// Entries that were confirmed in the future: the clock was set back since, so nobody can tell how old they are.
    pub ahead: usize,
    /// Entries that were kept under another buster.
    pub other_buster: usize,
    /// Entries of queries that ask for something else now.
    pub other_query: usize,
    /// Entries that could not be read.
    pub unreadable_entries: usize,
    /// Actions that could not be read. A person should be told: something that they asked for may not happen.
    pub unreadable_actions: usize,
}

/// What stands in a place.
enum Found {
    Nothing,
    Shelf(Store, Content),
    Unusable(Unusable),
}

impl Shelf {
    /// Opens the shelf of a place, or makes an empty one, and reads everything. Blocks while the whole file is read and
    /// verified. `now` is the time by the clock that `confirmed_at` is from.
    ///
    /// A file that cannot be used is no error: see [`Opened::set_aside`].
    ///
    /// # Errors
    /// [`ShelfError::InUse`] when the shelf is open elsewhere; [`ShelfError::Full`], [`ShelfError::Refused`] and
    /// [`ShelfError::Io`] when the folder cannot be used. Go on without a disk then.
    pub fn open(place: &Place, rules: &Rules, now: SystemTime) -> Result<Opened, ShelfError> {
        let _entered = folder::enter(&place.folder)?;
        let files = place.files()?;
        let (store, content, set_aside) = match look(&files.shelf)? {
            Found::Shelf(store, content) => (store, content, None),
            Found::Nothing => {
                let (store, content) = make(&files, &place.folder)?;
                (store, content, None)
            }
            Found::Unusable(reason) => {
                let set_aside = set_aside(&files, reason)?;
                let (store, content) = make(&files, &place.folder)?;
                (store, content, Some(set_aside))
            }
        };
        let mut shelf = Shelf::new(place.clone(), files, store);
        let (entries, dropped) = sort_out(&mut shelf, rules, now, &content)?;
        Ok(Opened { shelf, entries, actions: content.actions, dropped, set_aside })
    }
}

/// Drops what the rules say, from the file too.
fn sort_out(
    shelf: &mut Shelf,
    rules: &Rules,
    now: SystemTime,
    content: &Content,
) -> Result<(Vec<KeptEntry>, Dropped), ShelfError> {
    let mut dropped = Dropped {
        unreadable_entries: content.unreadable_entries.len(),
        unreadable_actions: content.unreadable_actions.len(),
        ..Dropped::default()
    };
    let anew = content.buster != rules.buster.as_bytes();
    let other_rules = anew || content.queries != rules.queries;
    let mut kept = Vec::new();
    let mut gone: Vec<&str> = content.unreadable_entries.iter().map(String::as_str).collect();
    for entry in &content.entries {
        if anew {
            dropped.other_buster += 1;
        } else if !rules.asks_as(&content.queries, &entry.key) {
            dropped.other_query += 1;
            gone.push(entry.key.as_str());
        } else if Rules::ahead(entry.confirmed_at, now) {
            dropped.ahead += 1;
            gone.push(entry.key.as_str());
        } else if rules.too_old(entry.confirmed_at, now) {
            dropped.too_old += 1;
            gone.push(entry.key.as_str());
        } else {
            kept.push(KeptEntry { confirmed_at: entry.confirmed_at.min(now), ..entry.clone() });
        }
    }
    if other_rules || !gone.is_empty() || !content.unreadable_actions.is_empty() {
        shelf.write("clearing", Durability::Immediate, |transaction| {
            if anew {
                store::empty(transaction)?;
            }
            if other_rules {
                store::keep_under(transaction, rules)?;
            }
            store::put_entries(transaction, &[], gone)?;
            store::remove_actions(transaction, &content.unreadable_actions)
        })?;
    }
    Ok((kept, dropped))
}

/// Opens what stands in the shelf's place again, after a failure.
pub(crate) fn reopen(place: &Place, files: &Files) -> Result<Store, ShelfError> {
    let _entered = folder::enter(&place.folder)?;
    let reason = match look(&files.shelf)? {
        Found::Shelf(store, _) => return Ok(store),
        Found::Nothing => "it is gone".to_owned(),
        Found::Unusable(reason) => reason.to_string(),
    };
    Err(ShelfError::Damaged { file: files.shelf.clone(), reason })
}

fn look(file: &Path) -> Result<Found, ShelfError> {
    let failed = |error| ShelfError::io("opening", file, error);
    match fs::symlink_metadata(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(error) => return Err(failed(error)),
        // A link is not followed: it may lead to a file that others can read.
        Ok(there) if !there.is_file() => return Ok(Found::Unusable(Unusable::NotAFile)),
        // A shelf is moved to its place when it is whole, so it is never empty.
        Ok(there) if there.len() == 0 => return Ok(Found::Unusable(Unusable::Empty)),
        Ok(_) => folder::restrict(file, 0o600).map_err(failed)?,
    }
    match Store::open(file) {
        Ok((store, content)) => Ok(Found::Shelf(store, content)),
        Err(Unfit::Foreign) => Ok(Found::Unusable(Unusable::Foreign)),
        Err(Unfit::Newer(format)) => Ok(Found::Unusable(Unusable::Newer { format })),
        Err(Unfit::Store(error)) => match ShelfError::store("opening", file, error) {
            ShelfError::Damaged { reason, .. } => Ok(Found::Unusable(Unusable::Damaged { detail: reason })),
            error => Err(error),
        },
    }
}

/// Makes an empty shelf: beside its place first, so that no half of one is ever found there.
fn make(files: &Files, folder: &Path) -> Result<(Store, Content), ShelfError> {
    let fresh = files.fresh();
    let failed = |error| ShelfError::io("making", &files.shelf, error);
    // What a crash left there was never in use.
    aside::remove(&fresh).map_err(failed)?;
    // The store takes the file as it is, with its mode.
    folder::private().create_new(true).open(&fresh).map_err(failed)?;
    Store::create(&fresh).map_err(|error| ShelfError::store("making", &files.shelf, error))?;
    fs::rename(&fresh, &files.shelf).map_err(failed)?;
    folder::sync(folder)?;
    match look(&files.shelf)? {
        Found::Shelf(store, content) => Ok((store, content)),
        _ => Err(ShelfError::Damaged {
            file: files.shelf.clone(),
            reason: "what was just written reads otherwise".to_owned(),
        }),
    }
}
