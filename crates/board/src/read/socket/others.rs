//! The fields of every protocol but `json`.

use super::super::fields::Fields;
use super::super::node::Node;
use super::super::scalar::{is_address, pointer, some_time};
use super::endings::endings;
use super::fields::{headers, many, message, template, templates, words};
use super::naming::naming;
use super::placeholder::Known;
use oriel_protocol::{Poll, PubNub, Pusher, SocketIo, Sse};
use serde_json::Value;
use std::collections::BTreeMap;

/// The constants, and the token.
fn with_secret<'k>(constants: &[&'k str]) -> Vec<&'k str> {
    constants.iter().copied().chain(["secret"]).collect()
}

/// `token` is the header that carries the token of requests.
pub(crate) fn socketio(
    fields: &Fields<'_>,
    constants: &[&str],
    token: &BTreeMap<String, String>,
    base: SocketIo,
) -> SocketIo {
    let known = Known { names: constants };
    let names = with_secret(constants);
    let secret = Known { names: &names };
    SocketIo {
        namespace: fields.get("namespace").and_then(|node| namespace(&node, known)).unwrap_or(base.namespace),
        auth: fields.get("auth").and_then(|node| auth(&node, secret)).unwrap_or(base.auth),
        headers: match fields.get("bearer").and_then(|node| node.flag()) {
            Some(true) => token.clone(),
            Some(false) => BTreeMap::new(),
            None => base.headers,
        },
        join: fields.get("join").map_or(base.join, |node| many(&node, |node| emitted(node, secret))),
        ready: fields.get("ready").and_then(|node| template(&node, known)).or(base.ready),
        ignore: words(fields, "ignore", known).unwrap_or(base.ignore),
        naming: naming(fields, base.naming),
        expired: words(fields, "expired", known).unwrap_or(base.expired),
        endings: endings(fields, constants, "socketio", true).unwrap_or(base.endings),
    }
}

fn namespace(node: &Node<'_>, known: Known<'_>) -> Option<String> {
    let name = template(node, known)?;
    if !name.starts_with('/') {
        node.error("`namespace` must start with a slash", format!("write \"/{name}\""));
        return None;
    }
    if name.contains(',') {
        node.error("`namespace` cannot hold a comma", None);
        return None;
    }
    Some(name)
}

fn auth(node: &Node<'_>, known: Known<'_>) -> Option<Value> {
    if !node.is_table() {
        node.wrong("a table", Some("such as { token = \"{secret}\" }".to_owned()));
        return None;
    }
    let entries = node.entries().unwrap_or_default();
    let members = entries.into_iter().filter_map(|entry| Some((entry.name.to_owned(), message(&entry.node, known)?)));
    Some(Value::Object(members.collect()))
}

/// `["join", { room = 7 }]`: an event and its arguments.
fn emitted(node: &Node<'_>, known: Known<'_>) -> Option<Vec<Value>> {
    const HELP: &str = "such as [[\"join\", \"orders\"]]";
    if !node.is_list() {
        node.wrong("an event and its arguments", Some(HELP.to_owned()));
        return None;
    }
    let said = many(node, |node| message(node, known));
    if !said.first().is_some_and(Value::is_string) {
        node.error("what is emitted starts with the event's name", HELP.to_owned());
        return None;
    }
    Some(said)
}

pub(crate) fn pusher(fields: &Fields<'_>, constants: &[&str], base: Pusher) -> Pusher {
    let known = Known { names: constants };
    Pusher {
        key: fields.get("key").and_then(|node| template(&node, known)).unwrap_or(base.key),
        channels: words(fields, "channels", known).unwrap_or(base.channels),
        auth: fields.get("auth").and_then(|node| target(&node, known)).unwrap_or(base.auth),
        headers: base.headers,
        ignore: words(fields, "ignore", known).unwrap_or(base.ignore),
        endings: endings(fields, constants, "pusher", true).unwrap_or(base.endings),
    }
}

/// An address, or a path on the backend's host.
pub(crate) fn target(node: &Node<'_>, known: Known<'_>) -> Option<String> {
    let target = template(node, known)?;
    if target.starts_with('/') && !target.starts_with("//") {
        return Some(target);
    }
    if !target.contains("://") {
        let help = format!("write \"/{}\"", target.trim_start_matches('/'));
        node.error(format!("{} is neither a path nor an address", node.label), help);
        return None;
    }
    is_address(node, &target, ["http", "https"], true).then_some(target)
}

pub(crate) fn sse(fields: &Fields<'_>, constants: &[&str], base: Sse) -> Sse {
    let known = Known { names: constants };
    let names = with_secret(constants);
    let secret = Known { names: &names };
    Sse {
        headers: fields.get("headers").map_or(base.headers, |node| headers(&node, secret)),
        query: fields.get("query").map_or(base.query, |node| templates(&node, secret)),
        event: fields.get("event").and_then(|node| pointer(&node)).or(base.event),
        data: fields.get("data").and_then(|node| pointer(&node)).unwrap_or(base.data),
        ready: fields.get("ready").and_then(|node| template(&node, known)).or(base.ready),
        ignore: words(fields, "ignore", known).unwrap_or(base.ignore),
        naming: naming(fields, base.naming),
        lost: words(fields, "lost", known).unwrap_or(base.lost),
        resumes: fields.get("resumes").and_then(|node| node.flag()).unwrap_or(base.resumes),
        endings: endings(fields, constants, "sse", false).unwrap_or(base.endings),
    }
}

pub(crate) fn pubnub(fields: &Fields<'_>, constants: &[&str], base: PubNub) -> PubNub {
    let known = Known { names: constants };
    PubNub {
        subscribe_key: fields
            .get("subscribe-key")
            .and_then(|node| template(&node, known))
            .unwrap_or(base.subscribe_key),
        channels: words(fields, "channels", known).unwrap_or(base.channels),
        user: fields.get("user").and_then(|node| template(&node, known)).unwrap_or(base.user),
        event: fields.get("event").and_then(|node| pointer(&node)).unwrap_or(base.event),
        data: fields.get("data").and_then(|node| pointer(&node)).unwrap_or(base.data),
        ignore: words(fields, "ignore", known).unwrap_or(base.ignore),
        naming: naming(fields, base.naming),
        within: fields.get("within").and_then(|node| some_time(&node)).unwrap_or(base.within),
        endings: endings(fields, constants, "pubnub", false).unwrap_or(base.endings),
    }
}

pub(crate) fn poll(fields: &Fields<'_>, base: Poll) -> Poll {
    Poll { every: fields.get("every").and_then(|node| some_time(&node)).unwrap_or(base.every) }
}
