//! The file itself: a redb database with three tables.

use crate::action::KeptAction;
use crate::entry::KeptEntry;
use crate::rules::Rules;
use redb::{Database, Durability, ReadableDatabase, ReadableTable, TableDefinition, WriteTransaction};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// The version of the tables and records below. A shelf with a higher one was written by a newer program.
const FORMAT: u64 = 1;

/// Of how much of the file the store keeps a copy in memory, in bytes. Everything is read once, when it is opened.
const CACHE: usize = 1 << 20;

/// What the file says of itself.
const ABOUT: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("about");
/// Sealed entries by the canonical text of their key.
const ENTRIES: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("entries");
/// Sealed actions by their number; the store hands them back in its order.
const ACTIONS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("actions");

/// Everything in a file.
#[derive(Default)]
pub(crate) struct Content {
    pub(crate) buster: Vec<u8>,
    /// What each query was, by its name, when data was kept last.
    pub(crate) queries: BTreeMap<String, String>,
    pub(crate) entries: Vec<KeptEntry>,
    pub(crate) actions: Vec<KeptAction>,
    /// The keys of entries that cannot be read.
    pub(crate) unreadable_entries: Vec<String>,
    /// The numbers of actions that cannot be read.
    pub(crate) unreadable_actions: Vec<u64>,
}

/// Why a file is not a shelf.
pub(crate) enum Unfit {
    /// A database of something else.
    Foreign,
    /// A shelf of a newer program, with its format.
    Newer(u64),
    /// What the store says.
    Store(redb::Error),
}

impl<E: Into<redb::Error>> From<E> for Unfit {
    fn from(error: E) -> Self {
        Self::Store(error.into())
    }
}

/// An open file.
pub(crate) struct Store(Database);

impl Store {
    /// Writes the tables of an empty shelf into an empty file.
    pub(crate) fn create(file: &Path) -> Result<(), redb::Error> {
        guarded(|| {
            let store = Self(redb::Builder::new().set_cache_size(CACHE).create(file)?);
            store.write(Durability::Immediate, |transaction| {
                transaction.open_table(ABOUT)?.insert("format", FORMAT.to_le_bytes().as_slice())?;
                transaction.open_table(ENTRIES)?;
                transaction.open_table(ACTIONS)?;
                Ok(())
            })?;
            Ok(store.0.close()?)
        })
    }

    /// Opens a file, verifies it and reads everything.
    pub(crate) fn open(file: &Path) -> Result<(Self, Content), Unfit> {
        guarded(|| {
            let database = verifying().open(file)?;
            let content = read(&database)?;
            Ok((Self(database), content))
        })
    }

    /// Makes one change: all of it or nothing is in the file afterwards, whatever happens meanwhile.
    pub(crate) fn write(
        &self,
        durability: Durability,
        change: impl FnOnce(&WriteTransaction) -> Result<(), redb::Error>,
    ) -> Result<(), redb::Error> {
        guarded(|| {
            let mut transaction = self.0.begin_write()?;
            transaction.set_durability(durability)?;
            change(&transaction)?;
            Ok(transaction.commit()?)
        })
    }

    /// Closes the file. A store that is beyond writing has said so already.
    pub(crate) fn close(self) {
        let _ = guarded(|| Ok::<_, redb::Error>(self.0.close()?));
    }
}

/// Sets what data is kept under from now on.
pub(crate) fn keep_under(transaction: &WriteTransaction, rules: &Rules) -> Result<(), redb::Error> {
    // Texts by texts always become JSON.
    let queries = serde_json::to_vec(&rules.queries).unwrap_or_default();
    let mut about = transaction.open_table(ABOUT)?;
    about.insert("buster", rules.buster.as_bytes())?;
    about.insert("queries", queries.as_slice())?;
    Ok(())
}

/// Forgets all data.
pub(crate) fn empty(transaction: &WriteTransaction) -> Result<(), redb::Error> {
    transaction.delete_table(ENTRIES)?;
    transaction.open_table(ENTRIES)?;
    Ok(())
}

/// Removes the entries of these keys, then writes these.
pub(crate) fn put_entries<'a>(
    transaction: &WriteTransaction,
    entries: &[KeptEntry],
    gone: impl IntoIterator<Item = &'a str>,
) -> Result<(), redb::Error> {
    let mut table = transaction.open_table(ENTRIES)?;
    for key in gone {
        table.remove(key)?;
    }
    for entry in entries {
        table.insert(entry.key.as_str(), entry.to_record().as_slice())?;
    }
    Ok(())
}

/// Writes one action over the one of its number.
pub(crate) fn put_action(transaction: &WriteTransaction, action: &KeptAction) -> Result<(), redb::Error> {
    transaction.open_table(ACTIONS)?.insert(action.id, action.to_record().as_slice())?;
    Ok(())
}

/// Removes the actions of these numbers.
pub(crate) fn remove_actions(transaction: &WriteTransaction, ids: &[u64]) -> Result<(), redb::Error> {
    let mut table = transaction.open_table(ACTIONS)?;
    for id in ids {
        table.remove(id)?;
    }
    Ok(())
}

/// Whether someone has the file open.
pub(crate) fn in_use(file: &Path) -> bool {
    // A link is not followed: what it leads to is not ours to open.
    if !std::fs::symlink_metadata(file).is_ok_and(|there| there.is_file()) {
        return false;
    }
    let opened = guarded(|| Ok::<_, redb::Error>(verifying().open(file)?));
    matches!(opened, Err(redb::Error::DatabaseAlreadyOpen | redb::Error::LockProtocolMismatch))
}

/// How a file is opened that may be damaged: no page is used before its checksum was verified. Otherwise a wrong
/// reference could be followed, and memory be asked for that nobody has.
fn verifying() -> redb::Builder {
    let mut builder = redb::Builder::new();
    builder.set_cache_size(CACHE).set_check_integrity_on_open(true);
    builder
}

fn read(database: &Database) -> Result<Content, Unfit> {
    let transaction = database.begin_read()?;
    let about = transaction.open_table(ABOUT).map_err(foreign)?;
    let format = about.get("format")?.and_then(|bytes| Some(u64::from_le_bytes(bytes.value().try_into().ok()?)));
    match format {
        // The first format: whatever is not newer is this one.
        Some(format) if format <= FORMAT => {}
        Some(newer) => return Err(Unfit::Newer(newer)),
        None => return Err(Unfit::Foreign),
    }
    let mut content = Content::default();
    if let Some(buster) = about.get("buster")? {
        content.buster = buster.value().to_owned();
    }
    if let Some(queries) = about.get("queries")? {
        // What cannot be read is no query's text: its data is dropped.
        content.queries = serde_json::from_slice(queries.value()).unwrap_or_default();
    }
    for row in transaction.open_table(ENTRIES).map_err(foreign)?.iter()? {
        let (key, record) = row?;
        match KeptEntry::from_record(key.value(), record.value()) {
            Some(entry) => content.entries.push(entry),
            None => content.unreadable_entries.push(key.value().to_owned()),
        }
    }
    for row in transaction.open_table(ACTIONS).map_err(foreign)?.iter()? {
        let (id, record) = row?;
        match KeptAction::from_record(id.value(), record.value()) {
            Some(action) => content.actions.push(action),
            None => content.unreadable_actions.push(id.value()),
        }
    }
    Ok(content)
}

/// A file without our tables, or with other types in them, is not ours.
fn foreign(error: redb::TableError) -> Unfit {
    match error {
        redb::TableError::Storage(error) => Unfit::Store(error.into()),
        _ => Unfit::Foreign,
    }
}

/// Does what the store may give up on. It answers damage with errors; should it panic over some damage all the same,
/// that is damage too, and not the end of the session.
fn guarded<T, E: From<redb::Error>>(work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(redb::Error::Corrupted("the store cannot make sense of it".to_owned()).into()))
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn a_store_that_panics_over_a_file_calls_it_damaged() {
        let given_up = guarded(|| -> Result<(), redb::Error> { panic!("the panic of a test") });
        assert!(matches!(given_up, Err(redb::Error::Corrupted(_))));
    }
}
