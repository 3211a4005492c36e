//! A row as a window names it. What is in it the core knows, and takes from its own data: no value of a
//! row ever comes back from a page.

use oriel_board::{Action, Field, Placeholder, Root, Scope, View};
use oriel_query::{Data, Key, Path};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// A row that a person acts on: which one, and how to tell that it still is as they saw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The entry that shows it.
    pub key: Key,
    /// The canonical text of its identity; none where the query names none, or the row has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// A digest of all of it.
    pub content: u64,
    /// Digests of what the action takes from it, by placeholder: that has to be what the person saw.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub used: BTreeMap<String, u64>,
}

/// Why an action on a row cannot be run. Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RowError {
    /// The row left the data.
    #[error("this row is no longer there; nothing was sent")]
    Gone,
    /// A value that the action takes from the row is another now.
    #[error("{placeholder} of this row has changed meanwhile; nothing was sent. Look at it, and try again")]
    Changed {
        /// The first such placeholder.
        placeholder: String,
    },
    /// Rows that differ have the same identity.
    #[error("several rows have the id {id}; nothing was sent, because it is not certain which one is meant")]
    Ambiguous {
        /// Their identity.
        id: String,
    },
}

impl Row {
    /// Names a row of the data of `key`, for an action.
    #[must_use]
    pub fn of(view: &View, action: &Action, key: &Key, row: &Value) -> Self {
        let taken = used(action, |_| true);
        let mut used = BTreeMap::new();
        used.extend(taken.map(|hole| (hole.to_string(), digest(value(hole, row)))));
        Self { key: key.clone(), id: id(view, key, row), content: digest(row), used }
    }

    /// The row in the data of its key, as it is now, for an action whose form has these fields untouched. What a
    /// person typed over is no longer taken from the row.
    ///
    /// # Errors
    /// It is not there any more, or what the action takes from it is not what the person saw.
    pub fn find(
        &self,
        view: &View,
        action: &Action,
        untouched: &[String],
        data: Option<&Data>,
    ) -> Result<Value, RowError> {
        let row = self.now(view, data)?;
        let changed = |hole: &&Placeholder| self.used.get(&hole.to_string()) != Some(&digest(value(hole, &row)));
        match used(action, |field| untouched.contains(&field.name)).find(changed) {
            Some(hole) => Err(RowError::Changed { placeholder: hole.to_string() }),
            None => Ok(row),
        }
    }

    /// The row in the data of its key, whatever it says now.
    ///
    /// # Errors
    /// It is not there any more, or it is not certain which one it is.
    pub fn now(&self, view: &View, data: Option<&Data>) -> Result<Value, RowError> {
        let query = self.key.name().and_then(|name| view.queries.get(name));
        let (Some(query), Some(data)) = (query, data) else { return Err(RowError::Gone) };
        let (data, path) = (query.cut(data), query.id.as_deref().map(Path::pointer));
        let rows = data.rows();
        // Without an identity a row is what is in it. With one, the rest of it need not be read.
        let is_it = |place: &usize| match &self.id {
            Some(named) => {
                let id = path.as_ref().and_then(|path| path.value(rows.text(*place)));
                id.and_then(|id| oriel_query::identity(&id, "")).as_ref() == Some(named)
            }
            None => digest(&rows.value(*place)) == self.content,
        };
        let mut found = (0..rows.len()).filter(is_it).map(|place| rows.value(place));
        let Some(first) = found.next() else { return Err(RowError::Gone) };
        let others: Vec<Value> = found.collect();
        match &self.id {
            Some(id) if others.iter().any(|other| *other != first) => {
                let as_seen = std::iter::once(first).chain(others).find(|row| digest(row) == self.content);
                as_seen.ok_or_else(|| RowError::Ambiguous { id: id.clone() })
            }
            _ => Ok(first),
        }
    }
}

/// What an action takes from its row. Its conditions are not among that: they hold or do not, as the row is now.
fn used(action: &Action, holds: impl Fn(&Field) -> bool) -> impl Iterator<Item = &Placeholder> {
    action.taken(holds).filter(|hole| hole.root == Root::Row)
}

fn value<'r>(hole: &Placeholder, row: &'r Value) -> &'r Value {
    Scope { row: Some(row), ..Scope::default() }.get(hole).unwrap_or(&Value::Null)
}

fn id(view: &View, key: &Key, row: &Value) -> Option<String> {
    let query = view.queries.get(key.name()?)?;
    oriel_query::identity(row, query.id.as_deref()?)
}

/// The same for equal values, in a window and in the core: of the canonical text, in which a number stands by
/// its value.
fn digest(value: &Value) -> u64 {
    Key::from_parts(vec![value.clone()]).digest()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn board() -> View {
        let text = r#"
            board = 1
            title = "Jobs"
            [backend]
            base = "http://127.0.0.1:4000"
            [queries]
            jobs = { get = "/jobs", id = "/id" }
            [actions.stop]
            post = "/jobs/{row.id}/stop"
            label = "Stop"
            confirm = "Stop at {row.progress} %?"
            [actions.rename]
            post = "/jobs/{row.id}"
            label = "Rename"
            form = { name = { kind = "text", default = "{row.name}" } }
            body = { name = "{form.name}" }
            [panels.jobs]
            kind = "table"
            query = "jobs"
            columns = ["name"]
            actions = ["stop", "rename"]
        "#;
        oriel_board::parse("jobs.toml", text).unwrap_or_else(|problems| panic!("{}", problems[0])).board.view
    }

    #[test]
    fn a_press_is_about_the_row_that_was_seen_last() {
        let (view, key) = (board(), Key::named("jobs"));
        let stop = &view.actions["stop"];
        let (before, now) = (json!({ "id": 1, "progress": 5 }), json!([{ "id": 1, "progress": 6 }]));
        let seen = Row::of(&view, stop, &key, &before);
        let data = Data::from(now.clone());
        let placeholder = "{row.progress}".to_owned();
        assert_eq!(seen.find(&view, stop, &[], Some(&data)), Err(RowError::Changed { placeholder }));
        // What the person is shown then, and presses again.
        let newer = seen.now(&view, Some(&data)).unwrap();
        assert_eq!(newer, now[0]);
        assert_eq!(Row::of(&view, stop, &key, &newer).find(&view, stop, &[], Some(&data)), Ok(newer));
        assert_eq!(seen.now(&view, Some(&json!([{ "id": 2 }]).into())), Err(RowError::Gone));
    }

    #[test]
    fn what_was_typed_over_is_not_taken_from_the_row() {
        let (view, key) = (board(), Key::named("jobs"));
        let rename = &view.actions["rename"];
        let now = json!([{ "id": 1, "name": "newer" }]);
        let seen = Row::of(&view, rename, &key, &json!({ "id": 1, "name": "old" }));
        let data = Data::from(now.clone());
        assert_eq!(seen.find(&view, rename, &[], Some(&data)), Ok(now[0].clone()));
        let left = seen.find(&view, rename, &["name".to_owned()], Some(&data));
        assert!(matches!(left, Err(RowError::Changed { .. })), "what is left as it began is sent");
    }
}
