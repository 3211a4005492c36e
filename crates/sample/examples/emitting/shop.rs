//! The shop, as the example of docs/emitting.md wants it: people, their tokens, and orders in SQLite.

use std::collections::{BTreeMap, HashSet};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, Transaction};
use serde_json::{Value, json};

/// The database failed.
pub(crate) type Error = rusqlite::Error;

/// Token and person.
const TOKENS: [(&str, &str); 4] =
    [("ada-token", "ada"), ("ada-token-2", "ada"), ("ben-token", "ben"), ("old-token", "ada")];

struct Shop {
    database: Connection,
    expired: HashSet<String>,
    gets: BTreeMap<String, u64>,
    refused: u64,
}

static SHOP: LazyLock<Mutex<Option<Shop>>> = LazyLock::new(Mutex::default);

/// The one shop of this process, opened when it is first asked for.
fn with<T>(work: impl FnOnce(&mut Shop) -> Result<T, Error>) -> Result<T, Error> {
    let mut shop: MutexGuard<'_, Option<Shop>> = SHOP.lock().unwrap_or_else(PoisonError::into_inner);
    match &mut *shop {
        Some(shop) => work(shop),
        none => {
            let database = Connection::open_in_memory()?;
            database.execute_batch(
                "CREATE TABLE orders (id INTEGER PRIMARY KEY, shop TEXT NOT NULL, total INTEGER NOT NULL, key TEXT UNIQUE);
                 CREATE TABLE profiles (person TEXT PRIMARY KEY, name TEXT NOT NULL, revision INTEGER NOT NULL);
                 INSERT INTO profiles VALUES ('ada', 'Ada', 0), ('ben', 'Ben', 0);",
            )?;
            let expired = HashSet::from(["old-token".to_owned()]);
            work(none.insert(Shop { database, expired, gets: BTreeMap::new(), refused: 0 }))
        }
    }
}

/// Whose token this is, if it is good now.
pub(crate) fn person_of(token: &str) -> Option<String> {
    let found = with(|shop| {
        let known = TOKENS.iter().find(|(known, _)| *known == token && !shop.expired.contains(token));
        shop.refused += u64::from(known.is_none());
        Ok(known.map(|(_, person)| (*person).to_owned()))
    });
    found.ok().flatten()
}

/// Whose token this is, good or expired.
pub(crate) fn owner(token: &str) -> Option<&'static str> {
    TOKENS.iter().find(|(known, _)| *known == token).map(|(_, person)| *person)
}

/// From now on this token has expired.
pub(crate) fn expire(token: &str) {
    let _ = with(|shop| Ok(shop.expired.insert(token.to_owned())));
}

/// A transaction: committed when `work` succeeds, undone when it fails.
pub(crate) fn transaction<T>(work: impl FnOnce(&Transaction<'_>) -> Result<T, Error>) -> Result<T, Error> {
    with(|shop| {
        let transaction = shop.database.transaction()?;
        let done = work(&transaction)?;
        transaction.commit()?;
        Ok(done)
    })
}

/// Counts a GET.
pub(crate) fn asked(path: &str) {
    let _ = with(|shop| {
        *shop.gets.entry(path.to_owned()).or_default() += 1;
        Ok(())
    });
}

/// GET requests by path, refused ones too; and sign-ins refused, over HTTP and sockets.
pub(crate) fn counts() -> Result<Value, Error> {
    with(|shop| Ok(json!({ "gets": shop.gets, "refused": shop.refused })))
}

/// The last orders of a shop. `revision` counts all there ever were.
pub(crate) fn orders(shop: &str) -> Result<Value, Error> {
    transaction(|database| {
        let revision: i64 =
            database.query_row("SELECT count(*) FROM orders WHERE shop = ?1", [shop], |row| row.get(0))?;
        let mut newest = database.prepare("SELECT id, total FROM orders WHERE shop = ?1 ORDER BY id DESC LIMIT 10")?;
        let order =
            |row: &rusqlite::Row<'_>| Ok(json!({ "id": row.get::<_, i64>(0)?, "total": row.get::<_, i64>(1)? }));
        let rows: Vec<Value> = newest.query_map([shop], order)?.collect::<Result<_, _>>()?;
        Ok(json!({ "shop": shop, "rows": rows, "revision": revision }))
    })
}

/// A person's profile.
pub(crate) fn profile(person: &str) -> Result<Value, Error> {
    transaction(|database| {
        database.query_row("SELECT name, revision FROM profiles WHERE person = ?1", [person], |row| {
            Ok(json!({ "person": person, "name": row.get::<_, String>(0)?, "revision": row.get::<_, i64>(1)? }))
        })
    })
}
