//! One query, called.

use super::PATIENCE;
use super::chosen::Chosen;
use super::finding::{Findings, findings};
use super::traces::Traces;
use super::window::{Shown, Window};
use crate::environment::no_token;
use oriel_board::{Board, View};
use oriel_query::{Data, Failure, Key};
use oriel_session::Trace;
use serde::Serialize;
use serde_json::{Map, Value};
use tokio::time::timeout;

/// A query that was called.
#[derive(Debug, Serialize)]
pub(super) struct Called {
    pub(super) query: String,
    /// What was asked, as the key of the query.
    pub(super) key: Option<Key>,
    /// The status of an answer that is a failure.
    pub(super) status: Option<u16>,
    pub(super) millis: Option<u64>,
    /// Why there is no data.
    pub(super) failure: Option<String>,
    /// Variables without a value: it was not called.
    pub(super) needs: Vec<String>,
    /// The values that it was called with and that nobody gave: those of the first row of a query.
    pub(super) with: Vec<String>,
    #[serde(flatten)]
    pub(super) findings: Findings,
}

/// Calls a query; its data too, where there is some.
pub(super) async fn call(
    board: &Board,
    window: &mut Window,
    traces: &mut Traces,
    name: &str,
    chosen: &Chosen,
) -> (Called, Option<Data>) {
    let view = &board.view;
    let mut called = Called { with: chosen.used_by(view, name), ..Called::of(name) };
    let key = match view.key(name, chosen.vars()) {
        Ok(key) => key,
        Err(error) => {
            called.failure = Some(error.to_string());
            return (called, None);
        }
    };
    called.key = Some(key.clone());
    // What was traced before is of others.
    traces.past();
    let shown = timeout(PATIENCE, window.show(&key)).await;
    let mut attempted = None;
    for trace in traces.past() {
        if let Trace::Landed { key: landed, took, failure } = trace
            && landed == key
        {
            called.millis = u64::try_from(took.as_millis()).ok();
            attempted = failure;
        }
    }
    // Where a path is wrong, seeing it is half the mend.
    let told = |failure: &Failure| format!("{} ({})", failure.message, failure.address);
    match shown {
        Ok(Shown::Data(data)) => {
            called.findings = findings(view, name, &data);
            return (called, Some(data));
        }
        Ok(Shown::Failed(failure)) => {
            called.status = failure.status;
            called.failure = Some(told(&failure));
        }
        Ok(Shown::SignedOut) => {
            let backend = view.queries.get(name).map(|query| query.backend.as_str()).unwrap_or_default();
            called.failure = Some(no_token(board, backend));
        }
        Ok(Shown::Closed) => called.failure = Some("the board was closed".to_owned()),
        Err(_) => {
            called.status = attempted.as_ref().and_then(|failure| failure.status);
            let last = attempted.as_ref().map(|failure| format!("; the last attempt: {}", told(failure)));
            let last = last.unwrap_or_default();
            called.failure = Some(format!("no answer within {} s{last}", PATIENCE.as_secs()));
        }
    }
    (called, None)
}

impl Called {
    pub(super) fn of(name: &str) -> Self {
        Self {
            query: name.to_owned(),
            key: None,
            status: None,
            millis: None,
            failure: None,
            needs: Vec::new(),
            with: Vec::new(),
            findings: Findings::default(),
        }
    }

    /// It lacks a value: in a window it waits for a person, too.
    pub(super) fn not(view: &View, name: &str, vars: &Map<String, Value>) -> Self {
        let lacks = view.queries.get(name).map(|query| query.lacks(vars, &view.vars)).unwrap_or_default();
        Self { needs: lacks.into_iter().map(str::to_owned).collect(), ..Self::of(name) }
    }

    /// What it found, or why it did not.
    pub(super) fn finds(&self) -> String {
        if let Some(failure) = &self.failure {
            return failure.clone();
        }
        if !self.needs.is_empty() {
            let list = |write: &dyn Fn(&String) -> String, between: &str| {
                self.needs.iter().map(write).collect::<Vec<_>>().join(between)
            };
            let (names, options) =
                (list(&|name| format!("`{name}`"), ", "), list(&|name| format!("--var {name}=…"), " "));
            return format!("not called: needs {names}; give it with {options}");
        }
        let with = (!self.with.is_empty()).then(|| format!("with {}", self.with.join(", ")));
        let found = with.into_iter().chain(self.findings.found.iter().cloned());
        found.collect::<Vec<_>>().join(", ")
    }
}
