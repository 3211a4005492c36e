//! What happens to a person in one step of the simulation.

use rusqlite::{OptionalExtension, Transaction};

use crate::accounts::{self, Account};
use crate::ledger;
use crate::loans::{self, LoanStatus};
use crate::notifications;
use crate::people::{self, ProfileChange};
use crate::refusal::Refusal;
use crate::seed::catalogue;
use crate::seed::random::pick;
use crate::signal::Outbox;

/// With so many pending transactions one of them is settled first.
const MOST_PENDING: i64 = 6;

/// Below this much available, in hundredths, money comes in instead of going out.
const LOW: i64 = 80_000;

/// Lets one thing happen and names it.
pub(super) fn happen(
    db: &Transaction<'_>,
    outbox: &mut Outbox,
    person: &str,
    random: &mut fastrand::Rng,
) -> Result<&'static str, Refusal> {
    if count_pending(db, person)? >= MOST_PENDING {
        return settle(db, outbox, person, random);
    }
    match random.u8(..100) {
        0..45 => pay(db, outbox, person, random),
        45..57 => receive(db, outbox, &some_account(db, person, random)?, random),
        57..77 => settle(db, outbox, person, random),
        77..89 => notify(db, outbox, person, random),
        89..97 => restate_loan(db, outbox, person, random),
        _ => change_profile(db, outbox, person, random),
    }
}

/// The first account mostly: it is the one for every day.
fn some_account(db: &Transaction<'_>, person: &str, random: &mut fastrand::Rng) -> Result<Account, Refusal> {
    let mut accounts = accounts::of_person(db, person)?;
    if accounts.is_empty() {
        return Err(Refusal::internal(format!("{person} has no account")));
    }
    let other = accounts.len() > 1 && random.u8(..100) < 20;
    let place = if other { random.usize(1..accounts.len()) } else { 0 };
    Ok(accounts.swap_remove(place))
}

fn pay(
    db: &Transaction<'_>,
    outbox: &mut Outbox,
    person: &str,
    random: &mut fastrand::Rng,
) -> Result<&'static str, Refusal> {
    let account = some_account(db, person, random)?;
    if accounts::balance(db, &account)?.available.0 < LOW {
        return receive(db, outbox, &account, random);
    }
    let status = if random.bool() { "pending" } else { "posted" };
    let draft = catalogue::debit(random, &account.kind, status);
    ledger::record(db, outbox, &account, &draft)?;
    Ok("payment")
}

fn receive(
    db: &Transaction<'_>,
    outbox: &mut Outbox,
    account: &Account,
    random: &mut fastrand::Rng,
) -> Result<&'static str, Refusal> {
    let draft = catalogue::credit(random, &account.kind);
    ledger::record(db, outbox, account, &draft)?;
    Ok("incoming")
}

fn count_pending(db: &Transaction<'_>, person: &str) -> rusqlite::Result<i64> {
    db.prepare_cached(
        "SELECT count(*) FROM transactions AS t JOIN accounts AS a ON a.id = t.account
         WHERE a.person = ?1 AND t.status = 'pending'",
    )?
    .query_row([person], |row| row.get(0))
}

/// Settles the oldest pending transaction; a few fail.
fn settle(
    db: &Transaction<'_>,
    outbox: &mut Outbox,
    person: &str,
    random: &mut fastrand::Rng,
) -> Result<&'static str, Refusal> {
    let oldest: Option<(i64, String)> = db
        .prepare_cached(
            "SELECT t.n, t.account FROM transactions AS t JOIN accounts AS a ON a.id = t.account
             WHERE a.person = ?1 AND t.status = 'pending' ORDER BY t.created_at, t.n LIMIT 1",
        )?
        .query_row([person], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((n, account)) = oldest else {
        return pay(db, outbox, person, random);
    };
    let account = accounts::own(db, person, &account)?;
    let (status, happened) = if random.u8(..100) < 8 { ("failed", "failed") } else { ("posted", "settled") };
    ledger::settle(db, outbox, &account, n, status)?;
    Ok(happened)
}

fn notify(
    db: &Transaction<'_>,
    outbox: &mut Outbox,
    person: &str,
    random: &mut fastrand::Rng,
) -> Result<&'static str, Refusal> {
    if let Some((title, body)) = pick(random, &catalogue::NOTICES) {
        notifications::notify(db, outbox, person, title, body)?;
    }
    Ok("notification")
}

fn restate_loan(
    db: &Transaction<'_>,
    outbox: &mut Outbox,
    person: &str,
    random: &mut fastrand::Rng,
) -> Result<&'static str, Refusal> {
    let mut loans = loans::of_person(db, person)?;
    loans.retain(|loan| loan.status != LoanStatus::Closed.name());
    let Some(loan) = pick(random, &loans) else {
        return notify(db, outbox, person, random);
    };
    let next = match loan.status.as_str() {
        "active" if random.bool() => LoanStatus::Late,
        "active" => LoanStatus::Review,
        _ => LoanStatus::Active,
    };
    loans::restate(db, outbox, person, &loan.id, next)?;
    Ok("loan_status")
}

fn change_profile(
    db: &Transaction<'_>,
    outbox: &mut Outbox,
    person: &str,
    random: &mut fastrand::Rng,
) -> Result<&'static str, Refusal> {
    // Never the city of now, so that something does change.
    let now = people::find(db, person)?.city;
    let others: Vec<&str> = catalogue::CITIES.into_iter().filter(|city| *city != now).collect();
    let change =
        ProfileChange { city: pick(random, &others).map(|city| (*city).to_owned()), ..ProfileChange::default() };
    people::update(db, outbox, person, &change)?;
    Ok("profile")
}
