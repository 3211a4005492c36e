//! Loans and their summary.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::{Json, Router, routing};
use rusqlite::{OptionalExtension, Row, Transaction, params};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::backend::Shared;
use crate::money::Money;
use crate::refusal::Refusal;
use crate::request::{Body, Id};
use crate::rows::Rows;
use crate::signal::Outbox;
use crate::token::Caller;

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/api/loans", routing::get(list))
        .route("/api/loans/summary", routing::get(summary))
        .route("/api/loans/{id}", routing::patch(change))
}

/// A loan.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Loan {
    pub(crate) id: String,
    /// `home`, `auto` or `personal`.
    pub(crate) product: String,
    pub(crate) principal: Money,
    pub(crate) outstanding: Money,
    /// Interest in percent a year.
    pub(crate) rate: f64,
    /// `active`, `late`, `closed` or `review`.
    pub(crate) status: String,
    /// The day of the next payment, `2026-03-01`; null where none is due.
    pub(crate) next_payment: Option<String>,
    pub(crate) currency: String,
}

/// All loans of a person in a few numbers. Closed loans are counted, not summed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Summary {
    count: usize,
    by_status: BTreeMap<&'static str, usize>,
    outstanding: Money,
    principal: Money,
    next_payment: Option<String>,
    currency: String,
}

/// The states of a loan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LoanStatus {
    Active,
    Late,
    Closed,
    Review,
}

impl LoanStatus {
    const ALL: [Self; 4] = [Self::Active, Self::Late, Self::Review, Self::Closed];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Late => "late",
            Self::Closed => "closed",
            Self::Review => "review",
        }
    }
}

const COLUMNS: &str = "
    SELECT id, product, principal, outstanding, basis_points, status, next_payment, currency FROM loans";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Loan> {
    Ok(Loan {
        id: row.get(0)?,
        product: row.get(1)?,
        principal: row.get(2)?,
        outstanding: row.get(3)?,
        rate: f64::from(row.get::<_, i32>(4)?) / 100.0,
        status: row.get(5)?,
        next_payment: row.get(6)?,
        currency: row.get(7)?,
    })
}

/// The loans of a person, in a fixed order.
pub(crate) fn of_person(db: &Transaction<'_>, person: &str) -> rusqlite::Result<Vec<Loan>> {
    db.prepare_cached(&format!("{COLUMNS} WHERE person = ?1 ORDER BY id"))?.query_map([person], from_row)?.collect()
}

/// Changes the state of a loan and signals `loan_status_changed`. A loan that is in that state
/// already is left alone, without a signal.
pub(crate) fn restate(
    db: &Transaction<'_>,
    outbox: &mut Outbox,
    person: &str,
    id: &str,
    status: LoanStatus,
) -> Result<Loan, Refusal> {
    let mut loan = db
        .prepare_cached(&format!("{COLUMNS} WHERE id = ?1 AND person = ?2"))?
        .query_row([id, person], from_row)
        .optional()?
        .ok_or_else(|| Refusal::missing("loan", id))?;
    if loan.status == status.name() {
        return Ok(loan);
    }
    let previous = std::mem::replace(&mut loan.status, status.name().to_owned());
    db.prepare_cached("UPDATE loans SET status = ?2 WHERE id = ?1")?.execute(params![id, loan.status])?;
    outbox.add(
        person,
        "loan_status_changed",
        json!({
            "loanId": loan.id,
            "product": loan.product,
            "status": loan.status,
            "metadata": {
                "product": loan.product,
                "status": loan.status,
                "previous": previous,
            },
        }),
    );
    Ok(loan)
}

fn sum_up(loans: &[Loan]) -> Summary {
    let open = || loans.iter().filter(|loan| loan.status != "closed");
    let count = |status: LoanStatus| {
        let name = status.name();
        let loans = loans.iter().filter(|loan| loan.status == name).count();
        (name, loans)
    };
    Summary {
        count: loans.len(),
        by_status: LoanStatus::ALL.map(count).into(),
        outstanding: Money(open().map(|loan| loan.outstanding.0).sum()),
        principal: Money(open().map(|loan| loan.principal.0).sum()),
        next_payment: open().filter_map(|loan| loan.next_payment.clone()).min(),
        // Every person of the sample has loans in one currency.
        currency: loans.first().map_or_else(|| "EUR".to_owned(), |loan| loan.currency.clone()),
    }
}

async fn list(State(backend): State<Shared>, caller: Caller) -> Result<Json<Rows<Loan>>, Refusal> {
    let rows = backend.store.read(move |db| Ok(of_person(db, &caller.person)?)).await?;
    Ok(Json(Rows { rows }))
}

async fn summary(State(backend): State<Shared>, caller: Caller) -> Result<Json<Summary>, Refusal> {
    let loans = backend.store.read(move |db| Ok(of_person(db, &caller.person)?)).await?;
    Ok(Json(sum_up(&loans)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    status: LoanStatus,
}

async fn change(
    State(backend): State<Shared>,
    caller: Caller,
    Id(id): Id,
    Body(change): Body<Change>,
) -> Result<Response, Refusal> {
    let committed =
        backend.store.write(move |db, outbox| restate(db, outbox, &caller.person, &id, change.status)).await?;
    Ok(committed.reply(StatusCode::OK))
}
