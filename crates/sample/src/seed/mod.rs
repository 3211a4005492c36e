//! The data a new database starts with: the same for the same seed, but for the day it is made on.

pub(crate) mod catalogue;
pub(crate) mod random;

use rusqlite::{Transaction, params};

use crate::instant::Micros;
use crate::ledger::Draft;
use crate::money::Money;
use random::generator;

const MINUTE: i64 = 60_000_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Transactions of an account, salaries and refunds not counted.
const HISTORY: usize = 90;

/// Id, name, email, phone, city.
const PEOPLE: [[&str; 5]; 3] = [
    ["ada", "Ada Brandt", "ada@example.org", "+49 421 555 0101", "Bremen"],
    ["ben", "Ben Okafor", "ben@example.org", "+44 113 555 0122", "Leeds"],
    ["cleo", "Cleo Marsh", "cleo@example.org", "+1 503 555 0143", "Portland"],
];

/// Id, person, name, kind, currency, and what is available in the end, in hundredths.
const ACCOUNTS: [(&str, &str, &str, &str, &str, i64); 4] = [
    ("acc_1", "ada", "Everyday", "current", "EUR", 482_317),
    ("acc_2", "ada", "Rainy day", "savings", "EUR", 1_864_050),
    ("acc_3", "ben", "Current", "current", "GBP", 291_764),
    ("acc_4", "cleo", "Checking", "current", "USD", 637_908),
];

/// Id, person, product, principal and outstanding in whole units, rate in hundredths of a percent,
/// status, days until the next payment, currency.
type Loan = (&'static str, &'static str, &'static str, i64, i64, i32, &'static str, Option<i64>, &'static str);

const LOANS: [Loan; 8] = [
    ("loan_1", "ada", "home", 320_000, 274_310, 285, "active", Some(12), "EUR"),
    ("loan_2", "ada", "auto", 24_500, 11_820, 499, "active", Some(5), "EUR"),
    ("loan_3", "ada", "personal", 8_000, 5_460, 749, "late", Some(-6), "EUR"),
    ("loan_4", "ada", "personal", 3_500, 0, 690, "closed", None, "EUR"),
    ("loan_5", "ben", "auto", 18_000, 9_340, 540, "active", Some(9), "GBP"),
    ("loan_6", "ben", "home", 265_000, 251_900, 435, "review", Some(20), "GBP"),
    ("loan_7", "cleo", "home", 410_000, 388_250, 610, "active", Some(3), "USD"),
    ("loan_8", "cleo", "personal", 12_000, 7_715, 899, "active", Some(17), "USD"),
];

/// Fills an empty database.
pub(crate) fn fill(db: &Transaction<'_>, seed: u64) -> rusqlite::Result<()> {
    let now = Micros::now();
    for [id, name, email, phone, city] in PEOPLE {
        db.execute(
            "INSERT INTO people (id, name, email, phone, city, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![id, name, email, phone, city, Micros(now.0 - 40 * DAY)],
        )?;
        notifications(db, seed, id, now)?;
    }
    for (id, person, name, kind, currency, available) in ACCOUNTS {
        let past = history(seed, id, kind);
        let opening = available - past.iter().map(Past::counts).sum::<i64>();
        let newest = past.last().map_or(0, |last| last.age);
        db.execute(
            "INSERT INTO accounts (id, person, name, kind, currency, opening, as_of)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![id, person, name, kind, currency, opening, Micros(now.0 - newest)],
        )?;
        transactions(db, id, &past, now)?;
    }
    for (id, person, product, principal, outstanding, rate, status, due, currency) in LOANS {
        db.execute(
            "INSERT INTO loans VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                id,
                person,
                product,
                Money(principal * 100),
                Money(outstanding * 100),
                rate,
                status,
                due.map(|days| now.day_after(days)),
                currency
            ],
        )?;
    }
    Ok(())
}

/// A transaction of the past.
struct Past {
    /// Microseconds before now.
    age: i64,
    draft: Draft,
    /// True for the credit that pays back the debit before it.
    refund: bool,
}

impl Past {
    /// What it adds to the available balance.
    fn counts(&self) -> i64 {
        match self.draft.status {
            "failed" => 0,
            _ => self.draft.amount.0,
        }
    }
}

/// The past of an account, oldest first.
fn history(seed: u64, account: &str, kind: &str) -> Vec<Past> {
    let mut random = generator(seed, account, 0);
    let savings = kind == "savings";
    let gaps = if savings { 12 * HOUR..60 * HOUR } else { 3 * HOUR..22 * HOUR };
    let mut age = random.i64(20 * MINUTE..90 * MINUTE);
    let mut past = Vec::new();
    let mut payday = 4 * DAY;
    while past.len() < HISTORY {
        if !savings && age > payday {
            past.push(salary(payday));
            payday += 30 * DAY;
        }
        let incoming = if savings { random.u8(..100) < 85 } else { random.u8(..100) < 10 };
        let draft = if incoming {
            catalogue::credit(&mut random, kind)
        } else {
            let status = match random.u8(..100) {
                _ if !savings && past.len() < 3 => "pending",
                0..4 => "failed",
                4..8 if past.len() > 8 => "refunded",
                _ => "posted",
            };
            catalogue::debit(&mut random, kind, status)
        };
        if draft.status == "refunded" {
            // Newer than its debit, and it comes before it, since the newest is first here.
            let mut credit = draft.clone();
            credit.amount = Money(-draft.amount.0);
            credit.reference = "Refund: returned".to_owned();
            credit.status = "posted";
            past.push(Past { age: age - HOUR, draft: credit, refund: true });
        }
        past.push(Past { age, draft, refund: false });
        age += random.i64(gaps.clone());
    }
    past.reverse();
    past
}

fn salary(age: i64) -> Past {
    Past {
        age,
        draft: Draft {
            amount: Money(324_580),
            counterparty: "Weserwerk Ltd".to_owned(),
            reference: "Salary".to_owned(),
            status: "posted",
        },
        refund: false,
    }
}

fn transactions(db: &Transaction<'_>, account: &str, past: &[Past], now: Micros) -> rusqlite::Result<()> {
    let mut insert = db.prepare(
        "INSERT INTO transactions
             (account, created_at, amount, counterparty, reference, status, refund_of)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for Past { age, draft, refund } in past {
        let refund_of = refund.then(|| db.last_insert_rowid());
        insert.execute(params![
            account,
            Micros(now.0 - age),
            draft.amount,
            draft.counterparty,
            draft.reference,
            draft.status,
            refund_of
        ])?;
    }
    Ok(())
}

/// Eight notices of the last weeks, the newest three unread.
fn notifications(db: &Transaction<'_>, seed: u64, person: &str, now: Micros) -> rusqlite::Result<()> {
    let mut random = generator(seed, person, 0);
    let mut notices = catalogue::NOTICES;
    random.shuffle(&mut notices);
    // Newest first, then inserted from the oldest on.
    let mut age = 5 * HOUR;
    let mut ages = [0; 8];
    for place in &mut ages {
        *place = age;
        age += random.i64(20 * HOUR..70 * HOUR);
    }
    let mut insert = db.prepare(
        "INSERT INTO notifications (person, title, body, created_at, read)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    let newest_first = notices.into_iter().zip(ages).enumerate();
    for (place, ((title, body), age)) in newest_first.rev() {
        insert.execute(params![person, title, body, Micros(now.0 - age), place >= 3])?;
    }
    Ok(())
}
