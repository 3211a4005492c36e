//! Choosing a row: it gives the window's variables their values.

use crate::hooks::{use_callback, use_memo, use_vars};
use crate::rows::Written;
use oriel_board::{Panel, Scope, Template};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};
use yew::prelude::*;

/// What a panel does with a row that is chosen.
#[derive(Clone, PartialEq)]
pub(super) struct Choosing {
    select: Rc<BTreeMap<String, Template>>,
    vars: Rc<Map<String, Value>>,
    /// To be given the row; `None` where the panel's rows cannot be chosen.
    pub(super) onchoose: Option<Callback<Value>>,
}

impl Choosing {
    /// The window's variables are what this row would make them.
    pub(super) fn is_chosen(&self, row: &Value) -> bool {
        self.onchoose.is_some()
            && given(&self.select, row).all(|(name, value)| {
                value.is_some_and(|value| self.vars.get(name).is_some_and(|now| oriel_board::same(now, &value)))
            })
    }

    /// What a screen reader is told; nothing where rows cannot be chosen.
    pub(super) fn selected(&self, row: &Written) -> Option<&'static str> {
        self.onchoose.is_some().then(|| if self.is_chosen(&row.value()) { "true" } else { "false" })
    }
}

/// The values of the variables; `None` for one that the row has no value for.
fn given<'a>(select: &'a BTreeMap<String, Template>, row: &'a Value) -> impl Iterator<Item = (&'a str, Option<Value>)> {
    let scope = Scope { row: Some(row), ..Scope::default() };
    select
        .iter()
        .map(move |(name, template)| (name.as_str(), template.resolve(&scope).ok().filter(|value| !value.is_null())))
}

/// The choice of rows of a panel, by its `select`.
#[hook]
pub(super) fn use_choosing(panel: Option<&Panel>) -> Choosing {
    let vars = use_vars();
    let select = use_memo(panel.map(|panel| panel.select.clone()), |select| select.clone().unwrap_or_default());
    let onchoose = use_callback((select.clone(), vars.set.clone()), |row: Value, (select, set)| {
        for (name, value) in given(select, &row) {
            // What the row does not say stays as it is.
            if let Some(value) = value {
                set.emit((name.to_owned(), value));
            }
        }
    });
    Choosing { onchoose: (!select.is_empty()).then_some(onchoose), select, vars: vars.values }
}

/// A click or a key meant something within the row: a button, a link.
pub(super) fn is_inside(event: &Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.closest("button, a, input, select, textarea").ok().flatten().is_some())
}

/// The listeners of a row that can be chosen: a click, and Enter or the space bar.
pub(super) fn listeners(
    onchoose: Option<&Callback<Value>>,
    row: &Written,
) -> (Option<Callback<MouseEvent>>, Option<Callback<KeyboardEvent>>) {
    let Some(onchoose) = onchoose else { return (None, None) };
    let click = {
        let (onchoose, row) = (onchoose.clone(), row.clone());
        Callback::from(move |event: MouseEvent| {
            if !is_inside(&event) {
                onchoose.emit(row.value());
            }
        })
    };
    let key = {
        let (onchoose, row) = (onchoose.clone(), row.clone());
        Callback::from(move |event: KeyboardEvent| {
            if matches!(event.key().as_str(), "Enter" | " ") && !is_inside(&event) {
                event.prevent_default();
                onchoose.emit(row.value());
            }
        })
    };
    (Some(click), Some(key))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn choosing(vars: &Value) -> Choosing {
        let select = [("account".to_owned(), Template::parse("{row.id}").unwrap())].into();
        let vars = vars.as_object().cloned().unwrap_or_default();
        Choosing { select: Rc::new(select), vars: Rc::new(vars), onchoose: Some(Callback::noop()) }
    }

    #[test]
    fn a_row_is_chosen_where_the_variables_are_what_it_would_make_them() {
        assert!(choosing(&json!({"account": "7"})).is_chosen(&json!({"id": 7})), "also as text");
        assert!(!choosing(&json!({"account": "8"})).is_chosen(&json!({"id": 7})));
        assert!(!choosing(&json!({"account": "8"})).is_chosen(&json!({})), "a row that has no value chooses nothing");
        let other = crate::rows::tests::set(json!([{"id": 8}])).written(0);
        assert_eq!(choosing(&json!({"account": "7"})).selected(&other), Some("false"));
    }
}
