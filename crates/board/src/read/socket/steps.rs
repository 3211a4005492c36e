//! What comes before signals: a request for a ticket, and the sign-in step by step.

use super::super::fields::Fields;
use super::super::node::Node;
use super::super::report::Span;
use super::fields::{headers, message, messages, paths};
use super::matching::matching;
use super::others::target;
use super::placeholder::Known;
use super::timing::time_or_off;
use crate::shape::{BEFORE, STEP};
use oriel_protocol::{Before, Stage};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::time::Duration;

/// How long an awaited message may take, where the board says nothing.
const TIMEOUT: Duration = Duration::from_secs(10);

/// `{ get = "/ticket", take = { ticket = "/ticket" } }`, or `post` with a `body`. `token` is the header that carries
/// the token of requests.
pub(crate) fn before(
    node: &Node<'_>,
    at: &Span,
    constants: &[&str],
    token: &BTreeMap<String, String>,
) -> Option<Before> {
    let fields = Fields::of(node, &BEFORE, "`before`", at)?;
    let names: Vec<&str> = constants.iter().copied().chain(["secret"]).collect();
    let known = Known { names: &names };
    let get = fields.get("get");
    let post = fields.get("post");
    let body = fields.get("body");
    let own_headers = fields.get("headers").map(|node| headers(&node, known));
    let take = fields.need_or("take", Some("such as take = { ticket = \"/ticket\" }")).map(|node| paths(&node));
    let url = match (&get, &post) {
        (Some(node), None) | (None, Some(node)) => target(node, known),
        (None, None) => {
            fields.cx.report.error(at, "`before` asks nobody", "write `get` or `post` with a path".to_owned());
            None
        }
        (Some(_), Some(_)) => {
            fields.cx.report.error(&fields.name_at("post"), "`before` has both `get` and `post`", None);
            None
        }
    };
    let empty = || Value::Object(Map::new());
    let body = match (&post, body) {
        (Some(_), body) => Some(body.and_then(|node| message(&node, known)).unwrap_or_else(empty)),
        (None, Some(node)) => {
            node.error("`body` belongs to `post`", None);
            None
        }
        (None, None) => None,
    };
    fields.done();
    let headers = own_headers.unwrap_or_else(|| token.clone());
    Some(Before { post: body, url: url?, headers, take: take? })
}

/// One entry of `steps`.
pub(crate) fn stage(node: &Node<'_>, known: Known<'_>, constants: &[&str]) -> Option<Stage> {
    let fields = Fields::of(node, &STEP, "this step", &node.at)?;
    let awaited = fields.get("await");
    let awaits = awaited.as_ref().map(|node| matching(node, constants));
    let send = fields.get("send").map(|node| messages(&node, known)).unwrap_or_default();
    let timeout = fields.get("timeout").map_or(Some(TIMEOUT), |node| time_or_off(&node));
    if awaited.is_none() && !fields.has("send") {
        node.error("this step neither waits nor sends", "give it `await`, `send` or both".to_owned());
    }
    if awaited.is_none() && fields.has("timeout") {
        fields.cx.report.error(&fields.name_at("timeout"), "`timeout` belongs to `await`", None);
    }
    fields.done();
    // What is awaited and wrong was reported.
    let awaits = match awaits {
        Some(awaits) => Some(awaits?),
        None => None,
    };
    Some(Stage { awaits, send, timeout: timeout? })
}
