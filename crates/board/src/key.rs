//! Variables to key, and key to request. The request is made from the key alone, so the two cannot
//! drift apart.

use crate::path::path;
use crate::plain::{plain, same};
use crate::tree::has_nothing;
use crate::{Ask, Missing, Query, Root, Scope, Template, Tree, Var, View};
use oriel_query::Key;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What a key asks of the backend.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Appended to the backend's base; starts with a slash, values percent-encoded.
    pub path: String,
    /// Parameters in the order of their names, not yet encoded.
    pub params: Vec<(String, String)>,
    /// The body of a POST; nothing for a GET.
    pub body: Option<Value>,
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
    /// The key `[name, {…}]`: the variables of the path and of the body by their names, and the
    /// parameters by theirs. A variable that `vars` does not hold has its default.
    ///
    /// Values are texts in the key, as they are in the request: `7` from an event and `"7"` from an
    /// address name the same entry. A parameter, or a variable of the body, is left out where it is null
    /// or has its `any` value.
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
        for placeholder in self.path.placeholders() {
            let text = scope.get(placeholder).and_then(plain).ok_or_else(|| Missing::value(placeholder))?;
            if let (Root::Var, Some(name)) = (placeholder.root, placeholder.path.first()) {
                parts.insert(name.clone(), Value::String(text));
            }
        }
        for placeholder in self.ask.tree().into_iter().flat_map(Tree::placeholders) {
            if let Some(name) = placeholder.path.first()
                && let Some(text) = scope.get(placeholder).and_then(plain)
                && view_vars.get(name).is_none_or(|var| var.any.as_ref() != Some(&text))
            {
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

    /// See [`View::request`].
    pub(crate) fn request(&self, key: &Key, view_vars: &BTreeMap<String, Var>) -> Result<Request, Missing> {
        let none = Map::new();
        let given = key.params().unwrap_or(&none);
        let path = path(&self.path, |placeholder| given.get(placeholder.path.first()?).and_then(plain))?;
        let params = self.params.keys().filter_map(|name| Some((name.clone(), plain(given.get(name)?)?))).collect();
        let typed = given.iter().filter_map(|(name, value)| Some((name.clone(), view_vars.get(name)?.typed(value))));
        let vars: Map<String, Value> = typed.collect();
        let scope = Scope { var: Some(&vars), ..Scope::default() };
        let fill = |tree: &Tree| tree.resolve(&scope, &|template| has_nothing(template, &scope));
        let body = match &self.ask {
            Ask::Get => None,
            Ask::Post { body } => Some(fill(body)?),
            Ask::Graphql { document, variables } => Some(json!({ "query": document, "variables": fill(variables)? })),
        };
        Ok(Request { path, params, body })
    }

    /// The names in its keys: the variables of the path and of the body, and the parameters.
    pub fn key_names(&self) -> impl Iterator<Item = &str> {
        let in_body = self.ask.tree().into_iter().flat_map(Tree::placeholders);
        let vars = self.path.placeholders().chain(in_body).filter_map(|placeholder| placeholder.path.first());
        vars.chain(self.params.keys()).map(String::as_str)
    }
}

impl Var {
    /// A value of it, as its author would have written it: the one of `default` and `values` that reads
    /// the same, else a number or truth value where the default is one and the text reads as one. Keys
    /// and addresses hold texts, and a body wants the type.
    #[must_use]
    pub fn typed(&self, value: &Value) -> Value {
        if let Some(known) = self.values.iter().chain([&self.default]).find(|known| same(known, value)) {
            return known.clone();
        }
        let Value::String(text) = value else { return value.clone() };
        let read = match self.default {
            Value::Number(_) => text.parse().map(Value::Number).ok(),
            Value::Bool(_) => text.parse().map(Value::Bool).ok(),
            _ => None,
        };
        read.unwrap_or_else(|| value.clone())
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

    /// The request that a key stands for. In a body a variable has the type of its default
    /// ([`Var::typed`]).
    ///
    /// # Errors
    /// No query of that name; or the key lacks a variable of the path, or has one that cannot be a
    /// part of a path.
    pub fn request(&self, key: &Key) -> Result<Request, KeyError> {
        let name = key.name().unwrap_or_default();
        let query = self.queries.get(name).ok_or_else(|| KeyError::UnknownQuery(name.to_owned()))?;
        Ok(query.request(key, &self.vars)?)
    }

    /// The variables of a new window.
    #[must_use]
    pub fn default_vars(&self) -> Map<String, Value> {
        self.vars.iter().map(|(name, var)| (name.clone(), var.default.clone())).collect()
    }
}
