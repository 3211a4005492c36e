//! The server's own version of data, where a board names one.

use crate::number;
use serde_json::{Number, Value};
use std::cmp::Ordering;

/// Where data carries a number that grows with every change on the server, for as long as the server lives:
/// after a link was ready anew without a proof that nothing was missed the first answer counts whatever its
/// number, and numbers are compared from it on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionRule {
    /// JSON Pointer to the number, in pushed data and in fetched answers alike.
    pub pointer: String,
}

impl VersionRule {
    /// How the version of `new` compares with that of `old`; `None` where either has none.
    pub(crate) fn compare(&self, new: &Value, old: &Value) -> Option<Ordering> {
        Some(number::compare(self.version(new)?, self.version(old)?))
    }

    /// The version of `data`, where it carries one.
    pub(crate) fn version<'a>(&self, data: &'a Value) -> Option<&'a Number> {
        match data.pointer(&self.pointer)? {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }
}
