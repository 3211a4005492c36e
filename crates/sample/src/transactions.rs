//! Transactions over HTTP: listed, filtered, paged, created, refunded.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::{Json, Router, routing};
use rusqlite::{Transaction, params};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::accounts;
use crate::backend::Shared;
use crate::ledger::{self, Draft, Entry};
use crate::money::Money;
use crate::refusal::Refusal;
use crate::request::{Body, Id, Params, text};
use crate::token::Caller;

/// Rows of a page where no limit is given, and at most.
const PAGE: i64 = 50;
const LARGEST_PAGE: i64 = 200;

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/api/accounts/{id}/transactions", routing::get(list).post(create))
        .route("/api/transactions/{id}/refund", routing::post(refund))
}

/// One page, newest first.
#[derive(Debug, Serialize)]
struct Page {
    rows: Vec<Entry>,
    /// The cursor of the next page; null on the last one.
    next: Option<String>,
}

/// The parameters as they come: each is checked by hand, so that its refusal names it.
#[derive(Deserialize)]
struct Filter {
    #[serde(rename = "type")]
    side: Option<String>,
    limit: Option<String>,
    cursor: Option<String>,
}

/// A place between two rows: everything strictly older follows. New rows do not move it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cursor {
    created_at: i64,
    n: i64,
}

impl Cursor {
    /// Before the newest row.
    const START: Self = Self { created_at: i64::MAX, n: i64::MAX };

    fn after(entry: &Entry) -> Self {
        Self { created_at: entry.created_at.0, n: entry.n }
    }

    fn write(self) -> String {
        format!("{}-{}", self.created_at, self.n)
    }

    fn read(text: &str) -> Result<Self, Refusal> {
        let parse = || {
            let (created_at, n) = text.split_once('-')?;
            Some(Self { created_at: created_at.parse().ok()?, n: n.parse().ok()? })
        };
        parse().ok_or_else(|| Refusal::query("bad_cursor", "cursor must be the `next` of an earlier answer"))
    }
}

/// Lowest and highest amount of a type.
fn amounts(side: Option<&str>) -> Result<(i64, i64), Refusal> {
    match side {
        None => Ok((i64::MIN, i64::MAX)),
        Some("credit") => Ok((1, i64::MAX)),
        Some("debit") => Ok((i64::MIN, -1)),
        Some(_) => Err(Refusal::query("bad_type", "type must be credit or debit, or left out")),
    }
}

fn page_size(limit: Option<&str>) -> Result<i64, Refusal> {
    let Some(limit) = limit else { return Ok(PAGE) };
    match limit.parse() {
        Ok(limit @ 1..=LARGEST_PAGE) => Ok(limit),
        _ => Err(Refusal::query("bad_limit", format!("limit must be a number from 1 to {LARGEST_PAGE}"))),
    }
}

fn page(
    db: &Transaction<'_>,
    account: &str,
    (lowest, highest): (i64, i64),
    limit: i64,
    from: Cursor,
) -> rusqlite::Result<Page> {
    let sql = format!(
        "{} WHERE t.account = ?1 AND t.amount BETWEEN ?2 AND ?3 AND (t.created_at, t.n) < (?4, ?5)
         ORDER BY t.created_at DESC, t.n DESC LIMIT ?6",
        ledger::COLUMNS
    );
    // One more than asked for tells whether there is a next page.
    let mut rows: Vec<Entry> = db
        .prepare_cached(&sql)?
        .query_map(params![account, lowest, highest, from.created_at, from.n, limit + 1], ledger::from_row)?
        .collect::<rusqlite::Result<_>>()?;
    let size = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > size;
    rows.truncate(size);
    let next = rows.last().filter(|_| more).map(Cursor::after);
    Ok(Page { rows, next: next.map(Cursor::write) })
}

async fn list(
    State(backend): State<Shared>,
    caller: Caller,
    Id(account): Id,
    Params(filter): Params<Filter>,
) -> Result<Json<Page>, Refusal> {
    let amounts = amounts(filter.side.as_deref())?;
    let limit = page_size(filter.limit.as_deref())?;
    let from = filter.cursor.as_deref().map_or(Ok(Cursor::START), Cursor::read)?;
    let page = backend
        .store
        .read(move |db| {
            let account = accounts::own(db, &caller.person, &account)?;
            Ok(page(db, &account.id, amounts, limit, from)?)
        })
        .await?;
    Ok(Json(page))
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Side {
    Credit,
    Debit,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Create {
    #[serde(rename = "type")]
    side: Side,
    /// Positive; the type says which way the money goes.
    amount: f64,
    counterparty: String,
    #[serde(default)]
    reference: String,
}

async fn create(
    State(backend): State<Shared>,
    caller: Caller,
    Id(account): Id,
    Body(create): Body<Create>,
) -> Result<Response, Refusal> {
    let amount = Money::from_request(create.amount)?;
    let reference = match create.reference.trim() {
        "" => String::new(),
        reference => text("reference", reference, 140)?,
    };
    let draft = Draft {
        amount: match create.side {
            Side::Credit => amount,
            Side::Debit => Money(-amount.0),
        },
        counterparty: text("counterparty", &create.counterparty, 80)?,
        reference,
        status: "posted",
    };
    let committed = backend
        .store
        .write(move |db, outbox| {
            let account = accounts::own(db, &caller.person, &account)?;
            let available = accounts::balance(db, &account)?.available;
            if draft.amount.0 < 0 && available.0 < -draft.amount.0 {
                return Err(Refusal::conflict(
                    "insufficient_funds",
                    format!("{} has less than that available", account.id),
                ));
            }
            ledger::record(db, outbox, &account, &draft)
        })
        .await?;
    Ok(committed.reply(StatusCode::CREATED))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Refund {
    reason: String,
}

async fn refund(
    State(backend): State<Shared>,
    caller: Caller,
    Id(id): Id,
    Body(refund): Body<Refund>,
) -> Result<Response, Refusal> {
    let reason = text("reason", &refund.reason, 140)?;
    let committed = backend
        .store
        .write(move |db, outbox| {
            let (transaction, credit) = ledger::refund(db, outbox, &caller.person, &id, &reason)?;
            Ok(json!({ "transaction": transaction, "credit": credit }))
        })
        .await?;
    Ok(committed.reply(StatusCode::OK))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_cursor_survives_its_own_writing() {
        let cursor = Cursor { created_at: 1_772_366_400_123_456, n: 42 };
        assert_eq!(Cursor::read(&cursor.write()).unwrap(), cursor);
        for bad in ["", "1", "-", "1-x", "x-1", "1-2-3", "--1"] {
            assert_eq!(Cursor::read(bad).unwrap_err().code, "bad_cursor", "{bad}");
        }
    }
}
