//! Asking for a query: from a key, and perhaps a page, to a request; from its answer to data. Pure.

use crate::http::{Purpose, Reply, Request};
use oriel_board::{Ask, Board, PageBy, Pages, Panel, PanelKind, Query, Template, Tree, Var};
use oriel_query::{Data, Failure, FailureKind, Key, Page};
use reqwest::Method;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// A request for a key, and how its answer is read.
#[derive(Debug, Clone)]
pub(crate) struct Asking {
    pub(crate) request: Request,
    query: Query,
    /// Somebody looks at what came as it stands.
    shows_text: bool,
    /// Which page; nothing for the first.
    param: Option<Value>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Landed {
    /// All of it, and the text that it was read of, where a panel shows that.
    Whole { data: Data, text: Option<Vec<u8>> },
    /// A page of it.
    Page(Page),
}

/// What a query asks, as a text: where two ask alike, an answer of one is an answer of the other. How long its data is
/// fresh and where the rows are in it is no part of that.
pub(crate) fn question(board: &Board, query: &Query) -> String {
    let own = board.backends.get(&query.backend).map(|backend| &backend.headers);
    let headers: BTreeMap<&String, &String> = own.into_iter().flatten().chain(&query.headers).collect();
    // In a body a variable keeps its type, and one with its `any` value is left out: what it may be is a part of it.
    let templates = query.ask.tree().into_iter().flat_map(Tree::templates);
    let used = templates.flat_map(Template::placeholders).filter_map(|one| one.path.first());
    let vars: BTreeMap<&String, Option<&Var>> = used.map(|name| (name, board.view.vars.get(name))).collect();
    json!([query.backend, query.path, query.ask, query.params, headers, query.pages, vars]).to_string()
}

/// Whether a panel shows the answers of this query as they came. Of a query in pages no answer is the whole.
pub(crate) fn shows_text(board: &Board, query: &str) -> bool {
    let shows = |panel: &Panel| panel.query == query && matches!(panel.kind, PanelKind::Json { .. });
    let pages = board.view.queries.get(query).is_some_and(|query| query.pages.is_some());
    !pages && board.view.panels.values().any(shows)
}

impl Asking {
    /// The request that a key stands for; for one of its pages, where `param` names one.
    pub(crate) fn of(board: &Board, key: &Key, param: Option<Value>) -> Result<Self, Failure> {
        let problem = |message: String| failure(FailureKind::Request, None, key.to_string(), message);
        let request = board.view.request(key).map_err(|error| problem(error.to_string()))?;
        // `request` has found it.
        let Some(query) = key.name().and_then(|name| board.view.queries.get(name)) else {
            return Err(unknown(key));
        };
        let mut request = Request {
            purpose: Purpose::Query,
            method: if request.body.is_some() { Method::POST } else { Method::GET },
            path: request.path,
            params: request.params,
            body: request.body,
            headers: query.headers.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
            rows: query.pages.is_none().then(|| query.rows.clone()),
        };
        if let Some(pages) = &query.pages {
            turn_to(&mut request, query, pages, param.as_ref()).map_err(problem)?;
        }
        let shows_text = key.name().is_some_and(|name| shows_text(board, name));
        Ok(Self { request, query: query.clone(), shows_text, param })
    }

    /// What the answer holds.
    pub(crate) fn land(&self, reply: Reply) -> Result<Landed, Failure> {
        let Some(pages) = &self.query.pages else {
            return Ok(Landed::Whole { data: reply.data, text: reply.text.filter(|_| self.shows_text) });
        };
        let next = next(&self.query, pages, self.param.as_ref(), &reply).map_err(|message| {
            let address = format!("{} {}", self.request.method, self.request.path);
            failure(FailureKind::Decode, Some(200), address, message)
        })?;
        Ok(Landed::Page(Page { data: reply.data.into(), next, previous: None }))
    }
}

fn failure(kind: FailureKind, status: Option<u16>, address: String, message: String) -> Failure {
    Failure { kind, status, address, message, retryable: false, ..Failure::default() }
}

/// A key that the board has no query for.
pub(crate) fn unknown(key: &Key) -> Failure {
    failure(FailureKind::Request, None, key.to_string(), "the board has no query of this name".to_owned())
}

/// Changes a request to that of a page.
fn turn_to(request: &mut Request, query: &Query, pages: &Pages, param: Option<&Value>) -> Result<(), String> {
    if let Some(size) = &pages.size {
        put(request, &query.ask, &size.param, Value::from(size.rows));
    }
    let (name, value) = match (&pages.by, param) {
        (PageBy::Number { param, first }, None) => (param, Value::from(*first)),
        (_, None) => return Ok(()),
        (PageBy::Cursor { param, .. } | PageBy::Offset { param } | PageBy::Number { param, .. }, Some(value)) => {
            (param, value.clone())
        }
        (PageBy::Address { .. } | PageBy::Link, Some(address)) => {
            request.params = parameters(address.as_str().unwrap_or_default())?;
            return Ok(());
        }
    };
    put(request, &query.ask, name, value);
    Ok(())
}

/// A parameter, where this query has its parameters.
fn put(request: &mut Request, ask: &Ask, name: &str, value: Value) {
    let members = match (&mut request.body, ask) {
        (Some(Value::Object(body)), Ask::Post { .. }) => body,
        (Some(Value::Object(body)), Ask::Graphql { .. }) => {
            let variables = body.entry("variables").or_insert_with(|| Value::Object(Map::new()));
            match variables {
                Value::Object(variables) => variables,
                _ => return,
            }
        }
        _ => {
            request.params.retain(|(known, _)| known != name);
            if let Some(text) = oriel_board::plain(&value) {
                request.params.push((name.to_owned(), text));
            }
            return;
        }
    };
    members.insert(name.to_owned(), value);
}

/// The parameters of the next page's address. Only they are used: behind a proxy a backend often names
/// a host that cannot be reached from outside, and no answer is to lead a token to another one.
fn parameters(address: &str) -> Result<Vec<(String, String)>, String> {
    let query = address.split_once('?').map(|(_, query)| query.split('#').next().unwrap_or_default());
    let Some(query) = query.filter(|query| !query.is_empty()) else {
        return Err(format!("the address of the next page, {address}, has no parameters that tell it from this one"));
    };
    Ok(url::form_urlencoded::parse(query.as_bytes()).into_owned().collect())
}

/// How the page after this one is asked for; nothing where it is the last.
fn next(query: &Query, pages: &Pages, param: Option<&Value>, reply: &Reply) -> Result<Option<Value>, String> {
    let answer = &reply.data;
    if answer.is_null() {
        // Nothing at all (204) is no page of another shape: the list ends here.
        return Ok(None);
    }
    let count = answer.pointer(&query.rows).and_then(Value::as_array).map(Vec::len);
    let full = match (&pages.size, count) {
        (_, None) => return Err(format!("a page has no list of rows at \"{}\"", query.rows)),
        (_, Some(0)) => false,
        (Some(size), Some(count)) => count >= size.rows as usize,
        (None, Some(_)) => true,
    };
    let count = count.unwrap_or_default() as u64;
    let at = |pointer: &str| match answer.pointer(pointer) {
        None | Some(Value::Null | Value::Bool(false)) => None,
        Some(Value::String(text)) if text.is_empty() => None,
        Some(value) => Some(value.clone()),
    };
    Ok(match &pages.by {
        PageBy::Cursor { next, more, .. } => {
            let more = more.as_ref().is_none_or(|more| answer.pointer(more) == Some(&Value::Bool(true)));
            // A cursor that leads to itself would be followed for ever.
            at(next).filter(|next| more && Some(next) != param)
        }
        PageBy::Offset { .. } => full.then(|| Value::from(number(param) + count)),
        PageBy::Number { first, .. } => {
            full.then(|| Value::from(param.map_or(*first, |param| number(Some(param))).saturating_add(1)))
        }
        PageBy::Address { next } => at(next).filter(|next| Some(next) != param),
        PageBy::Link => reply.next.clone().map(Value::from).filter(|next| Some(next) != param),
    })
}

fn number(value: Option<&Value>) -> u64 {
    value.and_then(Value::as_u64).unwrap_or(0)
}

#[cfg(test)]
mod tests;
