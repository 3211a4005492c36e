//! Variables to key, and key to request. The request is made from the key alone, so the two cannot
//! drift apart.

use crate::need::{lacking, may_be_left_out};
use crate::path::path;
use crate::plain::keyed;
use crate::tree::has_nothing;
use crate::{Ask, Missing, Placeholder, Query, Root, Scope, Template, Tree, Var, View};
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
    /// A variable has no value.
    #[error(transparent)]
    Missing(#[from] Missing),
}

impl Query {
    /// The key `[name, {…}]`: the variables of the path and of the body by their names, and the
    /// parameters by theirs. A variable that `vars` does not hold has its default.
    ///
    /// Values are texts in the key, as they are in the request: `7` from an event and `"7"` from an
    /// address name the same entry, and a number is written by its value. A parameter, or a variable of the body, is left out where it has its
    /// `any` value; one that could have that is left out where it is null, too.
    ///
    /// # Errors
    /// Another variable without a value: there is nothing to ask for yet ([`Query::lacks`] names all).
    pub fn key(
        &self,
        name: &str,
        vars: &Map<String, Value>,
        view_vars: &BTreeMap<String, Var>,
    ) -> Result<Key, Missing> {
        let mut known = Map::new();
        known.extend(view_vars.iter().map(|(name, var)| (name.clone(), var.default.clone())));
        known.extend(vars.iter().map(|(name, value)| (name.clone(), value.clone())));
        let scope = Scope { var: Some(&known), ..Scope::default() };
        if let Some(hole) = self.holes().find(|hole| lacking(hole, &known, view_vars)) {
            return Err(Missing::value(hole));
        }

        let mut parts = Map::new();
        for placeholder in self.path.placeholders() {
            let text = scope.get(placeholder).and_then(keyed).ok_or_else(|| Missing::value(placeholder))?;
            if let (Root::Var, Some(name)) = (placeholder.root, placeholder.path.first()) {
                parts.insert(name.clone(), Value::String(text));
            }
        }
        for placeholder in self.ask.tree().into_iter().flat_map(Tree::placeholders) {
            if let Some(name) = placeholder.path.first()
                && let Some(text) = scope.get(placeholder).and_then(keyed)
                && view_vars.get(name).is_none_or(|var| var.any.as_ref() != Some(&text))
            {
                parts.insert(name.clone(), Value::String(text));
            }
        }
        for (name, template) in &self.params {
            if !left_out(template, &scope, view_vars) {
                parts.insert(name.clone(), Value::String(template.keyed(&scope)?));
            }
        }
        Ok(Key::new(name, parts))
    }

    /// See [`View::request`].
    pub(crate) fn request(&self, key: &Key, view_vars: &BTreeMap<String, Var>) -> Result<Request, Missing> {
        let none = Map::new();
        let given = key.params().unwrap_or(&none);
        let path = path(&self.path, |placeholder| given.get(placeholder.path.first()?).and_then(keyed))?;
        if let Some(hole) = self.missing(given, view_vars) {
            return Err(Missing::value(hole));
        }
        let params = self.params.keys().filter_map(|name| Some((name.clone(), keyed(given.get(name)?)?))).collect();
        let typed = given.iter().filter_map(|(name, value)| Some((name.clone(), view_vars.get(name)?.typed(value))));
        let mut vars = Map::new();
        vars.extend(typed);
        let scope = Scope { var: Some(&vars), ..Scope::default() };
        let fill = |tree: &Tree| tree.resolve(&scope, &|template| has_nothing(template, &scope));
        let body = match &self.ask {
            Ask::Get => None,
            Ask::Post { body } => Some(fill(body)?),
            Ask::Graphql { document, variables } => Some(json!({ "query": document, "variables": fill(variables)? })),
        };
        Ok(Request { path, params, body })
    }

    /// What a key lacks that no key of the query is without, in its parameters and its body.
    fn missing(&self, given: &Map<String, Value>, view_vars: &BTreeMap<String, Var>) -> Option<&Placeholder> {
        let lacks = |name: &str| given.get(name).and_then(keyed).is_none();
        let may_be_absent = |template: &Template| template.placeholders().any(|hole| may_be_left_out(hole, view_vars));
        let mut absent = self.params.iter().filter(|(name, template)| lacks(name) && !may_be_absent(template));
        let in_params = absent.find_map(|(_, template)| template.placeholders().next());
        let in_body = || {
            let mut holes = self.ask.tree().into_iter().flat_map(Tree::placeholders);
            holes.find(|hole| hole.path.first().is_some_and(|name| lacks(name)) && !may_be_left_out(hole, view_vars))
        };
        in_params.or_else(in_body)
    }

    /// The names in its keys: the variables of the path and of the body, and the parameters.
    pub fn key_names(&self) -> impl Iterator<Item = &str> {
        let in_body = self.ask.tree().into_iter().flat_map(Tree::placeholders);
        let vars = self.path.placeholders().chain(in_body).filter_map(|placeholder| placeholder.path.first());
        vars.chain(self.params.keys()).map(String::as_str)
    }
}

fn left_out(template: &Template, scope: &Scope<'_>, view_vars: &BTreeMap<String, Var>) -> bool {
    template.placeholders().any(|placeholder| {
        let value = scope.get(placeholder).and_then(keyed);
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
    /// No query of that name, or a variable without a value.
    pub fn key(&self, query: &str, vars: &Map<String, Value>) -> Result<Key, KeyError> {
        let found = self.queries.get(query).ok_or_else(|| KeyError::UnknownQuery(query.into()))?;
        Ok(found.key(query, vars, &self.vars)?)
    }

    /// The request that a key stands for. In a body a variable has its type ([`Var::typed`]).
    ///
    /// # Errors
    /// No query of that name; or the key lacks a variable that cannot be left out, or has one that cannot
    /// be a part of a path.
    pub fn request(&self, key: &Key) -> Result<Request, KeyError> {
        let name = key.name().unwrap_or_default();
        let query = self.queries.get(name).ok_or_else(|| KeyError::UnknownQuery(name.to_owned()))?;
        Ok(query.request(key, &self.vars)?)
    }

    /// The variables of a new window: those that have a value at first.
    #[must_use]
    pub fn default_vars(&self) -> Map<String, Value> {
        let with_value = self.vars.iter().filter(|(_, var)| !var.default.is_null());
        let mut vars = Map::new();
        vars.extend(with_value.map(|(name, var)| (name.clone(), var.default.clone())));
        vars
    }
}
