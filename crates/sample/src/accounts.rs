//! Accounts and their balances.

use axum::extract::State;
use axum::{Json, Router, routing};
use rusqlite::{OptionalExtension, Row, Transaction, params};
use serde::Serialize;
use serde_json::json;

use crate::backend::Shared;
use crate::instant::Micros;
use crate::money::Money;
use crate::refusal::Refusal;
use crate::request::Id;
use crate::rows::Rows;
use crate::signal::Outbox;
use crate::token::Caller;

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/api/accounts", routing::get(list))
        .route("/api/accounts/{id}/balance", routing::get(show_balance))
}

/// An account.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Account {
    pub(crate) id: String,
    #[serde(skip)]
    pub(crate) person: String,
    pub(crate) name: String,
    /// `current` or `savings`.
    pub(crate) kind: String,
    pub(crate) currency: String,
}

/// A balance.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Balance {
    pub(crate) account: String,
    /// What can be spent: everything posted, less the pending debits.
    pub(crate) available: Money,
    /// The sum of what is pending, debits negative.
    pub(crate) pending: Money,
    pub(crate) currency: String,
    /// Grows by at least one with every change.
    pub(crate) seq: i64,
    /// When it last changed.
    pub(crate) as_of: Micros,
}

const COLUMNS: &str = "SELECT id, person, name, kind, currency FROM accounts";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account { id: row.get(0)?, person: row.get(1)?, name: row.get(2)?, kind: row.get(3)?, currency: row.get(4)? })
}

/// The accounts of a person, in a fixed order.
pub(crate) fn of_person(db: &Transaction<'_>, person: &str) -> rusqlite::Result<Vec<Account>> {
    db.prepare_cached(&format!("{COLUMNS} WHERE person = ?1 ORDER BY id"))?.query_map([person], from_row)?.collect()
}

/// The account with this id, if it is the person's own.
pub(crate) fn own(db: &Transaction<'_>, person: &str, id: &str) -> Result<Account, Refusal> {
    db.prepare_cached(&format!("{COLUMNS} WHERE id = ?1 AND person = ?2"))?
        .query_row([id, person], from_row)
        .optional()?
        .ok_or_else(|| Refusal::missing("account", id))
}

/// The balance. It is summed, not kept, so that it cannot drift from the transactions.
pub(crate) fn balance(db: &Transaction<'_>, account: &Account) -> rusqlite::Result<Balance> {
    db.prepare_cached(
        "SELECT opening + (
                    SELECT coalesce(sum(amount), 0) FROM transactions WHERE account = a.id
                    AND (status IN ('posted', 'refunded') OR status = 'pending' AND amount < 0)),
                (SELECT coalesce(sum(amount), 0) FROM transactions
                    WHERE account = a.id AND status = 'pending'),
                seq, as_of
         FROM accounts AS a WHERE id = ?1",
    )?
    .query_row([&account.id], |row| {
        Ok(Balance {
            account: account.id.clone(),
            available: row.get(0)?,
            pending: row.get(1)?,
            currency: account.currency.clone(),
            seq: row.get(2)?,
            as_of: row.get(3)?,
        })
    })
}

/// Gives the balance its next `seq` and signals `balance_updated` with the balance in it.
pub(crate) fn moved(db: &Transaction<'_>, outbox: &mut Outbox, account: &Account) -> rusqlite::Result<Balance> {
    db.prepare_cached("UPDATE accounts SET seq = seq + 1, as_of = ?2 WHERE id = ?1")?
        .execute(params![account.id, Micros::now()])?;
    let balance = balance(db, account)?;
    outbox.add(&account.person, "balance_updated", json!({ "accountId": account.id, "balance": balance }));
    Ok(balance)
}

async fn list(State(backend): State<Shared>, caller: Caller) -> Result<Json<Rows<Account>>, Refusal> {
    let rows = backend.store.read(move |db| Ok(of_person(db, &caller.person)?)).await?;
    Ok(Json(Rows { rows }))
}

async fn show_balance(State(backend): State<Shared>, caller: Caller, Id(id): Id) -> Result<Json<Balance>, Refusal> {
    let balance = backend.store.read(move |db| Ok(balance(db, &own(db, &caller.person, &id)?)?)).await?;
    Ok(Json(balance))
}
