//! Transactions in the database: recorded, settled, refunded, each with its signals.

use rusqlite::{OptionalExtension, Row, Transaction, params};
use serde::Serialize;
use serde_json::json;

use crate::accounts::{self, Account};
use crate::instant::Micros;
use crate::money::Money;
use crate::refusal::Refusal;
use crate::signal::Outbox;

/// A transaction.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Entry {
    /// `txn_` and its number.
    pub(crate) id: String,
    #[serde(skip)]
    pub(crate) n: i64,
    pub(crate) account: String,
    pub(crate) created_at: Micros,
    /// `credit` (money in) or `debit` (money out).
    #[serde(rename = "type")]
    pub(crate) side: &'static str,
    /// Signed: debits are negative.
    pub(crate) amount: Money,
    pub(crate) currency: String,
    pub(crate) counterparty: String,
    pub(crate) reference: String,
    /// `posted`, `pending`, `failed` or `refunded`.
    pub(crate) status: String,
}

/// A transaction that is yet to be recorded.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    /// Signed: debits are negative. Never 0.
    pub(crate) amount: Money,
    pub(crate) counterparty: String,
    pub(crate) reference: String,
    pub(crate) status: &'static str,
}

/// The columns that [`from_row`] reads, before a WHERE.
pub(crate) const COLUMNS: &str = "
    SELECT t.n, t.account, t.created_at, t.amount, a.currency, t.counterparty, t.reference, t.status
    FROM transactions AS t JOIN accounts AS a ON a.id = t.account";

pub(crate) fn from_row(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let n: i64 = row.get(0)?;
    let amount: Money = row.get(3)?;
    Ok(Entry {
        id: format!("txn_{n}"),
        n,
        account: row.get(1)?,
        created_at: row.get(2)?,
        side: if amount.0 < 0 { "debit" } else { "credit" },
        amount,
        currency: row.get(4)?,
        counterparty: row.get(5)?,
        reference: row.get(6)?,
        status: row.get(7)?,
    })
}

/// Adds a transaction that happens now.
pub(crate) fn record(
    db: &Transaction<'_>,
    outbox: &mut Outbox,
    account: &Account,
    draft: &Draft,
) -> Result<Entry, Refusal> {
    let entry = insert(db, account, draft, None)?;
    happened(outbox, account, &entry);
    accounts::moved(db, outbox, account)?;
    Ok(entry)
}

/// Moves a pending transaction to `posted` or `failed`.
pub(crate) fn settle(
    db: &Transaction<'_>,
    outbox: &mut Outbox,
    account: &Account,
    n: i64,
    status: &'static str,
) -> Result<Entry, Refusal> {
    let entry = restate(db, n, status)?;
    happened(outbox, account, &entry);
    accounts::moved(db, outbox, account)?;
    Ok(entry)
}

/// Pays a posted debit back: it becomes `refunded`, and a credit is added. Both are returned.
pub(crate) fn refund(
    db: &Transaction<'_>,
    outbox: &mut Outbox,
    person: &str,
    id: &str,
    reason: &str,
) -> Result<(Entry, Entry), Refusal> {
    let entry = own(db, person, id)?;
    refundable(&entry)?;
    let account = accounts::own(db, person, &entry.account)?;
    let draft = Draft {
        amount: Money(-entry.amount.0),
        counterparty: entry.counterparty.clone(),
        reference: format!("Refund: {reason}"),
        status: "posted",
    };
    let refunded = restate(db, entry.n, "refunded")?;
    let credit = insert(db, &account, &draft, Some(entry.n))?;
    happened(outbox, &account, &refunded);
    happened(outbox, &account, &credit);
    accounts::moved(db, outbox, &account)?;
    Ok((refunded, credit))
}

fn refundable(entry: &Entry) -> Result<(), Refusal> {
    let why = match (entry.side, entry.status.as_str()) {
        ("debit", "posted") => return Ok(()),
        ("credit", _) => "it is a credit; only debits can be refunded",
        (_, "refunded") => "it has already been refunded",
        (_, "pending") => "it is still pending; wait until it is posted",
        _ => "it failed, so no money has moved",
    };
    Err(Refusal::conflict("not_refundable", format!("{} cannot be refunded: {why}", entry.id)))
}

/// The transaction with this id, if it is on one of the person's own accounts.
fn own(db: &Transaction<'_>, person: &str, id: &str) -> Result<Entry, Refusal> {
    let missing = || Refusal::missing("transaction", id);
    let n: i64 = id.strip_prefix("txn_").and_then(|n| n.parse().ok()).ok_or_else(missing)?;
    db.prepare_cached(&format!("{COLUMNS} WHERE t.n = ?1 AND a.person = ?2"))?
        .query_row(params![n, person], from_row)
        .optional()?
        .ok_or_else(missing)
}

fn by_number(db: &Transaction<'_>, n: i64) -> rusqlite::Result<Entry> {
    db.prepare_cached(&format!("{COLUMNS} WHERE t.n = ?1"))?.query_row([n], from_row)
}

fn insert(db: &Transaction<'_>, account: &Account, draft: &Draft, refund_of: Option<i64>) -> rusqlite::Result<Entry> {
    db.prepare_cached(
        "INSERT INTO transactions
             (account, created_at, amount, counterparty, reference, status, refund_of)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        account.id,
        Micros::now(),
        draft.amount,
        draft.counterparty,
        draft.reference,
        draft.status,
        refund_of
    ])?;
    by_number(db, db.last_insert_rowid())
}

fn restate(db: &Transaction<'_>, n: i64, status: &str) -> rusqlite::Result<Entry> {
    db.prepare_cached("UPDATE transactions SET status = ?2 WHERE n = ?1")?.execute(params![n, status])?;
    by_number(db, n)
}

fn happened(outbox: &mut Outbox, account: &Account, entry: &Entry) {
    outbox.add(
        &account.person,
        "transaction_happened",
        json!({
            "accountId": account.id,
            "transactionId": entry.id,
            "metadata": { "txType": entry.side, "status": entry.status },
        }),
    );
}
