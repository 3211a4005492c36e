//! The variables that a board is tried with. What has no value at first is chosen as a person would choose it in a
//! window: the first row of the panels that select it. Pure.

use oriel_board::{Scope, View, plain};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The variables that queries are called with.
#[derive(Debug)]
pub(super) struct Chosen {
    vars: Map<String, Value>,
    /// Those that nobody gave, and the query whose first row did.
    from: BTreeMap<String, String>,
}

impl Chosen {
    /// Those that are given.
    pub(super) fn new(vars: &Map<String, Value>) -> Self {
        Self { vars: vars.clone(), from: BTreeMap::new() }
    }

    /// Their values of now.
    pub(super) fn vars(&self) -> &Map<String, Value> {
        &self.vars
    }

    /// The first row of an answer is chosen in every panel that shows it: what has a value keeps it.
    pub(super) fn first_row(&mut self, view: &View, query: &str, data: &Value) {
        let Some(row) = view.queries.get(query).and_then(|query| query.rows_of(data).next()) else { return };
        let scope = Scope { row: Some(row), ..Scope::default() };
        for panel in view.panels.values().filter(|panel| panel.query == query) {
            for (name, template) in &panel.select {
                let value = template.resolve(&scope).ok().filter(|value| !value.is_null());
                if let (Some(value), Some(var)) = (value, view.vars.get(name))
                    && !self.vars.contains_key(name)
                {
                    self.vars.insert(name.clone(), var.typed(&value));
                    self.from.insert(name.clone(), query.to_owned());
                }
            }
        }
    }

    /// The values of a query that come of a first row.
    pub(super) fn used_by(&self, view: &View, query: &str) -> Vec<String> {
        let given = |name: &&str| !self.from.contains_key(*name);
        let own: Map<String, Value> = self
            .vars
            .iter()
            .filter(|(name, _)| given(&name.as_str()))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        let lacked = view.queries.get(query).map(|query| query.lacks(&own, &view.vars)).unwrap_or_default();
        let said = lacked.into_iter().filter_map(|name| {
            let value = self.vars.get(name).and_then(plain)?;
            Some(format!("{name} = {value} of {}", self.from.get(name)?))
        });
        said.collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    const BOARD: &str = r#"
board = 1
title = "Shop"
[backend]
base = "http://127.0.0.1:1"
[vars]
shop = "s1"
order = { kind = "number" }
line = {}
[queries]
orders = { get = "/{var.shop}/orders", rows = "/items" }
order = { get = "/orders/{var.order}", rows = "/lines" }
line = { get = "/{var.shop}/lines/{var.line}" }
[panels.orders]
kind = "table"
query = "orders"
columns = ["id"]
select = { order = "{row.id}", shop = "{row.shop}" }
[panels.lines]
kind = "table"
query = "order"
columns = ["id"]
select = { line = "{row.id}" }
[panels.line]
kind = "json"
query = "line"
"#;

    #[test]
    fn the_first_row_gives_what_nobody_gave_and_is_told_with_what_is_called_so() {
        let view = oriel_board::parse("shop.toml", BOARD).unwrap().board.view;
        let mut chosen = Chosen::new(&view.default_vars());
        chosen.first_row(&view, "orders", &json!({ "items": [{ "id": "7", "shop": "s9" }, { "id": "8" }] }));
        chosen.first_row(&view, "order", &json!({ "lines": [{ "id": null }] }));
        assert_eq!(Value::Object(chosen.vars().clone()), json!({ "shop": "s1", "order": 7 }), "of its type");
        assert_eq!(chosen.used_by(&view, "order"), ["order = 7 of orders"]);
        assert_eq!(chosen.used_by(&view, "orders"), Vec::<String>::new());
        assert_eq!(view.queries["line"].lacks(chosen.vars(), &view.vars), ["line"]);
    }
}
