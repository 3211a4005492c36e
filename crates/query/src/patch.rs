//! An optimistic change to data, as data.

use crate::data::step;
use crate::matching::same;
use crate::rows::{Rows, Runs};
use crate::{Data, Path};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What an overlay changes. A patch that finds nothing changes nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Patch {
    /// Sets members of the rows whose identity equals a value.
    Row {
        /// JSON Pointer from the data to the array of rows; empty: the data itself.
        rows: String,
        /// JSON Pointer from a row to its identity.
        id: String,
        /// The identity of the row that changes.
        value: Value,
        /// The members that are set.
        set: Map<String, Value>,
    },
    /// Sets members of the data itself, where it is an object.
    Merge {
        /// The members that are set.
        set: Map<String, Value>,
    },
}

impl Patch {
    /// The data with the patch applied; the data itself where nothing is different. Of rows only those that it changes
    /// are written anew.
    pub(crate) fn over(&self, data: Data) -> Data {
        let is_in_rest = |set: &Map<String, Value>| {
            let is_list =
                |name: &String| data.lists().iter().any(|list| list.0.split('/').nth(1) == Some(&*step(name)));
            data.rest().is_object() && !set.keys().any(is_list)
        };
        match self {
            Self::Row { rows, id, value, set } => match data.rows_at(rows) {
                Some(places) => {
                    let (all, id) = (data.rows(), Path::pointer(id));
                    let mut runs = Runs::default();
                    runs.keep(places.start, 0);
                    let mut changed = Vec::new();
                    for place in places.clone() {
                        let mut row = Value::Null;
                        let is_it = id.value(all.text(place)).is_some_and(|id| same(&id, value));
                        if is_it {
                            row = all.value(place);
                        }
                        if is_it && merge(&mut row, set) {
                            runs.put();
                            changed.push(row);
                        } else {
                            runs.keep(1, place);
                        }
                    }
                    runs.keep(all.len() - places.end, places.end);
                    let next = (!changed.is_empty()).then(|| all.spliced(&runs.0, &Rows::of(changed))).flatten();
                    next.map_or(data.clone(), |rows| data.with_rows(rows))
                }
                None => self.over_whole(data),
            },
            Self::Merge { set } if is_in_rest(set) => {
                let mut rest = data.rest().clone();
                if merge(&mut rest, set) { data.with_rest(rest) } else { data }
            }
            Self::Merge { .. } => self.over_whole(data),
        }
    }

    fn over_whole(&self, data: Data) -> Data {
        let mut value = Value::clone(&data);
        if self.apply(&mut value) { value.into() } else { data }
    }

    /// Applies the patch; whether anything is different now.
    pub(crate) fn apply(&self, data: &mut Value) -> bool {
        match self {
            Self::Row { rows, id, value, set } => {
                let Some(rows) = data.pointer_mut(rows).and_then(Value::as_array_mut) else { return false };
                let mut changed = false;
                for row in rows.iter_mut().filter(|row| row.pointer(id).is_some_and(|id| same(id, value))) {
                    changed |= merge(row, set);
                }
                changed
            }
            Self::Merge { set } => merge(data, set),
        }
    }
}

fn merge(into: &mut Value, set: &Map<String, Value>) -> bool {
    let Some(members) = into.as_object_mut() else { return false };
    let mut changed = false;
    for (name, value) in set {
        if members.get(name) != Some(value) {
            members.insert(name.clone(), value.clone());
            changed = true;
        }
    }
    changed
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_patch_finds_its_row_by_every_digit_of_its_identity() {
        let text = r#"[{"id":9007199254740992},{"id":9007199254740993},{"id":"9007199254740993"},{"id":1.50}]"#;
        let patched = |id: &str| {
            let mut data: Value = serde_json::from_str(text).unwrap();
            let set = [("done".to_owned(), Value::Bool(true))].into_iter().collect();
            let value = serde_json::from_str(id).unwrap();
            Patch::Row { rows: String::new(), id: "/id".to_owned(), value, set }.apply(&mut data);
            let rows = data.as_array().unwrap().iter();
            rows.map(|row| row.get("done").is_some()).collect::<Vec<_>>()
        };
        assert_eq!(patched("9007199254740993"), [false, true, false, false]);
        assert_eq!(patched("9007199254740992.0"), [true, false, false, false]);
        assert_eq!(patched("1.5"), [false, false, false, true]);
        assert_eq!(patched("9007199254740994"), [false; 4]);
    }
}
