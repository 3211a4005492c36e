//! What the processes that serve one population have in common, beside its data: a name, whether the simulation runs,
//! and which of them lets things happen.

use std::time::Duration;

use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use crate::instant::Micros;

/// The population as a process finds it when it starts.
#[derive(Debug, Clone)]
pub(crate) struct Population {
    /// Made once for each database; the name of the channel in Redis.
    pub(crate) id: String,
    /// Whether the simulation runs.
    pub(crate) running: bool,
}

/// Finds out about the population. `running` is what this process would have; where another one is at work, or was a
/// moment ago, its state goes on.
pub(crate) fn join(connection: &mut Connection, shared: bool, running: bool) -> rusqlite::Result<Population> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let (id, found, until) = transaction.query_row("SELECT id, running, until FROM population", [], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get::<_, Micros>(2)?))
    })?;
    let running = if shared && until > Micros::now() { found } else { running };
    pace(&transaction, running)?;
    transaction.commit()?;
    Ok(Population { id, running })
}

/// Keeps whether the simulation runs, for processes that start later.
pub(crate) fn pace(db: &Transaction<'_>, running: bool) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE population SET running = ?1")?.execute([running]).map(drop)
}

/// The right to let things happen, for a while. One process has it at a time; each use prolongs it.
#[derive(Debug, Clone)]
pub(crate) struct Lease {
    holder: String,
    length: Duration,
}

impl Lease {
    /// For a process that uses it after `pause` at the latest.
    pub(crate) fn new(pause: Duration) -> Self {
        // Three missed rounds, and some time for a busy machine.
        Self { holder: format!("{:032x}", fastrand::u128(..)), length: pause * 3 + Duration::from_secs(2) }
    }

    /// Takes or prolongs it; false: another process has it. Within one transaction with what is done in its name.
    pub(crate) fn hold(&self, db: &Transaction<'_>, now: Micros) -> rusqlite::Result<bool> {
        let until = Micros(now.0.saturating_add(i64::try_from(self.length.as_micros()).unwrap_or(i64::MAX)));
        let taken = db
            .prepare_cached("UPDATE population SET holder = ?1, until = ?2 WHERE holder = ?1 OR until <= ?3")?
            .execute(params![self.holder, until, now])?;
        Ok(taken > 0)
    }

    /// Lets another process have it at once.
    pub(crate) fn release(&self, db: &Transaction<'_>) -> rusqlite::Result<()> {
        db.prepare_cached("UPDATE population SET until = 0 WHERE holder = ?1")?.execute([&self.holder]).map(drop)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::store::schema;

    #[test]
    fn one_process_at_a_time_has_the_lease_until_it_lapses_or_is_released() {
        let mut connection = schema::open(None, 1).unwrap();
        let db = connection.transaction().unwrap();
        let (one, two) = (Lease::new(Duration::from_secs(1)), Lease::new(Duration::from_secs(1)));
        assert!(one.hold(&db, Micros(0)).unwrap());
        assert!(!two.hold(&db, Micros(4_000_000)).unwrap());
        assert!(one.hold(&db, Micros(4_000_000)).unwrap(), "prolonged, to nine seconds");
        assert!(!two.hold(&db, Micros(8_999_999)).unwrap());
        assert!(two.hold(&db, Micros(9_000_000)).unwrap(), "lapsed");
        one.release(&db).unwrap();
        assert!(!one.hold(&db, Micros(9_000_001)).unwrap(), "what it has not, it cannot release");
        two.release(&db).unwrap();
        assert!(one.hold(&db, Micros(9_000_001)).unwrap());
    }

    #[test]
    fn where_somebody_is_at_work_the_simulation_goes_on_as_it_is() {
        let mut connection = schema::open(None, 1).unwrap();
        assert!(join(&mut connection, true, true).unwrap().running, "the first decides");
        assert!(!join(&mut connection, true, false).unwrap().running, "nobody was there");
        let db = connection.transaction().unwrap();
        Lease::new(Duration::from_secs(9)).hold(&db, Micros::now()).unwrap();
        db.commit().unwrap();
        assert!(!join(&mut connection, true, true).unwrap().running);
        assert!(join(&mut connection, false, true).unwrap().running, "alone, one decides");
    }
}
