//! Actions: from what a person did to a request, what is shown in advance, and what it makes stale.
//! Pure; the core sends the request.

use crate::http::Request;
use crate::rules::invalidate;
use oriel_board::{Action, Board, Method, Scope};
use oriel_query::{Coalesce, Failure, FailureKind, Input, Key, Patch};
use oriel_wire::Act;
use serde_json::{Map, Value};

fn scope(act: &Act) -> Scope<'_> {
    Scope { var: Some(&act.vars), row: Some(&act.row), form: Some(&act.form), ..Scope::default() }
}

fn problem(name: &str, message: String) -> Failure {
    Failure { kind: FailureKind::Request, status: None, address: format!("action {name}"), message, retryable: false }
}

/// The core ended before the action did.
pub(crate) fn cancelled(name: &str) -> Failure {
    Failure { kind: FailureKind::Cancelled, ..problem(name, "the board was closed".to_owned()) }
}

fn action<'a>(board: &'a Board, act: &Act) -> Result<&'a Action, Failure> {
    let action = board
        .view
        .actions
        .get(&act.action)
        .ok_or_else(|| problem(&act.action, "the board has no action of this name".to_owned()))?;
    if !action.offered(&scope(act)) {
        return Err(problem(&act.action, "it is not offered for this row as it is now".to_owned()));
    }
    for field in action.form.iter().filter(|field| field.required) {
        let filled = match act.form.get(&field.name) {
            None | Some(Value::Null) => false,
            Some(Value::String(text)) => !text.trim().is_empty(),
            Some(_) => true,
        };
        if !filled {
            return Err(problem(&act.action, format!("{} is required", field.label)));
        }
    }
    Ok(action)
}

/// The request of an action.
pub(crate) fn prepare(board: &Board, act: &Act) -> Result<Request, Failure> {
    let request =
        action(board, act)?.request(&scope(act)).map_err(|missing| problem(&act.action, missing.to_string()))?;
    Ok(Request {
        method: match request.method {
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Patch => reqwest::Method::PATCH,
            Method::Delete => reqwest::Method::DELETE,
        },
        path: request.path,
        params: Vec::new(),
        body: request.body,
    })
}

/// What is shown before the backend has answered, for each entry that is `there` of the query.
pub(crate) fn overlays(board: &Board, act: &Act, there: impl Fn(&str) -> Vec<Key>) -> Vec<(Key, Patch)> {
    let Some(action) = board.view.actions.get(&act.action) else { return Vec::new() };
    let scope = scope(act);
    let mut overlays = Vec::new();
    for optimistic in &action.optimistic {
        let Some(query) = board.view.queries.get(&optimistic.query) else { continue };
        let set: Option<Map<String, Value>> = optimistic
            .set
            .iter()
            .map(|(name, template)| template.resolve(&scope).ok().map(|value| (name.clone(), value)))
            .collect();
        // A value that is missing now would show something that the backend never will.
        let Some(set) = set else { continue };
        let patch = match &optimistic.row {
            None => Patch::Merge { set },
            Some(row) => {
                let Ok(value) = row.resolve(&scope) else { continue };
                Patch::Row {
                    rows: query.rows.clone(),
                    id: query.id.clone().unwrap_or_else(|| "/id".to_owned()),
                    value,
                    set,
                }
            }
        };
        overlays.extend(there(&optimistic.query).into_iter().map(|key| (key, patch.clone())));
    }
    overlays
}

/// What the success of an action makes stale.
pub(crate) fn invalidations(board: &Board, act: &Act) -> Vec<Input> {
    let Some(action) = board.view.actions.get(&act.action) else { return Vec::new() };
    let scope = scope(act);
    action
        .invalidate
        .iter()
        // A parameter without a value widens the match.
        .map(|rule| invalidate(rule.query.clone(), rule.narrowed(&scope), Coalesce::default()))
        .collect()
}
