//! Money as a whole number of hundredths, so that sums are exact.

use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::{Serialize, Serializer};

use crate::refusal::Refusal;

/// An amount in hundredths of its currency. In JSON it is a decimal number: 1250 is `12.5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Money(pub(crate) i64);

/// The largest amount one request may move: 1,000,000.00.
const LARGEST: f64 = 1_000_000.0;

impl Money {
    /// Reads the positive amount of a request.
    pub(crate) fn from_request(amount: f64) -> Result<Self, Refusal> {
        let refuse = |why: &str| Err(Refusal::invalid("bad_amount", format!("amount {why}")));
        if !amount.is_finite() || amount <= 0.0 {
            return refuse("must be greater than 0; `type` says which way the money goes");
        }
        if amount > LARGEST {
            return refuse("must be 1000000 at most");
        }
        let hundredths = (amount * 100.0).round();
        if (amount * 100.0 - hundredths).abs() > 1e-6 {
            return refuse("must have two decimals at most");
        }
        // At most 1e8 after the checks above: exact.
        Ok(Self(hundredths as i64))
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // A double holds every amount of this sample to the hundredth and prints it shortest.
        serializer.serialize_f64(self.0 as f64 / 100.0)
    }
}

impl ToSql for Money {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}

impl FromSql for Money {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        i64::column_result(value).map(Self)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn amounts_are_written_as_decimals() {
        assert_eq!(serde_json::to_string(&Money(-1999)).unwrap(), "-19.99");
        assert_eq!(serde_json::to_string(&Money(1250)).unwrap(), "12.5");
    }

    #[test]
    fn decimals_that_no_double_holds_are_read_exactly() {
        for hundredths in [1, 29, 57, 58, 113, 1_010, 8_041, 99_999_999] {
            let read = Money::from_request(hundredths as f64 / 100.0).unwrap();
            assert_eq!(read, Money(hundredths));
        }
    }

    #[test]
    fn amounts_that_are_no_money_are_refused() {
        for amount in [0.0, -1.0, 0.001, 12.345, 1_000_000.01, f64::NAN, f64::INFINITY] {
            assert_eq!(Money::from_request(amount).unwrap_err().code, "bad_amount");
        }
    }
}
