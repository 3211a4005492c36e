//! Variables to key, and key to request. The request is made from the key alone, so the two cannot
//! drift apart.

use crate::path::path;
use crate::plain::plain;
use crate::{Missing, Query, Root, Scope, Template, Var, View};
use oriel_query::Key;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What a key asks of the backend: a GET.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Appended to the backend's base; starts with a slash, values percent-encoded.
    pub path: String,
    /// Parameters in the order of their names, not yet encoded.
    pub params: Vec<(String, String)>,
}

/// A query has no key at the moment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The board has no query of that name.
    #[error("the board has no query {0:?}")]
    UnknownQuery(String),
    /// A variable of the path has no value.
    #[error(transparent)]
    Missing(#[from] Missing),
}

impl Query {
    /// The key `[name, {…}]`: the variables of the path by their names, and the parameters by
    /// theirs. A variable that `vars` does not hold has its default.
    ///
    /// Values are texts in the key, as they are in the request: `7` from an event and `"7"` from an
    /// address name the same entry. A parameter is left out where one of its variables is null or
    /// has its `any` value.
    ///
    /// # Errors
    /// A variable of the path without a value.
    pub fn key(
        &self,
        name: &str,
        vars: &Map<String, Value>,
        view_vars: &BTreeMap<String, Var>,
    ) -> Result<Key, Missing> {
        let mut known: Map<String, Value> =
            view_vars.iter().map(|(name, var)| (name.clone(), var.default.clone())).collect();
        known.extend(vars.iter().map(|(name, value)| (name.clone(), value.clone())));
        let scope = Scope { var: Some(&known), ..Scope::default() };

        let mut parts = Map::new();
        for placeholder in self.get.placeholders() {
            let text = scope.get(placeholder).and_then(plain).ok_or_else(|| Missing::value(placeholder))?;
            if let (Root::Var, Some(name)) = (placeholder.root, placeholder.path.first()) {
                parts.insert(name.clone(), Value::String(text));
            }
        }
        for (name, template) in &self.params {
            if !left_out(template, &scope, view_vars) {
                parts.insert(name.clone(), Value::String(template.text(&scope)?));
            }
        }
        Ok(Key::new(name, parts))
    }

    /// The request that a key of this query stands for.
    ///
    /// # Errors
    /// The key lacks a variable of the path, or its value cannot be a part of a path.
    pub fn request(&self, key: &Key) -> Result<Request, Missing> {
        let none = Map::new();
        let given = key.params().unwrap_or(&none);
        let path = path(&self.get, |placeholder| given.get(placeholder.path.first()?).and_then(plain))?;
        let params = self.params.keys().filter_map(|name| Some((name.clone(), plain(given.get(name)?)?))).collect();
        Ok(Request { path, params })
    }

    /// The names in its keys: the variables of the path, and the parameters.
    pub fn key_names(&self) -> impl Iterator<Item = &str> {
        let in_path = self.get.placeholders().filter_map(|placeholder| placeholder.path.first());
        in_path.chain(self.params.keys()).map(String::as_str)
    }
}

fn left_out(template: &Template, scope: &Scope<'_>, view_vars: &BTreeMap<String, Var>) -> bool {
    template.placeholders().any(|placeholder| {
        let value = scope.get(placeholder).and_then(plain);
        let var = placeholder.path.first().and_then(|name| view_vars.get(name));
        match (value, var.and_then(|var| var.any.as_ref())) {
            (Some(value), Some(any)) => value == *any,
            (Some(_), None) => false,
            (None, _) => true,
        }
    })
}

impl View {
    /// The key of a query for a window with these variables; see [`Query::key`].
    ///
    /// # Errors
    /// No query of that name, or a variable of its path without a value.
    pub fn key(&self, query: &str, vars: &Map<String, Value>) -> Result<Key, KeyError> {
        let found = self.queries.get(query).ok_or_else(|| KeyError::UnknownQuery(query.into()))?;
        Ok(found.key(query, vars, &self.vars)?)
    }

    /// The variables of a new window.
    #[must_use]
    pub fn default_vars(&self) -> Map<String, Value> {
        self.vars.iter().map(|(name, var)| (name.clone(), var.default.clone())).collect()
    }
}
