//! Actions: from what a person did to a run of the queue: its request, what is shown in advance,
//! and what it makes stale. Pure; the core sends the request.

use crate::http::{Purpose, Request};
use crate::rules;
use oriel_board::{Action, Board, Method, Scope};
use oriel_query::{Data, Failure, FailureKind, Matching, Patch, Run};
use oriel_wire::Act;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::sync::Arc;

/// What a person did, with the values that the core has for it.
struct Filled<'a> {
    action: &'a Action,
    vars: &'a Map<String, Value>,
    /// `null` where it was started from none.
    row: Value,
    form: Map<String, Value>,
}

impl<'a> Filled<'a> {
    /// `data`: of the entry that the row is of, as windows see it.
    fn of(board: &'a Board, act: &'a Act, data: Option<&Data>) -> Result<Self, Failure> {
        let action = board
            .view
            .actions
            .get(&act.action)
            .ok_or_else(|| problem(&act.action, "the board has no action of this name".to_owned()))?;
        let row = match &act.row {
            None => Value::Null,
            Some(row) => row
                .find(&board.view, action, &act.untouched, data)
                .map_err(|error| problem(&act.action, error.to_string()))?,
        };
        let mut form = act.form.clone();
        let scope = Scope { var: Some(&act.vars), row: Some(&row), ..Scope::default() };
        for field in action.form.iter().filter(|field| act.untouched.contains(&field.name)) {
            form.extend(field.untouched(&scope).map(|value| (field.name.clone(), value)));
        }
        let filled = Self { action, vars: &act.vars, row, form };
        filled.check().map_err(|message| problem(&act.action, message))?;
        Ok(filled)
    }

    fn scope(&self) -> Scope<'_> {
        Scope { var: Some(self.vars), row: Some(&self.row), form: Some(&self.form), ..Scope::default() }
    }

    /// Whether it may be run at all.
    fn check(&self) -> Result<(), String> {
        if !self.action.offered(&self.scope()) {
            return Err("This action is no longer offered for this row".to_owned());
        }
        for field in self.action.form.iter().filter(|field| field.required) {
            let filled = match self.form.get(&field.name) {
                None | Some(Value::Null) => false,
                Some(Value::String(text)) => !text.trim().is_empty(),
                Some(_) => true,
            };
            if !filled {
                return Err(format!("{} is required", field.label));
            }
        }
        Ok(())
    }
}

fn problem(name: &str, message: String) -> Failure {
    Failure {
        kind: FailureKind::Request,
        status: None,
        address: format!("action {name}"),
        message,
        retryable: false,
        ..Failure::default()
    }
}

/// The core ended before the action did.
pub(crate) fn cancelled(name: &str) -> Failure {
    Failure { kind: FailureKind::Cancelled, ..problem(name, "the board was closed".to_owned()) }
}

/// Nobody is signed in to the backend that it is for.
pub(crate) fn signed_out(name: &str) -> Failure {
    problem(name, "nobody is signed in to its backend".to_owned())
}

/// It was taken back before it was sent.
pub(crate) fn withdrawn(name: &str) -> Failure {
    Failure { kind: FailureKind::Cancelled, ..problem(name, "it was taken back before it was sent".to_owned()) }
}

/// It was sent, and the board was closed or reloaded before the answer came.
pub(crate) fn closed_before_the_answer(name: &str) -> Failure {
    Failure { kind: FailureKind::Network, ..problem(name, "the board was closed before the answer came".to_owned()) }
}

/// An earlier run of the program sent it, and ended before the answer came.
pub(crate) fn closed_meanwhile(name: &str) -> Failure {
    Failure { kind: FailureKind::Network, ..problem(name, "Oriel was closed before the answer came".to_owned()) }
}

/// The HTTP request of an action, as the queue keeps it: whole, without credentials.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Sending {
    /// What its button says.
    pub(crate) label: String,
    /// What tells it from another run: the board's question, or where it goes.
    #[serde(default)]
    pub(crate) detail: String,
    method: Method,
    path: String,
    body: Option<Value>,
    /// Header and value by which the backend knows a repetition.
    once: Option<(String, String)>,
}

impl Sending {
    /// What a run of the queue sends.
    pub(crate) fn of(run: &Run) -> Result<Self, Failure> {
        let text = run.request.as_str().unwrap_or_default();
        serde_json::from_str(text).map_err(|error| problem("of an earlier run", error.to_string()))
    }

    /// As HTTP.
    pub(crate) fn request(self) -> Request {
        let method = match self.method {
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Patch => reqwest::Method::PATCH,
            Method::Delete => reqwest::Method::DELETE,
        };
        Request {
            purpose: Purpose::Action,
            method,
            path: self.path,
            params: Vec::new(),
            body: self.body,
            headers: self.once.into_iter().collect(),
            rows: None,
        }
    }
}

/// An action as it is written down for the next session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// The backend that it is for: a board that was changed sends it to no other.
    pub(crate) backend: String,
    pub(crate) run: Arc<Run>,
}

impl Kept {
    pub(crate) fn to_record(&self) -> Value {
        // As text, for the same reason. What cannot be written is told when it is read.
        serde_json::to_string(self).map(Value::from).unwrap_or_default()
    }

    pub(crate) fn of_record(record: &Value) -> Result<Self, serde_json::Error> {
        serde_json::from_str(record.as_str().unwrap_or_default())
    }
}

/// What a person did, as a run of the queue. `data`: of the entry that its row is of, as windows see it;
/// `key`: a new idempotency key.
///
/// Runs on one path go one after the other. PUT and DELETE may be sent twice by their own meaning
/// (RFC 9110, 9.2.2), any other method where the backend takes an idempotency key.
pub(crate) fn run(board: &Board, act: &Act, data: Option<&Data>, key: impl FnOnce() -> String) -> Result<Run, Failure> {
    let filled = Filled::of(board, act, data)?;
    let (action, scope) = (filled.action, filled.scope());
    let request = action.request(&scope).map_err(|missing| problem(&act.action, missing.to_string()))?;
    let idempotency = board.backends.get(&action.backend).and_then(|backend| backend.idempotency.as_ref());
    let once = idempotency.map(|header| (header.clone(), key()));
    let repeatable = once.is_some() || matches!(request.method, Method::Put | Method::Delete);
    let question = action.confirm.as_ref().and_then(|question| question.text(&scope).ok());
    let path = request.path.clone();
    let sending = Sending {
        label: action.label.clone(),
        detail: question.unwrap_or_else(|| request.path.clone()),
        method: request.method,
        path: request.path,
        body: request.body,
        once,
    };
    let sending = serde_json::to_string(&sending).map_err(|error| problem(&act.action, error.to_string()))?;
    Ok(Run {
        server: rules::server(board, &action.backend),
        scope: Some(path),
        shows: shows(board, action, &scope),
        stales: stales(action, &scope),
        repeatable,
        // As text: on its way through `serde_json::Value` a type's `-0` becomes `0`.
        ..Run::of(Value::from(sending))
    })
}

/// What is shown before the backend has answered.
fn shows(board: &Board, action: &Action, scope: &Scope<'_>) -> Vec<(Matching, Patch)> {
    let mut shows = Vec::new();
    for optimistic in &action.optimistic {
        let Some(query) = board.view.queries.get(&optimistic.query) else { continue };
        let set: Option<Map<String, Value>> = optimistic
            .set
            .iter()
            .map(|(name, template)| template.resolve(scope).ok().map(|value| (name.clone(), value)))
            .collect();
        // A value that is missing now would show something that the backend never will.
        let Some(set) = set else { continue };
        let patch = match &optimistic.row {
            None => Patch::Merge { set },
            Some(row) => {
                let Ok(value) = row.resolve(scope) else { continue };
                Patch::Row {
                    rows: query.rows.clone(),
                    id: query.id.clone().unwrap_or_else(|| "/id".to_owned()),
                    value,
                    set,
                }
            }
        };
        shows.push((Matching::Prefix(vec![Value::from(optimistic.query.as_str())]), patch));
    }
    shows
}

/// What the success of an action makes stale.
fn stales(action: &Action, scope: &Scope<'_>) -> Vec<Matching> {
    let could_contain = |rule: &oriel_board::Invalidate| Matching::CouldContain {
        name: rule.query.clone(),
        // A parameter without a value widens the match.
        params: rule.narrowed(scope),
    };
    action.invalidate.iter().map(could_contain).collect()
}
