//! The server's own version of data, where a board names one.

use crate::Data;
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
    pub(crate) fn compare(&self, new: &Data, old: &Data) -> Option<Ordering> {
        Some(number::compare(self.version(new)?, self.version(old)?))
    }

    /// The version of `data`, where it carries one.
    pub(crate) fn version<'a>(&self, data: &'a Data) -> Option<&'a Number> {
        match data.pointer(&self.pointer)? {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn versions_are_compared_by_every_digit() {
        let rule = VersionRule { pointer: "/seq".to_owned() };
        let compare = |new: &str, old: &str| {
            let data = |seq: &str| Data::from(serde_json::from_str::<Value>(&format!(r#"{{"seq":{seq}}}"#)).unwrap());
            rule.compare(&data(new), &data(old))
        };
        assert_eq!(compare("9007199254740993", "9007199254740992"), Some(Ordering::Greater));
        assert_eq!(compare("9007199254740993.0", "9007199254740993"), Some(Ordering::Equal));
        assert_eq!(compare("1700000000.000000001", "1700000000.000000002"), Some(Ordering::Less));
        assert_eq!(compare("1e400", "123456789012345678901234567890"), Some(Ordering::Greater));
        assert_eq!(compare("\"2\"", "1"), None, "a text is no version");
    }
}
