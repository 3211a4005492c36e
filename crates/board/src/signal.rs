//! An event to what it makes stale, or to the data it carries. `event` is always the metadata of
//! the signal, where the socket's `data` points.

use crate::plain::{keyed, same};
use crate::{Condition, Event, Invalidate, Missing, Push, Scope, Template};
use oriel_query::Key;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

impl Condition {
    /// The template has a value, and it is among those named.
    #[must_use]
    pub fn holds(&self, scope: &Scope<'_>) -> bool {
        self.value.resolve(scope).is_ok_and(|value| self.among.iter().any(|one| same(one, &value)))
    }
}

impl Invalidate {
    /// The parameters it is narrowed to: what an entry *could contain*. A template without a value
    /// is left out, which widens the match; values are texts, as in keys.
    #[must_use]
    pub fn narrowed(&self, scope: &Scope<'_>) -> Map<String, Value> {
        narrowed(&self.narrow, scope)
    }
}

impl Event {
    /// Every condition of `when` holds; otherwise the signal does nothing.
    #[must_use]
    pub fn applies(&self, event: &Value) -> bool {
        let scope = scope(event);
        self.when.iter().all(|condition| condition.holds(&scope))
    }

    /// What it makes stale: names of queries, each with the parameters that an entry could contain
    /// (none: the whole family). Includes the query of `set` where the event lacks what the push
    /// needs, and where nothing proves the pushed data to be newer (no `version`): one verifying
    /// fetch follows. To be applied after [`Event::pushed`].
    #[must_use]
    pub fn stale(&self, event: &Value) -> Vec<(String, Map<String, Value>)> {
        let scope = scope(event);
        let mut stale: Vec<_> = self.invalidate.iter().map(|one| (one.query.clone(), one.narrowed(&scope))).collect();
        if let Some(push) = &self.set
            && (push.version.is_none() || push.entry(&scope).is_err())
        {
            stale.push((push.query.clone(), narrowed(&push.narrow, &scope)));
        }
        stale
    }

    /// The entry and the data that the event carries for it, with the JSON Pointer to the data's
    /// version. `None` without `set`, and where the event lacks what it needs: then
    /// [`Event::stale`] names the query.
    #[must_use]
    pub fn pushed(&self, event: &Value) -> Option<(Key, Value, Option<String>)> {
        let push = self.set.as_ref()?;
        let (key, value) = push.entry(&scope(event)).ok()?;
        Some((key, value, push.version.clone()))
    }
}

impl Push {
    fn entry(&self, scope: &Scope<'_>) -> Result<(Key, Value), Missing> {
        let mut params = Map::new();
        for (name, template) in &self.narrow {
            params.insert(name.clone(), Value::String(template.keyed(scope)?));
        }
        Ok((Key::new(&self.query, params), self.to.resolve(scope)?))
    }
}

fn scope(event: &Value) -> Scope<'_> {
    Scope { event: Some(event), ..Scope::default() }
}

/// Null is no value here: it would name no entry, and pass over those that changed.
fn narrowed(narrow: &BTreeMap<String, Template>, scope: &Scope<'_>) -> Map<String, Value> {
    let text = |template: &Template| template.resolve(scope).ok().as_ref().and_then(keyed);
    narrow.iter().filter_map(|(name, template)| Some((name.clone(), Value::String(text(template)?)))).collect()
}
